import { isTotal, type SheetLine, sheetLines } from '../sheet.ts'
import { hasUnitBehind, inPacks, inUnit, withPackOfName, withUnitOfName } from './bare-figures.ts'
import type { BareUnit, ColumnKind, RowQuestion } from './basket.schemas.ts'
import {
  besideNames,
  besideRests,
  contradicts,
  isPackOrAll,
  withCorrections,
  withoutSumOfLine,
  withRests,
} from './corrections.ts'
import { underHead } from './headed-row.ts'
import { withoutHead } from './headless-row.ts'
import {
  callingOffAt,
  changesOrder,
  isStruck,
  withoutLabels,
  withoutStrokes,
} from './line-remarks.ts'
import { type Amount, readAmount } from './parse-amount.ts'
import { readGoods } from './read-goods.ts'
import { goodsOfLine } from './read-line.ts'
import { isPackUnclear, withoutNumber } from './read-text.ts'
import { withSections } from './sections.ts'
import { serialColumn, withoutSerial, withoutSerials } from './serials.ts'
import { type Chosen, type Column, isSeller, plainTitle } from './sheet-head.ts'
import { asTable, type HeadedTable, headedTables, isHead, isNote } from './sheet-lines.ts'
import { inUnitAbove, isOfGoodsItself, type OrderLine, withUnitsAbove } from './units-above.ts'

/** A pasted row as it was understood; what is meant by its words, the catalogue says. */
export interface ParsedRow {
  text: string
  /** Name, variety, seller: whatever names the goods. */
  words: string
  /** The net weight of the pack, where the row says one ("5公斤/箱"). */
  packGrams: number | null
  /** Null where none was read, or none can be proposed. */
  amount: Amount | null
  /** What could be read in two ways waits for a person, whatever `amount` proposes. */
  question: RowQuestion | null
}

/** A column of a list by its head, and as what it is read. */
export interface TakenColumn {
  title: string
  kind: ColumnKind
  unit: string
  /** Whether a person must say what it is: nothing else says how much, and it holds for a day. */
  isOpen: boolean
}

export type Understood = Omit<ParsedRow, 'text'>

/**
 * Rows as they come out of Excel or WPS: titles, a head wherever it stands, columns in any order,
 * tables side by side, units in the head, in cells of their own or beside the figures, serial
 * numbers that begin anywhere, totals and signatures. Typed lines such as "脆李 5kg装 20箱", chat
 * messages and several goods in one line are understood too. Takes time in proportion to the text,
 * and never guesses silently (domain.md §2.7).
 */
export function parseRows(pasted: string): ParsedRow[] {
  return parseSheet(pasted, new Map()).rows
}

/** How many figures of a list are without a unit, and what they were taken for. */
export interface BareFigures {
  /** Null where nobody has stated it. */
  unit: BareUnit | null
  rows: number
}

/** A list as it was understood. */
export interface ParsedSheet {
  columns: TakenColumn[]
  bare: BareFigures | null
  rows: ParsedRow[]
}

/**
 * The same with the columns that were taken; `chosen` says what heads mean that were corrected. The
 * passes, of which each relies on those before it:
 * 1. lines have cells (`asTable`), are in doubt by their section (`withSections`) and have the unit
 *    above them (`withUnitsAbove`);
 * 2. they are read as rows of tables under heads or, where there is no head, as lines of goods;
 * 3. a row takes the doubt of a later one that changes it (`withCorrections`), the unit or the pack
 *    behind its name, and the doubt of its own words (`withDoubts`);
 * 4. what is still without a unit is counted, and read in the unit that somebody chose (`inUnit`).
 */
export function parseSheet(pasted: string, chosen: Chosen): ParsedSheet {
  const { columns, rows: read } = readSheet(pasted, chosen)
  const rows = withCorrections(read).map((row) =>
    withDoubts(withPackOfName(inPacks(withUnitOfName(row)))),
  )
  const title = plainTitle(columns.find(({ kind }) => kind === 'quantity')?.title ?? '')
  const unit = chosen.get(title)?.bareUnit ?? null
  const count = rows.filter(({ amount }) => amount?.kind === 'bare').length
  const bare = count === 0 ? null : { unit, rows: count }
  return { columns, bare, rows: rows.map((row) => inUnit(row, unit)) }
}

/**
 * What is called off, or wanted more than once, is not ordered as it stands; nor are packs whose
 * weight is not said exactly.
 */
function withDoubts(row: ParsedRow): ParsedRow {
  if (row.amount === null || row.question !== null) return row
  if (isStruck(row.text)) return crossedOut(row)
  if (changesOrder(row.text) || callingOffAt(row.words).words !== '')
    return { ...row, question: 'figure' }
  if (isPackOrAll(row)) return { ...row, question: 'figure' }
  const isInexact = row.amount.kind !== 'weight' && isPackUnclear(row.text)
  return isInexact ? { ...row, question: 'about' } : row
}

function readSheet(pasted: string, chosen: Chosen): { columns: TakenColumn[]; rows: ParsedRow[] } {
  const lines = withUnitsAbove(withSections(asTable(sheetLines(pasted))))
  const tables = headedTables(lines, chosen)
  if (tables.length > 0)
    return { columns: columnsOf(tables, chosen), rows: tables.flatMap(rowsOfTable) }
  const goods = lines.filter(
    (line, at) => isOfGoods(line) && !isHead(line) && !(at === 0 && isTitle(line)),
  )
  return { columns: [], rows: rowsWithoutHead(goods) }
}

function rowsWithoutHead(lines: readonly OrderLine[]): ParsedRow[] {
  const body = inPairs(withoutSerials(lines.map(unlabelled)))
  const serial = serialColumn(body)
  const read = body.flatMap((line) => {
    const { text, cells } = line
    const filled = cells.filter((cell, at) => cell !== '' && at !== serial)
    const rows =
      filled.length > 1
        ? withoutHead(cells, serial).map((row) => againstText({ text, ...row }))
        : rowsOfLine(filled[0] ?? '')
    return rows.map((row) => ({ row: line.isDoubtful ? doubted(row) : row, line }))
  })
  const rows = besideRests(read.map(({ row }) => row))
  return read.map(({ row, line }, at) => inUnitAbove(withUnitOfName(rows[at] ?? row), line))
}

/** The goods of a line; a figure before the first may be its serial or belong to its name. */
function rowsOfLine(line: string): ParsedRow[] {
  const plain = withoutSerial(line)
  const goods = goodsOfLine(plain).map((part) => ({ text: part, ...readGoods(part) }))
  const read = withRests(withoutSumOfLine(besideNames(goods)))
  const rows = isStruck(line) ? read.map(crossedOut) : read
  const [first, ...others] = rows
  if (plain === line || first === undefined) return rows
  const text = line.slice(0, line.length - plain.length) + first.text
  return [{ ...first, text, question: first.question ?? 'figure' }, ...others]
}

/** What says how much is wanted. */
const counting: ReadonlySet<ColumnKind> = new Set(['quantity', 'part', 'sum'])

/**
 * The columns of the first table; those beside it have the same heads. What is said of a head holds
 * for every column under it, so that each head stands here once.
 */
function columnsOf(tables: readonly HeadedTable[], chosen: Chosen): TakenColumn[] {
  const [first] = tables
  const isCounted = first?.columns.some((column) => counting.has(column?.kind ?? 'ignored'))
  const taken = new Map<string, TakenColumn>()
  for (const [at, title] of (first?.titles ?? []).entries()) {
    const [head, column] = [plainTitle(title), first?.columns[at]]
    if (head === '' || taken.has(head)) continue
    const isOpen = column?.isRate === true && !isCounted && !chosen.has(head)
    taken.set(head, { title, kind: column?.kind ?? 'ignored', unit: column?.unit ?? '', isOpen })
  }
  return [...taken.values()]
}

function isOfGoods(line: OrderLine): boolean {
  return !line.isHeading && !isTotal(line) && !isNote(line)
}

function rowsOfTable({ columns, titles, body, above, unit }: HeadedTable): ParsedRow[] {
  const choices = titles.flatMap((title, at) => (isChoice(title) ? [at] : []))
  const remarks = titles.flatMap((title, at) => (/备注|说明/.test(title) ? [at] : []))
  const early = above.filter((line) => isOfGoods(line) && isOfGoodsItself(line.text))
  const sellers = titles.flatMap((title, at) => (isSeller(title) ? [at] : []))
  const rows = withSellers(body.filter(isOfGoods), sellers)
    .map((line) => {
      const { text, cells } = line
      // The unit that stands behind a name is nearer than the one above.
      const unitOfAll = line.isUnclear || cells.some(hasUnitBehind) ? '' : line.unit
      const read = withUnitOfName({ text, ...underHead(cells, columns, unitOfAll) })
      const row = inUnitAbove(read, line)
      const isDeclined =
        choices.some((at) => declined.test(cells[at] ?? '')) ||
        remarks.some((at) => contradicts(cells[at] ?? '', row))
      if (isDeclined || line.isDoubtful) return doubted(row)
      // 粮油(袋) below a head that says 数量(斤).
      const isOther = columns.some((column) => isContrary(column, line.unit))
      return isOther && line.unit !== unit && row.amount !== null
        ? { ...row, question: row.question ?? ('unit' as const) }
        : row
    })
    .filter(({ words, amount, question }) => words !== '' || amount !== null || question !== null)
  return [...rowsWithoutHead(early), ...rows]
}

function isContrary(column: Column | null, unit: string): boolean {
  return column?.kind === 'quantity' && column.unit !== '' && unit !== '' && column.unit !== unit
}

/** A row with an amount that a person must look at. */
function doubted(row: ParsedRow): ParsedRow {
  return row.amount === null ? row : { ...row, question: row.question ?? 'figure' }
}

/** 40斤 beside 共4筐,每筐20公斤 in a cell of its own. */
function againstText(row: ParsedRow): ParsedRow {
  return contradicts(row.text, row) ? doubted(row) : row
}

function crossedOut(row: ParsedRow): ParsedRow {
  return doubted({ ...row, words: withoutStrokes(row.words) })
}

/** 是否需要, 确认. */
function isChoice(title: string): boolean {
  return /是否|需要|确认|勾选|要不要/.test(plainTitle(title))
}

const declined = /^(?:[×✗✘❌xX否不无]|不[需要]{1,2}|无需|no?)$/i

/** A seller that stands in a merged cell holds for the rows below it. */
function withSellers(lines: readonly OrderLine[], columns: readonly number[]): OrderLine[] {
  const sellers = new Map<number, string>()
  return lines.map((line) => {
    if (columns.length === 0) return line
    const cells = line.cells.map((cell, at) => {
      if (!columns.includes(at)) return cell
      if (cell !== '') sellers.set(at, cell)
      return cell || (sellers.get(at) ?? '')
    })
    return { ...line, cells }
  })
}

function unlabelled(line: OrderLine): OrderLine {
  const { text, cells } = line
  return {
    ...line,
    text: cells.length > 1 ? text : withoutLabels(text),
    cells: cells.map(withoutLabels),
  }
}

/** A first row of one cell that says what the list is and no goods. */
function isTitle({ cells, text }: SheetLine): boolean {
  const isAlone = cells.filter((cell) => cell !== '').length === 1
  return (
    isAlone &&
    /(清单|采购单|订货单|订单|采购表|明细表?|计划表?|申请表?|报价单|菜单|需求表)\s?(?:\([^()]*\))?$/.test(
      text,
    )
  )
}

/** Names and amounts on lines of their own, taking turns. */
function inPairs(lines: readonly OrderLine[]): readonly OrderLine[] {
  const isAmount = ({ cells, text }: SheetLine) =>
    cells.length === 1 && /\D$/.test(text) && readAmount(withoutNumber(text)) !== null
  const takeTurns = lines.every((line, at) => isAmount(line) === (at % 2 === 1))
  const isPaired = lines.length >= 4 && lines.length % 2 === 0 && takeTurns
  if (!isPaired || lines.some(({ cells, text }) => cells.length > 1 || /\d$/.test(text)))
    return lines
  return lines.flatMap((line, at) => {
    if (at % 2 === 1) return []
    const text = `${line.text} ${lines[at + 1]?.text ?? ''}`
    return [{ ...line, text, cells: [text] }]
  })
}
