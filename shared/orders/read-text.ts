import { parseWeight } from '../weight.ts'
import { type ReadAmount, readAmount } from './parse-amount.ts'

/** A weight that describes the pack, not the amount: "5kg/箱", "10斤装", "每箱5公斤". */
const someWeight = String.raw`(\d{1,7}(?:\.\d{1,3})?\s?(?:公斤|千克|市斤|斤|克|kg|g))`
const holder = '[箱袋盒件筐包桶瓶罐提]'
export const packPattern = new RegExp(
  String.raw`[(]?(?:每\s?${holder}\s?)${someWeight}[)]?` +
    String.raw`|[(]?${someWeight}\s?(?:[/]\s?${holder}|每\s?${holder}|一?\s?${holder}?装)[)]?` +
    String.raw`|[(]${someWeight}[*x×]?\d{0,3}${holder}?[)]`,
  'i',
)

/** The net weight of a pack that a text names; null where it names none. */
export function packWeight(text: string): number | null {
  const match = packPattern.exec(text)
  const weight = match?.[1] ?? match?.[2] ?? match?.[3]
  return weight === undefined ? null : parseWeight(weight, 'kg')
}

/** An amount behind or before the words of a text; without one the text is words alone. */
export function amountInText(text: string): { words: string; read: ReadAmount | null } {
  for (let at = 1; at < text.length; at += 1) {
    if (!mayBegin(text, at)) continue
    const read = readAmount(text.slice(at))
    if (read) return { words: wordsOf(text.slice(0, at)), read }
  }
  const whole = readAmount(text)
  if (whole) return { words: '', read: whole }
  for (let end = Math.min(text.length - 1, 24); end > 0; end -= 1) {
    const read = /[^\d.,\s]$/.test(text.slice(0, end)) ? readAmount(text.slice(0, end)) : null
    if (read && isSafeBefore(text, end)) return { words: wordsOf(text.slice(end)), read }
  }
  return { words: wordsOf(text), read: null }
}

/** An amount begins at a figure, a number in words or a word for "about", never within one. */
function mayBegin(text: string, at: number): boolean {
  const sign = text[at] ?? ''
  if (/\d/.test(sign)) return !/[\d.,]/.test(text[at - 1] ?? '')
  return /[半零〇一二两三四五六七八九十百千大差约近共要来]/.test(sign)
}

/** 四条眉 is a name: a number in words before words counts with a unit of weight or a box only. */
function isSafeBefore(text: string, end: number): boolean {
  return /^\d/.test(text) || /(斤|两|克|吨|箱|袋|筐|桶|盒|件)$/.test(text.slice(0, end))
}

function wordsOf(text: string): string {
  return text.replace(/[\s:,;x×*、。]+$/, '').replace(/^[\s:,;x×*、。]+/, '')
}

/** A line without the number that counts the lines: "1、土豆20斤", "(2)茄子". */
export function withoutNumber(line: string): string {
  const match = /^[(]?\d{1,3}(?:[)、:]|[.](?!\d))\s*(?=\D)/.exec(line)
  return match ? line.slice(match[0].length) : line
}

/** Several goods in one line, apart by commas and the like, where each has an amount of its own. */
export function linesInOne(line: string, isNumbered: boolean): string[] {
  const plain = isNumbered || /^[(]?\d{1,3}[、)]/.test(line) ? withoutNumber(line) : line
  const parts = plain
    .split(/[,;。、](?!\d{3}(?!\d))/)
    .map((part) => part.trim())
    .filter(Boolean)
  if (parts.length < 2) return [plain]
  return parts.every((part) => amountInText(part).read !== null && amountInText(part).words !== '')
    ? parts
    : [plain]
}
