import type { z } from 'zod'
import type { Reply } from '../../shared/endpoint.ts'
import { plus } from '../../shared/figure.ts'
import { type PairedPlace, widestCodes } from '../../shared/reports/paired-places.ts'
import {
  type Days,
  daysOfPeriod,
  periodOfDays,
  stateOfPeriod,
} from '../../shared/reports/periods.ts'
import type { readResults } from '../../shared/reports/reports.api.ts'
import type { resultsQuery } from '../../shared/reports/results.schemas.ts'
import { dayOf } from '../../shared/scalars.ts'
import { organisationNames } from '../organisations/index.ts'
import { type Actor, type Context, supervises } from '../platform/context.ts'
import type { Reader } from '../platform/db/transaction.ts'
import { divisionsByCodes } from '../villages/index.ts'
import type { PairedPlaces } from './paired-places.queries.ts'
import { productNames } from './ranking.queries.ts'
import { type Pairing, resolvePairings } from './resolve-pairings.ts'
import {
  type RecognisedSums,
  selectChannels,
  selectRecognised,
  selectSettled,
  selectWholePlaces,
  type WholeSums,
} from './results.queries.ts'

type Question = z.output<typeof resultsQuery>
type Results = Reply<typeof readResults>

/** Products that are listed. */
const mostProducts = 50

/**
 * What a unit or group, or one of its first secretaries, brought in a period to the places it is
 * paired with: counted lines credited to it of goods from there, on the days of the pairing. Of a
 * group the pairings of its members count too. An official reads of the places supervised.
 */
export async function resultsOf(
  reader: Reader,
  context: Context,
  question: Question,
): Promise<Results> {
  const { period } = question
  const today = dayOf(context.now)
  const days = daysOfPeriod(period, today)
  const meant = await resolvePairings(reader, context, question)
  const { organisationId, isGroup, readable, pairings, person, own } = meant
  const { places: pairedPlaces, days: pairedDays } = own
  const figures = await figuresOf(reader, own, { period, days })
  const names = await namesOf(reader, { pairings: readable, pairedPlaces, figures, organisationId })
  return {
    organisation: {
      id: organisationId,
      name: names.organisation(organisationId),
      kind: isGroup ? 'group' : 'unit',
    },
    firstSecretaryName: person.name,
    ...{ period, state: stateOfPeriod(period, today), ...days },
    total: figures.sumsAt(null),
    whole: wholeView(
      context.actor,
      figures.wholes,
      widestCodes(pairedPlaces.map(({ placeCode }) => placeCode)),
    ),
    items: pairedPlaces.map((place, position) => ({
      ...pairedPlaceView(place, { pairings, names }),
      days: periodOfDays(hullOf(pairedDays.filter((stretch) => stretch.position === position))),
      ...figures.sumsAt(position),
      whole: wholeView(context.actor, figures.wholes, [place.placeCode]),
    })),
    products: figures.products.map(({ productId, cents, grams }) => ({
      id: productId ?? '',
      name: names.product(productId ?? ''),
      ...{ cents, grams },
    })),
    channels: figures.channels,
    secretaries: secretariesOf(readable, question.pairingId).map(
      ({ id, firstSecretaryName, divisionCode }) => ({
        pairingId: id,
        name: firstSecretaryName ?? '',
        placeName: names.place(divisionCode).pathName,
      }),
    ),
  }
}

function pairedPlaceView(
  { pairingId, organisationId, placeCode, namedCode }: PairedPlace,
  { pairings, names }: { pairings: readonly Pairing[]; names: Awaited<ReturnType<typeof namesOf>> },
) {
  const pairing = pairings.find(({ id }) => id === pairingId) as Pairing
  const { kind, fromDate, toDate, firstSecretaryName } = pairing
  return {
    pairingId,
    organisation: { id: organisationId, name: names.organisation(organisationId) },
    place: names.place(placeCode),
    succeeds: placeCode === namedCode ? null : names.place(namedCode),
    ...{ kind, fromDate, toDate, firstSecretaryName },
  }
}

/** Each first secretary once, by the pairing asked for or the newest one. */
function secretariesOf(pairings: readonly Pairing[], pairingId: string | undefined): Pairing[] {
  const named = pairings
    .filter(({ firstSecretaryName }) => firstSecretaryName !== null)
    .sort((one, other) => Number(one.id === pairingId) - Number(other.id === pairingId))
  const byPerson = new Map(
    named.map((pairing) => [`${pairing.organisationId} ${pairing.firstSecretaryName}`, pairing]),
  )
  return [...byPerson.values()]
}

async function figuresOf(
  reader: Reader,
  own: PairedPlaces,
  { period, days }: { period: string; days: Days },
) {
  const isEmpty = own.days.length === 0
  const recognised = isEmpty ? [] : await selectRecognised(reader, own, { products: mostProducts })
  const settled = isEmpty ? [] : await selectSettled(reader, own)
  const codes = [...new Set(own.places.map(({ placeCode }) => placeCode))]
  return {
    sumsAt: (position: number | null) => ({
      ...sumsOf(recognised.find((row) => row.productId === null && row.position === position)),
      ...receivedOf(settled.find((row) => row.position === position)),
    }),
    products: recognised.filter((row) => row.productId !== null),
    channels: isEmpty ? [] : await selectChannels(reader, own),
    wholes: isEmpty ? [] : await selectWholePlaces(reader, { codes, period, days }),
  }
}

function sumsOf(row: RecognisedSums | undefined) {
  const { cents = 0, grams = 0, directCents = 0, helpCents = 0, overlapCents = 0 } = row ?? {}
  return { cents, grams, directCents, helpCents, overlapCents }
}

function receivedOf(row: Awaited<ReturnType<typeof selectSettled>>[number] | undefined) {
  const { households = 0, householdCents = 0, collectiveCents = 0 } = row ?? {}
  return { households, householdCents, collectiveCents }
}

/** What others bought from a place is the business of whoever supervises it (§3.17). */
function wholeView(actor: Actor, wholes: readonly WholeSums[], codes: readonly string[]) {
  const isSupervised =
    actor.organisationKind === 'platform' || codes.every((code) => supervises(actor, code))
  if (!isSupervised) return null
  const own = wholes.filter(({ code }) => codes.includes(code))
  return {
    cents: plus(...own.map(({ cents }) => cents)),
    grams: plus(...own.map(({ grams }) => grams)),
    collectiveCents: plus(...own.map(({ collectiveCents }) => collectiveCents)),
    households: own.reduce((sum, { households }) => sum + households, 0),
  }
}

function hullOf(days: readonly Days[]): Days {
  const from = days.map((stretch) => stretch.from).sort()[0] ?? ''
  return {
    from,
    to:
      days
        .map((stretch) => stretch.to)
        .sort()
        .at(-1) ?? '',
  }
}

async function namesOf(
  reader: Reader,
  {
    pairings,
    pairedPlaces,
    figures,
    organisationId,
  }: {
    pairings: readonly Pairing[]
    pairedPlaces: readonly PairedPlace[]
    figures: { products: readonly RecognisedSums[] }
    organisationId: string
  },
) {
  const ids = pairings.map((pairing) => pairing.organisationId)
  const organisations = await organisationNames(reader, [organisationId, ...ids])
  const codes = pairings.map(({ divisionCode }) => divisionCode)
  const places = await divisionsByCodes(reader, [
    ...codes,
    ...pairedPlaces.map(({ placeCode }) => placeCode),
  ])
  const products = await productNames(
    reader,
    figures.products.flatMap(({ productId }) => productId ?? []),
  )
  return {
    organisation: (id: string) => organisations.get(id) ?? '',
    place: (code: string) => ({ code, pathName: places.get(code)?.pathName ?? code }),
    product: (id: string) => products.get(id) ?? '',
  }
}
