import { AppError } from '../../shared/errors.ts'
import { remindUnits } from '../../shared/reports/reports.api.ts'
import { type Actor, organisationOf, supervises } from '../platform/context.ts'
import type { Scope } from './scope.ts'

/** The subject of a report. */
export interface SubjectQuestion {
  unitId?: string | undefined
  withBelow?: boolean | undefined
  groupId?: string | undefined
  divisionCode?: string | undefined
}

/** The subject with the actor's own place filled in. */
export interface Subject {
  unitId: string | null
  withBelow: boolean
  groupId: string | null
  divisionCode: string | null
}

/**
 * The subject an actor may read, or a refusal: units read themselves, their leaders all units
 * below; officials everything in their area; coordinators their group and its members. `units`
 * are the actor's own (`unitsOfActor`); only questions about another unit need them.
 */
export function subjectFor(
  actor: Actor,
  question: SubjectQuestion,
  units: Scope['units'],
): Subject {
  const subject: Subject = {
    unitId: question.unitId ?? null,
    withBelow: question.withBelow ?? false,
    groupId: question.groupId ?? null,
    divisionCode: question.divisionCode ?? null,
  }
  switch (actor.organisationKind) {
    case 'unit':
      return forUnit(actor, subject, units)
    case 'group':
      return forGroup(actor, subject, units)
    case 'authority':
      return forOfficial(actor, subject)
    case 'platform':
      return subject
    default:
      throw new AppError('forbidden')
  }
}

function forUnit(actor: Actor, subject: Subject, units: Scope['units']): Subject {
  const own = organisationOf(actor)
  const unitId = subject.unitId ?? own
  if (subject.groupId !== null) throw new AppError('not_found')
  if (unitId !== own && !includes(units, unitId)) throw new AppError('not_found')
  if (subject.withBelow && !actor.roles.includes('unit_leader')) throw new AppError('forbidden')
  return { ...subject, unitId }
}

function forGroup(actor: Actor, subject: Subject, units: Scope['units']): Subject {
  if (subject.groupId !== null && subject.groupId !== actor.organisationId) {
    throw new AppError('not_found')
  }
  if (subject.unitId === null) return { ...subject, groupId: actor.organisationId }
  if (!includes(units, subject.unitId)) throw new AppError('not_found')
  return { ...subject, withBelow: false, groupId: null }
}

function forOfficial(actor: Actor, subject: Subject): Subject {
  const divisionCode = subject.divisionCode ?? actor.divisionCode
  if (divisionCode === null || !supervises(actor, divisionCode)) throw new AppError('forbidden')
  // Officials of the nation read what the platform reads: all places at once.
  return { ...subject, divisionCode: divisionCode || null }
}

/** Whether an entry is the actor's business: credited to its units, or from its area. */
export function mayReadEntry(
  actor: Actor,
  entry: {
    countyCode: string
    villageCode: string
    directUnitId: string | null
    helpUnitId: string | null
  },
  units: Scope['units'],
): boolean {
  switch (actor.organisationKind) {
    case 'unit':
    case 'group':
      return includes(units, entry.directUnitId) || includes(units, entry.helpUnitId)
    case 'authority':
      return supervises(actor, entry.villageCode || entry.countyCode)
    default:
      return actor.organisationKind === 'platform'
  }
}

function includes(units: Scope['units'], unitId: string | null): boolean {
  return units?.some((unit) => unit.unitId === unitId) ?? false
}

/** The counties an actor may have verified, by what their codes begin with: whole counties. */
export function verifiedArea({ divisionCode }: Actor): string {
  return (divisionCode ?? '').slice(0, 6)
}

/** Whether the actor reminds those of its list that are behind their targets. */
export function mayRemind({ roles }: Actor): boolean {
  return remindUnits.access.some((role) => roles.includes(role))
}

/** Whether somebody reads a county's months: its officials, those above, the platform. */
export function readsCounty(actor: Actor, countyCode: string): boolean {
  return actor.organisationKind === 'platform' || supervises(actor, countyCode)
}

/** Whether somebody prepares and closes a county's months: its own officials, nobody above. */
export function closesCounty({ roles, divisionCode }: Actor, countyCode: string): boolean {
  return roles.includes('official') && divisionCode === countyCode
}
