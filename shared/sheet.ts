import { directionMarks, tidyLine } from './text.ts'

/** What a cell may hold of a list, and a row altogether, in signs; the rest is cut off. */
export const longestCell = 200
const longestRow = 1_000
const mostCells = 100

/** A quoted cell is at most so long: a lone quotation mark must not swallow the rest of a list. */
const longestQuoted = 500

/** A row of a table, its cells tidied; `text` is the row as it is shown to its writer. */
export interface SheetLine {
  text: string
  cells: string[]
  /** Whether a line around it says that it may not be wanted. */
  isDoubtful?: boolean
  /** The head of a cross table: which of its cells are days, meals or places. */
  parts?: readonly number[]
}

/**
 * Rows as they come out of Excel or WPS: cells apart by tabs, those with a line break in quotation
 * marks. Full-width signs become plain ones and invisible ones go (domain.md §2.7). Empty rows are
 * left out. Takes time in proportion to the text.
 */
export function sheetLines(pasted: string): SheetLine[] {
  const lines: SheetLine[] = []
  let cells: string[] = []
  const endLine = () => {
    if (cells.some((cell) => cell !== ''))
      lines.push({ text: cells.join(' ').replaceAll(/ +/g, ' ').trim(), cells })
    cells = []
  }
  let length = 0
  const { text, separator } = withSeparator(pasted)
  for (let at = 0; at <= text.length; ) {
    const cell = cellAt(text, at, separator)
    const room = Math.max(0, Math.min(longestCell, longestRow - length))
    if (cells.length < mostCells) cells.push(tidyCell(cell.text).slice(0, room))
    length += cell.text.length
    at = cell.end + 1
    if (text[cell.end] === separator) continue
    endLine()
    length = 0
  }
  return lines
}

/** What parts the cells of a text: tabs, commas of a saved sheet, or gaps of several spaces. */
function withSeparator(pasted: string): { text: string; separator: '\t' | ',' } {
  if (pasted.includes('\t')) return { text: pasted, separator: '\t' }
  if (/(?:^|\n)"[^"\n]{0,200}","/.test(pasted)) return { text: pasted, separator: ',' }
  const lines = pasted.split('\n').map((line) => line.trim())
  const hasGaps = lines.every((line) => line === '' || /\S[ \u3000]{2,}\S/.test(line))
  const text = hasGaps
    ? lines.map((line) => line.replaceAll(/[ \u3000]{2,}/g, '\t')).join('\n')
    : pasted
  return { text, separator: '\t' }
}

/** A row with the number that it has in its sheet, counted from 1. */
export interface NumberedLine extends SheetLine {
  number: number
}

/**
 * Rows whose cells a file holds apart, each on one line; empty ones are left out, and the others
 * keep their numbers. Nothing is cut off, and full-width signs stay: a name is kept as written.
 */
export function linesOfCells(rows: readonly (readonly string[])[]): NumberedLine[] {
  return rows.flatMap((row, at) => {
    const cells = Array.from(row, (cell) =>
      tidyLine((cell ?? '').replaceAll(directionMarks, '').replaceAll(/[\r\n]+/g, ' ')),
    )
    const text = cells.join(' ').replaceAll(/ +/g, ' ').trim()
    return text === '' ? [] : [{ number: at + 1, text, cells }]
  })
}

/** The cells of a text that a spreadsheet saved, its rows apart by line breaks, as they stand. */
export function cellsOfText(text: string, separator: ',' | ';' | '\t'): string[][] {
  const rows: string[][] = [[]]
  for (let at = 0; at <= text.length; ) {
    const cell = cellAt(text, at, separator)
    rows.at(-1)?.push(cell.text.replace(/\r$/, ''))
    at = cell.end + 1
    if (text[cell.end] === '\n') rows.push([])
  }
  return rows
}

/** Whether a row sums up those above it: its first words say so, or those behind its number. */
export function isTotal(line: SheetLine): boolean {
  const filled = line.cells.filter((cell) => cell !== '')
  const words = filled.slice(0, 2).map((cell) => simplified(cell.replaceAll(' ', '')))
  const [first = '', second = ''] = words
  if (partSummary.test(first) || partSummary.test(second)) return filled.length > 1
  return summary.test(first) || (/^\d{1,4}$/.test(first) && summary.test(second))
}

const summary = new RegExp(
  '^(本页|本[月周日次]|今日|以上|全部|累计)?(合计|总计|小计|共计|累计|总金额|金额合计|总价|总数|大写|人民币|平均|均值|(?:承|接|转|过)[前上次下]页|' +
    'total|subtotal|sum)',
  'i',
)

/** 蔬菜小计 sums up a part of the goods. */
const partSummary =
  /^(?:[^\d:]{1,10}(?:小计|合计|总计|subtotal)[:)]?|\d{1,4}户合计|(?:总|一)?共\d{1,4}[种项样品户])$/i

const traditional = '數單價總計貨號稱規類備註購訂採個條顆隻兩額額簽領驗審製業買賣產種體庫餘實際裝'
const plain = '数单价总计货号称规类备注购订采个条颗只两额额签领验审制业买卖产种体库余实际装'
const plainOf = new Map([...traditional].map((sign, at) => [sign, plain[at] ?? sign]))
const anyTraditional = new RegExp(`[${traditional}]`, 'g')

/** The words of heads, units and totals in the signs that the rules here are written in. */
export function simplified(text: string): string {
  return text.replaceAll(anyTraditional, (sign) => plainOf.get(sign) ?? sign)
}

/** Whether a row says who made, checked or receives a list, or remarks on it. */
export function isSignature({ cells }: SheetLine): boolean {
  const first = cells.find((cell) => cell !== '') ?? ''
  return noteWords.test(simplified(first.replaceAll(' ', '')))
}

const noteWords = new RegExp(
  '^(制表|填表|园长|校长|院长|科长|主任|经理|厨师|司机|编制|申请|经手|填报|管理员|食堂主任|地点|' +
    '下单|预算|送达|打印|审核|审批|批准|经办|采购员|采购人|采购部门|验收|复核|签字|签名|签收|负责人|主管|' +
    '会计|出纳|库管|仓管|保管|领导|盖章|备注|注意|说明|注|日期|时间|联系人|联系|电话|手机|地址|送货|' +
    '收货|配送|金额|大写|用餐|就餐|部门|科室|班级|学校|单位)[^,;。]{0,8}:',
)

/** Before the figure of a merged cell, which may be of all its rows or of each (§2.7). */
export const mergedMark = '合并: '

const amount =
  /^[¥约]?\s?(?:\d{1,9}(?:[,.]\d{1,6}){0,3}|[零一二两三四五六七八九十半百千万]{1,6})\s?(?:\p{L}{0,2}|k?gs?)$/iu

/** Whether a cell holds an amount, not a word, a day or a long number, which hold for all rows. */
export function mayBeAmount(text: string): boolean {
  return (
    amount.test(text.normalize('NFKC').trim()) ||
    /\d.*[斤两箱袋元]|[半一二两三四五六七八九十百千]\s?[斤两箱袋]/.test(text)
  )
}

/** The cell that begins at a place, and where the tab, the line break or the text ends it. */
function cellAt(pasted: string, start: number, separator = '\t'): { text: string; end: number } {
  const closing = pasted[start] === '"' ? closingQuote(pasted, start, separator) : -1
  if (closing >= 0) {
    const end = endOfCell(pasted, closing + 1, separator)
    return { text: pasted.slice(start + 1, closing).replaceAll('""', '"'), end }
  }
  const end = endOfCell(pasted, start, separator)
  return { text: pasted.slice(start, end), end }
}

/** The mark that ends a cell in quotation marks, before what ends the cell; -1 for a lone one. */
function closingQuote(pasted: string, start: number, separator: string): number {
  const limit = start + longestQuoted
  let at = pasted.indexOf('"', start + 1)
  while (at >= 0 && at < limit) {
    const next = pasted[at + 1]
    if (next === undefined || [separator, '\r', '\n'].includes(next)) return at
    at = pasted.indexOf('"', next === '"' ? at + 2 : at + 1)
  }
  return -1
}

function endOfCell(pasted: string, from: number, separator: string): number {
  let end = from
  while (end < pasted.length && pasted[end] !== separator && pasted[end] !== '\n') end += 1
  return end
}

/** ① and its like name a row; they must not become the figure 1 of an amount. */
const circled = /[①-⑳]/g

function tidyCell(text: string): string {
  const plain = text
    .slice(0, longestQuoted)
    .replaceAll(circled, (sign) => `${sign.charCodeAt(0) - 0x245f}、`)
    .normalize('NFKC')
  return tidyLine(plain.replaceAll(directionMarks, '').replaceAll(/[\r\n]+/g, ' '))
}
