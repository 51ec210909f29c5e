import { sql } from 'drizzle-orm'
import { z } from 'zod'
import { AppError } from '../../shared/errors.ts'
import type { Actor, Context } from '../platform/context.ts'
import { arrayOf, queryRow } from '../platform/db/rows.ts'
import type { Reader } from '../platform/db/transaction.ts'
import { nilId } from '../platform/ids.ts'

const LiveRow = z.object({ isLive: z.boolean() })

/**
 * Refuses as `unauthenticated` what an access token asks for whose session or membership has
 * ended, whose roles were taken away, or whose person is disabled (§11.4). A write calls it in its
 * own transaction: what ended before is known there, on every server.
 */
export async function requireLive(reader: Reader, context: Context): Promise<void> {
  if (isOfProgram(context)) return
  const statement = sql`select ${isLive(context)} as is_live`
  if (!(await queryRow(reader, LiveRow, statement))?.isLive) throw new AppError('unauthenticated')
}

/**
 * Whether somebody still acts for their organisation in these roles, for what they asked for and
 * what is done later: their session may have ended since, their part in it not (§11.4).
 */
export async function holdsRoles(reader: Reader, actor: Actor): Promise<boolean> {
  if (actor.sessionId === nilId) return true
  const row = await queryRow(
    reader,
    LiveRow,
    sql`select exists (
      select from accounts.memberships m join accounts.people p on p.id = m.person_id
      where m.person_id = ${actor.personId} and m.organisation_id = ${actor.organisationId}
        and m.ended_at is null and m.roles @> ${arrayOf('text', actor.roles)}
        and p.disabled_at is null) as is_live`,
  )
  return row?.isLive ?? false
}

/** What `requireLive` asks, as a condition for a write that is one statement. */
export function isLive(context: Context) {
  if (isOfProgram(context)) return sql`true`
  const { sessionId, personId, organisationId, roles } = context.actor
  return sql`accounts.is_live(${sessionId}, ${personId}, ${organisationId},
    ${arrayOf('text', roles)}, ${context.now.toISOString()}::timestamptz)`
}

/** What the program itself does, and what anybody may, hangs on no session. */
function isOfProgram({ actor }: Context): boolean {
  return actor.sessionId === nilId
}
