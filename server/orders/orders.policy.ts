import { AppError } from '../../shared/errors.ts'
import type { Actor } from '../platform/context.ts'

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
