import { and, eq, like, sum } from 'drizzle-orm'
import { toSnakeCase } from 'drizzle-orm/casing'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ledgerEntries } from '../../../server/attribution/attribution.tables.ts'
import { correctCredit, foldEntries } from '../../../server/attribution/index.ts'
import { systemActor } from '../../../server/platform/context.ts'
import { type Reader, transaction } from '../../../server/platform/db/transaction.ts'
import { newId } from '../../../server/platform/ids.ts'
import { selectFiguresOf } from '../../../server/reports/as-of.queries.ts'
import { selectEntryTotal } from '../../../server/reports/entry-totals.queries.ts'
import { figureSums, selectAmount, selectFigures } from '../../../server/reports/figures.queries.ts'
import {
  type LedgerCursor,
  type LedgerLine,
  selectEntries,
} from '../../../server/reports/ledger.queries.ts'
import { cursorOf } from '../../../server/reports/ledger-view.ts'
import { selectOrderCounts } from '../../../server/reports/order-counts.queries.ts'
import { countParticipants } from '../../../server/reports/public.queries.ts'
import { selectCentsOfKeys, selectRanking } from '../../../server/reports/ranking.queries.ts'
import { monthsOf } from '../../../shared/reports/periods.ts'
import { ledgerSorts } from '../../../shared/reports/query.schemas.ts'
import { contextFor } from '../../support/app.ts'
import { testDatabase } from '../../support/database.ts'
import {
  aCredit,
  accept,
  anAttributedLine,
  pay,
  shijing,
  xiazhuang,
} from '../../support/factories/attribution.ts'
import {
  anySale,
  markGoods,
  sell,
  tradeAtRandom,
  tradingCooperatives,
  tradingUnits,
} from '../../support/factories/sales.ts'
import { readText } from '../../support/sources.ts'

const database = await testDatabase({ max: 12 })

const nodes = [null, '50', '5002', '500237', '500237222', xiazhuang, '44', '441826', shijing]
const year = { first: '2026-01', last: '2026-12' }

await markGoods(database)
await tradeAtRandom(database, { sales: 60, seed: 11 })

describe('§4.4 what is kept of a place equals its entries, added up one by one', () => {
  test('figures and orders of any place', async () => {
    for (const node of nodes) {
      const scope = { units: null, node }
      const [own] = await database.sql`
        select coalesce(sum(cents) filter (where counted), 0)::int as "distinctCents",
          coalesce(sum(grams) filter (where counted), 0)::int as "distinctGrams",
          coalesce(sum(cents) filter (where counted and help_unit_id is not null
            and direct_unit_id is not null), 0)::int as "overlapCents",
          coalesce(sum(cents) filter (where counted and help_unit_id is not null), 0)::int
            as "helpCents",
          coalesce(sum(cents) filter (where counted and (direct_paired or help_paired)), 0)::int
            as "pairedCents",
          coalesce(sum(cents) filter (where counted and village_code = ''), 0)::int
            as "unknownCents",
          coalesce(sum(cents) filter (where not counted), 0)::int as "notCountedCents",
          count(distinct purchase_order_id) filter (where counted)::int as orders
        from attribution.ledger_entries
        where starts_with(case length(${node ?? ''}) when 9 then village_code when 12
            then village_code else county_code end, ${node ?? ''})
          and month between '2026-01' and '2026-12'`
      const { orders, ...sums } = own ?? {}
      expect(await selectFigures(database.db, scope, year), `in ${node}`).toMatchObject(sums)
      const counts = await selectOrderCounts(database.db, scope, year)
      expect(counts.distinct).toBe(orders)
    }
  })

  test('of a month that is cut at a day, in the nation and in a village', async () => {
    for (const node of [null, xiazhuang]) {
      const days = { first: '2025-01', last: '2025-11', lastDay: 22 }
      const [own] = await database.sql`
        select coalesce(sum(cents), 0)::int as cents, coalesce(sum(grams), 0)::int as grams
        from attribution.ledger_entries where counted and recognised_on <= '2025-11-22'
          and starts_with(village_code, ${node ?? ''})`
      expect(await selectAmount(database.db, { units: null, node }, days)).toEqual(own)
    }
  })
})

test('§4.4 of any days: what is kept of whole months and days equals the entries, in any place', async () => {
  const anyDay = fc
    .date({ min: new Date('2025-02-20'), max: new Date('2026-12-10'), noInvalidDate: true })
    .map((at) => at.toISOString().slice(0, 10))
  const boundary = fc.constantFrom('2025-03-05', '2025-11-22', '2026-02-03', '2026-05-31')
  const days = fc
    .tuple(fc.oneof(anyDay, boundary), fc.oneof(anyDay, boundary))
    .map(([one, other]) => (one < other ? { from: one, to: other } : { from: other, to: one }))
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...nodes), days, async (node, { from, to }) => {
      const scope = { units: null, node }
      const months = monthsOf({ from, to })
      const place = database.sql`
        starts_with(case when length(${node ?? ''}) > 6 then village_code else county_code end,
          ${node ?? ''})`
      const inDays = database.sql`counted and recognised_on between ${from} and ${to}`
      const [own] = await database.sql`
        select coalesce(sum(cents), 0)::int as cents, coalesce(sum(grams), 0)::int as grams,
          coalesce(sum(cents) filter (where village_code = ''), 0)::int as "unknownCents",
          coalesce(sum(cents) filter (where help_unit_id is not null), 0)::int as "helpCents",
          count(distinct purchase_order_id)::int as orders, count(*)::int as entries
        from attribution.ledger_entries where ${place} and ${inDays}`
      const { unknownCents, helpCents, orders, entries, ...amount } = own ?? {}
      expect(await selectAmount(database.db, scope, months)).toEqual(amount)
      expect(await selectFigures(database.db, scope, months)).toMatchObject({
        ...{ distinctCents: amount.cents, distinctGrams: amount.grams, unknownCents, helpCents },
      })
      expect((await selectOrderCounts(database.db, scope, months)).distinct).toBe(orders)
      const filter = { scope, months, recognition: 'counted' as const }
      expect(await selectEntryTotal(database.db, filter)).toEqual({ ...amount, entries })
      const page = await selectEntries(database.db, filter, { cursor: null, limit: 500 })
      expect(page).toHaveLength(entries)
      for (const by of Object.keys(columnsOf) as (keyof typeof columnsOf)[]) {
        const key = columnsOf[by]
        const due = await database.sql`
          select ${key}::text as key, sum(cents)::int as cents
          from attribution.ledger_entries where ${place} and ${inDays} group by 1`
        const ranked = await selectRanking(database.db, { by, scope, months, limit: 500 })
        const sums = new Map(due.map(({ key, cents }) => [key, cents]))
        expect(new Map(ranked.map(({ key, cents }) => [key, cents]))).toEqual(sums)
        const keys = [...sums.keys()]
        expect(await selectCentsOfKeys(database.db, { by, scope, months }, keys)).toEqual(sums)
      }
    }),
    { numRuns: 40 },
  )
})

test('§4.7 as of any earlier day: what is kept, less what came after, equals what had been posted', async () => {
  const day = fc
    .date({ min: new Date('2025-02-20'), max: new Date('2026-12-20'), noInvalidDate: true })
    .map((at) => at.toISOString().slice(0, 10))
  const boundary = fc.constantFrom('2025-03-31', '2025-12-01', '2026-02-15', '2026-02-16')
  const anyDay = fc.oneof(day, boundary)
  const places = nodes.filter((node) => node !== null && node.length >= 6)
  const asked = fc.constantFrom(
    {},
    ...[{ category: 'fruit' as const }, { grade: 'B' as const }, { grade: 'C' as const }],
    ...[{ credit: 'overlap' as const }, { pairing: 'other' as const }, { unknownVillage: true }],
    ...[{ recognition: 'counted' as const }, { recognition: 'not_counted' as const }],
    ...[{ outside: true }, { channel: 'union' as const, category: 'oil' as const }],
  )
  const question = fc.record({
    ...{ node: fc.constantFrom(...places), asked, asOf: anyDay },
    days: fc.tuple(anyDay, anyDay).map((both) => both.toSorted()),
    isYear: fc.boolean(),
  })
  let partly = 0
  await fc.assert(
    fc.asyncProperty(question, async ({ node, asOf, days, isYear, asked }) => {
      const [from = '', to = ''] = isYear ? ['2025-01-01', '2026-12-31'] : days
      const scope = { units: null, node }
      const months = monthsOf({ from, to })
      const [own] = await database.sql`
        select ${database.sql.unsafe(sumsOfFigures)},
          count(distinct purchase_order_id) filter (where counted)::int as orders,
          count(*)::int as entries
        from attribution.ledger_entries e cross join lateral attribution.figures_of(counted,
          direct_unit_id is not null, help_unit_id is not null, direct_paired or help_paired,
          village_code, cents, grams) f
        where starts_with(case when length(${node}) > 6 then village_code else county_code end,
            ${node}) and recognised_on between ${from} and ${to}
          and (posted_at at time zone 'Asia/Shanghai')::date <= ${asOf}`
      const { orders, entries, ...figures } = own ?? {}
      expect(await selectFiguresOf(database.db, { scope, months, asOf })).toEqual(figures)
      expect((await selectOrderCounts(database.db, scope, months, asOf)).distinct).toBe(orders)
      const filter = { scope, months, asOf }
      expect(await selectEntryTotal(database.db, filter)).toEqual({
        ...{ cents: figures.distinctCents, grams: figures.distinctGrams, entries },
      })
      // With conditions too, what is summed is what is listed.
      const limited = { cursor: null, limit: 500 }
      const listed = await selectEntries(database.db, { ...filter, ...asked }, limited)
      const counted = listed.filter((entry) => entry.counted)
      expect(await selectEntryTotal(database.db, { ...filter, ...asked })).toMatchObject({
        cents: counted.reduce((sum, { cents }) => sum + cents, 0),
        entries: listed.length,
      })
      if (entries > 0 && (await selectEntryTotal(database.db, { scope, months })).entries > entries)
        partly += 1
    }),
    { numRuns: 120 },
  )
  expect(partly).toBeGreaterThan(10)
})

const sumsOfFigures = Object.keys(figureSums.shape)
  .map((name) => `coalesce(sum(f.${toSnakeCase(name)}), 0)::int as "${name}"`)
  .join(', ')

const columnsOf = {
  village: database.sql`village_code`,
  product: database.sql`product_id`,
  cooperative: database.sql`cooperative_id`,
  category: database.sql`category`,
  channel: database.sql`channel`,
  mark: database.sql`unnest(attribution.mark_keys(marks))`,
} as const

const sortColumns = {
  number: 'month',
  day: 'recognised_on',
  amount: 'cents',
  weight: 'grams',
} as const

test('§4.3 whatever the ledger is filtered and sorted by, it holds these entries and their sum', async () => {
  const maybe = <T>(of: fc.Arbitrary<T>) => fc.option(of, { nil: undefined })
  const question = fc.record({
    node: fc.constantFrom(...nodes),
    from: fc.constantFrom('2025-01-01', '2026-02-02'),
    cooperativeId: maybe(fc.constantFrom(...tradingCooperatives)),
    category: maybe(fc.constantFrom('fruit' as const, 'honey' as const)),
    channel: maybe(fc.constantFrom('canteen' as const, 'union' as const)),
    mark: maybe(fc.constantFrom('organic', 'brand:下庄天路', 'none')),
    grade: maybe(fc.constantFrom('A' as const, 'C' as const)),
    buyerUnitId: maybe(fc.constantFrom(...tradingUnits)),
    helperUnitId: maybe(fc.constantFrom(...tradingUnits)),
    minCents: maybe(fc.constantFrom(0, 20_000)),
    maxCents: maybe(fc.constantFrom(40_000)),
    recognition: maybe(fc.constantFrom('counted' as const)),
    sort: fc.constantFrom(...ledgerSorts),
  })
  await fc.assert(
    fc.asyncProperty(question, async ({ node, from, sort, ...conditions }) => {
      const filter = {
        scope: { units: null, node },
        months: monthsOf({ from, to: '2026-12-31' }),
        ...conditions,
      }
      const is = (column: string, value: unknown) => database.sql`
        (${value === undefined} or ${database.sql(column)}::text = ${String(value ?? '')})`
      const { minCents = -1e9, maxCents = 1e9 } = conditions
      const [column, order] = [
        database.sql(sortColumns[sort.replace('-', '') as keyof typeof sortColumns]),
        sort.startsWith('-') ? database.sql`desc` : database.sql`asc`,
      ]
      const due = await database.sql<{ number: string; cents: number; counted: boolean }[]>`
        select county_code || '-' || number as number, cents::int, counted
        from attribution.ledger_entries
        where starts_with(case when length(${node ?? ''}) > 6 then village_code
            else county_code end, ${node ?? ''}) and recognised_on >= ${from}
          and ${is('cooperative_id', conditions.cooperativeId)}
          and ${is('category', conditions.category)} and ${is('channel', conditions.channel)}
          and (${conditions.mark === undefined}
            or case ${conditions.mark ?? ''} when 'none' then marks = '{}'
              else ${conditions.mark ?? ''} = any(marks) end)
          and ${is('grade', conditions.grade)} and cents between ${minCents} and ${maxCents}
          and ${is('direct_unit_id', conditions.buyerUnitId)}
          and ${is('help_unit_id', conditions.helperUnitId)}
          and (${conditions.recognition === undefined} or counted)
        order by ${column} ${order}, county_code collate "C" ${order},
          ledger_entries.number ${order}`
      const seen: string[] = []
      let cursor: LedgerCursor | null = null
      do {
        const page: LedgerLine[] = await selectEntries(database.db, filter, {
          cursor,
          limit: 9,
          sort,
        })
        seen.push(...page.map(({ countyCode, number }) => `${countyCode}-${number}`))
        const last = page.at(-1)
        cursor = last === undefined || page.length < 9 ? null : cursorOf(last, sort)
      } while (cursor !== null)
      expect(seen).toEqual(due.map(({ number }) => number))
      const counted = due.filter((entry) => entry.counted)
      expect(await selectEntryTotal(database.db, filter)).toMatchObject({
        cents: counted.reduce((sum, entry) => sum + entry.cents, 0),
        entries: due.length,
      })
    }),
    { numRuns: 20 },
  )
})

describe('a ranking of any place equals one over all entries', () => {
  const places = ['', '50', '44', '5002', '500237', '500237222', xiazhuang, shijing]
  interface Question {
    by: string
    node: string
    limit: number
  }

  const ranked = (reader: Reader, { by, node, limit }: Question) =>
    selectRanking(reader, {
      by: by === 'unit' ? 'unit' : 'product',
      scope: { units: null, node: node === '' ? null : node },
      months: year,
      limit,
    })
  const counted = ({ by, node, limit }: Question) => database.sql`
    select key::text, sum(cents)::int as cents, sum(grams)::int as grams
    from (
      select unnest(case ${by} when 'unit' then array[direct_unit_id, help_unit_id]
        else array[product_id] end) as key, cents, grams
      from attribution.ledger_entries
      where counted and starts_with(case when length(${node}) > 6 then village_code
          else county_code end, ${node}) and month like '2026-%'
    ) credited
    where key is not null group by key order by 2 desc, 1 limit ${limit}`

  test.each(['unit', 'product'])('the first ones by %s in any place, partly folded', async (by) => {
    const [left] = await database.sql<{ unfolded: number }[]>`
      select count(*)::int as unfolded from attribution.unfolded_entries`
    expect(left?.unfolded).toBeGreaterThan(0)
    for (const node of places)
      for (const limit of [1, 3, 50]) {
        const question = { by, node, limit }
        const due = [...(await counted(question))]
        expect(await ranked(database.db, question), JSON.stringify(question)).toEqual(due)
      }
  })

  /** The same days of the year before, of the keys that a ranking shows. */
  const before = { first: '2025-01', last: '2025-11', lastDay: 22 }
  const countedBefore = async (by: string, node: string) => {
    const rows = await database.sql<{ key: string; cents: number }[]>`
      select key::text, sum(cents)::int as cents from (
        select unnest(case ${by} when 'unit' then array[direct_unit_id::text, help_unit_id::text]
          when 'product' then array[product_id::text] else array[village_code] end) as key, cents
        from attribution.ledger_entries
        where counted and starts_with(case when length(${node}) > 6 then village_code
            else county_code end, ${node})
          and month between '2025-01' and '2025-11' and recognised_on <= '2025-11-22'
      ) credited
      where key is not null group by key`
    return new Map(rows.map(({ key, cents }) => [key, cents]))
  }

  test.each(['unit', 'product', 'village'] as const)(
    'last year by %s in any place, partly folded',
    async (by) => {
      for (const node of places) {
        const due = await countedBefore(by, node)
        if (node === '') expect(due.size).toBeGreaterThan(1)
        const scope = { units: null, node: node === '' ? null : node }
        const keys = [...due.keys()]
        const kept = await selectCentsOfKeys(database.db, { by, scope, months: before }, keys)
        expect(kept, `in "${node}"`).toEqual(due)
      }
    },
  )

  test('an older database is summed for townships and villages as entries are', async () => {
    while (await foldEntries(database.db));
    const below = () => database.sql`
      select * from attribution.ranked_sums where length(node_code) > 6
      order by kind, node_code, period, key`
    const folded = await below()
    expect(folded.length).toBeGreaterThan(0)
    const migration = readText('migrations/0045_attribution_ranked_villages.sql')
    const [, filling = ''] = /(insert into attribution\.ranked_sums[^;]*);/.exec(migration) ?? []
    await database.sql`delete from attribution.ranked_sums where length(node_code) > 6`
    await database.sql.unsafe(filling)
    expect(await below()).toEqual(folded)
  })

  test('an older database is summed by credit, pairing and grade as entries are', async () => {
    const kinds = database.sql`kind in ('credit', 'pairing', 'grade')`
    const kept = () => database.sql`
      select * from attribution.dimension_sums where ${kinds} order by kind, node_code, key, period`
    const folded = await kept()
    expect(folded.length).toBeGreaterThan(0)
    const migration = readText('migrations/0175_attribution_kept_filters.sql')
    const [, filling = ''] = /(insert into attribution\.dimension_sums[^;]*);/.exec(migration) ?? []
    await database.sql`delete from attribution.dimension_sums where ${kinds}`
    await database.sql.unsafe(filling)
    expect(await kept()).toEqual(folded)
  })

  test('whatever was folded, and those who took part are counted once', async () => {
    const question = { by: 'unit', node: '', limit: 50 }
    const before = await countParticipants(database.db, year)
    while (await foldEntries(database.db));
    expect(await ranked(database.db, question)).toEqual([...(await counted(question))])
    expect(await countParticipants(database.db, year)).toEqual(before)
    expect(before).toEqual({ villages: 4, units: tradingUnits.length })
  })
})

test('§4.4 national totals equal the ledger at every instant while counties post and entries fold', async () => {
  const nation = { units: null, node: null }
  let isTrading = true
  let looks = 0
  const looking = (async () => {
    while (isTrading) {
      await database.db.transaction(
        async (tx) => {
          const sums = await selectFigures(tx, nation, year)
          const products = await selectRanking(tx, {
            by: 'product',
            scope: nation,
            months: year,
            limit: 500,
          })
          const [ledger] = await tx
            .select({ cents: sum(ledgerEntries.cents) })
            .from(ledgerEntries)
            .where(and(eq(ledgerEntries.counted, true), like(ledgerEntries.month, '2026-%')))
          expect(sums.distinctCents).toBe(Number(ledger?.cents))
          const ranked = products.reduce((total, { cents }) => total + Number(cents), 0)
          expect(ranked).toBe(sums.distinctCents)
          looks += 1
        },
        { isolationLevel: 'repeatable read', accessMode: 'read only' },
      )
    }
  })()
  const folding = (async () => {
    while (isTrading) await foldEntries(database.db)
  })()
  const sales = fc.sample(anySale, { numRuns: 40, seed: 23 })
  const sellers = [0, 1, 2, 3].map(async (seller) => {
    for (const sale of sales.filter((_, index) => index % 4 === seller)) await sell(database, sale)
  })
  await Promise.all(sellers)
  isTrading = false
  await Promise.all([looking, folding])
  expect(looks).toBeGreaterThan(3)
})

test('§4.7 what is stated as of a day is what was stated at its end, corrections of credit too', async () => {
  const village = '530102004201'
  const [unit, right, helper] = [newId(), newId(), newId()]
  const order = (attributes = {}) =>
    anAttributedLine({
      supervisingCountyCode: '530102',
      credit: aCredit({ unitId: unit }),
      ...attributes,
    })
  const [one, two] = [order(), order()]
  const further = order({ ...one, orderLineId: newId() })
  const after = {
    channel: 'canteen' as const,
    credit: aCredit({ unitId: right, helpUnitId: helper }),
  }
  const at = (on: string) => ({ on, now: new Date(`${on}T12:00:00+08:00`) })
  const goods = (grams: number) => ({
    ...{ grams, cents: grams, villages: [{ villageCode: village, grams }] },
  })
  const steps: [string, (on: string) => Promise<unknown>][] = [
    ['2026-03-30', (on) => accept(database, one, { ...goods(900), ...at(on) })],
    ['2026-03-31', (on) => pay(database, one, { cents: 500, ...at(on) })],
    [
      '2026-04-02',
      (on) => pay(database, one, { cents: 400, ...at('2026-03-31'), now: at(on).now }),
    ],
    ['2026-04-14', (on) => accept(database, two, { ...goods(70), ...at(on) })],
    ['2026-04-15', (on) => pay(database, two, { cents: 70, ...at(on) })],
    [
      '2026-05-16',
      (on) =>
        transaction(database.db, (tx) =>
          correctCredit(tx, contextFor(systemActor, at(on).now), {
            ...{ id: newId(), purchaseOrderId: one.purchaseOrderId, occurredOn: on, after },
            lines: [one, further],
          }),
        ),
    ],
    ['2026-05-17', (on) => accept(database, further, { ...goods(20), ...at(on) })],
    ['2026-06-20', (on) => pay(database, further, { cents: 20, ...at(on) })],
    ['2026-06-21', (on) => pay(database, two, { cents: -30, ...at(on) })],
  ]
  const questions = ['530102', '530102004', village].flatMap((node) =>
    [year, { first: '2026-04', last: '2026-05' }, { first: '2026-06', last: '2026-06' }].map(
      (months) => ({ scope: { units: null, node }, months }),
    ),
  )
  const stated = (asOf: string | null) =>
    Promise.all(
      questions.map(async ({ scope, months }) => [
        await selectFiguresOf(database.db, { scope, months, asOf }),
        await selectOrderCounts(database.db, scope, months, asOf),
      ]),
    )
  const then = new Map<string, unknown>()
  for (const [day, act] of steps) {
    await act(day)
    then.set(day, await stated(null))
  }
  for (const [day, answers] of then) expect(await stated(day), day).toEqual(answers)
  expect(new Set([...then.values()].map((answer) => JSON.stringify(answer))).size).toBe(7)
})
