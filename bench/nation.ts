import { connect } from '../server/platform/db/connect.ts'
import type { Database } from '../server/platform/db/transaction.ts'
import { selectAmount, selectFigures, selectMonths } from '../server/reports/figures.queries.ts'
import { selectOneProduct } from '../server/reports/one-product.queries.ts'
import { selectOrderCounts } from '../server/reports/order-counts.queries.ts'
import {
  type RankingKind,
  selectCentsOfKeys,
  selectRanking,
} from '../server/reports/ranking.queries.ts'
import { type Scope, unitsAlways } from '../server/reports/scope.ts'
import { withKeptSet } from '../server/reports/unit-set-sums.queries.ts'
import { monthOfDay, shiftMonth } from '../shared/months.ts'
import { mostOneProduct } from '../shared/reports/one-product.ts'
import { daysOfPeriod, monthsOfPeriod, sameMonthsLastYear } from '../shared/reports/periods.ts'
import type { BenchCluster } from './databases.ts'
import type { Figure, Part } from './figures.ts'
import { idOf } from './ids.ts'
import {
  countyCode,
  nationGroup,
  nationParent,
  nationSize,
  seedNation,
  villageCode,
} from './nation-world.ts'
import { median, percentile, spread } from './statistics.ts'

/** The subjects of the reports; another one of each kind every time. */
const subjects: Record<string, (turn: number) => Scope> = {
  nation: () => ({ units: null, node: null }),
  province: (turn) => ({ units: null, node: countyCode(turn).slice(0, 2) }),
  city: (turn) => ({ units: null, node: countyCode(turn).slice(0, 4) }),
  county: (turn) => ({ units: null, node: countyCode(turn) }),
  township: (turn) => ({ units: null, node: villageCode(countyCode(turn), 1).slice(0, 9) }),
  village: (turn) => ({ units: null, node: villageCode(countyCode(turn), turn % 8) }),
  'unit with 50 below': () => ({ units: unitsFrom(nationParent.unitsBelow + 1), node: null }),
  'group of 200': () => ({ units: unitsFrom(nationGroup.members), node: null }),
}

function unitsFrom(count: number): Scope['units'] {
  return unitsAlways(Array.from({ length: count }, (_, at) => idOf('unit', at + 1)))
}

interface Question {
  db: Database
  scope: Scope
  today: string
}

const thisYear = (today: string) => monthsOfPeriod(today.slice(0, 4))

type Work = (question: Question) => Promise<unknown>

/** A year that is not over, held against the same days of the year before, as screens ask. */
const works: Record<string, Work> = {
  totals: async ({ db, scope, today }) => {
    const days = daysOfPeriod(today.slice(0, 4), today)
    await selectFigures(db, scope, thisYear(today))
    await selectAmount(db, scope, sameMonthsLastYear(days))
    await selectOrderCounts(db, scope, thisYear(today))
  },
  trend: async ({ db, scope, today }) => {
    const last = monthOfDay(today)
    await selectMonths(db, scope, { first: shiftMonth(last, -23), last })
  },
  'one-product villages': listOneProduct,
  ...Object.fromEntries(
    (['village', 'unit', 'product', 'division'] as const).map((by) => [
      `ranking by ${by}`,
      (question: Question) => rank(question, by),
    ]),
  ),
}

/** Of places only: of units villages of one product are not asked for. */
async function listOneProduct({ db, scope, today }: Question): Promise<void> {
  if (scope.units !== null) return
  const months = thisYear(today)
  const limit = mostOneProduct
  const ranked = await selectRanking(db, { by: 'village', scope, months, limit })
  const villages = ranked.filter(({ key }) => key !== '')
  await selectOneProduct(db, { node: scope.node, months, villages, share: 80 })
}

async function rank({ db, scope, today }: Question, by: RankingKind): Promise<void> {
  const days = daysOfPeriod(today.slice(0, 4), today)
  const ranked = await selectRanking(db, { by, scope, months: thisYear(today), limit: 20 })
  const before = { by, scope, months: sameMonthsLastYear(days) }
  await selectCentsOfKeys(
    db,
    before,
    ranked.map(({ key }) => key),
  )
}

/** The milliseconds of one work for one kind of subject, over the small and the large ledger. */
interface NationFigure {
  name: string
  median: { small: number; large: number }
  p95: { small: number; large: number }
}

/** Every kind of figure of every kind of subject, at p95 and in its growth with the lines. */
export const nationPart: Part = {
  name: 'nation',
  run: async (cluster, { share, rounds, today }) => {
    const options = { share, turns: rounds * turnsOfRound, today }
    const { seconds, gigabytes, firstAsked, figures } = await measureNation(cluster, options)
    return [
      figure('both sizes made in', 's', seconds),
      figure('both sizes on disk', 'GB', gigabytes),
      figure('asked for the first time, p95 of all, ten million lines', 'ms', firstAsked, 100),
      ...figures.flatMap(({ name, median: middle, p95 }) => [
        figure(`${name}, p95, ten million lines`, 'ms', p95.large, mostMs(name)),
        figure(`${name}, ten million ÷ one million`, '×', middle.large / middle.small, 1.2),
      ]),
    ]
  },
}

const turnsOfRound = 20

/** A page of its own goes through the goods of a thousand villages. */
const mostMs = (name: string) => (name.endsWith('one-product villages') ? 100 : 20)

function figure(label: string, unit: string, value: number, atMost?: number): Figure {
  const limit = atMost === undefined ? {} : { limit: { atMost } }
  return { label, unit, spread: spread([value]), ...limit }
}

interface Measured {
  /** How long both sizes took to be made, and what they hold on disk. */
  seconds: number
  gigabytes: number
  /** The p95 in milliseconds of all questions when nobody has asked them yet, some from disk. */
  firstAsked: number
  figures: NationFigure[]
}

/**
 * Makes the same nation with one and with ten million lines a year, side by side, and asks both in
 * turns, so that a busy moment meets both. Each question is asked of all its subjects once, and
 * measured when it is asked again: in its whole size a nation is larger than the memory.
 */
async function measureNation(
  on: BenchCluster,
  options: { share: number; turns: number; today: string },
): Promise<Measured> {
  const { share, turns, today } = options
  const make = async (name: string, lines: Parameters<typeof nationSize>[0]) => {
    const { url, sql } = await on.database(name)
    await seedNation(sql, nationSize(lines, share), monthOfDay(today))
    const [size] = await sql<{ bytes: number }[]>`
      select pg_database_size(current_database()) as bytes`
    return { bytes: size?.bytes ?? 0, ...connect({ url, max: 1, applicationName: 'cunji-bench' }) }
  }
  const before = performance.now()
  const [small, large] = await Promise.all([
    make('nation_small', 'one million'),
    make('nation_large', 'ten million'),
  ])
  const seconds = (performance.now() - before) / 1000
  const gigabytes = (small.bytes + large.bytes) / 1e9
  const figures: NationFigure[] = []
  const firstAsked: number[] = []
  for (const [subject, scopeOf] of Object.entries(subjects)) {
    for (const [work, run] of Object.entries(works)) {
      const ask = async (db: Database, turn: number) => {
        const start = performance.now()
        await run({ db, scope: await withKeptSet(db, scopeOf(turn)), today })
        return performance.now() - start
      }
      for (let turn = 0; turn < turns; turn += 1) {
        await ask(small.db, turn)
        firstAsked.push(await ask(large.db, turn))
      }
      const times = { small: [] as number[], large: [] as number[] }
      for (let turn = 0; turn < turns; turn += 1) {
        times.small.push(await ask(small.db, turn))
        times.large.push(await ask(large.db, turn))
      }
      figures.push({
        name: `${subject}: ${work}`,
        median: { small: median(times.small), large: median(times.large) },
        p95: { small: percentile(times.small, 0.95), large: percentile(times.large, 0.95) },
      })
    }
  }
  await Promise.all([small.close(), large.close()])
  return { seconds, gigabytes, firstAsked: percentile(firstAsked, 0.95), figures }
}
