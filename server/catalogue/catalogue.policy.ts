import { AppError } from '../../shared/errors.ts'
import { type Actor, supervises } from '../platform/context.ts'

/** The facts of a listing that its permissions depend on. */
export interface ListingScope {
  cooperativeId: string
  /** The county that supervises the cooperative, 6 digits. */
  countyCode: string
}

/** A cooperative's people act for their own goods only; the others' do not exist for them. */
export function requireOwn<T extends ListingScope>(actor: Actor, listing: T | null): T {
  if (listing === null || listing.cooperativeId !== actor.organisationId)
    throw new AppError('not_found')
  return listing
}

/** Whether the actor may decide about listings of a county: its officials, and the platform. */
export function mayReview(actor: Actor, countyCode: string): boolean {
  return actor.roles.includes('platform_admin') || supervises(actor, countyCode)
}

/** A listing in whatever state is seen by its cooperative and by those who review it. */
export function requireSeen<T extends ListingScope>(actor: Actor, listing: T | null): T {
  if (listing === null) throw new AppError('not_found')
  const own = listing.cooperativeId === actor.organisationId
  if (!own && !mayReview(actor, listing.countyCode)) throw new AppError('not_found')
  return listing
}

/** The counties whose listings an actor reviews, as the beginning of their codes; '' is all. */
export function reviewedArea(actor: Actor): string {
  if (actor.roles.includes('platform_admin')) return ''
  if (actor.divisionCode === null) throw new AppError('forbidden')
  return actor.divisionCode
}

/** The unit whose address decides about freight; nobody else's does. */
export function buyingUnit(actor: Actor): string | null {
  return actor.organisationKind === 'unit' ? actor.organisationId : null
}
