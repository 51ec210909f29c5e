import { namedFigure, readAmount } from '../orders/parse-amount.ts'
import { simplified } from '../sheet.ts'
import { tidyLine } from '../text.ts'

/** What says no weight: sizes, volumes, shares. */
const otherMeasure =
  /\d[\d.]*(?:\s?[-~—–至到]\s?\d[\d.]*)?\s?(?:毫米|厘米|mm|cm|毫升|升|ml|l|%)(?![a-z])/gi

/** About, at least, at most, with the packing: what is no exact net weight. */
const inexact = new RegExp(
  '约|大概|差不多|将近|左右|上下|以[上下内]|至少|不[低少超足]|最[少多低高]|起|多|余|' +
    '毛重|带皮|连皮|皮重|[±<>≤≥+]',
)
const figures = new RegExp(`(?<![\\d.,])(?:${namedFigure})(?:\\s?${namedFigure})?`, 'gi')
/** One box is the pack itself; so many pieces in a box say nothing of its weight. */
const onePack =
  /(?<![\d.,零〇一二两三四五六七八九十百千])(?:1|一)\s?[箱袋盒件筐包桶瓶罐提捆扎板框篮]/g
const pieces = /^\d{1,4}\s?[个枚只颗]$/
const perPack = /[/每一装]\s?[箱袋盒件筐包桶瓶罐提捆扎板框篮]|[箱袋盒筐包桶瓶罐]/

const packWord = '[箱袋盒件筐包桶瓶罐提捆扎板框篮个枚只颗块片条支]'
const count = String.raw`(?<![\d.,])\d{1,4}`
const by = String.raw`\s?[×x*]\s?`
/** So many times a weight, or a weight so many times: "5kg*4袋", "500g/袋×20", "4袋*5kg". */
const timesWeight = new RegExp(
  String.raw`(?<![\d.,/⁄])(?:(${count})\s?${packWord}${by})?(${namedFigure})` +
    String.raw`(?:\s?[/每一]?\s?${packWord}?装?)((?:${by}\d{1,4}\s?${packWord}?)*)` +
    String.raw`(?!\s?[\d.,a-z斤两钱克公千吨])`,
  'i',
)

/**
 * The net weight in grams that a pack's name states, such as "5 公斤箱", "3斤6两" or "5kg（10斤）",
 * by the reader of amounts; null where it states none, and `unclear` where it states no one exact
 * weight: "5-6斤", "约10斤", "毛重10斤", "500g（2袋）", "500 克×10 袋" (§2.7).
 */
export function weightOfName(packName: string): number | 'unclear' | null {
  const plain = plainName(packName)
  const weights: number[] = []
  let isUnclear = inexact.test(plain) || /\d\s*[×x*]|[×x*]\s*\d/i.test(plain)
  let isUnread = false
  const rest = plain.replaceAll(figures, (text, at: number) => {
    const read = readAmount(text.trim())
    if (read?.amount?.kind === 'packs') {
      isUnclear ||= !(pieces.test(text.trim()) && perPack.test(plain))
      return ' '
    }
    isUnclear ||= /[\d零〇一二两三四五六七八九十百千半]\s?[-~—–至到或、/]\s?$/.test(
      plain.slice(0, at),
    )
    if (read?.amount?.kind === 'weight' && read.question === null) weights.push(read.amount.grams)
    else isUnread = true
    return ' '
  })
  if (new Set(weights).size > 1 || /\d/.test(rest)) isUnclear = true
  const [grams] = weights
  if (isUnread) return 'unclear'
  if (grams === undefined) return null
  return isUnclear ? 'unclear' : grams
}

function plainName(packName: string): string {
  return simplified(tidyLine(packName.normalize('NFKC')))
    .replaceAll(otherMeasure, ' ')
    .replaceAll(onePack, ' 箱 ')
}

/**
 * The net weight in grams that a pack's name states as a product, such as 20 kg in "5kg*4袋"; null
 * where it states none, or something beside it that is no word and not the same weight. It is
 * compared with the net weight that somebody gives, and never taken in its place (§2.7).
 */
export function multipliedWeight(packName: string): number | null {
  const plain = plainName(packName)
  const match = timesWeight.exec(plain)
  if (match === null || inexact.test(plain)) return null
  const factors = `${match[1] ?? ''} ${match[3] ?? ''}`.match(/\d+/g)?.map(Number) ?? []
  const read = readAmount(match[2]?.trim() ?? '')
  if (factors.length === 0 || read?.amount?.kind !== 'weight' || read.question !== null) return null
  const grams = factors.reduce((product, factor) => product * factor, read.amount.grams)
  const rest = plain.replace(match[0], ' ')
  if (!/[\d零〇一二两三四五六七八九十百千半]/.test(rest)) return grams
  return weightOfName(rest) === grams ? grams : null
}

/** The one exact weight that a pack's name states; null where there is none. */
export function namedWeight(packName: string): number | null {
  const weight = weightOfName(packName)
  return weight === 'unclear' ? null : weight
}

/**
 * Whether a net weight looks entered in the wrong unit: ten times or more away from what the name
 * states, or exactly twice or half of it, as when 斤 and 公斤 are confused (§2.4).
 */
export function looksLikeWrongUnit(netGrams: number, namedGrams: number): boolean {
  if (netGrams === namedGrams * 2 || netGrams * 2 === namedGrams) return true
  return netGrams >= namedGrams * 10 || netGrams * 10 <= namedGrams
}
