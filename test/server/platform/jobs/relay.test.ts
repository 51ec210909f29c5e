import { sql } from 'drizzle-orm'
import { beforeEach, expect, test } from 'vitest'
import { type Context, systemActor } from '../../../../server/platform/context.ts'
import { transaction } from '../../../../server/platform/db/transaction.ts'
import { newId } from '../../../../server/platform/ids.ts'
import { publishEvent } from '../../../../server/platform/jobs/outbox.ts'
import { type Listener, relayOnce, startRelay } from '../../../../server/platform/jobs/relay.ts'
import { testClock } from '../../../support/clock.ts'
import { testDatabase } from '../../../support/database.ts'

const database = await testDatabase()
await database.sql`create table heard (event bigint not null, number int not null)`

const context: Context = { actor: systemActor, requestId: 'test', now: testClock(), newId }
const topic = 'test.happened'

beforeEach(async () => {
  await database.sql`truncate heard, platform.outbox`
})

const writeDown: Listener = {
  topic,
  handle: async (tx, _context, events) => {
    for (const { id, payload } of events)
      await tx.execute(sql`insert into heard values (${id}, ${Number(payload.number)})`)
  },
}

function needs(listeners: Listener[], now = testClock) {
  return { db: database.db, clock: now, newId, log: { error: () => {} }, listeners }
}

async function announceNumbers(from: number, to: number): Promise<void> {
  await transaction(database.db, async (tx) => {
    for (let number = from; number <= to; number++) {
      const payload = { number }
      await publishEvent(tx, context, { topic, subjectType: 'test', subjectId: newId(), payload })
    }
  })
}

const numbersHeard = async () =>
  (await database.sql<{ number: number }[]>`select number from heard order by number`).map(
    (row) => row.number,
  )
const waiting = async () =>
  (await database.sql<{ count: number }[]>`select count(*)::int as count from platform.outbox`)[0]
    ?.count

test('what is published is handled once, and what is rolled back never', async () => {
  await announceNumbers(1, 2)
  await transaction(database.db, async (tx) => {
    await publishEvent(tx, context, { topic, subjectType: 'test', subjectId: newId() })
    throw new Error('undone')
  }).catch(() => {})
  expect(await relayOnce(needs([writeDown]))).toBe(2)
  expect(await relayOnce(needs([writeDown]))).toBe(0)
  expect(await numbersHeard()).toEqual([1, 2])
})

test('a topic that nobody listens to is cleared away', async () => {
  await announceNumbers(1, 3)
  await relayOnce(needs([]))
  expect(await waiting()).toBe(0)
})

test('several servers hand on each event exactly once', async () => {
  await announceNumbers(1, 2_000)
  const relays = Array.from({ length: 3 }, () => startRelay(needs([writeDown])))
  await expect.poll(waiting, { timeout: 15_000 }).toBe(0)
  await Promise.all(relays.map((relay) => relay.stop()))
  expect(await numbersHeard()).toEqual(Array.from({ length: 2_000 }, (_, index) => index + 1))
})

test('a listener that fails is undone and called again later; the others go on', async () => {
  await announceNumbers(1, 3)
  let broken = true
  const fragile: Listener = {
    topic,
    handle: async (tx, hearing, events) => {
      await writeDown.handle(tx, hearing, events)
      if (broken && events.some(({ payload }) => payload.number === 2)) throw new Error('not today')
    },
  }
  await relayOnce(needs([fragile]))
  expect(await numbersHeard()).toEqual([1, 3])
  const [row] = await database.sql`select attempts, last_error from platform.outbox`
  expect(row).toMatchObject({ attempts: 1, last_error: 'Error: not today' })

  broken = false
  expect(await relayOnce(needs([fragile]))).toBe(0)
  const later = () => new Date(testClock().getTime() + 60_000)
  expect(await relayOnce(needs([fragile], later))).toBe(1)
  expect(await numbersHeard()).toEqual([1, 2, 3])
})
