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

/**
 * The net weight in grams that a pack's name states, such as "5 公斤箱", "3斤6两" or "5kg（10斤）",
 * by the reader of amounts; null where it states none, and `unclear` where it states no one exact
 * weight: "5-6斤", "约10斤", "毛重10斤", "500g（2袋）", "500 克×10 袋" (§2.7).
 */
export function weightOfName(packName: string): number | 'unclear' | null {
  const plain = simplified(tidyLine(packName.normalize('NFKC')))
    .replaceAll(otherMeasure, ' ')
    .replaceAll(onePack, ' 箱 ')
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
