import { transaction } from '../platform/db/transaction.ts'
import type { Dependencies } from '../platform/dependencies.ts'
import type { Job } from '../platform/jobs/jobs.ts'
import { keptSince } from './replay-webhooks.ts'
import { deleteDeliveriesBefore } from './webhook-deliveries.queries.ts'

/** So many are deleted in one transaction, so that none is long. */
const atOnce = 5_000

/** What programs outside were told is kept for thirty days; the records it names stay. */
export function deleteOldDeliveries({ db, clock }: Pick<Dependencies, 'db' | 'clock'>): Job {
  return {
    name: 'exchange.delete-old-deliveries',
    cron: '50 3 * * *',
    run: async () => {
      const old = { before: keptSince(clock()), most: atOnce }
      let deleted = atOnce
      while (deleted === atOnce)
        deleted = await transaction(db, (tx) => deleteDeliveriesBefore(tx, old))
    },
  }
}
