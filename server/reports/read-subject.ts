import type { Days } from '../../shared/reports/periods.ts'
import { groupMembers } from '../assistance/index.ts'
import { organisationNames, unitFamily } from '../organisations/index.ts'
import type { Actor } from '../platform/context.ts'
import type { Reader } from '../platform/db/transaction.ts'
import { divisionByCode } from '../villages/index.ts'
import type { Subject } from './reports.policy.ts'
import { type Scope, unitsAlways, unitsWhileMembers } from './scope.ts'

/**
 * The units whose figures are the actor's business: its own, for a leader also those below; for a
 * coordinator the group's members in the days; null for whoever is judged by place.
 */
export async function unitsOfActor(
  reader: Reader,
  { organisationId, organisationKind, roles }: Actor,
  days: Days,
): Promise<Scope['units']> {
  if (organisationId === null) return null
  if (organisationKind === 'unit') {
    const isLeader = roles.includes('unit_leader')
    return unitsAlways(isLeader ? await unitFamily(reader, organisationId) : [organisationId])
  }
  if (organisationKind !== 'group') return null
  return unitsWhileMembers(await groupMembers(reader, organisationId, days))
}

const everyDay: Days = { from: '1900-01-01', to: '2200-12-31' }

/** The units a subject means, with the months in which they count; null for all. */
export async function unitsOfSubject(
  reader: Reader,
  { unitId, withBelow, groupId }: Subject,
): Promise<Scope['units']> {
  if (unitId !== null) return unitsAlways(withBelow ? await unitFamily(reader, unitId) : [unitId])
  if (groupId === null) return null
  // All who ever were: last year's figures stand beside, and the group is the same set every day.
  return unitsWhileMembers(await groupMembers(reader, groupId, everyDay))
}

/** The subject with the name of its organisation or place, as screens state it. */
export async function namedSubject(reader: Reader, subject: Subject) {
  const { unitId, groupId, divisionCode } = subject
  const organisationId = unitId ?? groupId
  const names = organisationId === null ? null : await organisationNames(reader, [organisationId])
  const place = divisionCode === null ? null : await divisionByCode(reader, divisionCode)
  const organisationName = organisationId === null ? undefined : names?.get(organisationId)
  return {
    ...subject,
    name: organisationName ?? place?.name ?? '',
    pathName: place?.pathName ?? '',
  }
}
