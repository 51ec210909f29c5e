import { fieldError } from '../../shared/errors.ts'
import { versionOn } from '../../shared/reports/metrics.ts'
import {
  type Days,
  daysBefore,
  daysOfPeriod,
  sameDaysLastYear,
  stateOfPeriod,
} from '../../shared/reports/periods.ts'
import { dayOf } from '../../shared/scalars.ts'
import type { Context } from '../platform/context.ts'
import type { Reader } from '../platform/db/transaction.ts'
import { heirsOfPredecessors } from '../villages/index.ts'
import { unitsOfActor, unitsOfSubject } from './read-subject.ts'
import { type Subject, type SubjectQuestion, subjectFor } from './reports.policy.ts'
import { broughtBy } from './resolve-pairings.ts'
import { type Scope, unitsAlways } from './scope.ts'
import { withKeptSet } from './unit-set-sums.queries.ts'

/** A permitted report, resolved to units, a place and days. */
export interface ResolvedReport {
  subject: Subject
  scope: Scope
  period: string
  state: ReturnType<typeof stateOfPeriod>
  /** Those of the period that have passed. */
  days: Days
  /** Those of the year before that they are held against. */
  before: Days
  /** The scope in the year before: its place, and what became it before these days (§3.15). */
  scopesBefore: readonly Scope[]
  /** The day whose definitions are meant (§4.4): today unless an earlier one is asked for. */
  definedOn: string
  /** The day at whose end the ledger is meant, if not now (§4.7). */
  asOf: string | null
  /** The pairing that brought what is meant, and nothing else is (§3.15). */
  pairing: { id: string; name: string } | null
}

/** Judges the subject for the actor and finds out which units it means in the period. */
export async function resolveReport(
  reader: Reader,
  context: Context,
  question: SubjectQuestion & {
    period: string
    pairingId?: string | undefined
    definedOn?: string | undefined
    asOf?: string | undefined
  },
): Promise<ResolvedReport> {
  const { actor, now } = context
  const { period, unitId, pairingId } = question
  const today = dayOf(now)
  const asOf = pastDay(question.asOf, today)
  const lastDay = asOf ?? today
  const days = daysOfPeriod(period, lastDay)
  const definedOn = question.definedOn ?? today
  // Only a question about another unit is judged by what the actor's organisation knows.
  const asksOthers = unitId !== undefined && unitId !== actor.organisationId
  const ownUnits = asksOthers ? await unitsOfActor(reader, actor, days) : null
  const subject = subjectFor(actor, question, ownUnits)
  const units = await unitsOfSubject(reader, subject)
  const node = subject.divisionCode
  const isWide = units === null && pairingId === undefined
  if (asOf !== null && isWide && (node ?? '').length < countyLength)
    throw fieldError(['divisionCode'], 'level_too_high')
  const paired =
    pairingId === undefined
      ? null
      : await scopeOfPairing(reader, context, { ...question, pairingId, days, units, node })
  const scope = paired?.scope ?? (await withKeptSet(reader, { units, node }))
  return {
    ...{ subject, scope, period, days },
    state: stateOfPeriod(period, lastDay),
    before:
      versionOn('growth', definedOn).version === 1
        ? sameDaysLastYear(days)
        : daysBefore(period, lastDay),
    scopesBefore: await withPredecessors(reader, scope, days),
    ...{ definedOn, asOf },
    pairing: paired?.pairing ?? null,
  }
}

/** Years before a report's own that its series and what it is held against reach back. */
const yearsBack = 6

/** What a pairing brought within the units and the place that are meant, in all years shown. */
async function scopeOfPairing(
  reader: Reader,
  context: Context,
  question: SubjectQuestion & Scope & { period: string; pairingId: string; days: Days },
) {
  const { period, unitId, groupId, pairingId, days, units, node } = question
  const first = `${Number(days.from.slice(0, 4)) - yearsBack}-01-01`
  const { brought, unitIds, name } = await broughtBy(reader, context, {
    ...{ period, unitId, groupId, pairingId },
    days: { from: first, to: days.to },
  })
  const scope: Scope = { units: units ?? unitsAlways(unitIds), node, brought }
  return { scope, pairing: { id: pairingId, name } }
}

/** Entries of wider places are more than one request adds up. */
const countyLength = 6

/** A day whose end is past; null of today, of which what is kept is the truth. */
function pastDay(asOf: string | undefined, today: string): string | null {
  if (asOf === undefined || asOf === today) return null
  if (asOf > today) throw fieldError(['asOf'], 'in_the_future')
  return asOf
}

/**
 * A scope, and the same in the places that became its own before the days; those below it are in it
 * anyway (§3.15).
 */
export async function withPredecessors(
  reader: Reader,
  scope: Scope,
  { from }: Days,
): Promise<Scope[]> {
  const { node, brought } = scope
  // A pairing holds for what became of its place, wherever that lies.
  if (node === null || brought !== undefined) return [scope]
  const codes = [...(await heirsOfPredecessors(reader, [node], from)).keys()]
  const outside = codes.filter((code) => !code.startsWith(node))
  return [scope, ...outside.map((code) => ({ ...scope, node: code }))]
}
