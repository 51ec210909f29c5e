import { type Days, daysOfPeriod, sameDaysLastYear } from '../../shared/reports/periods.ts'
import { dayOf } from '../../shared/scalars.ts'
import { groupMembers } from '../assistance/index.ts'
import { unitFamily } from '../organisations/index.ts'
import type { Context } from '../platform/context.ts'
import type { Reader } from '../platform/db/transaction.ts'
import { type Known, type Subject, type SubjectAsked, subjectFor } from './reports.policy.ts'
import type { Scope, UnitWindow } from './scope.ts'

/** What is asked for, judged and resolved to units, a place and days. */
export interface ResolvedReport {
  subject: Subject
  scope: Scope
  period: string
  days: Days
}

/** Judges the subject for the actor and finds out which units it means in the period. */
export async function resolveReport(
  reader: Reader,
  context: Context,
  asked: SubjectAsked & { period: string },
): Promise<ResolvedReport> {
  const days = daysOfPeriod(asked.period, dayOf(context.now))
  const known = await knownOf(reader, context, asked, days)
  const subject = subjectFor(context.actor, asked, known)
  const units = await unitsOf(reader, subject, days)
  return { subject, scope: { units, node: subject.divisionCode }, period: asked.period, days }
}

/** What the policy must know of the actor's organisation; looked up only where it matters. */
export async function knownOf(
  reader: Reader,
  { actor }: Context,
  asked: { unitId?: string | undefined },
  days: Days,
): Promise<Known> {
  const own = actor.organisationId
  const elsewhere = asked.unitId !== undefined && asked.unitId !== own
  if (own === null || !elsewhere) return { family: [], members: [] }
  return knownOfOrganisation(reader, { actor }, days)
}

/** The actor's unit family or group members. */
export async function knownOfOrganisation(
  reader: Reader,
  { actor }: Pick<Context, 'actor'>,
  days: Days,
): Promise<Known> {
  const own = actor.organisationId
  if (own === null) return { family: [], members: [] }
  if (actor.organisationKind === 'unit') {
    return { family: await unitFamily(reader, own), members: [] }
  }
  if (actor.organisationKind !== 'group') return { family: [], members: [] }
  const members = await groupMembers(reader, own, days)
  return { family: [], members: members.map((each) => each.unitId) }
}

const always = { firstMonth: '2000-01', lastMonth: '9999-12' }

async function unitsOf(
  reader: Reader,
  subject: Subject,
  days: Days,
): Promise<readonly UnitWindow[] | null> {
  if (subject.unitId !== null) {
    const unitIds = subject.withBelow ? await unitFamily(reader, subject.unitId) : [subject.unitId]
    return [{ unitIds, ...always }]
  }
  if (subject.groupId === null) return null
  // Last year's figures stand beside: whoever was a member then counts in them.
  const from = sameDaysLastYear(days).from
  return windowsOfGroup(await groupMembers(reader, subject.groupId, { from, to: days.to }))
}

/**
 * A member's lines count for its group from the month it joined to the month it left. Members
 * with the same months stand together, so that a usual group is one window.
 */
export function windowsOfGroup(
  members: readonly { unitId: string; fromDate: string; toDate: string | null }[],
): UnitWindow[] {
  const windows = new Map<string, { unitIds: Set<string>; firstMonth: string; lastMonth: string }>()
  for (const { unitId, fromDate, toDate } of members) {
    const firstMonth = fromDate.slice(0, 7)
    const lastMonth = toDate?.slice(0, 7) ?? '9999-12'
    const key = `${firstMonth} ${lastMonth}`
    const window = windows.get(key) ?? { unitIds: new Set<string>(), firstMonth, lastMonth }
    windows.set(key, { ...window, unitIds: window.unitIds.add(unitId) })
  }
  return [...windows.values()].map((window) => ({
    ...window,
    unitIds: [...window.unitIds].sort(),
  }))
}
