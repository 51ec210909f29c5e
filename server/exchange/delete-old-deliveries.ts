import { transaction } from '../platform/db/transaction.ts'
import type { Dependencies } from '../platform/dependencies.ts'
import type { Job } from '../platform/jobs/jobs.ts'
import { keptSince } from './replay-webhooks.ts'
import { deleteDeliveriesBefore } from './webhook-deliveries.queries.ts'

/** What programs outside were told is kept for thirty days; the records it names stay. */
export function deleteOldDeliveries({ db, clock }: Pick<Dependencies, 'db' | 'clock'>): Job {
  return {
    name: 'exchange.delete-old-deliveries',
    cron: '50 3 * * *',
    run: () => transaction(db, (tx) => deleteDeliveriesBefore(tx, keptSince(clock()))),
  }
}
