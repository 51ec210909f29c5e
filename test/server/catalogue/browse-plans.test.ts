import { sql } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { type BrowseQuestion, selectPlanned } from '../../../server/catalogue/browse.queries.ts'
import { countFacets } from '../../../server/catalogue/facets.queries.ts'
import { planSearch, type SearchPlan } from '../../../server/catalogue/plan-search.queries.ts'
import { findProductPage } from '../../../server/catalogue/product-page.queries.ts'
import type { Database } from '../../../server/platform/db/transaction.ts'
import { browse, catalogueSorts, facets } from '../../../shared/catalogue/catalogue.api.ts'
import { connectTest, testDatabase } from '../../support/database.ts'
import { fortySellers, manyProducts } from '../../support/factories/many-products.ts'
import { aUnit } from '../../support/factories/organisations.ts'
import { breaksInvariants } from '../../support/invariants.ts'
import { statementOf } from '../../support/statements.ts'

const database = await testDatabase({ plansAsInProduction: true })
breaksInvariants(database, 'medians are made up; no test here writes anything')
const sellers = await fortySellers(database)
const unit = await aUnit(database, { divisionCode: '500103' })
// As many products as a large province has.
await manyProducts(database, { sellers, from: 1, to: 20_000 })

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
  [{ area: '500237222222' }, 'by what they share', 'products_found'],
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
  // A connection of its own: what another test has executed on a shared one would count here.
  const { db, close } = connectTest({ url: database.url, max: 1 })
  const queries = [{ q: '脆李' }, { q: '高山番茄' }, { q: '蛋', storage: 'chilled', season: '7' }]
  for (const query of [...queries, ...queries, ...queries])
    await selectPlanned(db, questionOf(query), 'by what they share')
  const planned = await db.execute(sql`select custom_plans, generic_plans
    from pg_prepared_statements
    where statement like '%search_grams%' and statement not like '%pg_prepared_statements%'`)
  await close()
  // PostgreSQL looks at the values five times before it compares.
  expect([...planned]).toEqual([{ custom_plans: 5, generic_plans: 4 }])
})

test('the last page that is shown says that there is no next one', async () => {
  const hasMore = async (page: number) => {
    const question = questionOf({ page, pageSize: 100 })
    return (await selectPlanned(database.db, question, 'in order')).hasMore
  }
  expect([await hasMore(49), await hasMore(50)]).toEqual([true, false])
})
