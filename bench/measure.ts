import type { Meter } from './costs.ts'
import type { BenchOptions, Costs, Figure, Latency } from './figures.ts'
import { type LoadRequest, type LoadResult, load } from './load.ts'
import { median, type Spread, spread } from './statistics.ts'

/** Where one kind of request is sent, and what it costs there. */
export interface Target {
  url: string
  next: () => LoadRequest
  meter: Meter
}

/** One kind of request to the program, beside the plainest route that gives the same. */
export interface Work {
  label: string
  app: Target
  bare?: Target
  limits: WorkLimits
  /** Tidies up what the load before has left behind. */
  prepare?: () => Promise<void>
}

export interface WorkLimits {
  ofBare?: number
  perSecond?: number
  p99At16?: number
  p99At64?: number
  costs?: Partial<Costs>
}

interface Costed {
  result: LoadResult
  costs: Costs
}

interface Round {
  bare: Costed | undefined
  at1: LoadResult
  at16: Costed
  at64: LoadResult
}

/** Rounds of all the works by turns, so that a busy moment of the machine meets each of them. */
export async function measureWorks(
  works: readonly Work[],
  { rounds, seconds }: BenchOptions,
): Promise<Figure[]> {
  const measured = works.map((work) => ({ work, rounds: [] as Round[] }))
  for (let round = 0; round < rounds; round += 1) {
    for (const measurement of measured)
      measurement.rounds.push(await roundOf(measurement.work, seconds))
  }
  return measured.flatMap(({ work, rounds: workRounds }) => figuresOf(work, workRounds))
}

async function roundOf(work: Work, seconds: number): Promise<Round> {
  const loaded = ({ url, next }: Target, connections: number) =>
    load({ url, next, connections, seconds })
  const run = async (target: Target, connections: number) => {
    await work.prepare?.()
    return loaded(target, connections)
  }
  // Tidying up is no part of a request, nor are the plans that are made anew after it: the meter
  // touches every connection before it begins.
  const costed = async (target: Target): Promise<Costed> => {
    await work.prepare?.()
    const results: LoadResult[] = []
    const costs = await target.meter(async () => {
      const result = await loaded(target, 16)
      results.push(result)
      return answersIn(result)
    })
    const [result] = results
    if (result === undefined) throw new Error('the meter did not run its work')
    return { result, costs }
  }
  return {
    bare: work.bare && (await costed(work.bare)),
    at1: await run(work.app, 1),
    at16: await costed(work.app),
    at64: await run(work.app, 64),
  }
}

/** How often the worst of a hundred may wait as long as the middle one does (64 clients). */
const p99OfP50 = 5

function figuresOf({ label, limits }: Work, rounds: readonly Round[]): Figure[] {
  const at64 = rounds.map((round) => round.at64)
  const at16 = rounds.map((round) => round.at16)
  const bare = rounds.flatMap((round) => round.bare ?? [])
  const ofBare = rounds.flatMap(({ at16: ours, bare }) =>
    bare === undefined ? [] : [ours.result.perSecond / bare.result.perSecond],
  )
  const all = rounds.flatMap((round) => [round.at1, round.at16.result, round.at64])
  return [
    ...(bare.length > 0 ? [costedFigure(`${label}, bare, 16 clients`, bare)] : []),
    speedFigure(`${label}, 1 client`, resultsAt1(rounds)),
    { ...costedFigure(`${label}, 16 clients`, at16), ...atLeast(limits.perSecond) },
    speedFigure(`${label}, 64 clients`, at64),
    ...(bare.length > 0
      ? [
          {
            label: `${label}, of bare`,
            unit: '×',
            spread: spread(ofBare),
            ...atLeast(limits.ofBare),
          },
        ]
      : []),
    ...limitedP99(`${label}, 16 clients, p99`, resultsOf(at16), limits.p99At16),
    ...limitedP99(`${label}, 64 clients, p99`, at64, limits.p99At64),
    {
      label: `${label}, 64 clients, p99 of p50`,
      unit: '×',
      spread: spread(at64.map(({ p99, p50 }) => p99 / Math.max(p50, 1))),
      limit: { atMost: p99OfP50 },
    },
    ...costLimits(label, at16, limits.costs ?? {}),
    zeroFigure(
      `${label}, refused`,
      all.reduce((sum, result) => sum + refusedIn(result), 0),
    ),
  ]
}

const resultsAt1 = (rounds: readonly Round[]) => rounds.map((round) => round.at1)
const resultsOf = (costed: readonly Costed[]) => costed.map(({ result }) => result)

/** Something that must not happen at all. */
export function zeroFigure(label: string, count: number): Figure {
  return { label, unit: '', spread: spread([count]), limit: { atMost: 0 } }
}

function speedFigure(label: string, results: readonly LoadResult[]): Figure {
  const perSecond = spread(results.map((result) => result.perSecond))
  return { label, unit: 'a second', spread: perSecond, latency: latencyOf(results) }
}

function costedFigure(label: string, costed: readonly Costed[]): Figure {
  return { ...speedFigure(label, resultsOf(costed)), costs: costsOf(costed) }
}

function limitedP99(
  label: string,
  results: readonly LoadResult[],
  atMost: number | undefined,
): Figure[] {
  if (atMost === undefined) return []
  return [{ label, unit: 'ms', spread: spread(results.map(({ p99 }) => p99)), limit: { atMost } }]
}

const costNames = {
  postgresMs: ['PostgreSQL, a request', 'ms'],
  nodeMs: ['Node, a request', 'ms'],
  logKilobytes: ['log, a request', 'kB'],
  buffers: ['buffers, a request', ''],
} as const

function costLimits(label: string, costed: readonly Costed[], limits: Partial<Costs>): Figure[] {
  return costKinds.flatMap((kind) => {
    const atMost = limits[kind]
    if (atMost === undefined) return []
    const [name, unit] = costNames[kind]
    const costSpread = spreadOf(costed, kind)
    return [{ label: `${label}, ${name}`, unit, spread: costSpread, limit: { atMost } }]
  })
}

const costKinds = ['postgresMs', 'nodeMs', 'logKilobytes', 'buffers'] as const

function spreadOf(costed: readonly Costed[], kind: keyof Costs): Spread {
  return spread(costed.map(({ costs }) => costs[kind]))
}

function costsOf(costed: readonly Costed[]): Costs {
  const middle = (kind: keyof Costs) => spreadOf(costed, kind).median
  return {
    postgresMs: middle('postgresMs'),
    nodeMs: middle('nodeMs'),
    logKilobytes: middle('logKilobytes'),
    buffers: middle('buffers'),
  }
}

function latencyOf(results: readonly LoadResult[]): Latency {
  const middle = (of: (result: LoadResult) => number) => median(results.map(of))
  return {
    p50: middle(({ p50 }) => p50),
    p95: middle(({ p95 }) => p95),
    p99: middle(({ p99 }) => p99),
  }
}

function atLeast(limit: number | undefined): Pick<Figure, 'limit'> {
  return limit === undefined ? {} : { limit: { atLeast: limit } }
}

function answersIn({ statuses }: LoadResult): number {
  return Object.values(statuses).reduce((sum, count) => sum + count, 0)
}

function refusedIn(result: LoadResult): number {
  const { 200: read = 0, 201: written = 0 } = result.statuses
  return answersIn(result) - read - written
}
