import { PgDialect } from 'drizzle-orm/pg-core'
import { beforeAll, describe, expect, test } from 'vitest'
import { foldEntries, keepUnitSet } from '../../../server/attribution/index.ts'
import type { Reader } from '../../../server/platform/db/transaction.ts'
import { newId } from '../../../server/platform/ids.ts'
import { selectEntryTotal } from '../../../server/reports/entry-totals.queries.ts'
import {
  selectAmount,
  selectFigures,
  selectMonths,
} from '../../../server/reports/figures.queries.ts'
import { selectEntries } from '../../../server/reports/ledger.queries.ts'
import { selectOneProduct } from '../../../server/reports/one-product.queries.ts'
import { selectOrderCounts } from '../../../server/reports/order-counts.queries.ts'
import { selectCentsOfKeys, selectRanking } from '../../../server/reports/ranking.queries.ts'
import { unitsAlways } from '../../../server/reports/scope.ts'
import { withKeptSet } from '../../../server/reports/unit-set-sums.queries.ts'
import { testDatabase } from '../../support/database.ts'
import { xiazhuang } from '../../support/factories/attribution.ts'
import { breaksInvariants } from '../../support/invariants.ts'

const database = await testDatabase({ plansAsInProduction: true })
breaksInvariants(database, 'its entries have no hashes, and no facts behind them')
const dialect = new PgDialect({ casing: 'snake_case' })
const unit = newId()
const months = { first: '2026-01', last: '2026-11' }
const lastYear = { first: '2025-01', last: '2025-11' }
const year = { first: '2026-01', last: '2026-12' }
const broken = { ...months, lastDay: 22 }

interface PlanNode {
  'Node Type': string
  'Relation Name'?: string
  'Actual Rows'?: number
  'Actual Loops'?: number
  'Rows Removed by Filter'?: number
  Plans?: PlanNode[]
}

/** Explains what a query function would send, instead of running it. */
async function planOf(ask: (reader: Reader) => Promise<unknown>): Promise<PlanNode[]> {
  const nodes: PlanNode[] = []
  const execute = async (query: Parameters<typeof dialect.sqlToQuery>[0]) => {
    const { sql, params } = dialect.sqlToQuery(query)
    const [row] = await database.sql.unsafe<{ 'QUERY PLAN': { Plan: PlanNode }[] }[]>(
      `explain (analyze, format json) ${sql}`,
      params as string[],
    )
    const plan = row?.['QUERY PLAN'][0]?.Plan
    if (plan !== undefined) nodes.push(...flat(plan))
    return database.sql.unsafe(sql, params as string[])
  }
  await ask({ execute } as unknown as Reader)
  return nodes
}

function flat(node: PlanNode): PlanNode[] {
  return [node, ...(node.Plans ?? []).flatMap(flat)]
}

/** How many rows of a table were looked at, kept or thrown away. */
function rowsSeen(nodes: readonly PlanNode[], table: string): number {
  return nodes
    .filter((node) => node['Relation Name'] === table)
    .reduce(
      (sum, node) =>
        sum +
        ((node['Actual Rows'] ?? 0) + (node['Rows Removed by Filter'] ?? 0)) *
          (node['Actual Loops'] ?? 1),
      0,
    )
}

const scans = (nodes: readonly PlanNode[]) =>
  nodes.filter((node) => node['Node Type'] === 'Seq Scan').map((node) => node['Relation Name'])

beforeAll(async () => {
  // 400 villages of 8 counties, 24 months, 5 lines a month and village: 48,000 entries.
  await database.sql.begin(async (tx) => {
    await tx.unsafe('set local session_replication_role = replica')
    await tx.unsafe(`
      insert into attribution.ledger_entries
      select c.code, row_number() over (partition by c.code), m.month,
        (m.month || '-' || lpad((1 + n.n * 5)::text, 2, '0'))::date, '2025-01-01',
        c.code || '222' || lpad((200 + v.v)::text, 3, '0'), gen_random_uuid(), gen_random_uuid(),
        gen_random_uuid(), ('00000000-0000-7000-8000-' || lpad(n.n::text, 12, '0'))::uuid, 'fruit',
        'canteen', case when v.v = 13 then '${unit}' else
          ('00000000-0000-7000-8000-' || lpad((v.v % 7)::text, 12, '0')) end::uuid,
        null, false, false, true, 'A', 1000, 1000, 'payment', gen_random_uuid(), gen_random_uuid(),
        null, gen_random_uuid(), 'x', '2026-11-22', '', ''
      from (select (500230 + g)::text as code from generate_series(0, 7) g) c,
        (select to_char(date '2025-01-01' + make_interval(months => g), 'YYYY-MM') as month
          from generate_series(0, 23) g) m,
        generate_series(0, 49) v(v), generate_series(0, 4) n(n)`)
    await tx.unsafe(`
      insert into attribution.recognition_lines select order_line_id, purchase_order_id, 'PO',
        ordered_on, posted_at, cooperative_id, county_code, direct_unit_id, channel, product_id,
        category, jsonb_build_object('directCredits', jsonb_build_array(
          jsonb_build_object('unitId', direct_unit_id, 'shareBasisPoints', 10000))), 'A'
      from attribution.ledger_entries`)
    await tx.unsafe(`
      select attribution.add_to_sums(array_agg(e)) from attribution.ledger_entries e
      group by county_code`)
    // Of one unit's rows it is asked how many there are.
    await tx.unsafe(`
      delete from attribution.unfolded_entries u using attribution.ledger_entries e
      where e.county_code = u.county_code and e.number = u.number
        and e.direct_unit_id <> '${unit}'`)
  })
  while (await foldEntries(database.db));
  await database.sql.unsafe('analyze')
})

describe('§4.4 totals cost what they add up, not what the ledger holds', () => {
  const village = { units: null, node: xiazhuang }

  test.each([
    ['a village', xiazhuang, 1],
    ['a county', '500237', 1],
    ['a province', '50', 8],
    ['the nation', null, 8],
  ])('the year of %s is a row for each county', async (_, node, rows) => {
    const nodes = await planOf((reader) => selectFigures(reader, { units: null, node }, year))
    expect(rowsSeen(nodes, 'place_sums')).toBe(rows)
    expect(rowsSeen(nodes, 'ledger_rollups')).toBe(0)
    expect(rowsSeen(nodes, 'ledger_entries')).toBe(0)
  })

  test('a month that is not whole costs no more than a whole one', async () => {
    const nodes = await planOf((reader) => selectAmount(reader, village, broken))
    expect(scans(nodes)).toEqual([])
    // Three quarters, October, and November up to its day.
    expect(rowsSeen(nodes, 'place_sums')).toBe(5)
    expect(rowsSeen(nodes, 'ledger_entries')).toBe(0)
  })

  test('a unit’s year is read from what is kept of it, wherever its goods came from', async () => {
    const own = { units: unitsAlways([unit]), node: null }
    const nodes = await planOf((reader) => selectFigures(reader, own, year))
    // So few that all of its periods are looked at.
    expect(rowsSeen(nodes, 'unit_sums')).toBeLessThanOrEqual(34)
    expect(rowsSeen(nodes, 'ledger_rollups')).toBe(0)
    expect(rowsSeen(nodes, 'ledger_entries')).toBe(0)
  })

  test('a unit’s year in a county is read from its own rollups', async () => {
    const own = { units: unitsAlways([unit]), node: '500237' }
    const nodes = await planOf((reader) => selectFigures(reader, own, year))
    expect(scans(nodes)).toEqual([])
    expect(rowsSeen(nodes, 'ledger_rollups')).toBeLessThanOrEqual(480)
  })

  test.each([
    ['a village', xiazhuang],
    ['a township', xiazhuang.slice(0, 9)],
    ['a county', '500237'],
    ['the nation', null],
  ])('rankings of %s read what they show, and last year’s rows of that', async (_, node) => {
    for (const by of ['unit', 'product'] as const) {
      const scope = { units: null, node }
      const limit = 3
      const highest = await planOf((reader) =>
        selectRanking(reader, { by, scope, months: year, limit }),
      )
      expect(scans(highest)).not.toContain('ranked_sums')
      expect(rowsSeen(highest, 'ranked_sums')).toBeLessThanOrEqual(limit)
      expect(rowsSeen(highest, 'ledger_rollups')).toBe(0)
      const keys = [1, 2, 3].map(
        (key) => `00000000-0000-7000-8000-${String(key).padStart(12, '0')}`,
      )
      const before = { ...lastYear, lastDay: 22 }
      const beside = await planOf((reader) =>
        selectCentsOfKeys(reader, { by, scope, months: before }, keys),
      )
      // Three quarters and October of each key.
      expect(rowsSeen(beside, 'ranked_sums')).toBeLessThanOrEqual(keys.length * 4)
      expect(scans(beside)).not.toContain('ranked_sums')
    }
  })

  test('villages of one product are told by the products of the villages looked at', async () => {
    const villages = [12, 13, 14].map((n) => ({ key: `5002372222${n}`, cents: 60_000 }))
    const question = { node: '500237', months: year, villages, share: 80 }
    const nodes = await planOf((reader) => selectOneProduct(reader, question))
    // The year of the five products of the one that sold.
    expect(Math.round(rowsSeen(nodes, 'ranked_sums'))).toBe(5)
    expect(rowsSeen(nodes, 'ledger_rollups')).toBe(0)
  })

  test('figures, rankings and the trend of a set of units read what they show', async () => {
    const unitIds = [0, 1, 2, 3].map(
      (n) => `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`,
    )
    const units = unitsAlways(unitIds)
    await database.db.transaction((tx) =>
      keepUnitSet(tx, {
        unitIds,
        firstMonths: units.map(({ firstMonth }) => firstMonth),
        lastMonths: units.map(({ lastMonth }) => lastMonth),
      }),
    )
    await database.sql.unsafe('vacuum analyze attribution.unit_set_sums')
    const scope = await withKeptSet(database.db, { units, node: null })
    const trend = await planOf((reader) => selectMonths(reader, scope, year))
    expect(rowsSeen(trend, 'unit_set_sums')).toBe(12)
    const figures = await planOf((reader) => selectFigures(reader, scope, year))
    // The year's sum, and at most six figures of it.
    expect(rowsSeen(figures, 'unit_set_sums')).toBeLessThanOrEqual(7)
    expect(rowsSeen(figures, 'unit_sums')).toBe(0)
    const limit = 3
    const ranked = { by: 'village', scope, months: year } as const
    const highest = await planOf((reader) => selectRanking(reader, { ...ranked, limit }))
    expect(rowsSeen(highest, 'unit_set_sums')).toBe(limit)
    const before = { ...lastYear, lastDay: 22 }
    const keys = [xiazhuang, '500237222213']
    const beside = await planOf((reader) =>
      selectCentsOfKeys(reader, { ...ranked, months: before }, keys),
    )
    // Three quarters and October of each key; of November what is in no village.
    expect(rowsSeen(beside, 'unit_set_sums')).toBeLessThanOrEqual(keys.length * 4)
    expect(rowsSeen(beside, 'unit_sums')).toBe(0)
  })

  test('the unknown villages of the nation are found among all villages by their mark', async () => {
    const scope = { units: null, node: null }
    const question = { by: 'village', scope, months: lastYear } as const
    const nodes = await planOf((reader) => selectCentsOfKeys(reader, question, [xiazhuang, '']))
    // Three quarters, October and November of the one village; no village here is unknown.
    expect(rowsSeen(nodes, 'place_sums')).toBeLessThanOrEqual(5)
  })

  test('the orders of a village are counted without looking at any order', async () => {
    const nodes = await planOf((reader) => selectOrderCounts(reader, village, months))
    expect(scans(nodes)).toEqual([])
    expect(rowsSeen(nodes, 'place_sums')).toBe(5)
  })

  test('a page of a county’s ledger reads a page, and its total no entries', async () => {
    const filter = { scope: { units: null, node: '500237' }, months }
    const page = await planOf((reader) =>
      selectEntries(reader, filter, { cursor: null, limit: 50 }),
    )
    expect(rowsSeen(page, 'ledger_entries')).toBeLessThanOrEqual(51)
    const total = await planOf((reader) => selectEntryTotal(reader, filter))
    expect(rowsSeen(total, 'ledger_entries')).toBe(0)
  })
})
