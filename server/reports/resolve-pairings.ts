import type { z } from 'zod'
import { AppError, fieldError } from '../../shared/errors.ts'
import { pairedPlacesOf } from '../../shared/reports/paired-places.ts'
import { type Days, daysOfPeriod } from '../../shared/reports/periods.ts'
import type { resultsQuery } from '../../shared/reports/results.schemas.ts'
import { dayOf } from '../../shared/scalars.ts'
import { pairingById, pairingsOf } from '../assistance/index.ts'
import { organisationById, organisationNames } from '../organisations/index.ts'
import { type Actor, type Context, supervises } from '../platform/context.ts'
import type { Reader } from '../platform/db/transaction.ts'
import { divisionsByCodes, successorsOf } from '../villages/index.ts'
import { isBrought } from './paired-places.queries.ts'
import { unitsOfActor, unitsOfSubject } from './read-subject.ts'
import { subjectFor } from './reports.policy.ts'
import { type UnitMonths, unitsAlways } from './scope.ts'

type Question = z.output<typeof resultsQuery>
export type Pairing = Awaited<ReturnType<typeof pairingsOf>>[number]

/**
 * The pairings of a unit, a group or one of its first secretaries that the actor may read of, with
 * their places, their days in the period and the units that are credited for them (§3.15).
 */
export async function resolvePairings(
  reader: Reader,
  context: Context,
  question: Question & { days?: Days },
) {
  const days = question.days ?? daysOfPeriod(question.period, dayOf(context.now))
  const { organisationId, isGroup, units } = await organisationMeant(reader, context, question)
  const memberIds = [...new Set(units.map(({ unitId }) => unitId))]
  const known = await pairingsOf(reader, context, [organisationId, ...(isGroup ? memberIds : [])])
  const readable = known.filter(({ divisionCode }) => readsPlace(context.actor, divisionCode))
  const person = personOf(readable, question.pairingId)
  const pairings = readable.filter(person.isMeant)
  const paired = pairedPlacesOf(pairings, {
    days,
    memberships: isGroup ? units : null,
    only: question.placeCode,
    successors: await successorsOf(
      reader,
      pairings.map(({ divisionCode }) => divisionCode),
    ),
  })
  const credited = [
    ...units.map((unit) => ({ ...unit, organisationId })),
    ...(isGroup
      ? unitsAlways(memberIds).map((unit) => ({ ...unit, organisationId: unit.unitId }))
      : []),
  ]
  const own = { ...paired, units: credited }
  return { organisationId, isGroup, readable, pairings, person, own }
}

/**
 * What a pairing, or its first secretary, brought, for figures that are added up from entries: a
 * condition on an entry `r` of some days, the units that are credited, and what it is called.
 * Throws `not_found` where the actor may not read the pairing, or it is not the organisation's.
 */
export async function broughtBy(
  reader: Reader,
  context: Context,
  question: Question & { pairingId: string; days: Days },
) {
  const { own, person, organisationId, pairings } = await resolvePairings(reader, context, question)
  if (pairings.length === 0) throw new AppError('not_found')
  const [place] = own.places
  const code = place?.namedCode ?? ''
  const places = await divisionsByCodes(reader, code === '' ? [] : [code])
  const organisations = await organisationNames(reader, [organisationId])
  const parties = [organisations.get(organisationId), places.get(code)?.pathName]
  return {
    ...{ brought: isBrought(own), unitIds: own.units.map(({ unitId }) => unitId) },
    name: person.name ?? parties.filter(Boolean).join(' · '),
  }
}

/** The unit or group that is meant, where the actor may read it, and the units credited for it. */
async function organisationMeant(reader: Reader, { actor, now }: Context, query: Question) {
  const question = await withOrganisation(reader, query)
  const days = daysOfPeriod(question.period, dayOf(now))
  const asksOthers = question.unitId !== undefined && question.unitId !== actor.organisationId
  const ownUnits = asksOthers ? await unitsOfActor(reader, actor, days) : null
  const subject = subjectFor(actor, question, ownUnits)
  const organisationId = subject.unitId ?? subject.groupId
  if (organisationId === null) throw fieldError(['unitId'], 'required')
  const units: readonly UnitMonths[] = (await unitsOfSubject(reader, subject)) ?? []
  return { organisationId, isGroup: subject.unitId === null, units }
}

/** A pairing alone stands for the organisation that is paired. */
async function withOrganisation(reader: Reader, question: Question): Promise<Question> {
  const { unitId, groupId, pairingId } = question
  if (unitId !== undefined || groupId !== undefined || pairingId === undefined) return question
  const pairing = await pairingById(reader, pairingId)
  if (pairing === null) throw new AppError('not_found')
  const { organisationId } = pairing
  const organisation = await organisationById(reader, organisationId)
  return organisation?.kind === 'group'
    ? { ...question, groupId: organisationId }
    : { ...question, unitId: organisationId }
}

/** An official reads of places supervised; whoever reads of the organisation itself, of all. */
function readsPlace(actor: Actor, code: string): boolean {
  return actor.organisationKind !== 'authority' || supervises(actor, code)
}

/** The pairings of one first secretary: those of the same organisation that name the same. */
function personOf(pairings: readonly Pairing[], pairingId: string | undefined) {
  if (pairingId === undefined) return { name: null, isMeant: () => true }
  const of = pairings.find(({ id }) => id === pairingId)
  const name = of?.firstSecretaryName ?? null
  const isSame = (pairing: Pairing) =>
    pairing.organisationId === of?.organisationId && pairing.firstSecretaryName === name
  return {
    name,
    isMeant: (pairing: Pairing) => (name === null ? pairing.id === pairingId : isSame(pairing)),
  }
}
