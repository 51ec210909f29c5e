import { sql } from 'drizzle-orm'
import { z } from 'zod'
import { arrayOf, queryRows } from '../platform/db/rows.ts'
import type { Transaction } from '../platform/db/transaction.ts'
import type { Listener } from '../platform/jobs/relay.ts'
import { refreshMedian } from './refresh-listing.ts'

const produceKind = z.object({ category: z.string(), produceKey: z.string() })

/** Brings the medians up to date that the goods of these cooperatives count in, or did. */
async function refreshMediansOf(tx: Transaction, cooperativeIds: readonly string[]): Promise<void> {
  const kinds = await queryRows(
    tx,
    produceKind,
    sql`
    select distinct category, produce_key from catalogue.products
    where cooperative_id = any(${arrayOf('uuid', cooperativeIds)}) and state = 'approved'
    order by category, produce_key`,
  )
  for (const { category, produceKey } of kinds) await refreshMedian(tx, category, produceKey)
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
