import type { SheetLine } from '../sheet.ts'
import { type ListPart, mostParts } from './basket.schemas.ts'
import { divisionOf } from './divisions.ts'
import type { ParsedRow } from './parse-rows.ts'
import { plainTitle } from './sheet-head.ts'
import type { HeadedTable } from './sheet-lines.ts'
import type { OrderLine } from './units-above.ts'

const dayHead =
  /^(?:日期|时间|星期|周次?|(?:[送用需到交]|配送|送货|到货|交货|使用|用餐|就餐|需求)[货餐]?(?:日期?|时间))$/
const wholeDate = /^20\d{2}[-/.年]\d{1,2}[-/.月]\d{1,2}日?$/
// 3号楼 and 2号食堂 are places.
const namedDay =
  '(?:[本下]?(?:周|星期|礼拜)[一二三四五六日天]|(?:\\d{4}年)?\\d{1,2}月\\d{1,2}[日号]|[今明后]天|' +
  '\\d{1,2}[日号](?![楼院门栋库厅窗店班线车仓点灶校食餐]))'
const toBring = '[\\s:,]*(?:[要送用](?=\\p{Script=Han}{2}))?'
const dayFirst = new RegExp(
  `^(${namedDay})(?:\\s?\\([^()]{1,12}\\))?${toBring}(?=\\p{Script=Han})(?![、至到和及])`,
  'u',
)
const dayWithin = new RegExp(`(?<=[,;。、\\s])(?=${namedDay}${toBring}\\p{Script=Han}{2})`, 'u')
const anyFigure = /[\d半两二三四五六七八九十]/

/** 明天土豆50斤,后天白菜30斤: a line for each of its days. */
export function withDaysApart(lines: readonly SheetLine[]): SheetLine[] {
  return lines.flatMap((line) => {
    if (line.cells.length > 1 || !dayFirst.test(line.text)) return [line]
    const parts = line.text.split(dayWithin).map((part) => part.replace(/[\s,;。、]+$/, ''))
    if (!parts.every((part) => dayFirst.test(part) && anyFigure.test(part.replace(dayFirst, ''))))
      return [line]
    return parts.map((text) => ({ ...line, text, cells: [text] }))
  })
}

/** Lines with the day that stands above, before or in them: 周一, 12月1日:土豆50斤. */
export function withDays(lines: readonly OrderLine[]): OrderLine[] {
  let day = ''
  const dated = lines.map((line) => {
    const filled = line.cells.filter((cell) => cell !== '')
    const [first = ''] = filled
    const own = dayIn(first, filled.length === 1)
    day = own?.day ?? day
    const last = filled.length > 2 ? filled.at(-1) : undefined
    if (own === null && last !== undefined && wholeDate.test(last)) return { ...line, day: last }
    if (day === '') return line
    if (own === null || own.rest === '') return { ...line, day }
    const rest = own.rest
    const cells = line.cells.map((cell) => (cell === first ? rest : cell))
    return { ...line, day, behindDay: { cells, text: filled.length === 1 ? rest : line.text } }
  })
  return dated
}

/** 周一 alone, or before goods. */
function dayIn(text: string, isAlone: boolean): { day: string; rest: string } | null {
  const plain = plainTitle(text)
  const isNumber = /^[\d./-]+$/.test(plain)
  if (divisionOf(plain) === 'day' && !(isNumber && !/^\d{4}/.test(plain)))
    return { day: plain, rest: '' }
  const [whole = '', day = ''] = isAlone ? (dayFirst.exec(text) ?? []) : []
  const rest = text.slice(whole.length)
  return day === '' || !anyFigure.test(rest) ? null : { day, rest }
}

/** A table whose first days stand in a column of their own: an empty cell is of the day above. */
export function withDayColumn(table: HeadedTable): HeadedTable {
  const at = table.titles.findIndex((title) => dayHead.test(plainTitle(title)))
  if (at < 0) return table
  let day = ''
  const body = table.body.map((line) => {
    const cell = plainTitle(line.cells[at] ?? '')
    if (divisionOf(cell) === 'day' || /^4[5-9]\d{3}$/.test(cell)) day = cell
    return day === '' ? line : { ...line, day }
  })
  return { ...table, body }
}

/** The days of goods, where there are several; `taken` are those that are ordered. */
export function daysOf(lines: readonly OrderLine[], taken: readonly string[]): ListPart[] {
  const ordered = lines.filter(
    ({ text, day }) => day !== undefined && /[\d半一二两三十]/.test(text),
  )
  const days = [...new Set(ordered.flatMap(({ day }) => day ?? []))].slice(0, mostParts)
  if (days.length < 2) return []
  return days.map((title) => ({ title, kind: 'day', isTaken: taken.includes(title) }))
}

/**
 * Lines of the days that are ordered. While none was chosen, all lines keep their day and wait for
 * a choice, and so do those of a day beyond the ones that can be chosen.
 */
export function ofDays(lines: readonly OrderLine[], days: readonly ListPart[]): OrderLine[] {
  if (days.length === 0) return lines.map((line) => ({ ...line, day: undefined }))
  const chosen = new Map(days.map(({ title, isTaken }) => [title, isTaken]))
  const isChosen = days.some(({ isTaken }) => isTaken)
  const isOpen = (day: string) => !isChosen || !chosen.has(day)
  return lines
    .filter(({ day }) => day === undefined || isOpen(day) || chosen.get(day))
    .map(({ behindDay, ...line }) => ({
      ...line,
      ...behindDay,
      day: line.day !== undefined && isOpen(line.day) ? line.day : undefined,
    }))
}

/** A row of one of several days, while nobody has stated whether that day is ordered. */
export function questionOfDay(row: ParsedRow, { day }: OrderLine): ParsedRow {
  if (day === undefined || row.amount === null) return row
  return { ...row, question: row.question ?? 'parts' }
}
