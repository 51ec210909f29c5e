import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'drizzle-orm'
import type { LightMyRequestResponse } from 'fastify'
import { beforeEach, expect, test } from 'vitest'
import { z } from 'zod'
import type { Transaction } from '../../server/platform/db/transaction.ts'
import { serve, serveCommand } from '../../server/platform/http/serve.ts'
import { newId } from '../../server/platform/ids.ts'
import { endpoint } from '../../shared/endpoint.ts'
import type { Problem } from '../../shared/errors.ts'
import { signedIn, testApp } from '../support/app.ts'
import { outcomeOf, startFaultServer } from './fault-server.ts'

const server = await startFaultServer()
const { database } = server
await database.sql.unsafe(`
  create table noted (note text not null);
  create function be_slow() returns trigger language plpgsql as $$
  begin if new.note like 'slow%' then perform pg_sleep(0.06); end if; return new; end $$;
  create constraint trigger slow_commit after insert on noted
    deferrable initially deferred for each row execute function be_slow()`)

const { app, deps, send } = await testApp({ database })

const body = z.object({ note: z.string() })
const response = z.object({ note: z.string() })
const shared = { summary: 'A note', method: 'POST', access: 'signed-in', body, response } as const
const keyed = endpoint({
  ...shared,
  name: 'test.noteOnce',
  path: '/api/v1/noted-once',
  idempotent: true,
})
const plain = endpoint({ ...shared, name: 'test.note', path: '/api/v1/noted' })
const read = endpoint({
  name: 'test.readNotes',
  summary: 'How many notes there are',
  method: 'GET',
  path: '/api/v1/noted',
  access: 'public',
  response: z.object({ count: z.int() }),
})

type Moment = 'in the handler' | 'at commit' | 'never'
let moment: Moment = 'never'

async function note(tx: Transaction, text: string): Promise<{ note: string }> {
  const [session] = await tx.execute<{ pid: number }>(sql`select pg_backend_pid() as pid`)
  const pid = session?.pid ?? 0
  if (moment === 'in the handler') await server.kill(pid)
  await tx.execute(sql`insert into noted values (${text})`)
  if (moment === 'at commit') void sleep(20).then(() => server.kill(pid))
  return { note: text }
}

serveCommand(app, deps, keyed, (tx, handling) => note(tx, handling.body.note))
serveCommand(app, deps, plain, (tx, handling) => note(tx, handling.body.note))
serve(app, deps, read, async () => {
  const [row] = await database.db.execute(sql`
    select count(*)::int as count, pg_sleep(0.01) from noted`)
  return { count: Number(row?.count) }
})

const as = signedIn({ roles: ['buyer'] })
const problemOf = (answer: LightMyRequestResponse) => answer.json<Problem>()
const countOf = async (text: string) =>
  (await database.sql`select 1 from noted where note = ${text}`).length

beforeEach(() => {
  moment = 'never'
})

test.each(['in the handler', 'at commit'] as const)(
  'a write lost %s says that it may be sent again under its key, and then counts once',
  async (when) => {
    const text = `slow ${when}`
    const key = newId()
    moment = when
    const lost = await send(keyed, { body: { note: text } }, { as, key })
    expect(lost.statusCode).toBe(503)
    expect(problemOf(lost)).toMatchObject({ code: 'outcome_unknown', retryable: true })
    expect(lost.headers['retry-after']).toBe('1')

    moment = 'never'
    const again = await send(keyed, { body: { note: text } }, { as, key })
    expect(again.statusCode).toBe(200)
    expect(await countOf(text)).toBe(1)
  },
)

test('a write without a key says that it must not simply be sent again', async () => {
  moment = 'at commit'
  const lost = await send(plain, { body: { note: 'slow and plain' } }, { as })
  expect(lost.statusCode).toBe(503)
  expect(problemOf(lost)).toMatchObject({ code: 'outcome_unknown', retryable: false })
})

test('every request during restarts is answered, and says whether to try again', async () => {
  let running = true
  const tally = { answered: 0, unavailable: 0, unknown: 0, hung: 0, strange: [] as unknown[] }
  const keys: { key: string; text: string; done: boolean }[] = []

  const take = (outcome: Awaited<ReturnType<typeof outcomeOf<LightMyRequestResponse>>>) => {
    if (outcome === 'hung') tally.hung++
    else if ('error' in outcome) tally.strange.push(outcome.error)
    else if (outcome.value.statusCode === 200) tally.answered++
    else if (problemOf(outcome.value).code === 'service_unavailable') tally.unavailable++
    else if (problemOf(outcome.value).code === 'outcome_unknown') tally.unknown++
    else tally.strange.push(outcome.value.body)
    return outcome !== 'hung' && 'value' in outcome && outcome.value.statusCode === 200
  }
  const load = Promise.all(
    Array.from({ length: 8 }, async (_, worker) => {
      for (let turn = 0; running; turn++) {
        const note = { key: newId(), text: `note ${worker} ${turn}`, done: false }
        keys.push(note)
        const { key, text } = note
        note.done = take(await outcomeOf(send(keyed, { body: { note: text } }, { as, key })))
        take(await outcomeOf(send(read, {})))
      }
    }),
  )
  for (let restart = 0; restart < 2; restart++) {
    await sleep(150)
    await server.restart()
  }
  await sleep(150)
  running = false
  await load

  expect({ hung: tally.hung, strange: tally.strange }).toEqual({ hung: 0, strange: [] })
  expect(tally.answered).toBeGreaterThan(0)
  expect(tally.unavailable + tally.unknown).toBeGreaterThan(0)

  // The same keys again: afterwards every note stands there exactly once.
  for (const { key, text, done } of keys) {
    if (done) continue
    expect((await send(keyed, { body: { note: text } }, { as, key })).statusCode).toBe(200)
  }
  const counted = await database.sql<{ note: string; count: number }[]>`
    select note, count(*)::int as count from noted where note like 'note %' group by note`
  expect(counted.filter((row) => row.count !== 1)).toEqual([])
  expect(counted).toHaveLength(keys.length)
})
