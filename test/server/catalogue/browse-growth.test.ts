import { afterAll, expect, test } from 'vitest'
import { selectPage } from '../../../server/catalogue/browse.queries.ts'
import { countFacets } from '../../../server/catalogue/facets.queries.ts'
import { fewOf } from '../../../server/catalogue/plan-search.queries.ts'
import {
  type BrowseQuery,
  browse,
  catalogueSorts,
  facets,
  shownAtMost,
} from '../../../shared/catalogue/catalogue.api.ts'
import { connectTest, testDatabase } from '../../support/database.ts'
import { fortySellers, manyProducts } from '../../support/factories/many-products.ts'
import { aUnit } from '../../support/factories/organisations.ts'
import { breaksInvariants } from '../../support/invariants.ts'
import { countBuffers } from '../../support/statements.ts'

const database = await testDatabase({ plansAsInProduction: true })
breaksInvariants(database, 'medians are made up; no test here writes anything')
// One connection, so that a statement is planned for good before it is measured.
const single = connectTest({ url: database.url, max: 1, applicationName: 'cunji-test' })
afterAll(() => single.close())
const sellers = await fortySellers(database)
const unit = await aUnit(database, { divisionCode: '500103' })

/** Words from one that every name holds to one that four products have. */
const narrowings: Partial<BrowseQuery>[] = [
  {},
  { q: '实验' },
  { q: '脆李' },
  { q: '高山 番茄' },
  { q: '高山 番茄 实验' },
  { q: '脆李一' },
  { category: 'fruit' },
  { storage: 'ambient' },
  { storage: 'chilled' },
  { area: '500237' },
  { area: '500237222' },
  { area: '500237222222' },
  { season: 'now' },
  { season: '7' },
  { minimumCentsPerJin: 200, maximumCentsPerJin: 2_900 },
  { minimumCentsPerJin: 200, maximumCentsPerJin: 201 },
  // The wide range and the rare word.
  { q: '脆李一', minimumCentsPerJin: 200, maximumCentsPerJin: 2_900 },
  { q: '脆李', category: 'fruit', minimumCentsPerJin: 200, maximumCentsPerJin: 2_900 },
]

/** PostgreSQL keeps a plan for good after five executions, and only makes it anew later. */
const executionsUntilPlanned = 6
let executions = executionsUntilPlanned

async function buffersOf(read: () => Promise<unknown>): Promise<number> {
  for (let time = 1; time < executions; time += 1) await read()
  return countBuffers(database, read)
}

type Looked = Record<string, number>

async function lookAtPages(): Promise<Looked> {
  const looked: Looked = {}
  for (const narrowing of narrowings)
    for (const sort of catalogueSorts) {
      const query = browse.query.parse({ ...narrowing, sort })
      const question = { query, today: '2026-11-22', monthDay: 1122, unitId: unit.id }
      looked[JSON.stringify({ ...narrowing, sort })] = await buffersOf(() =>
        selectPage(single.db, question),
      )
    }
  return looked
}

async function lookAtFacets(): Promise<Looked> {
  const looked: Looked = {}
  for (const narrowing of narrowings) {
    const query = facets.query.parse(narrowing)
    looked[`facets of ${JSON.stringify(narrowing)}`] = await buffersOf(() =>
      countFacets(single.db, { query, monthDay: 1122 }),
    )
  }
  return looked
}

/** What reads more than before, and more than the bound that its plan has. */
function grown(before: Looked, after: Looked, bound: number) {
  return Object.entries(after).flatMap(([question, buffers]) => {
    const was = before[question] ?? 0
    return buffers <= Math.max(was * 1.1 + 12, bound) ? [] : [{ question, was, buffers }]
  })
}

test('no page of the catalogue and no count beside it reads more of three times the products', {
  timeout: 240_000,
}, async () => {
  await manyProducts(database, { sellers, from: 1, to: 4_000 })
  const before = { pages: await lookAtPages(), facets: await lookAtFacets() }
  await manyProducts(database, { sellers, from: 4_001, to: 12_000 })
  executions = 2
  const after = { pages: await lookAtPages(), facets: await lookAtFacets() }
  const looked = { pages: Object.keys(after.pages).length, facets: narrowings.length }
  process.stdout.write(`questions to the catalogue: ${JSON.stringify(looked)}\n`)
  // A page reads the few that were found, or passes as much as that takes; its cards take three
  // hundred. That grows with the root of the products, and ends at eight thousand for a nation's.
  expect(grown(before.pages, after.pages, 4 * fewOf(12_000) + 300)).toEqual([])
  expect(grown(before.facets, after.facets, 1.2 * shownAtMost)).toEqual([])
})
