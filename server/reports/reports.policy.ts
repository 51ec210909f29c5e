import { AppError } from '../../shared/errors.ts'
import { type Actor, supervises } from '../platform/context.ts'

/** Whose figures are asked for. */
export interface SubjectAsked {
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

/** What must be known of the actor's organisation to judge: looked up by the caller. */
export interface Known {
  /** The actor's unit and all below it. */
  family: readonly string[]
  /** The units that belong or belonged to the actor's group in the period. */
  members: readonly string[]
}

/**
 * The subject an actor may read, or a refusal: units read themselves, their leaders all units
 * below; officials everything in their area; coordinators their group and its members.
 */
export function subjectFor(actor: Actor, asked: SubjectAsked, known: Known): Subject {
  const subject: Subject = {
    unitId: asked.unitId ?? null,
    withBelow: asked.withBelow ?? false,
    groupId: asked.groupId ?? null,
    divisionCode: asked.divisionCode ?? null,
  }
  switch (actor.organisationKind) {
    case 'unit':
      return forUnit(actor, subject, known)
    case 'group':
      return forGroup(actor, subject, known)
    case 'authority':
      return forOfficial(actor, subject)
    case 'platform':
      return subject
    default:
      throw new AppError('forbidden')
  }
}

function forUnit(actor: Actor, subject: Subject, known: Known): Subject {
  const isLeader = actor.roles.includes('unit_leader')
  const unitId = subject.unitId ?? actor.organisationId
  if (subject.groupId !== null) throw new AppError('not_found')
  const mayRead =
    unitId === actor.organisationId || (isLeader && known.family.includes(unitId ?? ''))
  if (!mayRead) throw new AppError('not_found')
  if (subject.withBelow && !isLeader) throw new AppError('forbidden')
  return { ...subject, unitId }
}

function forGroup(actor: Actor, subject: Subject, known: Known): Subject {
  if (subject.groupId !== null && subject.groupId !== actor.organisationId) {
    throw new AppError('not_found')
  }
  if (subject.unitId === null) return { ...subject, groupId: actor.organisationId }
  if (!known.members.includes(subject.unitId)) throw new AppError('not_found')
  return { ...subject, withBelow: false, groupId: null }
}

function forOfficial(actor: Actor, subject: Subject): Subject {
  const divisionCode = subject.divisionCode ?? actor.divisionCode
  if (divisionCode === null || !supervises(actor, divisionCode)) throw new AppError('forbidden')
  return { ...subject, divisionCode }
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
  known: Known,
): boolean {
  const isOf = (units: readonly string[]) =>
    [entry.directUnitId, entry.helpUnitId].some((unit) => unit !== null && units.includes(unit))
  switch (actor.organisationKind) {
    case 'unit':
      return isOf(actor.roles.includes('unit_leader') ? known.family : [actor.organisationId ?? ''])
    case 'group':
      return isOf(known.members)
    case 'authority':
      return supervises(actor, entry.villageCode || entry.countyCode)
    default:
      return actor.organisationKind === 'platform'
  }
}
