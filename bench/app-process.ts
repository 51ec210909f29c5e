import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import jwt from '@fastify/jwt'
import fastify from 'fastify'
import { parseConfig } from '../server/config.ts'
import { accessTokenOptions, signAccessToken } from '../server/platform/auth/access-token.ts'
import type { AccessClaims } from '../server/platform/auth/actor.ts'
import { trustRows } from '../server/platform/db/rows.ts'
import { startServer } from '../server/start.ts'
import { serveParent, settingsOfThisChild } from './child.ts'
import { idOf } from './ids.ts'
import { size } from './world.ts'

/** The program as it runs for real, on the database of the bench. */
const { url, isLimited = false } = settingsOfThisChild<{ url: string; isLimited?: boolean }>()
const before = performance.now()
const config = parseConfig({
  NODE_ENV: 'test',
  DATABASE_URL: url,
  PORT: '0',
  LOG_LEVEL: 'info',
  // Its clients say by whom they are forwarded, so that each has an address of its own.
  ...(isLimited ? { TRUST_PROXY: '1' } : { RATE_LIMIT: '0' }),
  DATA_DIR: mkdtempSync(path.join(tmpdir(), 'cunji-bench-app-')),
})
const running = await startServer(config)
trustRows()
const startMilliseconds = performance.now() - before
process.on('SIGTERM', async () => {
  await running.stop()
  process.exit(0)
})

const signer = fastify()
await signer.register(jwt, accessTokenOptions(config.jwtSecret))
await signer.ready()

/** An official's token, then one for each unit's buyer and leader. */
const tokens = [
  tokenFor({
    org: idOf('unit', size.units + 1),
    kind: 'authority',
    roles: ['official'],
    area: '500101',
  }),
  ...Array.from({ length: size.units }, (_, at) => {
    const org = idOf('unit', at + 1)
    return tokenFor({ org, kind: 'unit', roles: ['buyer', 'unit_leader'], area: null }, at + 1)
  }),
]

function tokenFor(claims: Omit<AccessClaims, 'sub' | 'sid'>, person = 1): string {
  return signAccessToken(signer, {
    ...claims,
    sub: idOf('person', person),
    sid: idOf('person', person),
  })
}

export interface AppReady {
  address: string
  tokens: string[]
  startMilliseconds: number
}

const ready: AppReady = { address: running.address, tokens, startMilliseconds }

serveParent(ready)
