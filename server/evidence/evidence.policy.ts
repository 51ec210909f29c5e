import type { Actor, Context } from '../platform/context.ts'
import type { Reader } from '../platform/db/transaction.ts'
import type { FileRow } from './files.queries.ts'

/**
 * What another domain knows of a file: whether who asks is party to a record that shows it.
 * A grant only adds readers.
 */
export type FileGrant = (
  reader: Reader,
  context: Context,
  file: { id: string; organisationId: string | null },
) => Promise<boolean>

/** Whether the actor may read a file without being party to anything. */
export function mayReadAnyway(actor: Actor, file: FileRow): boolean {
  if (file.isPublic) return true
  if (actor.roles.includes('platform_admin')) return true
  return file.organisationId !== null && file.organisationId === actor.organisationId
}

/** The audit entries that the actor may read: all, or those of one organisation. */
export function auditScope(actor: Actor): { organisationId: string | null } {
  if (actor.roles.includes('platform_admin')) return { organisationId: null }
  if (actor.organisationId === null) throw new Error('the actor acts for no organisation')
  return { organisationId: actor.organisationId }
}
