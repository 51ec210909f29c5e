import { sql } from 'drizzle-orm'
import { z } from 'zod'
import { systemClock } from '../server/platform/clock.ts'
import { connect } from '../server/platform/db/connect.ts'
import { dropEverything } from '../server/platform/db/migrate.ts'
import { execute, queryRow } from '../server/platform/db/rows.ts'
import type { Transaction } from '../server/platform/db/transaction.ts'
import type { PlantDemo } from '../server/start.ts'
import { demoAccounts, demoState, raiseDemoWorld } from './index.ts'

/** The number of the lock under which the demo is planted; nobody else on the database uses it. */
export const plantingLock = 4_718_237

/**
 * Raises the demo world in a database where nobody is yet; of two servers that start at once, one
 * raises it and the other waits. A power cut may lose some of it, and then it is begun anew: so it
 * does not wait for the disk.
 */
export const plantDemo: PlantDemo = async (planting) => {
  const { config, db, url, interruption } = planting
  if (config.demoPassword === undefined) return undefined
  const demo = { accounts: demoAccounts, password: config.demoPassword }
  const state = await demoState(db)
  if (state === 'raised') return demo
  if (state === 'foreign') return undefined
  // Silent while the world is raised or waited for, which may take minutes: no limit ends it.
  const limits = { statementTimeoutMs: 0, lockTimeoutMs: 0, idleInTransactionTimeoutMs: 0 }
  const holder = connect({ url, prepare: config.prepareStatements, max: 1, ...limits })
  interruption.addEventListener('abort', () => void holder.close(), { once: true })
  try {
    return await holder.db.transaction(async (tx) => {
      await holdAlone(tx)
      const now = await demoState(db)
      if (now === 'foreign') return undefined
      if (now !== 'raised')
        await plant(planting, { password: demo.password, isBegun: now !== 'empty' })
      return demo
    })
  } finally {
    await holder.close()
  }
}

/** Waits until nobody else plants, and keeps others waiting until the transaction ends. */
async function holdAlone(tx: Transaction): Promise<void> {
  await execute(tx, sql`set local lock_timeout = 0`)
  await execute(tx, sql`set local statement_timeout = 0`)
  await execute(tx, sql`set local idle_in_transaction_session_timeout = 0`)
  const own = z.object({ isOwn: z.boolean() })
  const first = await queryRow(
    tx,
    own,
    sql`select pg_try_advisory_xact_lock(${plantingLock}) as is_own`,
  )
  if (first?.isOwn) return
  process.stdout.write('Another server is planting the demo world; this one waits for it…\n')
  await execute(tx, sql`select pg_advisory_xact_lock(${plantingLock})`)
}

async function plant(
  { config, url, bringForward, interruption }: Parameters<PlantDemo>[0],
  { password, isBegun }: { password: string; isBegun: boolean },
): Promise<void> {
  process.stdout.write('Planting the demo world: years of orders, about half a minute…\n')
  // A pooler in front of one's own server knows no such option; there it waits.
  const search = config.databaseUrl === undefined ? 'synchronous_commit=off' : ''
  const withoutWaiting = Object.assign(new URL(url), { search }).href
  const own = connect({ url: withoutWaiting, prepare: config.prepareStatements, max: 8 })
  // Whoever interrupts the planting does not wait for its end: the next start begins it anew.
  interruption.addEventListener('abort', () => void own.close(), { once: true })
  try {
    if (isBegun) {
      // Nobody but the demo has ever been in here: it was begun when the database was empty.
      await dropEverything(own.db)
      await bringForward()
    }
    await raiseDemoWorld({ db: own.db, config, now: systemClock(), password })
  } finally {
    await own.close()
  }
}
