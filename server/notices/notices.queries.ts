import { and, arrayOverlaps, eq, gt, isNull, or, type SQL, sql } from 'drizzle-orm'
import { z } from 'zod'
import type { CursorPage } from '../../shared/pagination.ts'
import type { Actor } from '../platform/context.ts'
import { keysetOf, latestFirst } from '../platform/db/keyset.ts'
import { isOnPage, totalOf } from '../platform/db/list-source.ts'
import { allOf, execute, insertRows, isAnyOf, jsonOf, queryRow } from '../platform/db/rows.ts'
import type { Reader, Transaction } from '../platform/db/transaction.ts'
import { mostWaiting } from '../platform/db/waiting.ts'
import { noticeReadings, notices } from './notices.tables.ts'

export type NewNotice = typeof notices.$inferInsert

/** Writes any number of notices by one statement. */
export async function insertNotices(tx: Transaction, rows: readonly NewNotice[]): Promise<void> {
  await insertRows(tx, notices, rows)
}

/** A page of what an actor is told, the latest first, with whether they have read it. */
export async function noticePage(
  reader: Reader,
  question: { actor: Actor; since: Date },
  filter: CursorPage & { unreadOnly: boolean },
) {
  const keyset = keysetOf(latestFirst('created_at', 'notices'), filter)
  const isUnread = sql`notices.done_at is null and not exists (select from notices.notice_readings
    where notice_id = notices.id and person_id = ${question.actor.personId})`
  const condition = allOf([addressedTo(question), filter.unreadOnly && isUnread])
  const source = { table: notices, condition }
  const rows = await reader
    .select({ notice: notices, readAt: noticeReadings.readAt, cursor: keyset.cursor })
    .from(notices)
    .leftJoin(noticeReadings, readingOf(question.actor))
    .where(isOnPage(source, keyset))
    .orderBy(keyset.order)
  return { rows, total: await totalOf(reader, filter, source) }
}

/** How many of somebody's latest notices are looked through for those that are unread. */
const latestCounted = 300

/** How many of an actor's latest notices are unread, counted no further than is shown. */
export async function countUnreadOf(
  reader: Reader,
  question: { actor: Actor; since: Date },
): Promise<number> {
  const row = await queryRow(
    reader,
    z.object({ unread: z.int() }),
    sql`select count(*)::integer as unread from (
      select from (
        select id, done_at from notices.notices where ${addressedTo(question)}
        order by created_at desc, id desc limit ${latestCounted}
      ) as latest
      where done_at is null and not exists (select from notices.notice_readings
        where notice_id = latest.id and person_id = ${question.actor.personId})
      limit ${mostWaiting}) as found`,
  )
  return row?.unread ?? 0
}

/** Marks an actor's unread notices as read, some or all; answers how many that were. */
export async function insertReadings(
  tx: Transaction,
  question: { actor: Actor; ids: readonly string[] | null; since: Date; now: Date },
): Promise<number> {
  const unread = await tx
    .select({ noticeId: notices.id })
    .from(notices)
    .leftJoin(noticeReadings, readingOf(question.actor))
    .where(
      and(
        addressedTo(question),
        isUnread,
        question.ids === null ? undefined : isAnyOf(notices.id, question.ids),
      ),
    )
    .orderBy(notices.id)
    .limit(1_000)
  if (unread.length === 0) return 0
  const { personId } = question.actor
  const rows = unread.map(({ noticeId }) => ({ noticeId, personId, readAt: question.now }))
  await tx.insert(noticeReadings).values(rows).onConflictDoNothing()
  return rows.length
}

/** Settles the notices that gave the tasks, in the order of their ids. */
export async function settleNotices(
  tx: Transaction,
  tasks: readonly { topic: string; subject_id: string; at: Date }[],
): Promise<void> {
  await execute(
    tx,
    sql`
    with ended as materialized (
      select notices.id, min(tasks.at) as at
      from jsonb_to_recordset(${jsonOf(tasks)})
        as tasks (topic text, subject_id uuid, at timestamptz)
      join notices.notices on notices.subject_id = tasks.subject_id
        and notices.topic = tasks.topic and notices.created_at <= tasks.at
      where notices.done_at is null
      group by notices.id order by notices.id
    )
    update notices.notices set done_at = ended.at from ended where notices.id = ended.id`,
  )
}

const isUnread = and(isNull(noticeReadings.readAt), isNull(notices.doneAt))

function readingOf(actor: Actor): SQL | undefined {
  return and(eq(noticeReadings.noticeId, notices.id), eq(noticeReadings.personId, actor.personId))
}

/** For the organisation the actor acts for, in one of their roles there. */
function addressedTo({ actor, since }: { actor: Actor; since: Date }): SQL | undefined {
  return and(
    eq(notices.organisationId, actor.organisationId ?? ''),
    or(isNull(notices.personId), eq(notices.personId, actor.personId)),
    arrayOverlaps(notices.roles, [...actor.roles]),
    gt(notices.createdAt, since),
  )
}
