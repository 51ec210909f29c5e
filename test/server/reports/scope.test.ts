import { sql } from 'drizzle-orm'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { newId } from '../../../server/platform/ids.ts'
import { selectEntryTotal } from '../../../server/reports/entry-totals.queries.ts'
import { selectFigures, selectMonths } from '../../../server/reports/figures.queries.ts'
import { selectEntries } from '../../../server/reports/ledger.queries.ts'
import { countNamed } from '../../../server/reports/ledger-names.queries.ts'
import { selectOrderCounts } from '../../../server/reports/order-counts.queries.ts'
import { selectStages } from '../../../server/reports/progress.queries.ts'
import { type Scope, unitsAlways, unitsWhileMembers } from '../../../server/reports/scope.ts'
import { namedInLedger } from '../../../server/reports/search-ledger.ts'
import * as api from '../../../shared/reports/reports.api.ts'
import { signedIn, testApp } from '../../support/app.ts'
import { aCredit, aRecognisedSale } from '../../support/factories/attribution.ts'
import { breaksInvariants } from '../../support/invariants.ts'

const { call, refusal, database } = await testApp()
const year = { first: '2026-01', last: '2026-12' }

describe('§3.6 and §3.11 what counts is decided by the database, once', () => {
  test.each([
    [true, 'A', true],
    [true, 'B', true],
    [true, 'C', false],
    [false, 'A', false],
    [false, 'C', false],
  ])('eligible %s, grade %s: counted %s', async (eligible, grade, counted) => {
    for (const table of ['ledger_entries', 'ledger_rollups']) {
      const [row] = await database.db.execute(sql`
        select pg_get_expr(d.adbin, d.adrelid) as rule
        from pg_attrdef d join pg_attribute a on a.attrelid = d.adrelid and a.attnum = d.adnum
        where d.adrelid = ${`attribution.${table}`}::regclass and a.attname = 'counted'`)
      const [decided] = await database.sql.unsafe(
        `select ${row?.rule} as counted from (values (${eligible}, '${grade}')) v(eligible, grade)`,
      )
      expect(decided?.counted).toBe(counted)
    }
  })
})

describe('§3.10 paired is what is paired with the units asked for', () => {
  const buyer = newId()
  const helper = newId()
  const scopeOf = (...ids: string[]): Scope => ({ units: unitsAlways(ids), node: null })

  test('a row says so exactly where the total of the same units counts it', async () => {
    // Paired with the unit that helped to sell it, not with the one that bought it.
    const pairedCodes = [{ unitId: helper, codes: ['500237'] }]
    const credit = aCredit({ unitId: buyer, helpUnitId: helper, pairedCodes })
    await aRecognisedSale(database, { grams: 100, cents: 100, credit })
    const expected = [
      [scopeOf(buyer), false],
      [scopeOf(helper), true],
      [scopeOf(buyer, helper), true],
      [{ units: null, node: null }, true],
    ] as const
    for (const [scope, isPaired] of expected) {
      const filter = { scope, months: year }
      const rows = await selectEntries(database.db, filter, { cursor: null, limit: 10 })
      expect(rows.map((row) => row.isPaired)).toEqual([isPaired])
      const cents = isPaired ? 100 : 0
      expect((await selectFigures(database.db, scope, year)).pairedCents).toBe(cents)
      const paired = await selectEntryTotal(database.db, { ...filter, pairing: 'paired' })
      expect(paired.cents).toBe(cents)
      const other = await selectEntryTotal(database.db, { ...filter, pairing: 'other' })
      expect(other.cents).toBe(100 - cents)
    }
  })
})

describe('§3.8 a member counts for its group in the months of its membership', () => {
  test('leaving and joining within a month counts it once', () => {
    const unitId = newId()
    const members = [
      { unitId, fromDate: '2026-06-20', toDate: null },
      { unitId, fromDate: '2026-01-10', toDate: '2026-02-28' },
      { unitId, fromDate: '2026-02-10', toDate: '2026-02-11' },
      { unitId, fromDate: '2026-03-15', toDate: '2026-04-30' },
    ]
    expect(unitsWhileMembers(members)).toEqual([
      { unitId, firstMonth: '2026-01', lastMonth: '2026-02' },
      { unitId, firstMonth: '2026-03', lastMonth: '2026-04' },
      { unitId, firstMonth: '2026-06', lastMonth: '9999-12' },
    ])
  })

  test('any memberships: totals, months, orders and entries are those of the months within', async () => {
    const units = [newId(), newId(), newId()]
    const sales: { unitId: string; helpUnitId: string | null; month: string; cents: number }[] = []
    const monthOf = (number: number) => `2026-${String(number).padStart(2, '0')}`
    for (let at = 0; at < 18; at += 1) {
      const unitId = units[at % 3] ?? ''
      const helpUnitId = at % 4 === 0 ? (units[(at + 1) % 3] ?? '') : null
      const month = monthOf((at % 6) + 1)
      const cents = 1_000 + 2 ** at
      const credit = aCredit({ unitId, helpUnitId })
      await aRecognisedSale(database, { grams: cents, cents, credit, on: `${month}-10` })
      sales.push({ unitId, helpUnitId, month, cents })
    }
    const membership = fc.record({
      unitId: fc.constantFrom(...units),
      from: fc.integer({ min: 1, max: 6 }),
      length: fc.option(fc.integer({ min: 0, max: 4 })),
    })
    await fc.assert(
      fc.asyncProperty(fc.array(membership, { maxLength: 6 }), async (memberships) => {
        const members = memberships.map(({ unitId, from, length }) => ({
          unitId,
          fromDate: `${monthOf(from)}-15`,
          toDate: length === null ? null : `${monthOf(from + length)}-20`,
        }))
        const isMember = (id: string | null, month: string) =>
          members.some(
            ({ unitId, fromDate, toDate }) =>
              unitId === id && month >= fromDate.slice(0, 7) && month <= (toDate ?? '9999'),
          )
        const own = sales.filter(
          ({ unitId, helpUnitId, month }) => isMember(unitId, month) || isMember(helpUnitId, month),
        )
        const cents = own.reduce((sum, sale) => sum + sale.cents, 0)
        const scope = { units: unitsWhileMembers(members), node: null }
        expect((await selectFigures(database.db, scope, year)).distinctCents).toBe(cents)
        const months = await selectMonths(database.db, scope, year)
        expect(months.reduce((sum, month) => sum + Number(month.cents), 0)).toBe(cents)
        expect((await selectOrderCounts(database.db, scope, year)).distinct).toBe(own.length)
        const filter = { scope, months: year }
        const page = await selectEntries(database.db, filter, { cursor: null, limit: 50 })
        expect(page).toHaveLength(own.length)
        expect(await selectEntryTotal(database.db, filter)).toMatchObject({
          cents,
          entries: own.length,
        })
      }),
      { numRuns: 30 },
    )
  })

  test('a stage before the unit joined, or after it left, is not the group’s', async () => {
    const question = { months: year, days: { from: '2026-01-01', to: '2026-12-31' }, version: 2 }
    const stages = await selectStages(database.db, { units: [], node: null }, question)
    expect(stages).toMatchObject({ orderedCents: 0, paidCents: 0 })
  })
})

describe('§4.3 what no index finds over a nation asks for a narrower place', () => {
  const official = signedIn({ roles: ['official'], divisionCode: '50' })
  const list = (query: object) =>
    refusal(api.listLedger, { query: { period: '2026', ...query } }, { as: official })
  const hold = (entries: number) => database.sql`
    insert into attribution.place_sums select (jsonb_populate_record(s, jsonb_build_object(
      'county_code', '500199', 'entries', ${entries}::int))).*
    from attribution.place_sums s where node_code = '50' and period = '2026' limit 1`

  test('unless part of what is asked for is rare', async () => {
    const credit = aCredit({ unitId: newId() })
    await aRecognisedSale(database, { grams: 100, cents: 100, credit, category: 'fruit' })
    await hold(1_000_000)
    breaksInvariants(database, 'a place holds a million entries')
    const many = [{ path: ['divisionCode'], code: 'too_many_lines' }]
    expect((await list({ minCents: 100 })).fields).toEqual(many)
    expect((await list({ adjustments: 'true' })).fields).toEqual(many)
    for (const query of [
      {},
      { grade: 'A' as const },
      { minCents: 100, category: 'fruit' as const },
    ])
      await call(api.listLedger, { query: { period: '2026', ...query } }, { as: official })
  })

  test('of what a text names, no more is counted than is asked', async () => {
    const scope = { units: null, node: '50' }
    const named = await namedInLedger(database.db, 'PO', '50')
    const count = (most: number) => countNamed(database.db, { scope, months: year, named }, most)
    const all = await count(1_000)
    expect(all).toBeGreaterThan(2)
    expect(await count(2)).toBe(2)
    const filter = { scope, months: year, named }
    expect((await selectEntryTotal(database.db, filter)).entries).toBe(all)
  })
})
