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
import type { Scope } from './scope.ts'
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
}

/** Judges the subject for the actor and finds out which units it means in the period. */
export async function resolveReport(
  reader: Reader,
  { actor, now }: Context,
  question: SubjectQuestion & {
    period: string
    definedOn?: string | undefined
    asOf?: string | undefined
  },
): Promise<ResolvedReport> {
  const { period, unitId } = question
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
  if (asOf !== null && units === null && (node ?? '').length < countyLength)
    throw fieldError(['divisionCode'], 'level_too_high')
  const scope = await withKeptSet(reader, { units, node })
  return {
    ...{ subject, scope, period, days },
    state: stateOfPeriod(period, lastDay),
    before:
      versionOn('growth', definedOn).version === 1
        ? sameDaysLastYear(days)
        : daysBefore(period, lastDay),
    scopesBefore: [scope, ...(await predecessorsOf(reader, scope, days))],
    ...{ definedOn, asOf },
  }
}

/** Entries of wider places are more than one request adds up. */
const countyLength = 6

/** A day whose end is past; null of today, of which what is kept is the truth. */
function pastDay(asOf: string | undefined, today: string): string | null {
  if (asOf === undefined || asOf === today) return null
  if (asOf > today) throw fieldError(['asOf'], 'in_the_future')
  return asOf
}

/** The scope in the places that became its own; those below it are in it anyway. */
async function predecessorsOf(reader: Reader, scope: Scope, { from }: Days): Promise<Scope[]> {
  const { node } = scope
  if (node === null) return []
  const codes = [...(await heirsOfPredecessors(reader, [node], from)).keys()]
  return codes.filter((code) => !code.startsWith(node)).map((code) => ({ ...scope, node: code }))
}
