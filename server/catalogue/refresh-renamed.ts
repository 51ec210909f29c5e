import { asc } from 'drizzle-orm'
import { isAnyOf } from '../platform/db/rows.ts'
import type { Listener } from '../platform/jobs/relay.ts'
import { products } from './catalogue.tables.ts'
import { refreshListing } from './refresh-listing.ts'

/** Goods are found by the name of their cooperative too, so they follow when it changes. */
export function renameListeners(): Listener[] {
  return [
    {
      topic: 'organisations.cooperative-renamed',
      handle: async (tx, _context, events) => {
        const cooperativeIds = events.map(({ subjectId }) => subjectId)
        const rows = await tx
          .select({ id: products.id })
          .from(products)
          .where(isAnyOf(products.cooperativeId, cooperativeIds))
          .orderBy(asc(products.id))
        for (const { id } of rows) await refreshListing(tx, id)
      },
    },
  ]
}
