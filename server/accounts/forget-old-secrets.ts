import type { Clock } from '../platform/clock.ts'
import { type Database, transaction } from '../platform/db/transaction.ts'
import type { Job } from '../platform/jobs/jobs.ts'
import { deleteSecretsBefore } from './secrets.queries.ts'

const keptDays = 30

/**
 * Tokens of sessions that are long over, spent links and counted attempts go. The sessions
 * themselves stay: the audit log names them.
 */
export function forgetOldSecrets({ db, clock }: { db: Database; clock: Clock }): Job {
  return {
    name: 'accounts.forget-old-secrets',
    cron: '20 3 * * *',
    run: async () => {
      const before = new Date(clock().getTime() - keptDays * 86_400_000)
      await transaction(db, (tx) => deleteSecretsBefore(tx, before))
    },
  }
}
