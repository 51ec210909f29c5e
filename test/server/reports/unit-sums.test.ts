import { sql } from 'drizzle-orm'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { foldEntries, keepUnitSet, verifyLedger } from '../../../server/attribution/index.ts'
import { type Reader, transaction } from '../../../server/platform/db/transaction.ts'
import {
  selectAmount,
  selectFigures,
  selectMonths,
} from '../../../server/reports/figures.queries.ts'
import { selectOrderCounts } from '../../../server/reports/order-counts.queries.ts'
import {
  type RankingKind,
  selectCentsOfKeys,
  selectRanking,
} from '../../../server/reports/ranking.queries.ts'
import { type UnitMonths, unitsAlways, unitsWhileMembers } from '../../../server/reports/scope.ts'
import { withKeptSet } from '../../../server/reports/unit-set-sums.queries.ts'
import type { Months } from '../../../shared/reports/periods.ts'
import { testDatabase } from '../../support/database.ts'
import { anySale, sell, tradeAtRandom, tradingUnits } from '../../support/factories/sales.ts'
import { listFiles, readText } from '../../support/sources.ts'

const database = await testDatabase({ max: 12 })
await tradeAtRandom(database, { sales: 80, seed: 31 })

interface Entry {
  order: string
  month: string
  day: number
  village: string
  county: string
  product: string
  direct: string
  help: string
  directPaired: boolean
  helpPaired: boolean
  counted: boolean
  cents: number
  grams: number
  buyers: string[]
}

/** The ledger itself, in the order in which each purchase order was posted. */
const readLedger = async (tx: Reader) =>
  (await tx.execute(sql`
    select e.purchase_order_id as "order", e.month, extract(day from e.recognised_on)::int as day,
      e.village_code as village, e.county_code as county, e.product_id as product,
      e.direct_unit_id as direct, e.help_unit_id as help, e.direct_paired as "directPaired",
      e.help_paired as "helpPaired", e.counted, e.cents::int as cents, e.grams::int as grams,
      array(select b->>'unitId' from jsonb_array_elements(l.credit->'directCredits') b) as buyers
    from attribution.ledger_entries e join attribution.recognition_lines l using (order_line_id)
    order by e.county_code, e.number`)) as unknown as Entry[]

/** Figures added up entry by entry: what §3.8 says, without any sum that is kept. */
class Ledger {
  readonly entries: readonly Entry[]
  readonly isMember: (unitId: string, month: string) => boolean

  constructor(entries: readonly Entry[], units: readonly UnitMonths[]) {
    this.entries = entries
    this.isMember = (unitId, month) =>
      units.some(
        (unit) => unit.unitId === unitId && unit.firstMonth <= month && month <= unit.lastMonth,
      )
  }

  within(months: Months) {
    return this.entries
      .filter((entry) => liesIn(entry, months))
      .map((entry) => ({
        ...entry,
        isDirect: this.isMember(entry.direct, entry.month),
        isHelp: this.isMember(entry.help, entry.month),
      }))
      .filter(({ isDirect, isHelp }) => isDirect || isHelp)
  }

  figures(months: Months) {
    const rows = this.within(months)
    const total = (isMeant: (row: (typeof rows)[number]) => boolean) =>
      rows.filter(isMeant).reduce((sum, { cents }) => sum + cents, 0)
    return {
      directCents: total((row) => row.counted && row.isDirect),
      helpCents: total((row) => row.counted && row.isHelp),
      overlapCents: total((row) => row.counted && row.isDirect && row.isHelp),
      distinctCents: total((row) => row.counted),
      distinctGrams: rows.reduce((sum, row) => sum + (row.counted ? row.grams : 0), 0),
      pairedCents: total(
        (row) =>
          row.counted && ((row.isDirect && row.directPaired) || (row.isHelp && row.helpPaired)),
      ),
      unknownCents: total((row) => row.counted && row.village === ''),
      notCountedCents: total((row) => !row.counted),
    }
  }

  orders(months: Months) {
    const counts = { direct: 0, help: 0, overlap: 0, distinct: 0 }
    const firsts = new Map<string, Entry>()
    for (const entry of this.entries) {
      if (entry.counted && !firsts.has(entry.order)) firsts.set(entry.order, entry)
    }
    for (const entry of firsts.values()) {
      if (!liesIn(entry, months)) continue
      const { month, buyers, help } = entry
      const isDirect = buyers.some((unitId) => this.isMember(unitId, month))
      const isHelp = this.isMember(help, month)
      counts.direct += Number(isDirect)
      counts.help += Number(isHelp)
      counts.overlap += Number(isDirect && isHelp)
      counts.distinct += Number(isDirect || isHelp)
    }
    return counts
  }

  byKey(by: RankingKind | 'month', months: Months): Map<string, number> {
    const sums = new Map<string, number>()
    const add = (key: string, cents: number) => sums.set(key, (sums.get(key) ?? 0) + cents)
    for (const row of this.within(months).filter(({ counted }) => counted)) {
      if (by === 'village') add(row.village, row.cents)
      if (by === 'product') add(row.product, row.cents)
      if (by === 'division') add(row.county.slice(0, 2), row.cents)
      if (by === 'month') add(row.month, row.cents)
      if (by === 'unit' && row.isDirect) add(row.direct, row.cents)
      if (by === 'unit' && row.isHelp) add(row.help, row.cents)
    }
    return sums
  }
}

function liesIn({ month, day }: Entry, { first, last, firstDay = 1, lastDay = 31 }: Months) {
  if (month < first || month > last) return false
  return (month > first || day >= firstDay) && (month < last || day <= lastDay)
}

const dates = ['2025-01-15', '2025-03-01', '2025-11-30', '2026-02-01', '2026-05-09', '2026-11-22']
const membership = fc
  .record({
    unitId: fc.constantFrom(...tradingUnits),
    from: fc.constantFrom('2000-01-01', ...dates),
    to: fc.option(fc.constantFrom(...dates)),
  })
  .filter(({ from, to }) => to === null || from <= to)
  .map(({ unitId, from, to }) => ({ unitId, fromDate: from, toDate: to }))

/** Members of a group, some of whom come, leave and come again; or units that always count. */
const anyUnits = fc.oneof(
  fc.array(membership, { maxLength: 8 }).map(unitsWhileMembers),
  fc.subarray(tradingUnits).map(unitsAlways),
)
const year = { first: '2026-01', last: '2026-12' }
const anyMonths = fc.constantFrom<Months>(
  year,
  { first: '2026-04', last: '2026-06' },
  { first: '2025-11', last: '2026-02' },
  { first: '2025-01', last: '2025-11', lastDay: 21 },
  { first: '2025-01', last: '2025-11', lastDay: 22 },
  { first: '2025-03', last: '2025-03', lastDay: 5 },
  { first: '2025-03', last: '2025-11', firstDay: 6, lastDay: 22 },
  { first: '2025-11', last: '2026-02', firstDay: 22, lastDay: 3 },
  { first: '2026-02', last: '2026-11', firstDay: 4 },
  { first: '2026-11', last: '2026-11', firstDay: 9, lastDay: 9 },
)
const kinds = ['village', 'unit', 'product', 'division'] as const

/** The scope of units whose sums are kept together from now on. */
async function keptScope(units: readonly UnitMonths[]) {
  const set = {
    unitIds: units.map(({ unitId }) => unitId),
    firstMonths: units.map(({ firstMonth }) => firstMonth),
    lastMonths: units.map(({ lastMonth }) => lastMonth),
  }
  await transaction(database.db, (tx) => keepUnitSet(tx, set))
  const scope = await withKeptSet(database.db, { units, node: null })
  expect(scope.setId).toBeDefined()
  return scope
}

async function expectLedger(units: readonly UnitMonths[], months: Months, isKept: boolean) {
  const ledger = new Ledger(await readLedger(database.db), units)
  const scope = isKept && units.length > 0 ? await keptScope(units) : { units, node: null }
  const { firstDay: _firstDay, lastDay: _lastDay, ...whole } = months
  expect(await selectFigures(database.db, scope, months)).toMatchObject(ledger.figures(months))
  expect(await selectOrderCounts(database.db, scope, months)).toEqual(ledger.orders(months))
  const { distinctCents: cents, distinctGrams: grams } = ledger.figures(months)
  expect(await selectAmount(database.db, scope, months)).toEqual({ cents, grams })
  const byMonth = await selectMonths(database.db, scope, whole)
  expect(new Map(byMonth.map((row) => [row.month, row.cents]))).toEqual(
    ledger.byKey('month', whole),
  )
  for (const by of kinds) {
    const ranked = await selectRanking(database.db, { by, scope, months, limit: 500 })
    const own = ledger.byKey(by, months)
    expect(new Map(ranked.map((row) => [row.key, row.cents]))).toEqual(own)
    const keys = [...own.keys()]
    expect(await selectCentsOfKeys(database.db, { by, scope, months }, keys)).toEqual(own)
  }
}

describe('§3.8 what is kept of units equals the union of their entries, added up singly', () => {
  const numRuns = 40

  test('of any units in any months, partly folded', async () => {
    const [left] = await database.sql<{ unfolded: number }[]>`
      select count(*)::int as unfolded from attribution.unfolded_entries`
    expect(left?.unfolded).toBeGreaterThan(0)
    await fc.assert(fc.asyncProperty(anyUnits, anyMonths, fc.boolean(), expectLedger), { numRuns })
  })

  test('and when everything is folded', async () => {
    while (await foldEntries(database.db));
    expect((await verifyLedger(database.db)).fault).toBeNull()
    await fc.assert(fc.asyncProperty(anyUnits, anyMonths, fc.boolean(), expectLedger), { numRuns })
  })
})

test('a database of before, whose units had no sums, is filled from its rollups', async () => {
  await database.sql`truncate attribution.unit_sums, attribution.unit_village_sums,
    attribution.unit_product_sums`
  expect((await verifyLedger(database.db)).fault).toMatchObject({ check: 'unit' })
  const file = listFiles().find((path) => path.endsWith('_attribution_unit_sums.sql')) ?? ''
  const filling = readText(file)
    .split('--> statement-breakpoint')
    .filter((statement) => statement.trim().startsWith('insert into attribution.unit_'))
  expect(filling).toHaveLength(3)
  for (const statement of filling) await database.sql.unsafe(statement)
  expect((await verifyLedger(database.db)).fault).toBeNull()
})

test('§4.4 a group’s totals equal the ledger at every instant while counties post and entries fold', async () => {
  const units = unitsAlways(tradingUnits.slice(0, 4))
  let isTrading = true
  let looks = 0
  const looking = (async () => {
    while (isTrading) {
      await database.db.transaction(
        async (tx) => {
          const ledger = new Ledger(await readLedger(tx), units)
          const scope = await withKeptSet(tx, { units, node: null })
          expect(await selectFigures(tx, scope, year)).toMatchObject(ledger.figures(year))
          expect(await selectOrderCounts(tx, scope, year)).toEqual(ledger.orders(year))
          const by = 'product'
          const ranked = await selectRanking(tx, { by, scope, months: year, limit: 500 })
          expect(new Map(ranked.map((row) => [row.key, row.cents]))).toEqual(ledger.byKey(by, year))
          const months = await selectMonths(tx, scope, year)
          expect(new Map(months.map((row) => [row.month, row.cents]))).toEqual(
            ledger.byKey('month', year),
          )
          looks += 1
        },
        { isolationLevel: 'repeatable read', accessMode: 'read only' },
      )
    }
  })()
  const folding = (async () => {
    while (isTrading) await foldEntries(database.db)
  })()
  // The set is kept from some moment on, and another one beside.
  const keeping = (async () => {
    await keptScope(unitsAlways(tradingUnits.slice(3)))
    await keptScope(units)
  })()
  const sales = fc.sample(anySale, { numRuns: 40, seed: 23 })
  const sellers = [0, 1, 2, 3].map(async (seller) => {
    for (const sale of sales.filter((_, index) => index % 4 === seller)) await sell(database, sale)
  })
  await Promise.all(sellers)
  isTrading = false
  await Promise.all([looking, folding, keeping])
  expect(looks).toBeGreaterThan(3)
})
