import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { FastifyInstance } from 'fastify'
import { afterAll } from 'vitest'
import { requireLive } from '../../server/accounts/index.ts'
import { buildApp } from '../../server/app.ts'
import { type Config, parseConfig } from '../../server/config.ts'
import { signAccessToken } from '../../server/platform/auth/access-token.ts'
import type { Clock } from '../../server/platform/clock.ts'
import type { Actor, Context } from '../../server/platform/context.ts'
import type { Database } from '../../server/platform/db/transaction.ts'
import type { Dependencies } from '../../server/platform/dependencies.ts'
import { newId, nilId } from '../../server/platform/ids.ts'
import type { OrganisationKind, Role } from '../../shared/roles.ts'
import { type Caller, callerOf } from './call.ts'
import { testClock } from './clock.ts'
import { type TestDatabase, testDatabase } from './database.ts'

export interface TestApp extends Caller {
  app: FastifyInstance
  database: TestDatabase
  deps: Dependencies
}

export interface TestAppOptions {
  /** Another database than a fresh clone, when two programs share one. */
  database?: TestDatabase
  /** The clock of the tests unless given. */
  clock?: Clock
  settings?: Record<string, string>
  /** A pool of its own for reports; they share the database's unless given. */
  reportDb?: Database
}

/**
 * The whole program over a database of its own, spoken to through the contract:
 *
 *     const { call, refusal, database } = await testApp()
 *     const order = await call(placeRequisition, { body }, { as: signedIn({ roles: ['buyer'] }) })
 *
 * It is closed after the file's last test.
 */
export async function testApp(options: TestAppOptions = {}): Promise<TestApp> {
  const database = options.database ?? (await testDatabase())
  const config = testConfig(options.settings)
  const deps: Dependencies = {
    config,
    db: database.db,
    reportDb: options.reportDb ?? database.db,
    clock: options.clock ?? testClock,
    newId,
    requireLive,
  }
  const app = await buildApp(deps)
  afterAll(async () => {
    await app.close()
    rmSync(config.dataDirectory, { recursive: true, force: true })
  })
  return { app, database, deps, ...callerOf(app, (actor) => tokenOf(app, actor)) }
}

/** Settings as a test wants them: silent, with a data folder of its own. */
export function testConfig(settings: Record<string, string> = {}): Config {
  return parseConfig({
    NODE_ENV: 'test',
    LOG_LEVEL: 'silent',
    PUBLIC_URL: 'https://cunji.test',
    JWT_SECRET: 'a secret that only tests know, 32 characters',
    DATA_DIR: mkdtempSync(path.join(tmpdir(), 'cunji-data-')),
    ...settings,
  })
}

const kindOfRole: Record<Role, OrganisationKind> = {
  buyer: 'unit',
  approver: 'unit',
  receiver: 'unit',
  finance: 'unit',
  unit_leader: 'unit',
  cooperative_manager: 'cooperative',
  cooperative_packer: 'cooperative',
  official: 'authority',
  group_coordinator: 'group',
  platform_admin: 'platform',
}

export interface SignedIn {
  roles: readonly Role[]
  /** A new one unless given. */
  organisationId?: string
  /** The kind to which the first role belongs, unless given. */
  kind?: OrganisationKind
  /** The area of an official. */
  divisionCode?: string
  personId?: string
  /** None, as of the program itself, unless given: a session must stand in the database. */
  sessionId?: string
}

/** An actor made out of nothing: no person or membership need stand in the database. */
export function signedIn(attributes: SignedIn): Actor {
  const [first] = attributes.roles
  return {
    personId: attributes.personId ?? newId(),
    sessionId: attributes.sessionId ?? nilId,
    organisationId: attributes.organisationId ?? newId(),
    organisationKind: attributes.kind ?? (first === undefined ? null : kindOfRole[first]),
    roles: attributes.roles,
    divisionCode: attributes.divisionCode ?? null,
  }
}

/** The context of an act by this actor, for calling a command itself. */
export function contextFor(actor: Actor, now: Date = testClock()): Context {
  return { actor, requestId: newId(), now, newId }
}

function tokenOf(app: FastifyInstance, actor: Actor): string {
  return signAccessToken(app, {
    sub: actor.personId,
    sid: actor.sessionId,
    org: actor.organisationId,
    kind: actor.organisationKind,
    roles: [...actor.roles],
    area: actor.divisionCode,
  })
}
