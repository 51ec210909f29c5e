import { afterAll, expect, test } from 'vitest'
import { transaction } from '../../../../server/platform/db/transaction.ts'
import { type Job, startJobs } from '../../../../server/platform/jobs/jobs.ts'
import { testDatabase } from '../../../support/database.ts'

const database = await testDatabase()
const complaints: unknown[] = []
const warnings: object[] = []
const done: object[] = []
let failures = 1

const remember: Job = {
  name: 'test.remember',
  cron: '10 3 * * *',
  run: async (data) => {
    if ('fragile' in data && failures-- > 0) throw new Error('not yet')
    done.push(data)
  },
}
const mailed: { number: number }[] = []
let underWay = 0
let mostAtOnce = 0
const mailing: Job<{ number: number }> = {
  name: 'test.mail',
  atOnce: 20,
  run: async (data) => {
    if ('broken' in data) throw new Error('nobody lives there')
    mostAtOnce = Math.max(mostAtOnce, ++underWay)
    await new Promise((resolve) => setTimeout(resolve, 20))
    underWay -= 1
    mailed.push(data)
  },
}
const jobs = await startJobs({
  db: database.db,
  log: {
    error: (complaint: unknown) => complaints.push(complaint),
    warn: (warning: object) => warnings.push(warning),
  } as never,
  jobs: [remember, mailing as Job<never>],
  pollingSeconds: 0.5,
  retrySeconds: 1,
})
afterAll(() => jobs.stop())

test('work is done when its transaction commits, and not when it rolls back', async () => {
  await transaction(database.db, async (tx) => {
    await jobs.enqueue(tx, remember.name, { of: 'a lost transaction' })
    throw new Error('undone')
  }).catch(() => {})
  await transaction(database.db, (tx) => jobs.enqueue(tx, remember.name, { of: 'a kept one' }))
  await expect.poll(() => done, { timeout: 10_000 }).toEqual([{ of: 'a kept one' }])
})

test('work that fails is tried again', async () => {
  await transaction(database.db, (tx) => jobs.enqueue(tx, remember.name, { fragile: true }))
  await expect
    .poll(() => done, { timeout: 18_000, interval: 200 })
    .toContainEqual({ fragile: true })
  expect(warnings).toMatchObject([{ job: remember.name, err: { message: 'not yet' } }])
  expect(complaints).toEqual([])
})

test('a burst is done side by side, and one that fails takes no neighbour with it', async () => {
  const burst = Array.from({ length: 60 }, (_, number) => ({ number }))
  await transaction(database.db, async (tx) => {
    for (const data of [...burst, { broken: true }]) await jobs.enqueue(tx, mailing.name, data)
  })
  await expect.poll(() => mailed.length, { timeout: 15_000 }).toBe(burst.length)
  expect(mailed.map((data) => data.number).sort((a, b) => a - b)).toEqual(
    burst.map(({ number }) => number),
  )
  expect(mostAtOnce).toBeGreaterThan(5)
})

test("a schedule keeps Shanghai's time", async () => {
  const rows = await database.sql`select name, cron, timezone from pgboss.schedule`
  expect(rows).toEqual([{ name: remember.name, cron: '10 3 * * *', timezone: 'Asia/Shanghai' }])
})
