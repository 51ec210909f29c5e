import { isTotal, type SheetLine } from '../sheet.ts'
import { divisionOf, headsDivisions, namesGoods } from './divisions.ts'
import { sumOf } from './headless-row.ts'
import { changesOrder } from './line-remarks.ts'
import { readAmount } from './parse-amount.ts'
import { columnOf, plainTitle } from './sheet-head.ts'

/** What a head of a cross table is: of a day or place, of goods as far as can be seen, or known. */
type Title = 'division' | 'goods' | 'unknown' | 'column' | 'words' | 'empty'

const longestTitle = 24
const most = { titles: 60, attributes: 6 }

/**
 * Lists with goods across and days, meals or places down (日期|土豆|白菜), turned so that the goods
 * stand in rows; and those with goods down whose head is known by what stands below it only
 * (品名|东门|西门|南门). Takes time in proportion to the lines.
 */
export function withCrossTables(lines: readonly SheetLine[]): SheetLine[] {
  const result: SheetLine[] = []
  for (let at = 0; at < lines.length; ) {
    const line = lines[at]
    if (line === undefined) break
    const table = mayBeHead(line) ? tableAt(lines, at) : null
    if (table === null) result.push(line)
    else if (goodsAcross(table)) result.push(...turned(table))
    else result.push(goodsDown(table) ? flaggedHead(table) : line, ...table.rows)
    at += 1 + (table?.rows.length ?? 0)
  }
  return result
}

/** Whether a list holds a cross table, wherever it begins. */
export function hasCrossTable(lines: readonly SheetLine[]): boolean {
  return withCrossTables(lines).some(({ parts }) => parts !== undefined)
}

interface Table {
  head: SheetLine
  /** The days, places or goods that the first column names, and figures beside them. */
  rows: readonly SheetLine[]
  /** How many columns from the left name the rows. */
  labels: number
  titles: readonly Title[]
  /** Whether its first row divides the columns further: 数量, 金额 under each place. */
  hasLower: boolean
}

/** Titles of columns alone: no amounts, and more than one. */
function mayBeHead({ cells }: SheetLine): boolean {
  const filled = cells.filter((cell) => cell !== '')
  if (filled.length < 2 || filled.length > most.titles) return false
  return filled.every(
    (cell) =>
      cell.length <= longestTitle &&
      !/^[(].*[)]$/.test(cell) &&
      (divisionOf(plainTitle(cell)) !== null || readAmount(cell) === null),
  )
}

function titleOf(cell: string): Title {
  const plain = plainTitle(cell)
  if (plain === '') return 'empty'
  if (divisionOf(withoutUnit(plain)) !== null) return 'division'
  const column = columnOf(cell)
  if (column === null || column.isUnnamed) return namesGoods(plain) ? 'goods' : 'unknown'
  if (column.kind === 'part') return 'division'
  // 一食堂数量 and 二食堂数量 are parts of an amount.
  const [, place = ''] =
    /^(.+?)(?:[采订]购量|需[求用]量|用量|数量|需求)$/.exec(withoutUnit(plain)) ?? []
  if (column.kind === 'quantity' && divisionOf(place) !== null) return 'division'
  return column.kind === 'words' ? 'words' : 'column'
}

function withoutUnit(title: string): string {
  return title.replace(/[(/][^()/]{1,4}\)?$/, '')
}

function tableAt(lines: readonly SheetLine[], at: number): Table | null {
  const head = lines[at]
  if (head === undefined) return null
  const titles = head.cells.map(titleOf)
  const labels = labelsOf(head.cells, titles)
  if (labels === 0) return null
  const below = lines[at + 1]
  const hasLower = below !== undefined && isLower(below, labels)
  const rows: SheetLine[] = hasLower ? [below] : []
  let attributes = 0
  for (let next = at + 1 + rows.length; next < lines.length; next += 1) {
    const row = lines[next]
    if (row === undefined) break
    const isAttribute = attributeOf(labelOf(row, labels)) !== null
    if (isAttribute) attributes += 1
    const isRow = isAttribute ? attributes <= most.attributes : isDataRow(row, labels, titles)
    if (!isRow) break
    rows.push(row)
  }
  return rows.length <= Number(hasLower) ? null : { head, rows, labels, titles, hasLower }
}

function isLower({ cells }: SheetLine, labels: number): boolean {
  const filled = cells.filter((cell) => cell !== '')
  const isBelow = cells.slice(0, labels).every((cell) => cell === '')
  return isBelow && filled.length > 1 && filled.every((cell) => columnOf(cell) !== null)
}

/** Columns that name rows stand on the left: 序号, 日期, 餐次, 品名, or an empty corner. */
function labelsOf(cells: readonly string[], titles: readonly Title[]): number {
  const isLabel = (cell: string, at: number) =>
    (at === 0 && cell === '') ||
    headsDivisions(plainTitle(cell)) ||
    titles[at] === 'words' ||
    /^(?:序号?|编号|no\.?|类别|分类)$/i.test(plainTitle(cell))
  const first = cells.findIndex((cell, at) => !isLabel(cell, at))
  return first < 0 ? 0 : first
}

function labelOf({ cells }: SheetLine, labels: number): string {
  return cells
    .slice(0, labels)
    .filter((cell) => cell !== '' && !/^\d{1,3}$/.test(cell))
    .join(' ')
}

/** What a row says of the goods above it: 单位, 规格, 数量, 备注. */
function attributeOf(label: string): string | null {
  const kind = columnOf(label)?.kind
  return kind === undefined || kind === 'part' || kind === 'sum' ? null : kind
}

function isDataRow(line: SheetLine, labels: number, titles: readonly Title[]): boolean {
  const label = labelOf(line, labels)
  const isLabelled = label !== '' && label.length <= longestTitle
  const cells = line.cells.filter((cell, at) => at >= labels && cell !== '' && isOpen(titles[at]))
  if (cells.length === 0) return isLabelled && divisionOf(plainTitle(label)) !== null
  if (!isLabelled || (divisionOf(plainTitle(label)) === null && isAmount(label))) return false
  return isTotal(line) || cells.some(isFigure)
}

/** Under these stand the amounts. */
function isOpen(title: Title | undefined): boolean {
  return title === 'goods' || title === 'unknown' || title === 'division'
}

function isAmount(cell: string): boolean {
  return readAmount(cell) !== null
}

function isFigure(cell: string): boolean {
  return isAmount(cell) || /^[-/无0]$/.test(cell)
}

/** At least half of what stands under some titles are amounts. */
function areFigures(data: readonly SheetLine[], columns: readonly number[]): boolean {
  const cells = data
    .flatMap((row) => columns.map((at) => row.cells[at] ?? ''))
    .filter((cell) => cell !== '')
  const figures = cells.filter(isFigure).length
  return figures > 0 && figures * 2 >= cells.length
}

function columnsWith({ titles, labels }: Table, kinds: readonly Title[]): number[] {
  return titles.flatMap((title, at) => (at >= labels && kinds.includes(title) ? [at] : []))
}

function dataOf({ rows, hasLower, labels }: Table): SheetLine[] {
  return rows.slice(Number(hasLower)).filter((row) => {
    return !isTotal(row) && attributeOf(labelOf(row, labels)) === null
  })
}

function labelsDown(table: Table): string[] {
  return dataOf(table)
    .map((row) => labelOf(row, table.labels))
    .filter((label) => label !== '')
}

function share(texts: readonly string[], is: (text: string) => boolean): number {
  return texts.length === 0 ? 0 : texts.filter(is).length / texts.length
}

const isDivision = (label: string) => divisionOf(plainTitle(label.split(' ')[0] ?? '')) !== null

/** 日期|土豆|白菜: what stands across is neither a day nor a known column, and days stand down. */
function goodsAcross(table: Table): boolean {
  const { head, titles, labels } = table
  const across = columnsWith(table, ['goods', 'unknown'])
  const isOther = columnsWith(table, ['division', 'words']).length > 0
  const isCounted = columnsWith(table, ['column']).some(
    (at) => columnOf(head.cells[at] ?? '')?.kind === 'quantity',
  )
  if (across.length === 0 || isOther || isCounted || table.hasLower) return false
  const down = labelsDown(table)
  const isNamed = titles.slice(0, labels).includes('words')
  const named = share(
    across.map((at) => plainTitle(head.cells[at] ?? '')),
    namesGoods,
  )
  if (down.length === 0) return isNamed && across.length > 1 && saysHowMuch(table)
  if (!areFigures(dataOf(table), across)) return false
  const divided = share(down, isDivision)
  const isCorner = head.cells.slice(0, labels).some((cell) => headsDivisions(plainTitle(cell)))
  const score =
    (divided === 1 ? 2 : divided >= 0.5 ? 1 : 0) +
    (isCorner ? 2 : head.cells[0] === '' ? 1 : 0) +
    (named >= 0.5 ? 2 : 0) -
    (isNamed && !isCorner ? 3 : 0) -
    (share(down, namesGoods) >= 0.5 ? 3 : 0)
  return score >= (across.length === 1 ? 5 : 3)
}

/** 品名|土豆|白菜 and below it 数量|50|40: each row is a column of a list on its side. */
function saysHowMuch({ rows, labels }: Table): boolean {
  return rows.some((row) => attributeOf(labelOf(row, labels)) === 'quantity')
}

/** 品名|东门|西门, or days behind an empty corner: goods stand down. */
function goodsDown(table: Table): boolean {
  const { head, labels, titles } = table
  const divisions = columnsWith(table, ['division'])
  const across = columnsWith(table, ['division', 'unknown'])
  const isCounted = columnsWith(table, ['column']).some(
    (at) => columnOf(head.cells[at] ?? '')?.kind === 'quantity',
  )
  const down = labelsDown(table)
  if (across.length < 2 || isCounted || down.length === 0 || !areFigures(dataOf(table), across))
    return false
  if (columnsWith(table, ['goods', 'words']).length > 0 || share(down, isDivision) > 0) return false
  if (titles.slice(0, labels).includes('words')) return true
  const isDivided = divisions.length >= 2 && divisions.length * 2 >= across.length
  return isDivided || share(down, namesGoods) >= 0.5
}

/** The head of goods that stand down; what its corner says is of days, or nothing. */
function flaggedHead(table: Table): SheetLine {
  const { head, labels, titles } = table
  const isNamed = titles.slice(0, labels).includes('words')
  const cells = head.cells.map((cell, at) => (at === labels - 1 && !isNamed ? '品名' : cell))
  const across = columnsWith(table, ['division', 'unknown'])
  const data = dataOf(table)
  const parts = table.hasLower ? [] : across.filter((at) => areFigures(data, [at]))
  return { ...head, text: cells.join(' ').trim(), cells, parts }
}

/** The table with its goods in rows: days, meals, places and attributes are the columns. */
function turned(table: Table): SheetLine[] {
  const { head, rows, labels } = table
  const across = columnsWith(table, ['goods', 'unknown'])
  const titles = rows.map((row) => labelOf(row, labels))
  const parts = rows.flatMap((row, at) => {
    return isTotal(row) || attributeOf(titles[at] ?? '') !== null ? [] : [at + 1]
  })
  const wrong = new Set(wrongTotals(table, across))
  const isChanged = rows.some(({ cells }) =>
    cells.some((cell, at) => at >= labels && !across.includes(at) && changesOrder(cell)),
  )
  const goods = across.map((at) => {
    const cells = [head.cells[at] ?? '', ...rows.map((row) => row.cells[at] ?? '')]
    const isDoubtful = isChanged || rows.some((row) => wrong.has(row) && row.cells[at] !== '')
    const line = { text: cells.filter(Boolean).join(' '), cells }
    return isDoubtful ? { ...line, isDoubtful } : line
  })
  const cells = [
    '品名',
    ...titles.map((title, at) => (rows[at] && isTotal(rows[at]) ? '合计' : title)),
  ]
  return [{ text: cells.join(' '), cells, parts }, ...goods]
}

/** Rows whose total over all goods is not their sum, where that of another row is. */
function wrongTotals({ head, rows, labels }: Table, across: readonly number[]): SheetLine[] {
  const at = head.cells.findIndex(
    (cell, place) => place >= labels && columnOf(cell)?.kind === 'sum',
  )
  const judged = rows.flatMap((row) => {
    const total = readAmount(row.cells[at] ?? '')?.amount ?? null
    const filled = across.map((place) => row.cells[place] ?? '').filter((cell) => cell !== '')
    const sum = sumOf(filled.map((cell) => readAmount(cell)?.amount ?? null))
    if (total === null || sum === null) return []
    return [{ row, isRight: JSON.stringify(total) === JSON.stringify(sum) }]
  })
  if (!judged.some(({ isRight }) => isRight)) return []
  return judged.filter(({ isRight }) => !isRight).map(({ row }) => row)
}
