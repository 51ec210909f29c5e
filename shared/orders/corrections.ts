import { sumOf } from './headless-row.ts'
import { callsOff, isDivided } from './line-remarks.ts'
import { namedFigure, packWeightUnit, readAmount, unitPattern } from './parse-amount.ts'
import type { ParsedRow } from './parse-rows.ts'
import { isCategory } from './sheet-lines.ts'

const longestName = 12
const corrects = /上面|刚才|前面|之前|去掉|换成|不要|不用|别/

/**
 * What a later line of a message takes back or changes ("上面的土豆改成50", "不要萝卜了") is asked
 * where it first stood: which of the two holds, a person says (§2.7).
 */
export function withCorrections(rows: readonly ParsedRow[]): ParsedRow[] {
  const named = new Set<string>()
  /** By name, the last row that takes it back: all before it are in doubt. */
  const takenBack = new Map<string, number>()
  for (const [at, row] of rows.entries()) {
    if (corrects.test(row.text) || callsOff(row.text))
      for (const part of partsOf(row.text)) if (named.has(part)) takenBack.set(part, at)
    named.add(nameOf(row))
  }
  return rows.map((row, at) => {
    const isDoubtful = row.amount !== null && (takenBack.get(nameOf(row)) ?? -1) > at
    return isDoubtful ? { ...row, question: row.question ?? 'figure' } : row
  })
}

function nameOf({ words }: ParsedRow): string {
  return words.replaceAll(' ', '')
}

/** Every piece of a text that may be a name. */
function partsOf(text: string): Set<string> {
  const plain = text.replaceAll(' ', '')
  const parts = new Set<string>()
  for (let from = 0; from < plain.length; from += 1)
    for (let length = 1; length <= longestName; length += 1)
      parts.add(plain.slice(from, from + length))
  return parts
}

/** 共80斤 behind 土豆50斤、白菜30斤 proves them; another sum puts all of them in question. */
export function withoutSumOfLine(rows: ParsedRow[]): ParsedRow[] {
  const last = rows.at(-1)
  if (rows.length < 3 || !/^(?:一共|总共|共计|合计|总计|小计|共)$/.test(last?.words ?? ''))
    return rows
  const others = rows.slice(0, -1)
  const sum = sumOf(others.map(({ amount }) => amount))
  if (JSON.stringify(sum) === JSON.stringify(last?.amount)) return others
  return others.map((row) => ({ ...row, question: row.question ?? 'figure' }))
}

/**
 * 土豆,白菜,50斤 or 土豆、白菜50斤: whether the amount is of the last one or of each of them, a
 * person says.
 */
export function besideNames(rows: readonly ParsedRow[]): ParsedRow[] {
  const first = rows.findIndex(({ amount }) => amount !== null)
  return rows.map((row, at) => {
    const before = rows[at - 1]
    const isName = before?.amount === null && before.question === null
    const [, amount = ''] = /\D[,、]\s?([^,、].*)$/.exec(row.text) ?? []
    if (!isName || row.amount === null) return row
    const isBehind = at === first && before.packGrams === null
    if (!isBehind && readAmount(amount) === null) return row
    const isOfOne = isDivided(before.words) || isCategory(before.words)
    return isOfOne ? row : { ...row, question: row.question ?? 'figure' }
  })
}

const noGoods = new RegExp(
  '^(?:不|不对|不是|错了?|[哦噢啊]|或者?|还是|共|一共|总共|共计|合计|即|合|约|也就是|' +
    '更正|改正|订正|更改|改[成为]?|减去?|减少|增加|另?加上?|多|少|扣除?|退|退货|实际|实为|应[为该]是?)?$',
)

function isRest({ words, amount }: ParsedRow): boolean {
  return amount !== null && noGoods.test(words)
}

/** 番茄20斤,不,30斤: a rest of a quantity alone belongs to the goods before, which are asked. */
export function withRests(rows: readonly ParsedRow[]): ParsedRow[] {
  const result: ParsedRow[] = []
  for (const row of rows) {
    const before = result.at(-1)
    if (before === undefined || before.amount === null || !isRest(row)) {
      result.push(row)
      continue
    }
    const isSame = JSON.stringify(before.amount) === JSON.stringify(row.amount)
    const question = before.question ?? row.question ?? (isSame ? null : 'figure')
    result[result.length - 1] = { ...before, text: `${before.text},${row.text}`, question }
  }
  return result
}

/** What stands before a line of nothing but an amount is asked: which of the two holds? */
export function besideRests(rows: readonly ParsedRow[]): ParsedRow[] {
  return rows.map((row, at) => {
    const next = rows[at + 1]
    const isDoubtful = row.amount !== null && next !== undefined && isRest(next)
    return isDoubtful ? { ...row, question: row.question ?? 'figure' } : row
  })
}

const packsOfRemark = new RegExp(
  `(\\d{1,4})\\s?(${unitPattern})[\\s,;(]*每\\s?\\2\\s?(${namedFigure})`,
  'i',
)
const sumOfRemark = new RegExp(`(?:共计?|总计|合计)[:\\s]?(${namedFigure})`, 'i')

/** 共4筐,每筐20公斤 beside 40斤: a remark that comes to another amount than the row. */
export function contradicts(
  remark: string,
  { amount, packGrams }: Pick<ParsedRow, 'amount' | 'packGrams'>,
): boolean {
  if (amount === null || amount.kind === 'bare' || !/\d/.test(remark)) return false
  const [, packs = '', , each = ''] = packsOfRemark.exec(remark) ?? []
  const ofEach = readAmount(each)?.amount
  const sum = readAmount(sumOfRemark.exec(remark)?.[1] ?? '')?.amount
  const grams = [
    ...(ofEach?.kind === 'weight' ? [Number(packs) * ofEach.grams] : []),
    ...(sum?.kind === 'weight' ? [sum.grams] : []),
  ]
  if (amount.kind === 'weight') return grams.some((each) => each !== amount.grams)
  const isOther = sum?.kind === 'packs' && sum.unit === amount.unit && sum.packs !== amount.packs
  return isOther || (packGrams !== null && grams.some((each) => each !== amount.packs * packGrams))
}

const weightBehind = new RegExp(
  String.raw`\d\s?[^\d\s()]{1,2}\s?\(\d[\d.]{0,8}\s?${packWeightUnit}\)`,
  'i',
)

/** 20箱(100kg) may be a hundred kilograms in all, where 3袋(25kg) is the weight of each. */
export function isPackOrAll({ text, amount, packGrams }: ParsedRow): boolean {
  if (amount?.kind !== 'packs' || packGrams === null || amount.packs < 2) return false
  const each = packGrams / amount.packs
  return each % 500 === 0 && weightBehind.test(text)
}

/** 25公斤(50斤) says one weight twice, and no pack; 25公斤(60斤) says two, and is asked. */
export function withSecondWeight(row: ParsedRow): ParsedRow {
  const { text, amount, packGrams } = row
  if (amount?.kind !== 'weight' || packGrams === null || !weightBehind.test(text)) return row
  if (amount.grams === packGrams) return { ...row, packGrams: null }
  return { ...row, question: row.question ?? 'figure' }
}
