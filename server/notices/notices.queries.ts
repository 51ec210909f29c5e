import { and, arrayOverlaps, count, desc, eq, gt, isNull, type SQL } from 'drizzle-orm'
import { spanOf } from '../../shared/pagination.ts'
import type { Actor } from '../platform/context.ts'
import { insertRows, isAnyOf } from '../platform/db/rows.ts'
import type { Reader, Transaction } from '../platform/db/transaction.ts'
import { noticeReadings, notices } from './notices.tables.ts'

export type NewNotice = typeof notices.$inferInsert

/** Writes any number of notices by one statement. */
export async function insertNotices(tx: Transaction, rows: readonly NewNotice[]): Promise<void> {
  await insertRows(tx, notices, rows)
}

/** A page of what an actor is told, the latest first, with whether they have read it. */
export async function noticePage(
  reader: Reader,
  question: { actor: Actor; unreadOnly: boolean; since: Date; page: number; pageSize: number },
) {
  const where = and(
    addressedTo(question),
    question.unreadOnly ? isNull(noticeReadings.readAt) : undefined,
  )
  const rows = await reader
    .select({ notice: notices, readAt: noticeReadings.readAt })
    .from(notices)
    .leftJoin(noticeReadings, readingOf(question.actor))
    .where(where)
    .orderBy(desc(notices.createdAt), desc(notices.id))
    .limit(question.pageSize)
    .offset(spanOf(question).offset)
  const [counted] = await reader
    .select({ total: count() })
    .from(notices)
    .leftJoin(noticeReadings, readingOf(question.actor))
    .where(where)
  return { rows, total: counted?.total ?? 0 }
}

export async function countUnreadOf(
  reader: Reader,
  question: { actor: Actor; since: Date },
): Promise<number> {
  const [counted] = await reader
    .select({ unread: count() })
    .from(notices)
    .leftJoin(noticeReadings, readingOf(question.actor))
    .where(and(addressedTo(question), isNull(noticeReadings.readAt)))
  return counted?.unread ?? 0
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
        isNull(noticeReadings.readAt),
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
