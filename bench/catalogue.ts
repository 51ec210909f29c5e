import { packsForRows } from '../server/catalogue/packs-for-rows.ts'
import { countSearched, searchCatalogue } from '../server/catalogue/search-catalogue.ts'
import { connect } from '../server/platform/db/connect.ts'
import type { Database } from '../server/platform/db/transaction.ts'
import { browse, facets } from '../shared/catalogue/catalogue.api.ts'
import { monthDayNumber } from '../shared/catalogue/season.ts'
import { catalogueSize, seedCatalogue } from './catalogue-world.ts'
import type { Figure, Part } from './figures.ts'
import { idOf } from './ids.ts'
import { countyCode, villageCode } from './nation-world.ts'
import { percentile, spread } from './statistics.ts'

const county = countyCode(7)

/** The questions to a nation's catalogue: words, filters and orders. */
const questions: Record<string, object> = {
  page: {},
  'by price': { sort: 'price' },
  newest: { sort: 'newest' },
  'by delivered price': { sort: 'delivered' },
  'one word': { q: '土豆' },
  'one word by price': { q: '土豆', sort: 'price' },
  'two words': { q: '高山 土豆' },
  'three words': { q: '有机 重庆 土豆' },
  'words by delivered price': { q: '土豆 重庆', sort: 'delivered' },
  'another name': { q: '洋芋' },
  'two kinds of goods': { q: '番茄 辣椒' },
  pinyin: { q: 'tudou' },
  'a wrong character': { q: '蜂密' },
  'a name that nothing has': { q: '没有的东西' },
  'a word in nearly all': { q: '合作社' },
  'a word of another category': { q: '黑猪肉', category: 'fruit' },
  category: { category: 'fruit' },
  'category by delivered price': { category: 'fruit', sort: 'delivered' },
  'category and storage that do not meet': { category: 'fruit', storage: 'chilled' },
  'in season now': { season: 'now' },
  'a month by price': { season: '7', sort: 'price' },
  province: { area: county.slice(0, 2) },
  county: { area: county },
  village: { area: villageCode(county, 3) },
  'few prices': { minimumCentsPerJin: 100, maximumCentsPerJin: 101 },
  'a cooperative': { cooperativeId: idOf('cooperative', 7) },
}

/** Pages and facets of the catalogue of a nation, for a buyer whose freight is known. */
export const nationCataloguePart: Part = {
  name: 'national-catalogue',
  run: async (cluster, { share, rounds, today }) => {
    const { url, sql } = await cluster.database('catalogue_nation')
    await seedCatalogue(sql, catalogueSize(share))
    const pool = connect({ url, max: 1, applicationName: 'cunji-bench' })
    const figures = await measureCatalogue(pool.db, { turns: rounds * turnsOfRound, today })
    await pool.close()
    return figures
  },
}

const turnsOfRound = 20

/** The milliseconds that each question takes at p95, from asking to the answer. */
async function measureCatalogue(
  db: Database,
  { turns, today }: { turns: number; today: string },
): Promise<Figure[]> {
  const figures: Figure[] = []
  const monthDay = monthDayNumber(today)
  for (const [name, pageQuestion] of Object.entries(questions)) {
    const question = {
      query: browse.query.parse(pageQuestion),
      today,
      monthDay,
      unitId: idOf('unit', 1),
    }
    const facetsQuestion = { query: facets.query.parse(pageQuestion), monthDay }
    const page = await p95Of(turns, () => searchCatalogue(db, question))
    const counts = await p95Of(turns, () => countSearched(db, facetsQuestion))
    figures.push(milliseconds(`${name}, p95`, page, 30))
    figures.push(milliseconds(`${name}, facets, p95`, counts, 50))
  }
  const rows = await p95Of(turns, () => packsForRows(db, orderedRows))
  figures.push(milliseconds('twenty rows of an order, p95', rows, 600))
  return figures
}

/** Rows as canteens write them; the last ones name nothing that is sold. */
const orderedRows =
  '土豆 高山土豆 西红柿 包菜 白菜 萝卜 辣椒 茄子 黄瓜 南瓜 豆角 莴笋 大葱 土鸡蛋 大米 菜籽油 甘篮 蜂密 海参 没有的东西'.split(
    ' ',
  )

/** Unmeasured turns before: PostgreSQL plans a text the first few times it meets it. */
async function p95Of(turns: number, ask: () => Promise<unknown>): Promise<number> {
  const times: number[] = []
  for (let turn = -8; turn < turns; turn += 1) {
    const before = performance.now()
    await ask()
    if (turn >= 0) times.push(performance.now() - before)
  }
  return percentile(times, 0.95)
}

function milliseconds(label: string, value: number, atMost: number): Figure {
  return { label, unit: 'ms', spread: spread([value]), limit: { atMost } }
}
