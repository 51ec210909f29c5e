import { withRepeats } from '../repeats.ts'
import { type SheetLine, sheetLines } from '../sheet.ts'
import { asTable } from './as-table.ts'
import { inPacks, inUnit, withPackOfName, withUnitOfName } from './bare-figures.ts'
import type { BareUnit, ColumnKind, ListPart, RowQuestion } from './basket.schemas.ts'
import {
  besideNames,
  besideRests,
  contradicts,
  isPackOrAll,
  withCorrections,
  withoutSumOfLine,
  withRests,
  withSecondWeight,
} from './corrections.ts'
import {
  daysOf,
  ofDays,
  questionOfDay,
  withDayColumn,
  withDays,
  withDaysApart,
} from './days-down.ts'
import { withoutHead } from './headless-row.ts'
import {
  callingOffAt,
  changesOrder,
  isStruck,
  withoutLabels,
  withoutStrokes,
} from './line-remarks.ts'
import { partsOf, withTaken } from './list-parts.ts'
import { withMenus } from './menus.ts'
import { type Amount, readAmount, wideComma } from './parse-amount.ts'
import { readGoods } from './read-goods.ts'
import { goodsOfLine } from './read-line.ts'
import { isPackUnclear, withoutNumber } from './read-text.ts'
import { doubted, isOfGoods, rowsOfTable } from './rows-of-table.ts'
import { isOfAnother, withSections } from './sections.ts'
import { serialColumn, withoutSerial, withoutSerials } from './serials.ts'
import { type Chosen, plainTitle } from './sheet-head.ts'
import { type HeadedTable, headedTables, isHead } from './sheet-lines.ts'
import { withTotalsOfGoods } from './totals.ts'
import { inUnitAbove, isOfGoodsItself, type OrderLine, withUnitsAbove } from './units-above.ts'

/** A pasted row as it was understood; what is meant by its words, the catalogue says. */
export interface ParsedRow {
  text: string
  /** The row as a person is shown it, where its cells say little without their heads. */
  shown?: string
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

export type Understood = Omit<ParsedRow, 'text' | 'shown'>

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
  /** The days, meals or places among which it divides its amounts. */
  parts: ListPart[]
  bare: BareFigures | null
  rows: ParsedRow[]
}

/**
 * The same with the columns that were taken; `chosen` says what heads mean that were corrected, and
 * `taken` which days, meals or places are ordered where the list divides its amounts. The passes,
 * of which each relies on those before it:
 * 1. lines have cells (`withRepeats`, `withMenus`, `asTable`), totals may be goods
 *    (`withTotalsOfGoods`), lines are in doubt by their section (`withSections`), have the unit
 *    above them (`withUnitsAbove`) and their day (`withDays`);
 * 2. they are read as rows of tables under heads or, where there is no head, as lines of goods;
 * 3. a row takes the doubt of a later one that changes it (`withCorrections`), the unit or the pack
 *    behind its name, and the doubt of its own words (`withDoubts`);
 * 4. what is still without a unit is counted, and read in the unit that somebody chose (`inUnit`).
 */
export function parseSheet(
  pasted: string,
  chosen: Chosen,
  taken: readonly string[] = [],
): ParsedSheet {
  const { columns, parts, rows: read } = readSheet(pasted, chosen, taken)
  const rows = withCorrections(read).map((row) =>
    withDoubts(withPackOfName(inPacks(withUnitOfName(row)))),
  )
  const title = plainTitle(columns.find(({ kind }) => kind === 'quantity')?.title ?? '')
  const unit = chosen.get(title)?.bareUnit ?? null
  const count = rows.filter(({ amount }) => amount?.kind === 'bare').length
  const bare = count === 0 ? null : { unit, rows: count }
  return { columns, parts, bare, rows: rows.map((row) => asWritten(inUnit(row, unit))) }
}

/**
 * What is called off, or wanted more than once, is not ordered as it stands; nor are packs whose
 * weight is not said exactly.
 */
function withDoubts(read: ParsedRow): ParsedRow {
  const row = withSecondWeight(read)
  if (row.amount === null || row.question !== null) return row
  if (isStruck(row.text)) return crossedOut(row)
  if (changesOrder(row.text) || callingOffAt(row.words).words !== '')
    return { ...row, question: 'figure' }
  if (isPackOrAll(row) || isOfAnother(row.words)) return { ...row, question: 'figure' }
  const isInexact = row.amount.kind !== 'weight' && isPackUnclear(row.text)
  return isInexact ? { ...row, question: 'about' } : row
}

function withWideCommas(pasted: string): string {
  return pasted.replaceAll(/(?<=[0-9])，(?=[0-9]{3}(?![0-9.]))/g, wideComma)
}

function asWritten(row: ParsedRow): ParsedRow {
  if (!row.text.includes(wideComma)) return row
  const plain = (text: string) => text.replaceAll(wideComma, '，')
  const { text, words, shown } = row
  const own = { ...row, text: plain(text), words: plain(words) }
  return shown === undefined ? own : { ...own, shown: plain(shown) }
}

/** A line above a head that orders goods by itself. */
function isOrdering(line: OrderLine): boolean {
  return isOfGoods(line) && isOfGoodsItself(line.text)
}

function readSheet(
  pasted: string,
  chosen: Chosen,
  taken: readonly string[],
): Omit<ParsedSheet, 'bare'> {
  const written = withRepeats(sheetLines(withWideCommas(pasted)))
  const plain = withTotalsOfGoods(asTable(withMenus(written)))
  const lines = withDays(withUnitsAbove(withSections(withDaysApart(plain))))
  const tables = headedTables(lines, chosen).map(withDayColumn)
  if (tables.length > 0) {
    const body = tables.flatMap((table) => [...table.above.filter(isOrdering), ...table.body])
    const days = daysOf(body.filter(isOfGoods), taken)
    const parts = partsOf(tables, days, taken)
    return {
      columns: columnsOf(tables, chosen),
      parts,
      rows: tables.flatMap((table) => [
        ...rowsWithoutHead(ofDays(table.above.filter(isOrdering), days)),
        ...rowsOfTable(withTaken({ ...table, body: ofDays(table.body, days) }, parts)),
      ]),
    }
  }
  const goods = lines.filter(
    (line, at) => isOfGoods(line) && !isHead(line) && !(at === 0 && isTitle(line)),
  )
  const days = daysOf(goods, taken)
  return { columns: [], parts: days, rows: rowsWithoutHead(ofDays(goods, days)) }
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
  return read.map(({ row, line }, at) =>
    questionOfDay(inUnitAbove(withUnitOfName(rows[at] ?? row), line), line),
  )
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

/** 40斤 beside 共4筐,每筐20公斤 in a cell of its own. */
function againstText(row: ParsedRow): ParsedRow {
  return contradicts(row.text, row) ? doubted(row) : row
}

function crossedOut(row: ParsedRow): ParsedRow {
  return doubted({ ...row, words: withoutStrokes(row.words) })
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
