import { sql } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { type BrowseQuestion, selectPlanned } from '../../../server/catalogue/browse.queries.ts'
import { countFacets } from '../../../server/catalogue/facets.queries.ts'
import { planSearch, type SearchPlan } from '../../../server/catalogue/plan-search.queries.ts'
import { findProductPage } from '../../../server/catalogue/product-page.queries.ts'
import type { Database } from '../../../server/platform/db/transaction.ts'
import { browse, catalogueSorts, facets } from '../../../shared/catalogue/catalogue.api.ts'
import { searchGrams } from '../../../shared/catalogue/search-words.ts'
import { testDatabase } from '../../support/database.ts'
import { someTerms } from '../../support/factories/catalogue.ts'
import { aCooperative, aUnit } from '../../support/factories/organisations.ts'
import { statementOf } from '../../support/statements.ts'

const database = await testDatabase()
const productCount = 20_000
const produce = [
  '脆李',
  '脐橙',
  '番茄',
  '甘蓝',
  '土鸡蛋',
  '核桃油',
  '土蜂蜜',
  '羊肚菌',
  '大米',
  '挂面',
]
const places = ['巫山', '连南', '高山', '竹贤', '下庄', '石径', '云台', '庙坪', '福坪', '药材']

const sellers = await Promise.all(
  Array.from({ length: 40 }, async (_, index) => {
    const { id } = await aCooperative(database, { name: `示例合作社${index}` })
    await someTerms(database, { cooperativeId: id, areas: [{ code: '50', freightCentsPerKg: 50 }] })
    return id
  }),
)
const unit = await aUnit(database, { divisionCode: '500103' })
await fill()

/** As many products as a large province has, each with a pack, a lot and its stock. */
async function fill() {
  const names = Array.from({ length: 500 }, (_, index) => {
    const kind = produce[Math.floor(index / 10) % 10]
    return `${places[index % 10]}${kind}${String.fromCodePoint(0x4e00 + index)}`
  })
  const client = database.sql
  await client.begin(async (tx) => {
    await tx`insert into catalogue.products (id, cooperative_id, name, category, origin_code, state,
        produce_key, search_words, search_grams, area_codes, season, cents_per_jin,
        latest_harvest, created_at, updated_at)
      select gen_random_uuid(), (${sellers}::uuid[])[1 + number % 40], name,
        (array['fruit', 'vegetables', 'eggs', 'oil', 'honey'])[1 + number % 5],
        '500237222213', 'approved', name, name, string_to_array(grams, ' '),
        array['50', '5002', '500237', '500237222', '500237222213'],
        case when number % 3 = 0 then '{[601,901)}' else '{[101,1232)}' end::int4multirange,
        100 + number % 3000, date '2026-11-22' - (number % 300)::int, '2026-11-22', '2026-11-22'
      from generate_series(1, ${productCount}) as number
      join unnest(${names}::text[], ${names.map((name) => searchGrams(name).join(' '))}::text[])
        with ordinality as given(name, grams, place) on place = 1 + number % 500`
    await tx`insert into catalogue.packs (id, product_id, position, name, net_grams, price_cents)
      select gen_random_uuid(), id, 0, '箱', 5000, cents_per_jin * 10 from catalogue.products`
    await tx`insert into accounts.people (id, name, email, created_at)
      values ('0197c0de-0000-7000-8000-000000000001', '李', 'lot@people.test', '2026-11-22')`
    await tx`insert into catalogue.lots (id, product_id, number, harvested_on, total_grams,
        certificate_kind, certificate_number, created_by, created_at)
      select gen_random_uuid(), id, '1', '2026-11-01', 100000, 'promise', '1',
        '0197c0de-0000-7000-8000-000000000001', '2026-11-22' from catalogue.products`
    await tx`insert into catalogue.lot_stock select id, 100000 from catalogue.lots`
    await tx`insert into catalogue.lot_villages select id, 0, '500237222213', 10000
      from catalogue.lots`
  })
  await client`insert into catalogue.produce_medians
    select category, produce_key, 500, count(*)
      from catalogue.products group by category, produce_key`
  await client`select catalogue.write_documents(array(select id from catalogue.products))`
  await client`analyze`
}

interface Plan {
  'Node Type': string
  'Relation Name'?: string
  'Index Name'?: string
  Plans?: Plan[]
}

const large = ['products', 'packs', 'lots', 'lot_stock', 'lot_villages']

/** How PostgreSQL carries a statement out when it is prepared and its values are not looked at. */
async function planOf(query: (reader: Database) => Promise<unknown>) {
  const statement = await statementOf(database, query)
  const nodes = await database.sql.begin(async (tx) => {
    await tx`set local plan_cache_mode = force_generic_plan`
    const text = `explain (format json, generic_plan) ${statement.text}`
    const [row] = await tx.unsafe(text, [], { prepare: false }).simple()
    const plans = row?.['QUERY PLAN'] as { Plan: Plan }[] | undefined
    return flat(plans?.[0]?.Plan)
  })
  return {
    scanned: nodes
      .filter((node) => node['Node Type'] === 'Seq Scan')
      .map((node) => node['Relation Name'])
      .filter((name) => large.includes(name ?? '')),
    indexes: nodes.map((node) => node['Index Name']),
    sorts: nodes.filter((node) => node['Node Type'] === 'Sort').length,
  }
}

function flat(plan: Plan | undefined): Plan[] {
  return plan === undefined ? [] : [plan, ...(plan.Plans ?? []).flatMap(flat)]
}

const questionOf = (query: object): BrowseQuestion => ({
  query: browse.query.parse(query),
  today: '2026-11-22',
  monthDay: 1122,
  unitId: unit.id,
})

test.each<[object, SearchPlan, string]>([
  [{}, 'in order', 'products_harvest'],
  [{ season: 'now' }, 'in order', 'products_harvest'],
  [{ sort: 'price' }, 'in order', 'products_price'],
  [{ sort: 'newest' }, 'in order', 'products_newest'],
  [{ sort: 'delivered' }, 'in order', 'products_price'],
  [{ area: '50' }, 'in order', 'products_harvest'],
  [{ category: 'fruit' }, 'in order', 'products_harvest'],
  [{ category: 'fruit', storage: 'chilled' }, 'by what they share', 'products_found'],
  [{ q: '脆李' }, 'in order', 'products_harvest'],
  [{ q: '巫山 番茄' }, 'by what they share', 'products_found'],
  [{ q: '巫山番茄', sort: 'delivered' }, 'by what they share', 'products_found'],
  [{ area: '500237222213' }, 'by what they share', 'products_found'],
  [{ minimumCentsPerJin: 100, maximumCentsPerJin: 105 }, 'by price', 'products_price'],
  [{ cooperativeId: sellers[0] }, 'by seller', 'products_cooperative'],
])('the page of %j is found %s by an index and scans no large table', async (query, how, index) => {
  expect(await planSearch(database.db, questionOf(query))).toBe(how)
  const plan = await planOf((reader) => selectPlanned(reader, questionOf(query), how))
  expect(plan.scanned).toEqual([])
  expect(plan.indexes).toContain(index)
})

test('a product’s page scans no large table', async () => {
  const { id: productId } = (await database.sql`select id from catalogue.products limit 1`)[0] ?? {}
  const question = { productId, today: '2026-11-22', monthDay: 1122, unitId: unit.id }
  const plan = await planOf((reader) => findProductPage(reader, question))
  expect(plan.scanned).toEqual([])
})

test('what words leave is counted by the index of their characters', async () => {
  const query = facets.query.parse({ q: '脆李' })
  const plan = await planOf((reader) => countFacets(reader, { query, monthDay: 1122 }))
  expect(plan.scanned).toEqual([])
})

const searchPlans = ['in order', 'by what they share', 'by price', 'by seller'] as const

test('the texts are few and do not grow with what is asked', async () => {
  const textOf = async (query: object, plan: SearchPlan) =>
    (await statementOf(database, (reader) => selectPlanned(reader, questionOf(query), plan))).text
  const texts = new Set<string>()
  for (const sort of catalogueSorts)
    for (const page of [1, 2])
      for (const plan of searchPlans) texts.add(await textOf({ sort, page }, plan))
  expect(texts.size).toBe(catalogueSorts.length * 2 * searchPlans.length)
  const others = { storage: 'chilled', season: '7', minimumCentsPerJin: 1, maximumCentsPerJin: 9 }
  const words = { q: '巫山的高山脆李 番茄 土鸡蛋', area: '5002', cooperativeId: sellers[0] }
  for (const query of [others, words, { ...words, ...others, season: 'now' }])
    for (const plan of searchPlans) expect(texts).toContain(await textOf(query, plan))
})

test('what was asked once is planned once, whatever is asked next', async () => {
  const queries = [{ q: '脆李' }, { q: '高山番茄' }, { q: '蛋', storage: 'chilled', season: '7' }]
  const planned = await database.db.transaction(async (tx) => {
    for (const query of [...queries, ...queries, ...queries])
      await selectPlanned(tx, questionOf(query), 'by what they share')
    return tx.execute(sql`select custom_plans from pg_prepared_statements
      where statement like '%search_grams%' and custom_plans + generic_plans >= 9`)
  })
  // PostgreSQL looks at the values five times before it compares.
  expect([...planned]).toEqual([{ custom_plans: 5 }])
})
