import { type Actor, supervises } from '../platform/context.ts'

interface Book {
  cooperativeId: string
  villageCode: string
}

/** Who keeps a book: the manager of its cooperative (its role is the contract's). */
export function keepsBook(actor: Actor, book: Book): boolean {
  return actor.organisationId === book.cooperativeId
}

/** Who reads it: whoever keeps it, officials of the village's area, and the platform. */
export function readsBook(actor: Actor, book: Book): boolean {
  if (keepsBook(actor, book) || actor.roles.includes('platform_admin')) return true
  return supervises(actor, book.villageCode)
}
