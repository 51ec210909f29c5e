import { namedWeight } from '../catalogue/named-weight.ts'
import { simplified } from '../sheet.ts'
import { parseWeight } from '../weight.ts'
import { writtenNumber } from '../written-number.ts'
import { areWholeGoods } from './menus.ts'
import {
  type Amount,
  isCountUnit,
  isWeightUnit,
  type ReadAmount,
  readAmount,
  saysOtherwise,
  tensInWords,
  unitOfAmount,
} from './parse-amount.ts'
import type { Understood } from './parse-rows.ts'
import { readGoods } from './read-goods.ts'
import { goodsOfLine } from './read-line.ts'
import {
  mayBePrice,
  packPattern,
  packsTimesWeight,
  packWeight,
  withoutPrices,
} from './read-text.ts'
import { isCategory, isDate } from './sheet-lines.ts'

interface Figure {
  at: number
  read: ReadAmount
  isNamed: boolean
}

const phone = /^(?:1[3-9]\d{9}|0\d{2,3}-?\d{7,8})$/

/** A cell that is no part of an order line: a day, a phone number, a price with its currency. */
function isBeside(cell: string): boolean {
  return isDate(cell) || phone.test(cell) || withoutPrices(cell) === ''
}

/** A row of cells without a head: its goods, or several where names and amounts take turns. */
export function withoutHead(all: readonly string[], serial: number): Understood[] {
  const names = all.filter((cell, at) => at !== serial && isName(cell))
  const isOther = (cell: string, at: number) =>
    names.length > 1 && (isCategory(cell) || isPerson(cell, all[at + 1]))
  const cells = all.map((cell, at) =>
    at === serial || isBeside(cell) || isOther(cell, at) || (at === 0 && isInBrackets(cell))
      ? ''
      : cell,
  )
  const whole = cells.filter((cell) => cell !== '')
  if (whole.length > 1 && whole.every(areWholeGoods))
    return whole.flatMap((cell) => goodsOfLine(cell).map(readGoods))
  return inTurns(cells) ?? [oneRow(withFigures(cells))]
}

/** 五十 in a cell before 斤 is a figure. */
function withFigures(cells: readonly string[]): string[] {
  return cells.map((cell, at) => {
    const value = isUnit(cells[at + 1] ?? '') ? writtenNumber(tensInWords(cell)) : null
    return typeof value === 'number' ? String(value) : cell
  })
}

/** (7) before the name is a serial. */
function isInBrackets(cell: string): boolean {
  return /^\(\d{1,4}\)$/.test(cell)
}

/** A short name before a phone number is that of a person. */
function isPerson(cell: string, next: string | undefined): boolean {
  return next !== undefined && phone.test(next) && /^\p{Script=Han}{2,4}$/u.test(cell)
}

function isName(cell: string): boolean {
  return cell !== '' && !isBeside(cell) && !isUnit(cell) && readAmount(cell) === null
}

/** What the cell of a unit says: 25kg/袋 and 袋(25kg) name the weight of a pack as well. */
export interface CellUnit {
  unit: string
  packGrams: number | null
  /** Whether it is no unit that is known: what its figures count is asked. */
  isUnknown: boolean
}

/** The unit that a cell says, with the net weight of a pack in grams where it names one. */
export function unitOfCell(cell: string): CellUnit {
  const text = simplified(cell)
  const known = (unit: string, packGrams: number | null = null) => {
    return { unit, packGrams, isUnknown: false }
  }
  if (text === '' || isUnit(text)) return known(text)
  const [, first = '', rest = ''] = /^([^/()]{1,4})[/(]([^/()]{1,12})[)]?$/.exec(text) ?? []
  if (isWeightUnit(first) && parseWeight(`1${first}`, 'kg') === parseWeight(rest, 'kg'))
    return known(first)
  const holder = /[/](\D{1,3})$/.exec(text)?.[1] ?? text.replaceAll(/\([^()]*\)/g, '')
  if (isCountUnit(holder) && /\d/.test(text)) return known(holder, packWeight(text))
  const grams = parseWeight(text, 'kg')
  if (grams !== null) return known('', grams)
  return { unit: text, packGrams: null, isUnknown: true }
}

/** Whether a cell is nothing but a unit. */
export function isUnit(cell: string): boolean {
  return isCountUnit(cell) || isWeightUnit(cell)
}

/** 土豆 | 50斤 | 白菜 | 40斤: every second cell is an amount with its unit. */
function inTurns(cells: readonly string[]): Understood[] | null {
  const filled = cells.filter((cell) => cell !== '')
  const isTurn = (cell: string, at: number) =>
    at % 2 === 0 ? isName(cell) : /\D$/.test(cell) && readAmount(cell) !== null
  if (filled.length < 4 || filled.length % 2 === 1 || !filled.every(isTurn)) return null
  return filled.flatMap((cell, at) => (at % 2 === 0 ? [oneRow([cell, filled[at + 1] ?? ''])] : []))
}

function oneRow(cells: readonly string[]): Understood {
  const words: string[] = []
  const figures: Figure[] = []
  const units: { at: number; unit: string }[] = []
  let packGrams: number | null = null
  let isRemarked = false
  for (const [at, cell] of cells.entries()) {
    if (cell === '') continue
    // (周二20斤,周四30斤) is a remark with amounts of its own.
    if (at > 0 && /^\([^()]*\d[^()]*\)$/.test(cell) && packWeight(cell) === null) {
      isRemarked = true
      continue
    }
    if (isUnit(cell)) {
      units.push({ at, unit: cell })
      continue
    }
    const multiplied = packsTimesWeight(cell)
    if (multiplied !== null && multiplied.words === '') {
      packGrams ??= multiplied.packGrams
      figures.push({ at, read: { amount: multiplied.amount, question: null }, isNamed: true })
      continue
    }
    const read = amountInCell(cell, '')
    packGrams ??= packWeight(cell)
    if (read !== null) figures.push({ at, read, isNamed: !/^[\d,. ]+$/.test(cell) })
    else words.push(withoutPack(cell))
  }
  const name = words.filter(Boolean).join(' ')
  if (figures.length === 0) {
    const read = readGoods(name)
    return { ...read, packGrams: packGrams ?? read.packGrams }
  }
  const read = chosen(cells, figures, units, packGrams)
  return { words: name, ...read, question: read.question ?? (isRemarked ? 'figure' : null) }
}

/** Which figure is the amount, without a head to say so. */
function chosen(
  cells: readonly string[],
  figures: readonly Figure[],
  units: readonly { at: number; unit: string }[],
  packGrams: number | null,
): Omit<Understood, 'words'> {
  const beside = (figure: Figure) =>
    units.find(({ at }) => at === figure.at + 1) ?? units.find(({ at }) => at === figure.at - 1)
  const bare = figures.filter(({ isNamed }) => !isNamed)
  // Before the name stands a serial number rather than an amount; which of them, a person says.
  const name = cells.findIndex(isName)
  const whole = bare.filter(({ at, read }) => {
    return read.amount?.kind === 'bare' && Number.isInteger(read.amount.figure) && at > name
  })
  const counted = figures.filter(({ isNamed, read }) => isNamed && read.amount?.kind === 'packs')
  const weights = figures.filter(({ isNamed, read }) => isNamed && read.amount?.kind === 'weight')
  const [withUnit] = bare.filter(beside)
  const [best] = [
    ...counted,
    ...(withUnit ? [withUnit] : []),
    ...(weights.length > 0 ? whole : []),
    ...weights,
    ...figures.filter(({ at }) => at > name),
    ...figures,
  ]
  if (best === undefined) return { packGrams, amount: null, question: null }
  const unit = beside(best)?.unit ?? ''
  const read = unit === '' ? best.read : (amountInCell(cells[best.at] ?? '', unit) ?? best.read)
  const [pack] = weights.filter((figure) => figure !== best)
  const isCounted = isCount(best.read.amount)
  const besideGrams = pack?.read.amount?.kind === 'weight' ? pack.read.amount.grams : null
  const grams = packGrams ?? (isCounted ? besideGrams : null)
  const isAlone = figures.length === 1 || (counted.length === 1 && best === counted[0])
  // 5公斤 beside 12箱 is a pack; 30斤 beside a bare 3 may be an amount and its price.
  const hasUnit = best.isNamed || isCountUnit(unit)
  const isPackBeside = figures.length === 2 && pack !== undefined && isCounted && hasUnit
  const isBehind = units.some(({ at }) => at === best.at + 1)
  const isProven = best === withUnit && agree(cells, best, bare, isBehind)
  const isTwofold = best.isNamed && saysOtherwise(unitOfAmount(cells[best.at] ?? ''), unit)
  const isCertain = isAlone || isPackBeside || isProven
  return {
    packGrams: grams,
    amount: read.amount,
    question: read.question ?? (isCertain ? null : 'figure') ?? (isTwofold ? 'unit' : null),
  }
}

/**
 * Whether the two other figures are a price and what the amount costs at that price. A price right
 * beside the unit would prove itself as well: what may be one is asked (斤 | 2.50 | 200 | 500).
 */
function agree(
  cells: readonly string[],
  amount: Figure,
  bare: readonly Figure[],
  isBehind: boolean,
): boolean {
  const figureOf = ({ at }: Figure) => Number((cells[at] ?? '').replaceAll(/[, ]/g, ''))
  const [price, costs, ...more] = bare.filter((figure) => figure !== amount).map(figureOf)
  if (price === undefined || costs === undefined || more.length > 0) return false
  const isWhole = price > 0 && Math.abs(figureOf(amount) * price - costs) < 0.006
  const [written = ''] = bare.filter((figure) => figure !== amount).map(({ at }) => cells[at] ?? '')
  const own = cells[amount.at] ?? ''
  const isLess = figureOf(amount) < price && (!isBehind || /[.]\d{2}/.test(own) || price >= 100)
  const isDoubtful =
    isLess || (isBehind ? mayBePrice(own, written) : /[.]/.test(own) && !/[.]/.test(written))
  return isWhole && !isDoubtful && price !== 1 && figureOf(amount) !== 1
}

/**
 * An amount, with what stands in brackets behind it left out: "3箱(每箱10斤)". Another amount in
 * them is asked: "50斤(备用10斤)".
 */
export function amountInCell(cell: string, unit: string): ReadAmount | null {
  const read = readAmount(cell, unit)
  if (read !== null) return read
  const inner = readAmount(cell.replaceAll(/\([^()]*\)/g, ''), unit)
  const isOther = /\([^()]*\d[^()]*\)/.test(cell)
  const isPack = packWeight(cell) !== null && isCount(inner?.amount ?? null)
  return inner && isOther && !isPack ? { ...inner, question: inner.question ?? 'figure' } : inner
}

function isCount(amount: Amount | null): boolean {
  return amount?.kind === 'packs' || amount?.kind === 'bare'
}

/** The weight in grams that a cell of packs says, 5公斤 or 5公斤/箱; null where none. */
export function packIn(cell: string): number | null {
  return packWeight(cell) ?? namedWeight(cell)
}

/** A cell without the weight of a pack: nothing is left of 5公斤, nor of 5kg(10斤)/箱. */
export function withoutPack(cell: string): string {
  if (namedWeight(cell) !== null && cell.replaceAll(ofWeights, '') === '') return ''
  return parseWeight(cell, 'kg') === null
    ? cell
        .replace(packPattern, ' ')
        .replace(/\(([^()]*)$/, ' $1')
        .trim()
    : ''
}

const ofWeights = /公斤|千克|市斤|[斤两克]|kg|g|[\d.\s()/每装一箱袋盒件筐包桶瓶罐提捆扎板框篮]/gi

/** Amounts of one unit, added up; null where they cannot be. */
export function sumOf(amounts: readonly (Amount | null)[]): Amount | null {
  const [first] = amounts
  if (first === undefined || first === null) return null
  return amounts.slice(1).reduce<Amount | null>((sum, amount) => {
    if (sum?.kind === 'packs' && amount?.kind === 'packs')
      return { kind: 'packs', packs: sum.packs + amount.packs, unit: sum.unit }
    if (sum?.kind === 'weight' && amount?.kind === 'weight')
      return { kind: 'weight', grams: sum.grams + amount.grams }
    if (sum?.kind === 'bare' && amount?.kind === 'bare')
      return { kind: 'bare', figure: Math.round((sum.figure + amount.figure) * 1e6) / 1e6 }
    return null
  }, first)
}
