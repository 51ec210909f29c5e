import { simplified } from '../sheet.ts'
import { tidyLine } from '../text.ts'
import { type WrittenNumber, writtenNumber } from '../written-number.ts'
import type { RowQuestion } from './basket.schemas.ts'

/**
 * How much is wanted: whole packs, a weight that packs must make up, or a figure without a unit,
 * which may be either.
 */
export type Amount =
  | { kind: 'packs'; packs: number; unit: string }
  | { kind: 'weight'; grams: number }
  | { kind: 'bare'; figure: number }

/** An amount as it was read; beside the question `about` there is one. */
export interface ReadAmount {
  amount: Amount | null
  /** Why a person must look at it: nothing that can be read in two ways is guessed (§2.7). */
  question: RowQuestion | null
}

const countUnit =
  '大箱|小箱|箱子|箱|件|盒|大袋|小袋|袋子|袋|包|桶|筐|瓶|罐|听|只|个|份|条|提|捆|扎|板|框|篮|盘|' +
  '把|枚|颗|根|棵|块|尾|头|羽|对|串|坛|卷|排|托|杯|支|朵|株|' +
  'boxes|box|bags|bag|cases|case|cartons|carton|crates|crate|packs|pack|pcs|pc'
const gramsOf: Record<string, number> = {
  斤: 500,
  市斤: 500,
  jin: 500,
  两: 50,
  市两: 50,
  公斤: 1_000,
  千克: 1_000,
  kg: 1_000,
  kgs: 1_000,
  克: 1,
  g: 1,
  吨: 1_000_000,
  t: 1_000_000,
  担: 50_000,
}
const weightUnit = Object.keys(gramsOf)
  .sort((a, b) => b.length - a.length)
  .join('|')

const onlyCountUnit = new RegExp(`^(${countUnit})$`, 'i')
const onlyWeightUnit = new RegExp(`^(${weightUnit})$`, 'i')

/** Whether a text is nothing but a unit in which packs are counted, such as 箱. */
export function isCountUnit(text: string): boolean {
  return onlyCountUnit.test(text)
}

/** Whether a text is nothing but a unit of weight, such as 斤 or kg. */
export function isWeightUnit(text: string): boolean {
  return onlyWeightUnit.test(text)
}

/** The units in which the weight of a pack or of its pieces is written, for a pattern. */
export const packWeightUnit = '(?:公斤|千克|市斤|斤|克|kg|g)'

/** Every unit, for a pattern. */
export const unitPattern = `${weightUnit}|${countUnit}`

/** A figure with a unit behind it, wherever it stands in a text; figures in words as well. */
export const namedFigure =
  '(?:\\d[\\d,‚. ]{0,15}|半|[零〇一二两三四五六七八九十百千万]{1,9})' +
  `\\s?(?:${unitPattern})(?![a-z])半?`

const figureWithUnit = new RegExp(namedFigure, 'i')
const unitAtEnd = new RegExp(`(${unitPattern})半?$`, 'i')

/** The unit of the first figure in a text, '' where it has none: 斤 of 2斤3两. */
export function unitOfAmount(text: string): string {
  const [figure = ''] = figureWithUnit.exec(text.normalize('NFKC')) ?? []
  return unitAtEnd.exec(figure)?.[1] ?? ''
}

const shortTens = new RegExp(`[廿卅](?=[一二三四五六七八九]?\\s?(?:${unitPattern}))`, 'g')

const pointInWords = new RegExp(
  `([零一二两三四五六七八九十]{1,3})点([零一二三四五六七八九]{1,3})(?=\\s?(?:${unitPattern}))`,
  'g',
)

/** 叁拾斤: the numerals of cheques. */
const formalNumerals = '壹贰叁肆伍陆柒捌玖拾佰仟萬'
const plainNumerals = '一二三四五六七八九十百千万'
const formal = new RegExp(`[零${formalNumerals}]{1,9}(?=\\s?(?:${unitPattern})|$)`, 'g')

/** 3千斤, 1.5万斤, 2万5千斤; 5千克 is a unit. */
const mixed = new RegExp(
  `(\\d{1,4}(?:\\.\\d{1,4})?)([百千万])(?:(\\d)([百千]))?(?!克)(?=\\s?(?:${unitPattern})|$)`,
  'g',
)
const placeOf: Record<string, number> = { 百: 100, 千: 1_000, 万: 10_000 }

/** 廿斤 is 二十斤, 卅五斤 is 三十五斤, 三点五斤 is 3.5斤, 叁拾斤 is 三十斤, 1.5万斤 is 15000斤. */
export function tensInWords(text: string): string {
  return text
    .replaceAll(formal, (signs) =>
      [...signs].map((sign) => plainNumerals[formalNumerals.indexOf(sign)] ?? sign).join(''),
    )
    .replaceAll(mixed, (whole, figures: string, place: string, more?: string, next?: string) => {
      const [own = 0, below = 0] = [placeOf[place], placeOf[next ?? '']]
      if (below >= own) return whole
      return String(Math.round((Number(figures) * own + Number(more ?? 0) * below) * 100) / 100)
    })
    .replaceAll(shortTens, (sign) => (sign === '廿' ? '二十' : '三十'))
    .replaceAll(pointInWords, (whole, before: string, behind: string) => {
      const value = writtenNumber(before)
      const decimals = [...behind].map((sign) => '零一二三四五六七八九'.indexOf(sign)).join('')
      return typeof value === 'number' ? `${value}.${decimals}` : whole
    })
}

const pieces = /^(?:个|只|枚|颗|根|棵|把|条|头|尾|块|朵|支|株|羽|对|串)$/

/** Any pack may be called so. */
const general = /^(?:件|份|packs?)$/i
const containers = new RegExp(
  countUnit
    .split('|')
    .filter((unit) => !pieces.test(unit) && !general.test(unit) && !/^pcs?$/.test(unit))
    .join('|'),
  'gi',
)
const englishUnits: Record<string, string> = {
  box: '箱',
  boxes: '箱',
  case: '箱',
  cases: '箱',
  carton: '箱',
  cartons: '箱',
  crate: '筐',
  crates: '筐',
  bag: '袋',
  bags: '袋',
  pc: '个',
  pcs: '个',
}

/** 大箱, 箱子 and boxes are 箱. */
function plainUnit(unit: string): string {
  const lower = unit.toLowerCase()
  return englishUnits[lower] ?? lower.replace(/^[大小](?=.)/, '').replace(/(?<=.)子$/, '')
}

/**
 * Whether an amount counts something else than the packs that are sold: pieces where a pack holds
 * several (30枚 are no 30 箱 of 300枚), or another container (40袋 of what is sold by 箱).
 */
export function countsOtherwise(unit: string, packName: string): boolean {
  if (unit === '' || general.test(unit)) return false
  const whole = packName.normalize('NFKC').replaceAll(/\s/g, '')
  const plain = whole.replaceAll(/\([^()]*\)/g, '')
  const counted = plainUnit(unit)
  if (pieces.test(counted)) return !plain.endsWith(counted) || /\d.$/.test(plain)
  const soldBy = (plain.match(containers) ?? whole.match(containers))?.at(-1)
  return soldBy !== undefined && plainUnit(soldBy) !== counted
}

/** 斤 in the row under 数量(公斤): which of them holds, a person says. */
export function isOtherUnit(one: string, other: string): boolean {
  if (isWeightUnit(one) && isWeightUnit(other))
    return gramsOf[one.toLowerCase()] !== gramsOf[other.toLowerCase()]
  return isWeightUnit(one) !== isWeightUnit(other)
}

/** 袋 beside 斤 or 箱; 件 and 份 may be any of them, and what is no unit says nothing. */
export function saysOtherwise(one: string, other: string): boolean {
  if (![one, other].every((unit) => isWeightUnit(unit) || isCountUnit(unit))) return false
  if (isOtherUnit(one, other)) return true
  return !isWeightUnit(one) && (countsOtherwise(one, other) || countsOtherwise(other, one))
}

/** The most packs, and the heaviest weight in grams, that one row may order. */
export const mostPacks = 100_000
export const mostGrams = 100_000_000_000

const figure = '(?:\\d[\\d,‚. ]{0,15}|半|[零〇一二两三四五六七八九十百千万]{1,9})'
const beforeAmount =
  /^(至少|最少|起码|不少于|不低于|最多|至多|不超过|不高于|大约|大概|差不多|约|近|共|要|来|各|[≈≥≤<>])\s*/
const afterAmount = /\s*(左右|上下|许|多点|吧)$/
const namedAmount = new RegExp(`^(${figure})\\s*(${weightUnit}|${countUnit})(半)?$`, 'i')
const bracketed = new RegExp(`^(\\d[\\d,‚. ]{0,15})\\((${weightUnit}|${countUnit})\\)$`, 'i')
const bareWords = /^([零〇一二两三四五六七八九十百千万]{1,9})$/
const bareAmount = /^(\d[\d,. ]{0,15})$/
const twoWeights = new RegExp(
  `^(${figure})\\s*(${weightUnit})\\s*(${figure})\\s*(${weightUnit})$`,
  'i',
)
const anyUnit = `(?:${weightUnit}|${countUnit})?`
const range = new RegExp(
  String.raw`^${figure}\s*${anyUnit}\s*(?:-|~|—|–|至|到|或者?)\s*${figure}\s*${anyUnit}$`,
  'i',
)
/** 20多斤, 十来斤, 几箱, 若干: some number that nobody has said; and 10+5斤, a sum to be done. */
const vague = new RegExp(
  String.raw`^(?:(?:${figure})?\s*(?:多|来|几|余)\s*[十百千万]?\s*${anyUnit}|` +
    String.raw`若干|适量|少许|少量|一些|一点|\d[\d.]{0,8}\s?k(?!gs?$)\s?${anyUnit})$`,
  'i',
)
const sum = new RegExp(String.raw`^\d[\d.]{0,8}\s*\+\s*\d[\d.]{0,8}\s*${anyUnit}$`, 'i')

/** A comma of full width between figures (1，500), which may part them or group thousands. */
export const wideComma = '‚'

const mayBeThousands = /^[1-9]\d{0,2}\.\d{3}$/

/**
 * A text that is nothing but an amount ("1,200 斤", "两箱", "约50斤", "二斤半", "50-60斤"); null when
 * it is none. `unit` stands in a cell of its own, and serves a bare number.
 */
export function readAmount(text: string, unit = ''): ReadAmount | null {
  if (text.includes(wideComma)) {
    const read = readAmount(text.replaceAll(wideComma, ','), unit)
    return read && { ...read, question: read.question ?? 'number' }
  }
  const plain = simplified(tidyLine(text.normalize('NFKC')))
  if (plain.length > 60) return null
  if (range.test(plain)) return { amount: null, question: 'range' }
  if (vague.test(plain) || sum.test(plain)) return { amount: null, question: 'number' }
  const bare = plain
    .replace(/\s*[?+]{1,3}$/, '')
    .replace(beforeAmount, '')
    .replace(afterAmount, '')
  const isAbout = bare !== plain && !/^(共|要|来)/.test(plain)
  const core = tensInWords(bare)
  const both = twoWeights.exec(core)
  // 5kg10斤 is one weight said twice, no sum; 3斤6两 is one.
  if (both && !isSmaller(both[3], both[4], both[2])) return { amount: null, question: 'number' }
  if (both)
    return withDoubt(
      weightOf([
        [both[1], both[2]],
        [both[3], both[4]],
      ]),
      isAbout,
    )
  // 一百 counts where its column says of what.
  const inWords = unit === '' ? null : bareWords.exec(core)
  const match = namedAmount.exec(core) ?? bracketed.exec(core) ?? bareAmount.exec(core) ?? inWords
  if (match === null) return null
  const [, written = '', ownUnit = unit, half] = match
  const value = writtenNumber(written.trim())
  if (value === null) return null
  const doubt = withDoubt(amountOf(half === undefined ? value : add(value, 0.5), ownUnit), isAbout)
  // 1.500 may be one and a half, or the fifteen hundred of who writes a point for the thousands;
  // in a column of kilograms it is what scales and programs write.
  const isOfScales = ownUnit === unit && /^(?:kgs?|公斤|千克)$/i.test(unit)
  return mayBeThousands.test(written) && !isOfScales ? { ...doubt, question: 'number' } : doubt
}

/** Whether a weight is less than one of a unit. */
function isSmaller(written = '', unit = '', than = ''): boolean {
  const value = writtenNumber(written.trim())
  const [own = 0, one = 0] = [unit, than].map((each) => gramsOf[each.toLowerCase()])
  return typeof value === 'number' && value * own < one
}

function add(value: WrittenNumber, more: number): WrittenNumber {
  return typeof value === 'number' ? value + more : value
}

function withDoubt(amount: Amount | null, isAbout: boolean): ReadAmount {
  if (amount === null) return { amount: null, question: 'number' }
  return { amount, question: isAbout ? 'about' : null }
}

/** Null: a number that is unclear, no whole pack or gram, nothing, or more than anybody orders. */
function amountOf(value: WrittenNumber, unit: string): Amount | null {
  if (isWeightUnit(unit)) return weightOf([[String(value), unit]])
  if (typeof value !== 'number') return null
  if (unit === '') return value > 0 && value <= mostPacks ? { kind: 'bare', figure: value } : null
  if (!Number.isInteger(value)) return null
  if (value < 1 || value > mostPacks) return null
  return { kind: 'packs', packs: value, unit }
}

function weightOf(parts: [string | undefined, string | undefined][]): Amount | null {
  let grams = 0
  for (const [written = '', unit = ''] of parts) {
    const value = writtenNumber(written.trim())
    if (typeof value !== 'number') return null
    // Six decimals at most and a factor of whole grams: the product is exact once it is rounded.
    grams += Math.round(value * (gramsOf[unit.toLowerCase()] ?? 0) * 1_000_000) / 1_000_000
  }
  if (!Number.isInteger(grams) || grams < 1 || grams > mostGrams) return null
  return { kind: 'weight', grams }
}
