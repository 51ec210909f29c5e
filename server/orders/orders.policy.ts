import { AppError } from '../../shared/errors.ts'
import { type Actor, supervises } from '../platform/context.ts'

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

interface Sides {
  unit: { id: string }
  cooperative: { id: string }
  /** The county that supervises the seller, and where the buyer takes delivery. */
  supervisingCountyCode: string
  deliveryCode: string
}

function isSide(actor: Actor, { unit, cooperative }: Sides): boolean {
  if (actor.roles.includes('platform_admin')) return true
  return actor.organisationId === unit.id || actor.organisationId === cooperative.id
}

/** The seller's contact person is the business of both sides and of the seller's county (§11.6). */
export function maySeeSellersContact(actor: Actor, order: Sides): boolean {
  return isSide(actor, order) || supervises(actor, order.supervisingCountyCode)
}

/** The buyer's is that of both sides, of its group, and of officials where it takes delivery. */
export function maySeeBuyersContact(actor: Actor, order: Sides): boolean {
  if (isSide(actor, order) || supervises(actor, order.deliveryCode)) return true
  return actor.organisationKind === 'group'
}
