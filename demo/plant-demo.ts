import { systemClock } from '../server/platform/clock.ts'
import { connect } from '../server/platform/db/connect.ts'
import { dropEverything } from '../server/platform/db/migrate.ts'
import type { PlantDemo } from '../server/start.ts'
import { demoAccounts, demoState, raiseDemoWorld } from './index.ts'

/**
 * Raises the demo world in a database where nobody is yet. A power cut may lose some of it, and
 * then it is begun anew: so it does not wait for the disk.
 */
export const plantDemo: PlantDemo = async ({ config, db, url, bringForward, interruption }) => {
  if (config.demoPassword === undefined) return undefined
  const demo = { accounts: demoAccounts, password: config.demoPassword }
  const state = await demoState(db)
  if (state === 'raised') return demo
  if (state === 'foreign') return undefined
  process.stdout.write('Planting the demo world: two years of orders, about half a minute…\n')
  // A pooler in front of one's own server knows no such option; there it waits.
  const search = config.databaseUrl === undefined ? 'synchronous_commit=off' : ''
  const withoutWaiting = Object.assign(new URL(url), { search }).href
  const own = connect({ url: withoutWaiting, prepare: config.prepareStatements, max: 8 })
  // Whoever interrupts the planting does not wait for its end: the next start begins it anew.
  interruption.addEventListener('abort', () => void own.close(), { once: true })
  try {
    if (state === 'cut off') {
      // Nobody but the demo has ever been in here: it was begun when the database was empty.
      await dropEverything(own.db)
      await bringForward()
    }
    await raiseDemoWorld({ db: own.db, now: systemClock(), password: config.demoPassword })
  } finally {
    await own.close()
  }
  return demo
}
