import { isSignature, type SheetLine } from '../sheet.ts'
import { withoutChanges } from './change-columns.ts'
import { withEach } from './each-of.ts'
import { changesOrder } from './line-remarks.ts'
import { namedFigure, readAmount } from './parse-amount.ts'
import { partUnder, withParts } from './part-columns.ts'
import { isUnwantedHeading } from './sections.ts'
import { type Chosen, type Column, columnAs, columnOf, plainTitle } from './sheet-head.ts'
import type { OrderLine } from './units-above.ts'

/** A head stands among the first rows, below a title. */
export const deepestHead = 15

const named = new RegExp(namedFigure, 'i')

/** A table with its head: columns, and the rows below. `above` is what stands before the head. */
export interface HeadedTable {
  columns: readonly (Column | null)[]
  titles: readonly string[]
  body: readonly OrderLine[]
  above: readonly OrderLine[]
  /** The unit that is stated above the head. */
  unit: string
}

/** The tables of a list that has a head; several where they stand below or beside one another. */
export function headedTables(lines: readonly OrderLine[], chosen: Chosen): HeadedTable[] {
  const first = lines.slice(0, deepestHead).findIndex(isHead)
  if (first < 0) return []
  const later = lines.flatMap((line, at) =>
    at > first && isNextHead(line, lines[first]) ? [at] : [],
  )
  const heads = [first, ...later]
  return heads.flatMap((at, index) => {
    const from = index === 0 ? 0 : titleAbove(lines, at)
    const next = heads[index + 1]
    const end = next === undefined ? lines.length : titleAbove(lines, next)
    return tablesUnder(lines.slice(from, end), at - from, chosen)
  })
}

/** Another head than the one above, of goods and how much of them. */
function isNextHead(line: SheetLine, first: SheetLine | undefined): boolean {
  if (/\d/.test(line.text) || !isHead(line) || isSameHead(line.cells, first?.cells ?? []))
    return false
  const kinds = line.cells.map((cell) => columnOf(cell)?.kind)
  return kinds.includes('words') && (kinds.includes('quantity') || kinds.includes('part'))
}

/** Where the table of a head begins: at the title in a single cell right above it. */
function titleAbove(lines: readonly SheetLine[], head: number): number {
  const filled = lines[head - 1]?.cells.filter((cell) => cell !== '') ?? []
  return filled.length === 1 && readAmount(filled[0] ?? '') === null ? head - 1 : head
}

/** The tables of one head, whose row is known. */
function tablesUnder(lines: readonly OrderLine[], at: number, chosen: Chosen): HeadedTable[] {
  const head = lines[at]
  if (head === undefined) return []
  const above = lines.slice(0, at)
  const starts = startsOf(head.cells)
  return starts.map((start, index) => {
    const part = (line: OrderLine) => partOf(line, start, starts[index + 1])
    const body = lines.slice(at + 1).map((line) => (starts.length > 1 ? part(line) : line))
    const upper = part(head).cells
    const [below] = body
    const lower = below && isLowerHead(below, upper) ? below.cells : null
    const known = new Set(starts.length > 1 ? [] : (head.parts ?? []))
    const own = withNames(
      upper.map((title, column) =>
        known.has(column) ? partUnder(title) : columnUnder(upper, lower, title, column),
      ),
      upper,
    )
    const titles = upper.map((title, column) => lower?.[column] || title)
    const rows = body
      .slice(lower === null ? 0 : 1)
      .filter(({ text, cells }) => text !== '' && !isSameHead(cells, upper))
    const divided = withParts({ columns: withoutSums(own, titles), titles, upper, lower, rows })
    const read = withEach(
      withoutChanges(withRaw(divided.columns, divided.titles), divided.titles),
      divided.titles,
    )
    const columns = read.map((column, place) => {
      const kind = chosen.get(plainTitle(divided.titles[place] ?? ''))?.kind
      return kind === undefined || kind === column?.kind
        ? column
        : columnAs(divided.titles[place] ?? '', kind)
    })
    return {
      ...{ columns, titles: divided.titles, body: rows },
      ...{ above: index === 0 ? above : [], unit: head.unit },
    }
  })
}

/** Where no head names goods, that of a category stands above them. */
function withNames(
  columns: readonly (Column | null)[],
  titles: readonly string[],
): readonly (Column | null)[] {
  const isNamed = columns.some((column) => column?.kind === 'words')
  const at = isNamed ? -1 : titles.findIndex(isCategory)
  return columns.map((column, place) => (place === at ? { kind: 'words', unit: '' } : column))
}

/** 菜名 beside 原料: what is bought is what the dish is made of. */
function withRaw(
  columns: readonly (Column | null)[],
  titles: readonly string[],
): readonly (Column | null)[] {
  const isOf = (words: RegExp) => titles.some((title) => words.test(plainTitle(title)))
  if (!isOf(raw) || !isOf(dish)) return columns
  return columns.map((column, at) => {
    const title = plainTitle(titles[at] ?? '')
    if (raw.test(title)) return { kind: 'words', unit: '' }
    return dish.test(title) ? { kind: 'ignored', unit: '' } : column
  })
}

const raw = /^(?:所[需用])?(?:原料|原材料|食材|用料|主料|配料|原辅料)(?:名称?|品名)?$/
const dish = /^(?:菜名|菜品|菜肴|菜式|菜谱|菜单|菜点)(?:名称?)?$/

/** Beside a quantity, "Amount" is what the goods cost. */
function withoutSums(
  columns: readonly (Column | null)[],
  titles: readonly string[],
): readonly (Column | null)[] {
  const isSum = (at: number) => /^(?:total)?amount$/.test(plainTitle(titles[at] ?? ''))
  const isCounted = columns.some((column, at) => column?.kind === 'quantity' && !isSum(at))
  return columns.map((column, at) =>
    isCounted && isSum(at) ? { kind: 'ignored', unit: '' } : column,
  )
}

/** At least two cells name columns, one of them goods or an amount, and none is an amount. */
export function isHead({ cells, parts }: SheetLine): boolean {
  if (parts !== undefined) return true
  // A sheet copied with its margin has the number of the row before the head.
  const filled = cells.filter((cell, at) => cell !== '' && !(at === 0 && /^\d{1,3}$/.test(cell)))
  const columns = filled.map(columnOf)
  if (filled.length < 2) return false
  if (filled.some((cell, at) => columns[at]?.kind !== 'part' && readAmount(cell) !== null))
    return false
  const kinds = columns.flatMap((column) => column?.kind ?? [])
  // 蔬菜 and 斤 head columns, and stand in rows as well: the two alone are no head.
  const isNamed = filled.some((cell, at) => columns[at]?.kind === 'words' && !isCategory(cell))
  const isCounted = filled.some(
    (cell, at) => columns[at]?.kind === 'quantity' && columns[at]?.unit !== cell,
  )
  const isLikely = isNamed || isCounted
  return isLikely && kinds.length >= 2 && kinds.length * 2 >= filled.length
}

/** The head again, on the next page of the list. */
function isSameHead(cells: readonly string[], titles: readonly string[]): boolean {
  const same = cells.filter((cell, at) => cell !== '' && cell === titles[at])
  return same.length > 1 && same.length * 2 >= titles.filter((title) => title !== '').length
}

/** Where the head begins anew: tables that stand side by side have the same first title. */
function startsOf(titles: readonly string[]): number[] {
  const first = titles.findIndex((title) => title !== '')
  const same = titles.flatMap((title, at) => (title === titles[first] ? [at] : []))
  const gaps = titles.flatMap((title, at) => (title !== '' && !titles[at - 1] ? [at] : []))
  const categories = titles.flatMap((title, at) => (isCategory(title) ? [at] : []))
  const parts = categories.length > 1 && categories[0] === first ? categories : gaps
  const isWhole = (start: number, index: number) => {
    const kinds = titles.slice(start, same[index + 1]).map((title) => columnOf(title)?.kind)
    return kinds.includes('words') && kinds.includes('quantity')
  }
  // 蔬菜 and 肉类 head the goods of tables that an empty column parts.
  const isPart = (start: number, index: number) => {
    const [name = '', ...rest] = titles.slice(start, parts[index + 1])
    const isNamed = columnOf(name)?.kind === 'words' || isCategory(name)
    return isNamed && rest.some((title) => columnOf(title)?.kind === 'quantity')
  }
  if (same.length > 1 && same.every(isWhole)) return same
  return parts.length > 1 && parts.every(isPart) ? parts : [0]
}

function partOf(line: OrderLine, start: number, end: number | undefined): OrderLine {
  const cells = line.cells.slice(start, end)
  return { ...line, cells, text: cells.filter((cell) => cell !== '').join(' ') }
}

/** A second row of a head that divides its columns: 计划, 实收 under 数量. */
function isLowerHead({ cells }: SheetLine, titles: readonly string[]): boolean {
  const filled = cells.flatMap((cell, at) => (cell === '' ? [] : [at]))
  return (
    filled.length > 1 &&
    filled.every(
      (at) => !/\d/.test(cells[at] ?? '') && columnOf(titles[at] ?? '')?.kind !== 'words',
    )
  )
}

function columnUnder(
  titles: readonly string[],
  lower: readonly string[] | null,
  title: string,
  at: number,
): Column | null {
  const below = lower?.[at] ?? ''
  if (below === '') return columnOf(title)
  // (斤) under 数量 is its unit.
  if (/^[(].*[)]$/.test(below) && title !== '') return columnOf(title + below)
  const own = columnOf(below)
  if (own !== null && own.kind !== 'quantity') return own
  const upper = titles.slice(0, at + 1).findLast((each) => each !== '') ?? ''
  return columnOf(below + upper) ?? own ?? columnOf(title)
}

const categories = new RegExp(
  '^(?:[(]?[一二三四五六七八九十]{1,3}[、.)])?\\s?【?(?:蔬菜|水果|鲜果|肉|禽|肉禽|禽蛋|蛋|水产|干货|' +
    '干杂|干调|调料|调味品|调味|粮油|米面|米面粮油|粮油米面|' +
    '肉蛋|蛋奶|肉禽蛋|主食|副食|豆制品|菌菇|冻品|速冻|其[他它]|杂货|日杂|日用品|[^\\d,、]{1,6}类)】?:?$',
)

/** Whether a text is a category of goods and names none. */
export function isCategory(text: string): boolean {
  return categories.test(text)
}

/** A row that names no goods: a category, who signs, a remark, greetings, who wrote and when. */
export function isNote(line: SheetLine): boolean {
  const filled = line.cells.filter((cell) => cell !== '')
  const [first = ''] = filled
  if (filled.length === 1 && isCategory(first)) return true
  if (named.test(line.text)) return false
  // 每天早上送 says how often all of it is wanted: it stays, for a person to decide.
  if (filled.length === 1 && (changesOrder(first) || isUnwantedHeading(first))) return false
  if (isSignature(line)) return true
  if (filled.length > 1) return false
  if (isDate(first) || /^(?:\[[^\]]{1,6}\]|-*以下空白-*|[\s\p{P}\p{S}]+)$/u.test(first)) return true
  if (isRemark(first) || /^(?:早餐|早点|午餐|中餐|晚餐|夜宵|宵夜|加餐)$/.test(first)) return true
  return isMoment(first) || (isPolite(first) && !bareFigure.test(first)) || /:$/.test(first)
}

/** 土豆50, but not 6点. */
const bareFigure = /\p{Script=Han}\s?\d{1,5}(?:$|[\s,、;。(])/u

const moments = new RegExp(
  '^(?:\\s|每[天日周月]|天天|[今明后][天日早晚]|[周一二三四五六日天、,和至-]{2,12}|' +
    '星期[一二三四五六日天]|早上|早晨|上午|中午|下午|晚上|一早|凌晨|清早|' +
    '(?:\\d{1,2}|[一二三四五六七八九十]{1,2})点(?:半|\\d{1,2}分?)?|之?前|以前|左右|准时|按时|' +
    '定时|提前|尽早|尽快|务必|一定|都|要|请|麻烦|统一|分开|分[两三]次)+',
)
const bringing = new RegExp(
  '^(?:(?:配送|送货|发货|到货|送|发|到)(?:过来|上门|到位|到|来|达|即可|就行|就好|吧)?|' +
    '的?(?:菜|菜单|订单|采购单?|清单|用料|食材))[。!~]*$',
)

/** 每天早上送, 明天一早送过来, 明天的菜: when it is brought, and no goods. */
function isRemark(text: string): boolean {
  const rest = text.replace(moments, '')
  return rest !== text && bringing.test(rest)
}

/** A day, and perhaps the day of the week behind it. */
export function isDate(text: string): boolean {
  return date.test(text)
}

const weekday = '(?:周|星期|礼拜)[一二三四五六日天]'
const date = new RegExp(
  `^(?:\\d{4}[-/.年]\\d{1,2}[-/.月]\\d{1,2}日?|(?:\\d{2}年)?(?:\\d{1,2}月)?\\d{1,2}[日号])` +
    `(?:\\s?[(]?${weekday}[)]?)?$|^${weekday}$`,
)

/** 张老师 10:23, 2026-03-02 10:26:01 王老师. */
function isMoment(text: string): boolean {
  return /(?:^|\s)\d{1,2}:\d{2}(?::\d{2})?(?:\s|$)/.test(text)
}

/** What is said around a list. */
export function isPolite(text: string): boolean {
  return /^.{0,4}好$|谢谢|感谢|辛苦|麻烦|送到|送来|送达|尽快|尽早|准时|收到|好的|你好|您好|早安|再见|拜托|老板$|^@/.test(
    text,
  )
}
