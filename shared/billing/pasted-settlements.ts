import { largestLineCents, parseYuan } from '../money.ts'
import { withRepeats } from '../repeats.ts'
import { isSignature, isTotal, mergedMark, type SheetLine, sheetLines } from '../sheet.ts'
import { householdKeyOf, householdNumberFault, type RecipientKind } from './settlement-rules.ts'

/** A pasted row before it is checked. */
export interface PastedSettlement {
  recipientKind: RecipientKind
  householdNumber: string | null
  recipientName: string
  /** As it was written; empty where the row has none. */
  amountText: string
  /** In 分; null where it is no amount, or can be read in two ways. */
  amountCents: number | null
  bankReference: string
  /** The lot as written; null where the list has no column of lots. */
  lotNumber: string | null
  /**
   * What can be read in two ways, so that a person must say it (§2.7): whose row it is, which of
   * the households that have one number in two groups, whether the first column counts rows or
   * households, which household a spreadsheet made a day of, which of several amounts was paid, or
   * which lot's goods it was for.
   */
  question: 'household' | 'group' | 'day' | 'serial' | 'amount' | 'lot' | null
}

type Column = 'household' | 'name' | 'amount' | 'reference' | 'lot'
type Columns = readonly (Column | null)[]

const usualColumns: Columns = ['household', 'name', 'amount', 'reference']

/** A head stands among the first rows, below a title. */
const deepestHead = 15

/**
 * Rows copied out of Excel or WPS: household number, name, amount in 元, bank reference, or in the
 * order of a head. Titles, heads, totals and empty rows are passed over; figures of every width are
 * read. A row that pays the village collective says so; one that lacks its number belongs to the
 * household above where the name is the same (a merged cell), else it is asked (domain.md §2.7).
 */
export function parsePastedSettlements(text: string): PastedSettlement[] {
  return sideBySide(withRepeats(sheetLines(text).map(inCells))).flatMap(rowsOf)
}

/** Tables that stand beside one another under one head that begins anew. */
function sideBySide(lines: readonly SheetLine[]): (readonly SheetLine[])[] {
  const head = lines.slice(0, deepestHead).find(isHead)?.cells ?? []
  const first = head.find((title) => title !== '')
  const starts = head.flatMap((title, at) => (title === first ? [at] : []))
  const parts = starts.map((start, index) => head.slice(start, starts[index + 1]))
  if (parts.length < 2 || !parts.every((part) => part.map(columnOf).includes('amount')))
    return [lines]
  return starts.map((start, index) =>
    lines.flatMap(({ cells }) => {
      const own = cells.slice(start, starts[index + 1])
      return own.some((cell) => cell !== '') ? [{ cells: own, text: own.join(' ').trim() }] : []
    }),
  )
}

function rowsOf(lines: readonly SheetLine[]): PastedSettlement[] {
  const headAt = lines.slice(0, deepestHead).findIndex(isHead)
  const columns = headAt < 0 ? usualColumns : (lines[headAt]?.cells.map(columnOf) ?? [])
  const above = lines.slice(0, Math.max(headAt, 0)).map(({ text }) => text)
  const unit = above.some(isInWan) ? 'wan' : above.some(isInOther) ? 'other' : 'yuan'
  const money = amountsOf(lines[headAt]?.cells ?? [], unit)
  const villageAt = lines[headAt]?.cells.findIndex((title) => villageTitle.test(title)) ?? -1
  const groupAt = lines[headAt]?.cells.findIndex((title) => groupTitle.test(title)) ?? -1
  const groups = new Map<string, string>()
  let [ownVillage, rowVillage] = ['', '']
  const rows: PastedSettlement[] = []
  for (const line of lines.slice(headAt + 1)) {
    if (isTotal(line) || isSignature(line) || isHead(line)) continue
    const cell = cellsOf(line, columns)
    const filled = line.cells.filter((each) => each !== '')
    const isTitle = rows.length === 0 && (filled.length < 2 || !/\d/.test(line.text))
    if (isTitle) continue
    rowVillage = line.cells[villageAt] || rowVillage
    ownVillage ||= rowVillage
    const payee = payeeOf(cell, rows.at(-1))
    const paid = moneyOf(line, money)
    const group = line.cells[groupAt] ?? ''
    // The numbers of households may begin anew in each group of a village.
    const key = householdKeyOf(payee.householdNumber ?? '')
    const known = groups.get(key) ?? group
    groups.set(key, known)
    const lotNumber = columns.includes('lot') ? cell('lot') : null
    // The number of a household is one of its own village's.
    const isHousehold = payee.recipientKind === 'household'
    const isElsewhere = isHousehold && rowVillage !== ownVillage
    const isOfTwoGroups = isHousehold && known !== group
    const isOpen = paid.isOpen || isUnpaid(line) || (headAt < 0 && hasMoreFigures(line))
    const question = payee.question ?? questionOf({ isElsewhere, isOfTwoGroups, isOpen, lotNumber })
    const { amountText } = paid
    const amountCents = isOpen ? null : paid.amountCents
    const bankReference = cell('reference')
    rows.push({ ...payee, amountText, amountCents, bankReference, lotNumber, question })
  }
  return headAt < 0 && areSerials(rows)
    ? rows.map((row) => ({ ...row, question: row.question ?? 'serial' }))
    : rows
}

/** What a row with a payee leaves open; null where it is read whole. */
function questionOf(row: {
  isElsewhere: boolean
  isOfTwoGroups: boolean
  isOpen: boolean
  lotNumber: string | null
}) {
  if (row.isElsewhere) return 'household'
  if (row.isOfTwoGroups) return 'group'
  if (row.isOpen) return 'amount'
  return row.lotNumber === '' ? 'lot' : null
}

const groupTitle = /^(?:所在)?(?:村民?小?组|组别?|社)(?:名|号)?$/
const villageTitle = /^(?:所在)?(?:行政)?村(?:名|庄)?$/

/** 未付, 退回: nothing that was paid. */
function isUnpaid({ cells }: SheetLine): boolean {
  return cells.some((cell) =>
    /^(?:未[付发支]|待[付发支]|退[回票汇]|失败|冲[正销]|作废|取消)/.test(cell),
  )
}

/** Figures behind the one that is taken for the amount: a price, what was paid at it. */
function hasMoreFigures({ cells }: SheetLine): boolean {
  const behind = cells.slice(usualColumns.indexOf('amount') + 1)
  return behind.some((cell) => /^\d+\.\d+$|^\d{1,5}$/.test(cell.replaceAll(',', '')))
}

/** 1, 2, 3 without a head may count the rows as well as name households. */
function areSerials(rows: readonly PastedSettlement[]): boolean {
  return rows.length >= 3 && rows.every((row, at) => row.householdNumber === String(at + 1))
}

/** 分 and 角, 百元 and 千元: what its figures mean is asked. */
type Unit = 'yuan' | 'wan' | 'other'

/** A column of amounts, and by what its figures are to be multiplied. */
interface AmountColumn {
  at: number
  unit: Unit
}

/**
 * The columns of what was paid: where one says 实付, what was due does not count, and where one
 * sums up the others, neither do those.
 */
function amountsOf(titles: readonly string[], unit: Unit): AmountColumn[] {
  if (titles.length === 0) return [{ at: usualColumns.indexOf('amount'), unit }]
  const columns = titles.flatMap((title, at) => {
    if (columnOf(title) !== 'amount') return []
    return [{ at, title, unit: unitOf(title) ?? unit }]
  })
  const paid = columns.filter(({ title }) => /实付|实发|实际/.test(title))
  const sums = columns.filter(({ title }) => /合计|总/.test(title))
  return paid.length > 0 ? paid : sums.length > 0 ? sums : columns
}

function unitOf(title: string): Unit | null {
  if (isInWan(title)) return 'wan'
  if (isInOther(title)) return 'other'
  return /[(/]元/.test(title) ? 'yuan' : null
}

/** 金额(角), 单位:千元. */
function isInOther(text: string): boolean {
  return /[(:/\s](?:[十百千亿]元?|[角分])\s?[)\s]?$|单位:\s?(?:[十百千亿]元?|[角分])/.test(
    text.trim(),
  )
}

/** 单位:万元, 金额(万元). */
function isInWan(text: string): boolean {
  return /[(:/\s]万元?\s?[)\s]?$/.test(text.trim()) || /单位:\s?万元?/.test(text)
}

/** The amount of a row; several columns that say several amounts leave it open. */
function moneyOf({ cells }: SheetLine, columns: readonly AmountColumn[]) {
  const filled = columns.filter(({ at }) => (cells[at] ?? '') !== '')
  const read = filled.map(({ at, unit }) => centsOf(cells[at] ?? '', unit))
  const [first, ...others] = filled
  const amountText = cells[first?.at ?? -1] ?? ''
  const isOpen =
    (others.length > 0 && new Set(read).size > 1) || filled.some(({ unit }) => unit === 'other')
  return { amountText, amountCents: isOpen ? null : (read[0] ?? null), isOpen }
}

/** 元 or 万元 as written, in 分; 1.2万 says its unit itself. */
function centsOf(written: string, unit: Unit): number | null {
  const [, figures = written, sign] = /^(.*\d)\s?(万元?|元整?)$/.exec(written) ?? []
  const isWan = sign === undefined ? unit === 'wan' : sign.startsWith('万')
  if (!isWan) return parseYuan(figures)
  const match = /^¥?\s?(\d{1,5})(?:\.(\d{1,6}))?$/.exec(figures)
  const cents = match ? Number(match[1] + (match[2] ?? '').padEnd(6, '0')) : null
  return cents === null || cents > largestLineCents ? null : cents
}

/** 3 户主甲 500, and perhaps its reference. */
const typed = /^(\d{1,4}) (\p{Script=Han}{2,6}) (¥?\d[\d,.]*(?:万?元)?)(?: ([a-z\d-]{1,40}))?$/iu

/** A row typed with commas or gaps; a comma that groups thousands stays. */
function inCells(line: SheetLine): SheetLine {
  const [only, ...others] = line.cells
  if (only === undefined || others.length > 0) return line
  const [, ...gaps] = typed.exec(only) ?? []
  if (gaps.length > 0) return { text: line.text, cells: gaps.map((cell) => cell ?? '') }
  const parts = only.split(/(?<!\d),|,(?!\d{3}(?!\d))/)
  const cells = parts.map((cell) => cell.replace(/^\s*"|"\s*$/g, '').trim())
  return { text: line.text, cells }
}

type CellOf = (column: Column) => string

function cellsOf({ cells }: SheetLine, columns: Columns): CellOf {
  return (column) => cells[columns.indexOf(column)] ?? ''
}

function payeeOf(
  cell: CellOf,
  above: PastedSettlement | undefined,
): Pick<PastedSettlement, 'recipientKind' | 'householdNumber' | 'recipientName' | 'question'> {
  // A household's merged number is that of all its rows.
  const number = cell('household').replace(mergedMark, '')
  const name = cell('name')
  const isCollective = /^(村?集体(?:经济(?:组织)?)?|collective)$/i.test(number)
  if (isCollective || (number === '' && /集体|村委|collective/i.test(name)))
    return {
      recipientKind: 'collective',
      householdNumber: null,
      recipientName: name,
      question: null,
    }
  const isMerged = number === '' && name !== '' && name === above?.recipientName
  const householdNumber = isMerged ? (above?.householdNumber ?? null) : number || null
  return {
    recipientKind: 'household',
    householdNumber,
    recipientName: name,
    question: questionOfNumber(householdNumber),
  }
}

function questionOfNumber(number: string | null) {
  if (number !== null && householdNumberFault(number) === 'household_number_day') return 'day'
  return number === null || !isOneHousehold(number) ? 'household' : null
}

/** 3、4 are two households, and words without a figure are the number of none. */
function isOneHousehold(number: string): boolean {
  return !/[、,;和及&]|\d\s+\d|~|至/.test(number) && /[\da-z一二三四五六七八九十]/i.test(number)
}

/**
 * Two cells name columns, the amount or whose row it is, and none is a figure; 10月金额 is none.
 * Where no column is called an amount, none is taken for one.
 */
function isHead({ cells }: SheetLine): boolean {
  const kinds = cells.map(columnOf)
  const named = kinds.filter((kind) => kind !== null)
  const isNamed =
    kinds.includes('amount') || (kinds.includes('household') && kinds.includes('name'))
  return named.length >= 2 && isNamed && !cells.some((cell) => figure.test(cell))
}

const figure = /^[^\p{L}]*\d[^\p{L}]*(?:万?元|斤|公斤|kg)?$/iu

function columnOf(cell: string): Column | null {
  const head = cell.replaceAll(' ', '')
  if (/身份证|账号|帐号|卡号|电话|手机|开户|银行|合作社|品名|品种|村名/.test(head)) return null
  if (/^(?:货物|产品)?(?:批次|批号|lot)/i.test(head)) return 'lot'
  if (/流水|凭证|回单|参考|reference/i.test(head)) return 'reference'
  if (/金额|实付|应付|实发|amount|yuan/i.test(head)) return 'amount'
  if (/户号|编号|户编|household/i.test(head)) return 'household'
  return /姓名|户主|户名|收款人|名称|name|recipient/i.test(head) ? 'name' : null
}
