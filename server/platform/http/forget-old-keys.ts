import { sql } from 'drizzle-orm'
import { execute } from '../db/rows.ts'
import type { Dependencies } from '../dependencies.ts'
import type { Job } from '../jobs/jobs.ts'

const keptDays = 30

/** A repeated request older than this is a new one: its kept answer goes. */
export function forgetOldKeys({ db, clock }: Pick<Dependencies, 'db' | 'clock'>): Job {
  return {
    name: 'platform.forget-old-keys',
    cron: '10 3 * * *',
    run: async () => {
      const before = new Date(clock().getTime() - keptDays * 86_400_000)
      await execute(
        db,
        sql`delete from platform.idempotency_keys where created_at < ${before.toISOString()}`,
      )
    },
  }
}
