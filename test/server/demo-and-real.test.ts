import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, expect, onTestFinished, test } from 'vitest'
import { plantDemo, plantingLock } from '../../demo/plant-demo.ts'
import { createPerson, setUpCode } from '../../server/accounts/index.ts'
import { parseConfig } from '../../server/config.ts'
import { embeddedDatabase } from '../../server/embedded-database.ts'
import { recordAudit } from '../../server/evidence/index.ts'
import { systemActor } from '../../server/platform/context.ts'
import { connect } from '../../server/platform/db/connect.ts'
import { startEmbedded } from '../../server/platform/db/embedded.ts'
import { dropEverything, migrate } from '../../server/platform/db/migrate.ts'
import { transaction } from '../../server/platform/db/transaction.ts'
import { type PlantDemo, startServer } from '../../server/start.ts'
import { startupReport } from '../../server/startup-report.ts'
import { contextFor } from '../support/app.ts'
import { testDatabase } from '../support/database.ts'

const DATA_DIR = mkdtempSync(path.join(tmpdir(), 'cunji-demo-'))
afterAll(() => rmSync(DATA_DIR, { recursive: true, force: true }))

const account = 'buyer@cunji.test'

/** A demo of one person, as the first start plants it. */
const plantOne: PlantDemo = async ({ db, config }) => {
  const person = { name: '示例', email: account, phone: null, password: null }
  await transaction(db, (tx) => createPerson(tx, contextFor(systemActor), person)).catch(() => {})
  return { accounts: [account], password: config.demoPassword ?? '' }
}

async function startOnce(DEMO: 'true' | 'false') {
  const config = parseConfig({ DATA_DIR, DEMO, PORT: '0', LOG_LEVEL: 'silent' })
  const plantDemo = config.demoPassword === undefined ? undefined : plantOne
  const running = await startServer(config, { plantDemo })
  try {
    const emails = await running.deps.db.execute<{ email: string }>(
      'select email from accounts.people',
    )
    const page = await fetch(running.address).then((answer) => answer.text())
    const report = startupReport(running, config).join('\n')
    return {
      config,
      serves: running.serves,
      people: emails.map(({ email }) => email),
      page,
      report,
    }
  } finally {
    await running.stop()
  }
}

test('a demo planted anew after it was cut off can be read by the program', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'cunji-anew-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const plantAnew: PlantDemo = async (planting) => {
    const owner = connect({ url: planting.url, max: 1 })
    await dropEverything(owner.db)
    await owner.close()
    await planting.bringForward()
    return plantOne(planting)
  }
  const config = parseConfig({ DATA_DIR: folder, DEMO: 'true', PORT: '0', LOG_LEVEL: 'silent' })
  const running = await startServer(config, { plantDemo: plantAnew })
  expect(running.serves).toBe('demo')
  await running.stop()
}, 60_000)

test('of two servers on one empty database one plants the demo, the other waits', async () => {
  const { db, sql, url } = await testDatabase()
  const begin = (action: string) =>
    transaction(db, (tx) =>
      recordAudit(tx, contextFor(systemActor), { action, subjectType: 'demo', subjectId: 'demo' }),
    )
  const config = parseConfig({ DEMO: 'true', LOG_LEVEL: 'silent' })
  const interruption = new AbortController().signal
  let emptied = 0
  const bringForward = async () => {
    emptied += 1
  }
  const planting = { config, db, url, bringForward, interruption }
  await begin('demo.begin')
  const waiting = await sql.begin(async (tx) => {
    await tx`select pg_advisory_xact_lock(${plantingLock})`
    const second = plantDemo(planting)
    const others = () => sql`select from pg_locks where locktype = 'advisory' and not granted
      and database = (select oid from pg_database where datname = current_database())`
    await expect.poll(async () => (await others()).length).toBe(1)
    await begin('demo.raise')
    return { second }
  })
  expect(await waiting.second).toMatchObject({ password: config.demoPassword })
  expect(emptied).toBe(0)
})

test('one flag leaves the demo for an empty installation and returns to it', async () => {
  const demo = await startOnce('true')
  expect(demo).toMatchObject({ serves: 'demo', people: [account] })
  expect(demo.report).toMatch(/DEMO.*invented[\s\S]*DEMO=false[\s\S]*buyer@cunji\.test/)
  expect(demo.page).toContain('<html data-demo ')

  const real = await startOnce('false')
  expect(real.people).toEqual([])
  expect(real.serves).toEqual({ setUpCode: setUpCode(real.config) })
  expect(real.report).toContain(`enter the code ${setUpCode(real.config)}`)
  expect(real.page).not.toContain('data-demo')

  expect((await startOnce('true')).people).toEqual([account])
}, 120_000)

test('what a former version kept in its single database goes on as what it was', async () => {
  const directory = mkdtempSync(path.join(tmpdir(), 'cunji-former-'))
  const server = await startEmbedded({ directory })
  try {
    await migrate({ url: server.url })
    const nameOf = async (isDemo: boolean) =>
      new URL(await embeddedDatabase(server.url, { isDemo })).pathname
    expect([await nameOf(false), await nameOf(true)]).toEqual(['/postgres', '/cunji_demo'])
    const { db, close } = connect({ url: server.url, max: 1 })
    const person = { name: '示例', email: account, phone: null, password: null }
    await transaction(db, (tx) => createPerson(tx, contextFor(systemActor), person))
    await close()
    expect([await nameOf(false), await nameOf(true)]).toEqual(['/cunji', '/postgres'])
  } finally {
    await server.stop()
    rmSync(directory, { recursive: true, force: true })
  }
}, 60_000)

test('a start on a database in use says whose installation it is', () => {
  const address = 'http://127.0.0.1:3000'
  const serves = { operator: '村集运营中心' }
  const settings = { publicUrl: 'https://cunji.example', databaseUrl: 'postgres://cunji@db/cunji' }
  const lines = startupReport({ address, serves, demo: undefined }, settings)
  expect(lines[0]).toBe('Cunji 村集 is ready: http://127.0.0.1:3000')
  expect(lines[1]).toBe('This is a REAL installation, run by 村集运营中心.')
  const trying = { ...settings, publicUrl: 'http://localhost:3000' }
  expect(startupReport({ address, serves, demo: undefined }, trying)[0]).toBe(
    'Cunji 村集 is ready: http://localhost:3000',
  )
})
