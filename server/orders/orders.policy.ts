import { AppError } from '../../shared/errors.ts'
import { dayOf } from '../../shared/scalars.ts'
import type { Actor, Context } from '../platform/context.ts'

/** Whose orders an actor may look at. */
export type OrderScope =
  | { kind: 'unit'; id: string }
  | { kind: 'cooperative'; id: string }
  /** The units that belong to a group on a day. */
  | { kind: 'group'; id: string; onDay: string }
  /** What a node of the division tree supervises. */
  | { kind: 'area'; code: string }
  | { kind: 'all' }

/** Officials see what their area supervises, groups their members, everybody else their own. */
export function orderScope({ actor, now }: Pick<Context, 'actor' | 'now'>): OrderScope {
  const { organisationId: id, organisationKind, divisionCode } = actor
  if (organisationKind === 'platform') return { kind: 'all' }
  if (organisationKind === 'authority' && divisionCode !== null)
    return { kind: 'area', code: divisionCode }
  if (id !== null && (organisationKind === 'unit' || organisationKind === 'cooperative'))
    return { kind: organisationKind, id }
  if (id !== null && organisationKind === 'group') return { kind: 'group', id, onDay: dayOf(now) }
  throw new AppError('forbidden')
}

interface Owned {
  unitId: string
  requestedBy: string
}

/** Another unit's requisition does not exist for anybody who would act on it. */
export function requireOwnUnit<T extends { unitId: string }>(actor: Actor, owned: T | null): T {
  if (owned === null || owned.unitId !== actor.organisationId) throw new AppError('not_found')
  return owned
}

/** Who asked never signs (§5.4). */
export function requireSigner(actor: Actor, requisition: Owned): void {
  if (requisition.requestedBy === actor.personId) throw new AppError('own_requisition')
}

/** Only who asked takes it back. */
export function requireRequester(actor: Actor, requisition: Owned): void {
  if (requisition.requestedBy !== actor.personId) throw new AppError('forbidden')
}

/** A cooperative decides on its own purchase orders only. */
export function requireOwnCooperative(actor: Actor, order: { cooperativeId: string }): void {
  if (order.cooperativeId !== actor.organisationId) throw new AppError('not_found')
}
