import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import jwt from '@fastify/jwt'
import fastify from 'fastify'
import { parseConfig } from '../server/config.ts'
import { accessTokenOptions, signAccessToken } from '../server/platform/auth/access-token.ts'
import { startServer } from '../server/start.ts'
import { serveParent, settingsOfThisChild } from './child.ts'
import { idOf } from './ids.ts'
import { size } from './world.ts'

/** The program as it runs for real, on the database of the bench. */
const { url } = settingsOfThisChild<{ url: string }>()
const before = performance.now()
const config = parseConfig({
  NODE_ENV: 'test',
  DATABASE_URL: url,
  PORT: '0',
  LOG_LEVEL: 'error',
  REQUESTS_PER_MINUTE: '0',
  DATA_DIR: mkdtempSync(path.join(tmpdir(), 'cunji-bench-app-')),
})
const running = await startServer(config)
const startMilliseconds = performance.now() - before
process.on('SIGTERM', async () => {
  await running.stop()
  process.exit(0)
})

const signer = fastify()
await signer.register(jwt, accessTokenOptions(config.jwtSecret))
await signer.ready()

/** Buyers' tokens by unit; an official's for reports stands first. */
const tokens = Array.from({ length: size.units + 1 }, (_, unit) => tokenOf(unit))

function tokenOf(unit: number): string {
  const isOfficial = unit === 0
  return signAccessToken(signer, {
    sub: idOf('person', Math.max(unit, 1)),
    sid: idOf('person', Math.max(unit, 1)),
    org: isOfficial ? idOf('group', 1) : idOf('unit', unit),
    kind: isOfficial ? 'authority' : 'unit',
    roles: isOfficial ? ['official'] : ['buyer', 'unit_leader'],
    area: isOfficial ? '500101' : null,
  })
}

export interface AppReady {
  address: string
  tokens: string[]
  startMilliseconds: number
}

const ready: AppReady = { address: running.address, tokens, startMilliseconds }

/** Asked anything, it says how many MiB it has in memory. */
serveParent(ready, async () => process.memoryUsage.rss() / 1_048_576)
