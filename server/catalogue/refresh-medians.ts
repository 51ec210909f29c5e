import { sql } from 'drizzle-orm'
import { z } from 'zod'
import { arrayOf, queryRows } from '../platform/db/rows.ts'
import type { Transaction } from '../platform/db/transaction.ts'
import type { Listener } from '../platform/jobs/relay.ts'
import { refreshMedians } from './refresh-listing.ts'

const comparedKind = z.object({ category: z.string(), key: z.string() })

/** Brings the medians up to date that the goods of these cooperatives count in, or did. */
async function refreshMediansOf(tx: Transaction, cooperativeIds: readonly string[]): Promise<void> {
  const kinds = await queryRows(
    tx,
    comparedKind,
    sql`
    select distinct category, produce_key as key from catalogue.products
    where cooperative_id = any(${arrayOf('uuid', cooperativeIds)}) and state = 'approved'
    order by category, produce_key`,
  )
  await refreshMedians(tx, kinds)
}

/** A cooperative that is suspended, or sells again, changes the medians of its goods (§11.4). */
export function medianListeners(): Listener[] {
  const topics = ['organisations.cooperative-suspended', 'organisations.cooperative-admitted']
  return topics.map((topic) => ({
    topic,
    handle: (tx, _context, events) =>
      refreshMediansOf(
        tx,
        events.map(({ subjectId }) => subjectId),
      ),
  }))
}
