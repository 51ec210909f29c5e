import type { Clock } from '../platform/clock.ts'
import { type Database, transaction } from '../platform/db/transaction.ts'
import type { Job } from '../platform/jobs/jobs.ts'
import { deleteImportsBefore } from './old-imports.queries.ts'

const unappliedDays = 30
/** So long an import may be taken back. */
const appliedDays = 180

/**
 * The rows of sheets hold names and phones: they go 30 days after the last work on an import that
 * was not applied, and 180 days after one that was. That it was applied stays in the audit log.
 */
export function deleteOldImports({ db, clock }: { db: Database; clock: Clock }): Job {
  return {
    name: 'exchange.delete-old-imports',
    cron: '40 3 * * *',
    run: async () => {
      const daysAgo = (days: number) => new Date(clock().getTime() - days * 86_400_000)
      await transaction(db, (tx) =>
        deleteImportsBefore(tx, { unapplied: daysAgo(unappliedDays), all: daysAgo(appliedDays) }),
      )
    },
  }
}
