import {
  and,
  arrayOverlaps,
  count,
  desc,
  eq,
  gt,
  inArray,
  isNull,
  type SQL,
  sql,
} from 'drizzle-orm'
import type { Actor } from '../platform/context.ts'
import type { Reader, Transaction } from '../platform/db/transaction.ts'
import { noticeReadings, notices } from './notices.tables.ts'

export type NewNotice = typeof notices.$inferInsert

/**
 * One text for any number of rows, so that it is parsed and planned once; in a subselect, because
 * the planner would read the rows too.
 */
export async function insertNotices(tx: Transaction, rows: readonly NewNotice[]): Promise<void> {
  if (rows.length === 0) return
  await tx.execute(sql`
    insert into notices.notices
      (id, organisation_id, roles, topic, subject_type, subject_id, payload,
      created_at)
    select id, "organisationId", roles, topic, "subjectType", "subjectId", payload, "createdAt"
    from jsonb_to_recordset((select ${JSON.stringify(rows)}::text)::jsonb) as row (id uuid,
      "organisationId" uuid, roles text[], topic text, "subjectType" text, "subjectId" uuid,
      payload jsonb, "createdAt" timestamptz)`)
}

/** A page of what an actor is told, the latest first, with whether they have read it. */
export async function noticePage(
  reader: Reader,
  given: { actor: Actor; unreadOnly: boolean; since: Date; page: number; pageSize: number },
) {
  const where = and(
    addressedTo(given),
    given.unreadOnly ? isNull(noticeReadings.readAt) : undefined,
  )
  const rows = await reader
    .select({ notice: notices, readAt: noticeReadings.readAt })
    .from(notices)
    .leftJoin(noticeReadings, readingOf(given.actor))
    .where(where)
    .orderBy(desc(notices.createdAt), desc(notices.id))
    .limit(given.pageSize)
    .offset((given.page - 1) * given.pageSize)
  const [counted] = await reader
    .select({ total: count() })
    .from(notices)
    .leftJoin(noticeReadings, readingOf(given.actor))
    .where(where)
  return { rows, total: counted?.total ?? 0 }
}

export async function countUnreadOf(
  reader: Reader,
  given: { actor: Actor; since: Date },
): Promise<number> {
  const [counted] = await reader
    .select({ unread: count() })
    .from(notices)
    .leftJoin(noticeReadings, readingOf(given.actor))
    .where(and(addressedTo(given), isNull(noticeReadings.readAt)))
  return counted?.unread ?? 0
}

/** Marks an actor's unread notices as read, some or all; answers how many that were. */
export async function insertReadings(
  tx: Transaction,
  given: { actor: Actor; ids: readonly string[] | null; since: Date; now: Date },
): Promise<number> {
  const unread = await tx
    .select({ noticeId: notices.id })
    .from(notices)
    .leftJoin(noticeReadings, readingOf(given.actor))
    .where(
      and(
        addressedTo(given),
        isNull(noticeReadings.readAt),
        given.ids === null ? undefined : inArray(notices.id, [...given.ids]),
      ),
    )
    .orderBy(notices.id)
    .limit(1_000)
  if (unread.length === 0) return 0
  const { personId } = given.actor
  const rows = unread.map(({ noticeId }) => ({ noticeId, personId, readAt: given.now }))
  await tx.insert(noticeReadings).values(rows).onConflictDoNothing()
  return rows.length
}

function readingOf(actor: Actor): SQL | undefined {
  return and(eq(noticeReadings.noticeId, notices.id), eq(noticeReadings.personId, actor.personId))
}

/** For the organisation the actor acts for, in one of their roles there. */
function addressedTo({ actor, since }: { actor: Actor; since: Date }): SQL | undefined {
  return and(
    eq(notices.organisationId, actor.organisationId ?? ''),
    arrayOverlaps(notices.roles, [...actor.roles]),
    gt(notices.createdAt, since),
  )
}
