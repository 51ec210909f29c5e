import { randomBytes } from 'node:crypto'
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import sharp from 'sharp'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { foldEntries } from '../../../../server/attribution/index.ts'
import { keepContent, recordFile } from '../../../../server/evidence/store-file.ts'
import { backup, restore } from '../../../../server/exchange/backup.command.ts'
import { migrate } from '../../../../server/platform/db/migrate.ts'
import { transaction } from '../../../../server/platform/db/transaction.ts'
import { verifyRecords } from '../../../../server/reports/verify-records.ts'
import { keepLog } from '../../../../server/transparency/index.ts'
import { contextFor, testApp, testConfig } from '../../../support/app.ts'
import { administer, databaseAt } from '../../../support/cluster.ts'
import { connectTest, type TestDatabase } from '../../../support/database.ts'
import { aConfirmedPayment, anInvoice } from '../../../support/factories/billing.ts'
import { aReceivedOrder } from '../../../support/factories/deliveries.ts'
import { aPlacedOrder } from '../../../support/factories/orders.ts'

const { database, deps } = await testApp()
const scratch = mkdtempSync(path.join(tmpdir(), 'cunji-backup-'))
const made: TestDatabase[] = []
const names: string[] = []
afterAll(async () => {
  await Promise.all(made.map((other) => other.close()))
  for (const name of names)
    await administer(inject('databaseServer'), `drop database if exists ${name} with (force)`)
  rmSync(scratch, { recursive: true, force: true })
})

/** Another server's database: empty, or with nobody in it. */
async function another(): Promise<TestDatabase> {
  const server = inject('databaseServer')
  const name = `restored_${randomBytes(6).toString('hex')}`
  await administer(server, `create database ${name}`)
  names.push(name)
  await migrate({ url: databaseAt(server, name) })
  const other = connectTest({ url: databaseAt(server, name), max: 4 })
  made.push(other)
  return other
}

async function run(
  command: typeof backup,
  folder: string,
  at: { database: TestDatabase; config?: typeof deps.config },
) {
  const lines: string[] = []
  const config = at.config ?? deps.config
  const status = await command.run({
    deps: { ...deps, config, db: at.database.db },
    pool: at.database,
    databaseUrl: at.database.url,
    args: [folder],
    say: (line) => void lines.push(line),
  })
  return { status, text: lines.join('\n') }
}

let order: Awaited<ReturnType<typeof aReceivedOrder>>
let photo: { sha256: string }
beforeAll(async () => {
  order = await aReceivedOrder(database)
  const { purchaseOrderId, manager, finance } = order
  const { invoiceId } = await anInvoice(database, { purchaseOrderId, manager })
  await aConfirmedPayment(database, { invoiceId, finance, manager, amountCents: 30_000 })
  const bytes = await sharp({
    create: { width: 900, height: 600, channels: 3, background: 'green' },
  })
    .jpeg()
    .toBuffer()
  photo = await keepContent(deps, bytes)
  await transaction(database.db, (tx) =>
    recordFile(tx, contextFor(manager), {
      content: photo as never,
      name: '萝卜.jpg',
      isPublic: true,
    }),
  )
  while (await foldEntries(database.db));
  await keepLog(deps)
}, 60_000)

const placed = async ({ sql }: TestDatabase) =>
  new Set((await sql<{ id: string }[]>`select id from orders.requisitions`).map(({ id }) => id))

/** Orders one pack again and again until told to stop; returns how many orders that made. */
function orderOn() {
  let isOpen = true
  const [offer] = order.offers
  const lines = [{ packId: offer?.packId ?? '', quantity: 1 }]
  const buying = { buyer: order.unit.buyer, channelId: order.unit.channelId, lines }
  const buyer = async () => {
    let orders = 0
    for (; isOpen; orders += 1) await aPlacedOrder(database, buying)
    return orders
  }
  const buyers = [buyer(), buyer(), buyer()]
  return async () => {
    isOpen = false
    return (await Promise.all(buyers)).reduce((sum, orders) => sum + orders, 0)
  }
}

test('a backup taken while orders are placed is of one instant, and restored it verifies', async () => {
  const folder = path.join(scratch, 'under-load')
  const before = await placed(database)
  const stop = orderOn()
  const taken = await run(backup, folder, { database })
  const ordered = await stop()
  expect(taken).toMatchObject({ status: 0, text: expect.stringContaining('tables at 0') })
  const after = await placed(database)
  expect(after.size).toBe(before.size + ordered)
  expect(ordered).toBeGreaterThan(3)

  const target = await another()
  const config = testConfig()
  const back = await run(restore, folder, { database: target, config })
  expect(back).toMatchObject({ status: 0 })
  const { fault, entries, lines } = await verifyRecords(target.db)
  expect([fault, entries > 0, lines > 0]).toEqual([null, true, true])
  const restored = await placed(target)
  for (const id of before) expect(restored.has(id)).toBe(true)
  for (const id of restored) expect(after.has(id)).toBe(true)

  const place = [photo.sha256.slice(0, 2), photo.sha256.slice(2, 4), `${photo.sha256}.original`]
  const original = (root: string) => readFileSync(path.join(root, 'files', ...place))
  expect(original(config.dataDirectory)).toEqual(original(deps.config.dataDirectory))
  const [key] = await target.sql<{ key_id: string }[]>`select key_id from transparency.signing_keys`
  const pem = path.join(config.dataDirectory, 'log-keys', `${key?.key_id}.pem`)
  expect(statSync(pem).mode & 0o777).toBe(0o600)
  expect(statSync(folder).mode & 0o777).toBe(0o700)
}, 120_000)

test('what was restored goes on: numbers, keys and triggers are as before', async () => {
  const [target] = made
  const [offer] = order.offers
  const buying = { buyer: order.unit.buyer, channelId: order.unit.channelId }
  const again = await aPlacedOrder(target as TestDatabase, {
    ...buying,
    lines: [{ packId: offer?.packId ?? '', quantity: 1 }],
  })
  expect(again.state).toBe('placed')
  const sql = (target as TestDatabase).sql
  await expect(sql`delete from attribution.ledger_entries`).rejects.toThrow(/append-only/)
  await expect(sql`insert into orders.unit_budgets (unit_id, year, budget_cents)
    values (gen_random_uuid(), 2026, 1)`).rejects.toThrow(/foreign key/)
  expect((await verifyRecords((target as TestDatabase).db)).fault).toBeNull()
}, 60_000)

test('a backup is refused where something is, and a restore where somebody is', async () => {
  const folder = path.join(scratch, 'under-load')
  expect(await run(backup, folder, { database })).toMatchObject({
    status: 1,
    text: expect.stringContaining('is not empty'),
  })
  expect(await run(restore, folder, { database })).toMatchObject({
    status: 1,
    text: expect.stringContaining('There are people in this database'),
  })
  const demo = {
    database: await another(),
    config: { ...testConfig(), demoPassword: 'a password' },
  }
  expect((await run(restore, folder, demo)).text).toContain('DEMO=false')
})

test('a backup that is not whole is refused before anything is touched', async () => {
  const folder = path.join(scratch, 'damaged')
  await run(backup, folder, { database })
  const target = await another()
  const config = testConfig()
  const file = path.join(folder, 'tables', 'orders.requisitions.copy.gz')
  writeFileSync(file, readFileSync(file).subarray(0, 40))
  const refused = await run(restore, folder, { database: target, config })
  expect(refused).toEqual({
    status: 1,
    text: 'tables/orders.requisitions.copy.gz is not as it was backed up.',
  })
  expect(existsSync(path.join(config.dataDirectory, 'files'))).toBe(false)
  rmSync(path.join(folder, 'manifest.json'))
  const unfinished = await run(restore, folder, { database: target, config })
  expect(unfinished.text).toContain('holds no finished backup')
}, 60_000)
