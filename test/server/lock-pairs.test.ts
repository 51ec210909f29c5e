import { afterAll, expect, test } from 'vitest'
import { foldEntries } from '../../server/attribution/index.ts'
import { foldPayments } from '../../server/billing/index.ts'
import { medianListeners } from '../../server/catalogue/index.ts'
import { lockOrganisation } from '../../server/organisations/index.ts'
import { systemActor } from '../../server/platform/context.ts'
import { transaction } from '../../server/platform/db/transaction.ts'
import { keepLog } from '../../server/transparency/index.ts'
import { signIn } from '../../shared/accounts/accounts.api.ts'
import type { Endpoint } from '../../shared/endpoint.ts'
import { contextFor, testApp } from '../support/app.ts'
import { everyEndpoint } from '../support/contract.ts'
import { aBusyWorld } from '../support/factories/busy-world.ts'
import { DryRuns } from '../support/held-locks.ts'
import { stripeKeys } from '../support/online-acts.ts'
import { type Act, actsOf } from '../support/write-acts.ts'

const { database, deps, send } = await testApp({ settings: { RATE_LIMIT: '0', ...stripeKeys } })
const world = await aBusyWorld(database, deps.config)
const acts = actsOf(world)
const endpoints = (await everyEndpoint()).filter(({ method }) => method !== 'GET')
await keepLog(deps)
// Whoever failed to sign in has attempts that are counted on.
await send(signIn, { body: { login: world.member.login, password: 'not that one' } })
const dryRuns = await DryRuns.on(database)
afterAll(() => dryRuns.close())

/** Endpoints that are no GET and have no act here, with the reason. */
const withoutLocks: Record<string, string> = {
  'accounts.showInvitation': 'reads; its token stands in the body, so that no log holds it',
  'billing.showSlip': 'reads; its code stands in the body, so that no log holds it',
  'evidence.uploadFile': 'inserts a row that nobody knows before',
  'evidence.readSheet': 'reads; a file is too long for an address',
  'exchange.uploadImport': 'inserts rows that nobody knows before',
  'organisations.setUp': 'runs before anybody is there, one at a time by a lock of its own',
  'orders.matchRows': 'reads; what was pasted is too long for an address',
  'orders.quoteRequisition': 'reads; what is asked for is too long for an address',
  'reports.startVerification': 'leaves a job in the queue',
  'points.showHouseholdPoints': 'reads; its code stands in the body, so that no log holds it',
  'villages.startImport': 'leaves a job in the queue',
}

/** What locks rows and is no request. */
const background: [string, () => Promise<unknown>][] = [
  ['folding of entries', () => foldEntries(database.db)],
  ['folding of payments', () => foldPayments(database.db)],
  ['logging of entries', () => keepLog(deps)],
  ['medians after a suspension', refreshMedians],
]

function refreshMedians() {
  const event = {
    ...{ id: 1, topic: 'organisations.cooperative-suspended', payload: {} },
    ...{ subjectType: 'cooperative', subjectId: world.seller.id, publishedAt: deps.clock() },
  }
  return transaction(database.db, async (tx) => {
    await medianListeners()[0]?.handle(tx, contextFor(systemActor), [event])
  })
}

/** An act, and what it locked, by the statements that did so, when it ran alone. */
interface Measured {
  name: string
  /** Fails unless the act goes its whole way. */
  run(): Promise<void>
  steps: { at: number; things: string[] }[]
}

function byRequest(endpoint: Endpoint, { about, as, headers, ...input }: Act): Measured {
  const name = about === undefined ? endpoint.name : `${endpoint.name} (${about})`
  const caller = { ...(as && { as }), ...(headers && { headers }) }
  const run = async () => {
    const { statusCode, body } = await send(endpoint, input, caller)
    expect(statusCode, `${name}: ${body}`).toBeLessThan(300)
  }
  return { name, run, steps: [] }
}

const measured: Measured[] = [
  ...endpoints.flatMap((endpoint) =>
    [acts[endpoint.name] ?? []].flat().map((act) => byRequest(endpoint, act)),
  ),
  ...background.map(([name, work]) => ({ name, run: async () => void (await work()), steps: [] })),
]

async function measure(act: Measured): Promise<void> {
  let before: ReadonlySet<string> = new Set()
  const locked = (at: number, held: ReadonlySet<string>) => {
    const things = [...held].filter((thing) => !before.has(thing))
    if (things.length > 0) act.steps.push({ at, things })
    before = held
  }
  await dryRuns.run(act.name, { locked }, act.run)
}

const lockedBy = (act: Measured) => act.steps.flatMap(({ things }) => things)

const isShared = (thing: string) => thing.endsWith(', shared')
const plain = (thing: string) => thing.replace(', shared', '')

/** What both of two acts lock, and not both so that others may hold it too. */
function sharedBy(act: Measured, rival: Measured): Set<string> {
  const others = Map.groupBy(lockedBy(rival), plain)
  const conflicts = lockedBy(act).filter((thing) =>
    others.get(plain(thing))?.some((other) => !isShared(thing) || !isShared(other)),
  )
  return new Set(conflicts.map(plain))
}

interface Race {
  first: Measured
  rival: Measured
  stopAt: number
}

/**
 * The races of two acts: one is stopped before each statement in which it asks for more of what
 * both want, while it holds some. Where both ask for one and the same thing first, whoever comes
 * second waits there, and one race shows it.
 */
function racesOf(act: Measured, rival: Measured): Race[] {
  const both = sharedBy(act, rival)
  const wanted = ({ steps }: Measured) =>
    steps.filter(({ things }) => things.some((thing) => both.has(plain(thing))))
  const stops = (first: Measured, second: Measured) =>
    wanted(first)
      .slice(1)
      .map(({ at }) => ({ first, rival: second, stopAt: at }))
  const races = act === rival ? stops(act, act) : [...stops(act, rival), ...stops(rival, act)]
  const [own, other] = [act, rival].map((one) => (wanted(one)[0]?.things ?? []).map(plain))
  const isMetAtOnce = own?.some((thing) => both.has(thing) && other?.includes(thing))
  return isMetAtOnce ? races.slice(0, 1) : races
}

/**
 * What each of two asks for of the things that both want, in its order, and where the first is
 * stopped: races of which all of this is the same end the same way. What one statement takes is
 * taken by all in one order, which a test of its own shows.
 */
function kindOf({ first, rival, stopAt }: Race): string {
  const both = sharedBy(first, rival)
  const order = ({ steps }: Measured) =>
    steps.flatMap(({ at, things }) => {
      const wanted = things.filter((thing) => both.has(plain(thing))).sort()
      return wanted.length === 0 ? [] : [{ wanted, isStop: at === stopAt }]
    })
  const rivals = order(rival).map(({ wanted }) => wanted)
  return JSON.stringify([order(first), rivals])
}

/** Both acts, and what each asks for in which order. */
function describe({ first, rival, stopAt }: Race): string {
  const both = sharedBy(first, rival)
  const wanted = (things: string[]) => things.filter((one) => both.has(plain(one)))
  const order = ({ name, steps }: Measured) =>
    `${name}: ${steps.map(({ at, things }) => `${at} ${wanted(things)}`)}`
  return `stopped before ${stopAt}; ${order(first)}; ${order(rival)}`
}

/** The first act is stopped before a statement while its rival runs until it is done or waits. */
async function run({ first, rival, stopAt }: Race): Promise<boolean> {
  const arrived = Promise.withResolvers<void>()
  const released = Promise.withResolvers<void>()
  const before = async (at: number) => {
    if (at !== stopAt) return
    arrived.resolve()
    await released.promise
  }
  const one = dryRuns.run(first.name, { before }, first.run)
  await Promise.race([arrived.promise, one])
  const two = dryRuns.run(rival.name, {}, rival.run)
  const end = await dryRuns.untilBlocked(two)
  released.resolve()
  await Promise.all([one, two])
  return end === 'blocked'
}

async function deadlocks(): Promise<number> {
  await database.sql`select pg_stat_force_next_flush()`
  const [row] = await database.sql<{ deadlocks: number }[]>`
    select deadlocks from pg_stat_database where datname = current_database()`
  return row?.deadlocks ?? 0
}

test('every endpoint that writes has an act here, or a reason to have none', () => {
  const named = [...Object.keys(acts), ...Object.keys(withoutLocks)].sort()
  expect(named).toEqual(endpoints.map(({ name }) => name).sort())
})

/** Where somebody is at it already these have nothing to do, and do not wait to learn it. */
const skipsWhenBusy = new Set(['folding of entries'])

test('no two acts wait for each other in a circle', { timeout: 120_000 }, async () => {
  for (const act of measured) await measure(act)
  const count = {
    acts: measured.length,
    pairs: 0,
    races: 0,
    kinds: 0,
    waited: 0,
    skipped: 0,
    inOneStatement: 0,
  }
  const circles: string[] = []
  const withoutWait: string[] = []
  const raced = new Set<string>()
  let known = dryRuns.deadlocks.length
  const before = await deadlocks()
  for (const [index, act] of measured.entries()) {
    for (const rival of measured.slice(index)) {
      if (sharedBy(act, rival).size < 2) continue
      count.pairs += 1
      const races = racesOf(act, rival)
      if (races.length === 0) count.inOneStatement += 1
      count.races += races.length
      for (const race of races) {
        const kind = kindOf(race)
        if (raced.has(kind)) continue
        raced.add(kind)
        if (await run(race)) count.waited += 1
        else if (race.first === race.rival && skipsWhenBusy.has(race.rival.name)) count.skipped += 1
        else withoutWait.push(describe(race))
        for (; known < dryRuns.deadlocks.length; known += 1) circles.push(describe(race))
      }
    }
  }
  count.kinds = raced.size
  process.stdout.write(`lock pairs examined: ${JSON.stringify(count)}\n`)
  expect(circles).toEqual([])
  expect(await deadlocks()).toBe(before)
  expect(count.pairs).toBeGreaterThan(150)
  expect(withoutWait).toEqual([])
})

const isRow = (thing: string) => thing.includes('(') && !isShared(thing)

/** Rows that several acts take by one statement each; a few of each table show the order. */
function takenTogether({ steps }: Measured): string[][] {
  const tables = steps.flatMap(({ things }) => [
    ...Map.groupBy(things.filter(isRow), (thing) => thing.split(' ')[0]).values(),
  ])
  return tables.filter((rows) => rows.length > 1).map((rows) => rows.sort().slice(0, 4))
}

/** What an act has taken of these rows when it comes to each of them: `a b` is a before b. */
async function orderOf(act: Measured, rows: readonly string[]): Promise<string[]> {
  const order: string[] = []
  for (const row of rows) {
    const running = Promise.withResolvers<void>()
    await dryRuns.holding(row, async () => {
      const run = dryRuns.run(act.name, {}, act.run)
      running.resolve(run)
      if ((await dryRuns.untilBlocked(run)) === 'done') return
      const held = await dryRuns.heldByWhoWaits()
      order.push(
        ...rows.filter((other) => held.has(other)).map((other) => `${other} before ${row}`),
      )
    })
    await running.promise
  }
  return order
}

test('rows that one statement takes are taken by all in one order', async () => {
  const takers = new Map<string, string[]>()
  let statements = 0
  for (const act of measured)
    for (const rows of takenTogether(act)) {
      statements += 1
      for (const order of await orderOf(act, rows))
        takers.set(order, [...(takers.get(order) ?? []), act.name])
    }
  const circles = [...takers].flatMap(([order, names]) => {
    const [one, two] = order.split(' before ')
    const others = takers.get(`${two} before ${one}`)
    return others ? [`${order}: ${names}, but not ${others}`] : []
  })
  process.stdout.write(
    `orders within statements: ${statements} statements, ${takers.size} orders\n`,
  )
  expect(circles).toEqual([])
  expect(takers.size).toBeGreaterThan(20)
})

test('acts that do wait for each other in a circle are found: the test has eyes', async () => {
  const rows = [world.unit.id, world.helper.id]
  const rename = (name: string, ids: string[]): Measured => ({
    name,
    steps: [],
    run: () =>
      transaction(database.db, async (tx) => {
        for (const id of ids) await lockOrganisation(tx, id)
      }),
  })
  const before = await deadlocks()
  const [first, rival] = [rename('one', rows), rename('the other', rows.toReversed())]
  await run({ first, rival, stopAt: 1 })
  // The one that is given up is tried again, and may meet the other a second time.
  expect(dryRuns.deadlocks).not.toEqual([])
  expect(await deadlocks()).toBeGreaterThan(before)
})
