import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'drizzle-orm'
import { afterAll, beforeEach, expect, test } from 'vitest'
import { isConnectionLost } from '../../server/platform/db/sqlstate.ts'
import { testEnvironment } from '../support/environment.ts'
import { outcomeOf, startFaultServer } from './fault-server.ts'

const rounds = testEnvironment.faultRounds
const workers = 8
const server = await startFaultServer()
const { db, sql: raw } = server.database

await raw.unsafe(`
  create table written (round int not null, part int not null, xid xid8 not null);
  create function be_slow() returns trigger language plpgsql as $$
  begin if new.part = 3 then perform pg_sleep(0.06); end if; return new; end $$;
  create constraint trigger slow_commit after insert on written
    deferrable initially deferred for each row execute function be_slow()`)

const uncaught: unknown[] = []
const note = (error: unknown) => uncaught.push(error)
process.on('uncaughtException', note)
process.on('unhandledRejection', note)
afterAll(() => {
  process.off('uncaughtException', note)
  process.off('unhandledRejection', note)
})

beforeEach(async () => {
  await raw`truncate written`
})

const moments = ['between statements', 'in a statement', 'while idle', 'at commit'] as const
type Moment = (typeof moments)[number]
type Send = (text: string) => Promise<Record<string, unknown>[]>
type Begin = (work: (send: Send) => Promise<void>) => Promise<void>

/** A transaction of the driver itself, and one of the program. */
const ways: Begin[] = [
  async (work) => {
    await raw.begin(async (tx) => work(async (text) => [...(await tx.unsafe(text))]))
  },
  (work) => db.transaction((tx) => work(async (text) => [...(await tx.execute(sql.raw(text)))])),
]

interface Tally {
  hung: number
  /** What the program was told of each round. */
  done: Set<number>
  failed: Set<number>
  undecided: Set<number>
  strange: unknown[]
}

const emptyTally = (): Tally => ({
  hung: 0,
  done: new Set(),
  failed: new Set(),
  undecided: new Set(),
  strange: [],
})

/** Two rows in one transaction, whose session is killed at one moment of it. */
async function oneRound(round: number, moment: Moment | null, tally: Tally): Promise<void> {
  const begin = ways[round % ways.length] as Begin
  let committing = false
  const outcome = await outcomeOf(
    begin(async (send) => {
      const [row] = await send(`select pg_backend_pid() as pid, ${round} as echo`)
      if (row?.echo !== round) tally.strange.push(`round ${round} was told ${row?.echo}`)
      const pid = Number(row?.pid)
      await send(`insert into written values (${round}, 1, pg_current_xact_id())`)
      if (moment === 'between statements') await server.kill(pid)
      if (moment === 'in a statement') {
        const killed = sleep(5).then(() => server.kill(pid))
        await send('select pg_sleep(0.1)').finally(() => killed)
      }
      const part = moment === 'at commit' ? 3 : 2
      await send(`insert into written values (${round}, ${part}, pg_current_xact_id())`)
      if (moment === 'at commit') void sleep(20).then(() => server.kill(pid))
      committing = true
    }),
  )
  if (outcome === 'hung') tally.hung++
  else if ('value' in outcome) tally.done.add(round)
  else if (!isConnectionLost(outcome.error)) tally.strange.push(outcome.error)
  else if (committing) tally.undecided.add(round)
  else tally.failed.add(round)
}

/** Kills a session that lies in the pool with nothing to do, and then asks it something. */
async function killWhileIdle(round: number, tally: Tally): Promise<void> {
  const query = outcomeOf(raw<{ pid: number }[]>`select pg_backend_pid() as pid`)
  const answer = await query
  if (answer === 'hung') tally.hung++
  else if ('value' in answer) await server.kill(answer.value[0]?.pid ?? 0)
  await oneRound(round, null, tally)
}

/** Compares what the program was told with what stands in the database. */
async function wrongRounds(tally: Tally): Promise<unknown[]> {
  const rows = await raw<{ round: number; parts: number; transactions: number }[]>`
    select round, count(*)::int as parts, count(distinct xid)::int as transactions
    from written group by round`
  const parts = new Map(rows.map((row) => [row.round, row.parts]))
  const [shared] = await raw<{ count: number }[]>`
    select count(*)::int as count from
      (select xid from written group by xid having count(distinct round) > 1) as mixed`
  return [
    ...tally.strange,
    ...rows.filter((row) => row.parts !== 2 || row.transactions !== 1),
    ...[...tally.done].filter((round) => parts.get(round) !== 2),
    ...[...tally.failed].filter((round) => parts.has(round)),
    ...(shared?.count === 0 ? [] : ['rows of two rounds stand in one transaction']),
  ]
}

async function inParallel(count: number, work: (round: number) => Promise<void>): Promise<void> {
  let next = 0
  await Promise.all(
    Array.from({ length: workers }, async () => {
      while (next < count) await work(next++)
    }),
  )
}

test(`${rounds} rounds of killed sessions: none uncaught, none hung, none wrong`, async () => {
  const tally = emptyTally()
  await inParallel(rounds, async (round) => {
    const moment = moments[Math.floor(round / ways.length) % moments.length] ?? null
    if (moment === 'while idle') await killWhileIdle(round, tally)
    else await oneRound(round, moment, tally)
  })
  expect({ uncaught, hung: tally.hung, wrong: await wrongRounds(tally) }).toEqual({
    uncaught: [],
    hung: 0,
    wrong: [],
  })
  expect(tally.done.size + tally.failed.size + tally.undecided.size).toBe(rounds)
  expect(tally.failed.size).toBeGreaterThan(0)
  expect(tally.undecided.size).toBeGreaterThan(0)
})

test('restarts of the server under load: the pool serves again', async () => {
  const restarts = Math.max(3, Math.round(rounds / 40))
  const tally = emptyTally()
  const recovered: number[] = []
  let running = true
  let round = 0
  const load = Promise.all(
    Array.from({ length: workers }, async () => {
      while (running) {
        await oneRound(round++, null, tally)
        await sleep(2)
      }
    }),
  )
  for (let restart = 0; restart < restarts; restart++) {
    await sleep(100)
    await server.restart()
    const since = performance.now()
    const before = tally.done.size
    while (tally.done.size === before && performance.now() - since < 20_000) await sleep(5)
    recovered.push(Math.round(performance.now() - since))
  }
  running = false
  await load
  const [quickest, slowest] = [Math.min(...recovered), Math.max(...recovered)]
  process.stdout.write(`${restarts} restarts: served again after ${quickest} to ${slowest} ms\n`)
  expect({ uncaught, hung: tally.hung, wrong: await wrongRounds(tally) }).toEqual({
    uncaught: [],
    hung: 0,
    wrong: [],
  })
  expect(slowest).toBeLessThan(10_000)
  expect(tally.done.size).toBeGreaterThan(restarts)
})
