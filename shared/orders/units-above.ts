import type { SheetLine } from '../sheet.ts'
import { inUnitOfList } from './bare-figures.ts'
import { isUnit } from './headless-row.ts'
import { unitPattern } from './parse-amount.ts'
import type { ParsedRow } from './parse-rows.ts'
import { isNoteOfUnit, statedUnits, withoutStatedUnits } from './sheet-head.ts'
import { isCategory, isNote } from './sheet-lines.ts'

/** A line of a list with the unit that is stated above it for figures without one. */
export interface OrderLine extends SheetLine {
  /** '' where none is stated. */
  unit: string
  /** Whether the list says it in two ways, or only for other goods: then it is asked. */
  isUnclear: boolean
  /** Whether it says a unit or what kind of goods follow, and names none. */
  isHeading: boolean
  /** How many section heads stand above it. */
  section: number
  /** The day that it is for, as the list says it. */
  day?: string | undefined
  /** What is left of it where its day stands before its goods. */
  behindDay?: { cells: string[]; text: string }
}

interface StatedUnit {
  /** '' where a section head names none; null where what it says is no one unit. */
  unit: string | null
  /** A section head: what it says ends with its section. */
  isSection: boolean
  /** 以上单位公斤: of the rows above. */
  isUp: boolean
  /** Stated beside goods, and for them alone unless nothing follows. */
  isOfGoods: boolean
}

/**
 * A unit that is stated, in a line of its own or in the head of a section, holds from there until
 * the next one or the next section head (domain.md §2.7). Where the list does not say that it holds
 * for a row, or says two things, `isUnclear` has it asked.
 */
export function withUnitsAbove(lines: readonly SheetLine[]): OrderLine[] {
  const stated = lines.map(statedUnitIn)
  const stating = stated.flatMap((each, at) => (each && each.unit !== '' ? [at] : []))
  const heads = lines.map((line, at) => stated[at]?.isSection === true && isOnlyHead(line))
  const result: OrderLine[] = []
  const units = new Set<string | null>()
  let section = 0
  let now: { unit: string; isUnclear: boolean } = { unit: '', isUnclear: stating.length > 0 }
  let isOfSection = false
  let from = 0
  const last = stating.at(-1) ?? -1
  const isLast = last >= 0 && !lines.slice(last + 1).some(hasFigure)
  for (const [at, line] of lines.entries()) {
    const own = stated[at] ?? null
    const isHeading = heads[at] === true || isNoteOfUnit(line.text)
    if (own?.isSection) section += 1
    const isBehind = own !== null && (own.isUp || (at === last && isLast && !own.isSection))
    if (isBehind) {
      // Of all rows since the last unit that was stated, which must not be another one.
      const isOne = own.unit !== null && (own.isUp || (stating.length === 1 && section === 0))
      for (const row of result.slice(from)) {
        const isOther = row.unit !== '' && row.unit !== own.unit
        row.isUnclear = !(row.unit !== '' && !row.isUnclear && !isOther) && (!isOne || isOther)
        if (isOne && !isOther) row.unit = own.unit ?? ''
      }
      now = { unit: own.isOfGoods ? (own.unit ?? '') : '', isUnclear: own.unit === null || !isLast }
      from = at + 1
    } else if (own?.isSection && own.unit === '') {
      const isOfAll = units.size === 0 || (units.size === 1 && !isOfSection && !now.isUnclear)
      now = isOfAll ? now : { unit: '', isUnclear: true }
    } else if (own !== null) {
      isOfSection = own.isSection || section > 0
      now = { unit: own.unit ?? '', isUnclear: own.unit === null }
      from = at
    } else if (isOfSection && mayBeHead(line)) now = { unit: '', isUnclear: true }
    if (own !== null && own.unit !== '') units.add(own.unit)
    result.push({ ...line, ...now, isHeading, section })
    // 大米 10(单位:袋) says nothing of the goods below.
    if (own?.isOfGoods) now = { unit: '', isUnclear: true }
  }
  return stated.includes(ofSomeGoods)
    ? result.map((line) => ({ ...line, isUnclear: true }))
    : result
}

/** A row in the unit above it; what has none of its own is asked where that is unclear. */
export function inUnitAbove(row: ParsedRow, { unit, isUnclear }: OrderLine): ParsedRow {
  if (row.amount?.kind !== 'bare') return row
  if (isUnclear || ofSome.test(withoutStatedUnits(row.text)))
    return { ...row, question: row.question ?? 'unit' }
  return unit === '' ? row : inUnitOfList(row, unit)
}

function statedUnitIn(line: SheetLine): StatedUnit | null {
  const { text, cells } = line
  const heads = cells.some((cell) => /\d\D/.test(cell) && !numbered.test(cell))
    ? []
    : [...cells, text].flatMap((cell) => headOf(cell) ?? [])
  const units = new Set([...statedUnits(text), ...heads.flatMap(({ unit }) => unit || [])])
  const isSection = heads.length > 0
  if (units.size === 0 && !isSection)
    return hasFigure(line) || !ofSome.test(text) ? null : ofSomeGoods
  const [unit = ''] = units
  const isUnknown = heads.some((head) => head.unit === null)
  const isOfGoods = !isSection && isOfGoodsItself(text)
  const rest = isOfGoods || hasFigure(line) ? '' : withoutStatedUnits(text)
  // 单位:斤,大米按袋.
  const isOther = !isSection && otherUnit.test(rest)
  const isClear = units.size <= 1 && !isUnknown && !isOther
  return { unit: isClear ? unit : null, isSection, isUp: upwards.test(text), isOfGoods }
}

/** 大米按袋 in a line of its own: for which rows, nobody can tell. */
const ofSome = new RegExp(
  `(?:[按论]|单位[均都]?[:为是]?)\\s?(?:${unitPattern})(?:计|算|订|报)?(?=$|[\\s,;。)、])`,
  'i',
)
const ofSomeGoods: StatedUnit = { unit: null, isSection: false, isUp: false, isOfGoods: false }

const upwards = /^[(]?(?:注:)?(?:以上|上述|上面)/
const otherUnit = new RegExp(`(?<!月)(?:${unitPattern})(?=$|[\\s,;。、)])`, 'i')
const numbering =
  String.raw`(?:[(]?(?:[一二三四五六七八九十]{1,3}|\d{1,2})[)]|` +
  String.raw`(?:[一二三四五六七八九十]{1,3}|\d{1,2})[.、])?\s?`
const numbered = new RegExp(`^${numbering}\\D{1,40}$`)
const headed = new RegExp(
  String.raw`^[-—=#*·【\s]*${numbering}[【]?([^\d\s()[\]:】,;]{1,8})\s?(?:部分)?` +
    String.raw`(?:[】\s:,;([]{1,3}([^\d()[\]]{0,12})[)\]]?)?[】\s:*=—-]*$`,
)

/** 蔬菜(斤), 一、粮油类(单位:袋), 水果类: a category, and its unit, '' where it says none. */
function headOf(text: string): { unit: string | null } | null {
  const [, name = '', bracket = ''] = text.length > 40 ? [] : (headed.exec(text) ?? [])
  if (!isCategory(name)) return null
  const label = /^(?:(?:计量|数量|重量)?单位\s?[均都]?[:为是]?|[均都]?[按以为])\s?/
  const plain = bracket
    .replace(label, '')
    .replace(/(?:为单位|计|算)$/, '')
    .trim()
  if (isUnit(plain)) return { unit: plain }
  if (bracket !== '' && !/[([]/.test(text) && plain === bracket) return null
  const isOther = plain !== bracket || plain.split(/[/、,;或和\s]/).some(isUnit)
  return { unit: isOther ? null : '' }
}

/** Whether a line is a section head and nothing else, but for the number of the section. */
function isOnlyHead({ cells, text }: SheetLine): boolean {
  const filled = cells.filter(
    (cell) => cell !== '' && !/^[(]?[一二三四五六七八九十]+[)、.]?$/.test(cell),
  )
  const [first = '', ...others] = filled
  const isAlone = others.every((cell) => /^[([]|单位/.test(cell))
  return isAlone && headOf(others.length === 0 ? first : text) !== null
}

/** 米面粮油, 早餐:: names without a figure may head what follows. */
function mayBeHead(line: SheetLine): boolean {
  const filled = line.cells.filter((cell) => cell !== '')
  if (filled.length !== 1 || /\d/.test(line.text) || line.text.length > 16) return false
  return /\p{Script=Han}/u.test(line.text) && (!isNote(line) || /:$/.test(line.text))
}

function hasFigure({ text }: SheetLine): boolean {
  return /\d/.test(text)
}

/** What stands above a head and has figures, but orders nothing. */
const about =
  /人数|用餐|就餐|日期|时间|编号|单号|电话|手机|联系|合计|总计|共计|预算|金额|第|页|年|\d月|周|星期|:\d{2}/
const behindName = new RegExp(
  `^(?:\\d{1,3}[.、)]?\\s?)?\\p{Script=Han}.{0,60}\\d\\s?(?:${unitPattern})?` +
    '(?:\\([^()]*\\))?[\\s,;。(]*$',
  'iu',
)
const beforeName = new RegExp(`^\\d{1,5}\\s?(?:${unitPattern})\\s?\\p{Script=Han}`, 'iu')
const within = /\p{Script=Han}.{0,40}\d\s?(?:公斤|千克|市?斤|kg|[箱袋桶盒件筐包瓶])/iu

/** Whether a line beside which a unit is stated, or that stands above a head, orders goods. */
export function isOfGoodsItself(text: string): boolean {
  const rest = withoutStatedUnits(text)
  if (about.test(rest) || /\d[-/.]\d{1,2}[-/.]\d|\d{5}/.test(rest)) return false
  return behindName.test(rest) || beforeName.test(rest) || within.test(rest)
}
