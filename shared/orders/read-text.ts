import { namedWeight, weightOfName } from '../catalogue/named-weight.ts'
import { parseWeight } from '../weight.ts'
import {
  type Amount,
  packWeightUnit,
  type ReadAmount,
  readAmount,
  unitPattern,
} from './parse-amount.ts'

/** A weight that describes the pack, not the amount: "5kg/箱", "10斤装", "每箱5公斤". */
const someWeight = String.raw`(\d{1,7}(?:\.\d{1,3})?\s?${packWeightUnit})`
/** What says that it is no exact one: 约10斤/箱, 毛重10斤/箱, 5-6斤/箱, 10斤左右/箱. */
const inexactly =
  String.raw`(?:(?:约|大约|大概|毛重|净重|带皮|连皮):?\s?|` +
  String.raw`\d{1,7}(?:\.\d{1,3})?\s?${packWeightUnit}?\s?[-~—–至到]\s?)?`
const packOf = `${inexactly}${someWeight}(?:左右|上下)?`
const holder = '(?:[箱袋盒件筐包桶瓶罐提捆扎板框篮]|bag|box|carton|case|crate)'
export const packPattern = new RegExp(
  String.raw`[(]?(?:每\s?${holder}\s?)${packOf}[)]?` +
    String.raw`|[(]?${packOf}\s?(?:[/]\s?${holder}|每\s?${holder}|一?\s?${holder}?装)[)]?` +
    String.raw`|[(]${packOf}[*x×]?\d{0,3}${holder}?[)]`,
  'i',
)

/** Packs and the weight of each, multiplied: "500g*20袋", "4桶×5斤". */
const times = new RegExp(
  String.raw`(?<![\d.,])(?:${someWeight}\s?[*x×]\s?(\d{1,4})\s?(${holder})|` +
    String.raw`(\d{1,4})\s?(${holder})\s?[*x×]\s?${someWeight})$`,
  'i',
)

const money = String.raw`\d{1,7}(?:\.\d{1,4})?`
const ofUnit = String.raw`\s?[/一每]\s?(?:公斤|千克|市斤|斤|kg|[箱袋盒件筐包桶瓶罐提只个枚])`
const price = new RegExp(
  String.raw`(?:单价|价格|合计|小计|每(?:公斤|千克|${holder}|[斤只个枚])|@)?:?\s?` +
    String.raw`(?:¥\s?${money}(?:元|块)?|${money}\s?(?:元|块钱|块(?=\s|[/一每,;]|$)))(?:${ofUnit})?|` +
    String.raw`(?<=\S)\s?@\s?${money}(?:${ofUnit})?(?=$|[\s,;])`,
  'gi',
)

/** A text without its prices. A price of one's own such as 6块 is one behind other words only. */
export function withoutPrices(text: string): string {
  if (!/[元块¥@]/.test(text)) return text
  const plain = text.replaceAll(price, (found, at: number) => {
    // 豆腐40块 are pieces; behind an amount 6块 is what the goods cost.
    const [, name = ''] = nameBefore.exec(text.slice(Math.max(0, at - 40), at)) ?? []
    const isOfPieces = pieces.test(found) && name !== '' && readAmount(name) === null
    return isOfPieces && !/[费钱价共计约]$/.test(name) ? found : ' '
  })
  return plain.replaceAll(/ +/g, ' ').trim()
}

const nameBefore = /(?:^|[\s,;、。块])(\p{Script=Han}{2,8})\s?$/u
const pieces = /^\d{1,4}\s?块$/

const provable = new RegExp(
  String.raw`^(.{0,60}?(${money})\s?(?:${unitPattern}))` +
    String.raw`(?:\s|\s?[*x×]\s?)(${money})\s?[\s=]\s?(${money})$`,
  'i',
)

/** "土豆 50 斤 2.5 125": a price and a sum behind an amount, where the sum proves what they are. */
export function withoutProvenSum(text: string): string {
  const [, goods = text, ...figures] = provable.exec(text) ?? []
  const [amount = 0, price = 0, sum = 0] = figures.map(Number)
  const isPrice = mayBePrice(figures[0] ?? '', figures[1] ?? '')
  return figures.length > 0 && !isPrice && Math.abs(amount * price - sum) < 0.01 ? goods : text
}

/**
 * Whether a figure before its unit may be a price and the one behind it the amount, as in
 * 2.50 斤 200 500: it is written as money is, or the other is more than a price, or than it.
 */
export function mayBePrice(figure: string, other: string): boolean {
  if (!/[.]/.test(figure) || /[.]/.test(other)) return false
  return /[.]\d{2}$/.test(figure) || Number(other) >= 100 || Number(figure) < Number(other)
}

/** The net weight of a pack that a text names, by the rule of packs' names; null where none. */
export function packWeight(text: string): number | null {
  return namedWeight(packPattern.exec(text)?.[0] ?? '')
}

/** Whether a text names the weight of a pack, and no one exact weight: 约10斤/箱, 5-6斤/箱. */
export function isPackUnclear(text: string): boolean {
  return weightOfName(packPattern.exec(text)?.[0] ?? '') === 'unclear'
}

/** Packs that are multiplied by their weight, and the words before them. */
export function packsTimesWeight(
  text: string,
): { words: string; packGrams: number; amount: Amount } | null {
  const match = times.exec(text)
  if (match === null) return null
  const packs = Number(match[2] ?? match[4])
  const packGrams = parseWeight(match[1] ?? match[6] ?? '', 'kg')
  if (packGrams === null || packs < 1) return null
  const words = wordsOf(text.slice(0, match.index))
  return { words, packGrams, amount: { kind: 'packs', packs, unit: match[3] ?? match[5] ?? '' } }
}

/** An amount behind or before the words of a text; without one the text is words alone. */
export function amountInText(text: string): { words: string; read: ReadAmount | null } {
  const bonus = withBonus.exec(text)
  if (bonus !== null) return beforeBonus(bonus)
  const found = amountAtEdge(text)
  if (found.read === null) return amountWithin(text)
  const others = found.words.match(namedFigures)
  const isMoney = priceAtEnd.test(text) || (others !== null && sumAtEnd.test(text))
  if (isMoney && found.read.amount?.kind === 'bare') return besideMoney(found.words, others ?? [])
  if (/\d[百千万]?$|[(]\d+[)]$/.test(found.words) && found.read.question === null)
    return { ...found, read: { ...found.read, question: 'figure' } }
  if (others === null && !/每[天日餐人班周]|改[成为]?$/.test(found.words)) return found
  // Two amounts for one name, or one of each day: which is meant, a person must say.
  const words = wordsOf(
    found.words.replaceAll(namedFigures, ' ').replaceAll(/每[天日餐人班周]|改[成为]?$/g, ' '),
  )
  if (words === '' || found.read.question !== null) return { ...found, words: words || found.words }
  return { words, read: { ...found.read, question: 'figure' } }
}

const prices = '(?:价[格钱]?|金额|总额|货款)'
const sums = '(?:合计|共计|小计|总计|一?共|计)'
const priceAtEnd = new RegExp(`${prices}[:\\s]{0,2}\\d[\\d.,]{0,12}$`)
const sumAtEnd = new RegExp(`${sums}[:\\s]{0,2}\\d[\\d.,]{0,12}$`)
const moneyWords = new RegExp(`(?:[单总]?${prices}|${sums})[:\\s]{0,2}[\\d.,]{0,12}(?=\\s|$)`, 'g')

/** 土豆 50斤 总价75: the bare figure is money, and the one amount that stands before it is asked. */
function besideMoney(before: string, amounts: readonly string[]): ReturnType<typeof amountInText> {
  const [only, other] = amounts.map((each) => readAmount(each)?.amount ?? null)
  const amount = (other === undefined ? only : null) ?? null
  const words = wordsOf(before.replaceAll(namedFigures, ' ').replaceAll(moneyWords, ' '))
  return { words: words || before, read: { amount, question: amount ? 'figure' : 'number' } }
}

/** 大米买10送1: what is bought is proposed, and a person says whether it comes to eleven. */
function beforeBonus([, before = '', bought = '']: RegExpExecArray): ReturnType<
  typeof amountInText
> {
  const own = amountInText(before || bought)
  const amount = (own.read ?? readAmount(bought))?.amount ?? null
  return { words: own.words, read: { amount, question: amount ? 'figure' : 'number' } }
}

const withBonus = new RegExp(
  '^(.{0,60}?)[\\s(,]?买\\s?([\\d一二两三四五六七八九十][^买送赠]{0,12}?)\\s?[送赠]\\s?' +
    `(?:[\\d.]{1,4}|[一二两三四五六七八九十])\\s?(?:${unitPattern})?[)]?$`,
  'i',
)

const namedFigures = new RegExp(
  String.raw`(?<![\d.,/⁄±])(?<!(?<![周期拜])[一二三四五六七八九十])\d[\d.]{0,8}\s?(?:${unitPattern})`,
  'gi',
)

function amountAtEdge(text: string): { words: string; read: ReadAmount | null } {
  for (let at = 1; at < text.length; at += 1) {
    if (!mayBegin(text, at)) continue
    const read = readAmount(text.slice(at))
    if (read && isMinus(text, at))
      return { words: wordsOf(text.slice(0, at - 1)), read: { amount: null, question: 'number' } }
    if (read) return { words: wordsOf(text.slice(0, at)), read }
  }
  const whole = readAmount(text)
  if (whole) return { words: '', read: whole }
  for (let end = Math.min(text.length - 1, 24); end > 0; end -= 1) {
    // 一斤半猪肉 is one and a half of pork, and no 半猪肉.
    const read = /[^\d.,\s]$/.test(text.slice(0, end)) ? readAmount(text.slice(0, end)) : null
    if (read && isSafeBefore(text, end)) return { words: wordsOf(text.slice(end)), read }
  }
  return { words: wordsOf(text), read: null }
}

/** (每箱360枚), (20个/袋). */
const piecesOfPack = new RegExp(
  String.raw`\((?:每\s?${holder}\s?\d{1,4}\s?[个枚只颗块片支]|` +
    String.raw`\d{1,4}\s?[个枚只颗块片支]\s?[/每一]\s?${holder}|` +
    String.raw`每\s?[条只个头尾颗根把]\s?约?\d{1,4}(?:\.\d)?\s?${packWeightUnit}(?:左右|上下)?)\)$`,
)

/** 白菜30斤要新鲜: the amount stands between the name and what is said of the goods. */
function amountWithin(text: string): { words: string; read: ReadAmount | null } {
  const plain = text.replace(/\([^()\d]*\)$/, '').trim()
  if (plain !== text && plain !== '') {
    const inner = amountAtEdge(plain)
    if (inner.read !== null) return inner
  }
  const uncounted = text.replace(piecesOfPack, '').trim()
  if (uncounted !== text && uncounted !== '') {
    const { words, read } = amountAtEdge(uncounted)
    // How many pieces a pack holds decides which pack is meant: a person compares it.
    if (read !== null) return { words, read: { ...read, question: read.question ?? 'figure' } }
  }
  const [match, other] = [...text.matchAll(namedFigures)]
  const before = match === undefined ? '' : wordsOf(text.slice(0, match.index))
  if (match === undefined || other !== undefined || before === '')
    return { words: wordsOf(text), read: null }
  const behind = text.slice(match.index + match[0].length)
  if (asking.test(before) && /\p{Script=Han}/u.test(behind)) {
    const read = /\d/.test(behind) ? null : readAmount(match[0])
    if (read !== null) return { words: wordsOf(behind), read }
  }
  const read = /\d/.test(behind) ? null : readAmount(match[0])
  if (read === null) return { words: wordsOf(text), read: null }
  // +50斤 may be all of it, or so much more.
  if (before.endsWith('+'))
    return {
      words: wordsOf(before.slice(0, -1)),
      read: { ...read, question: read.question ?? 'figure' },
    }
  return { words: wordsOf([before, wordsOf(behind)].filter(Boolean).join(' ')), read }
}

/** 再加10个南瓜, 来3提抽纸: who asks for goods names none. */
const asking = /^(?:再|还|另外?|外)?(?:来|加|要|订|买|拿|送|有)?$/

/** An amount begins at a figure, a number in words or a word for "about", never within one. */
function mayBegin(text: string, at: number): boolean {
  const sign = text[at] ?? ''
  // 1/2斤 is no two jin.
  if (/\d/.test(sign))
    return !/(?:[\d,‚+±]|(?<!\.)\.|\d[/⁄])$/.test(text.slice(Math.max(0, at - 2), at))
  return /[半零〇一二两三四五六七八九十百千大差约近共要来几若适少至最起不≈≥≤<>]/.test(sign)
}

/** 土豆 -5斤 is no order of five: less than nothing, or a stroke; a person says which (§2.7). */
function isMinus(text: string, at: number): boolean {
  return /(?:^|[\s:;,(=])[-−]$/.test(text.slice(Math.max(0, at - 2), at))
}

/** 四条眉 is a name: a number in words before words counts with a unit of weight or a box only. */
function isSafeBefore(text: string, end: number): boolean {
  return (
    /^\d/.test(text) ||
    /(斤|两|克|吨|箱|袋|筐|桶|盒|件|板|提|扎|捆|瓶|罐|包|盘)半?$/.test(text.slice(0, end))
  )
}

function wordsOf(text: string): string {
  const plain = text
    .replaceAll(/\p{Extended_Pictographic}|[\ufe0f\u{1f3fb}-\u{1f3ff}]/gu, ' ')
    .replaceAll(/\( ?\)|[【】《》“”「」]/g, ' ')
  return plain
    .replace(/(?:[\s:,;×*、。=~…—.·_/-]|(?<![a-z])x)+$/i, '')
    .replace(/^(?:[\s:,;×*、。=~…—.·_#-]|x(?![a-z]))+/i, '')
}

const bullet = /^(?:(?:\p{So}|\ufe0f|[•·●▪√→>])+|-(?=[\s[]))\s*(?:\[[x√✓v]\]\s*)?|^\[[x√✓v]\]\s*/iu

const numbering = new RegExp(
  String.raw`^(?:[(]?\d{1,3}(?:[)、:]|[.](?!\d)|,(?=\D))|` +
    String.raw`[(][一二三四五六七八九十]{1,3}[)]|[一二三四五六七八九十]{1,3}、)\s*(?=\D)`,
)

/** A line without the sign or the number that stands before it: "1、土豆20斤", "(2)茄子". */
export function withoutNumber(line: string): string {
  const plain = line.replace(bullet, '')
  const match = numbering.exec(plain)
  return match ? plain.slice(match[0].length) : plain
}
