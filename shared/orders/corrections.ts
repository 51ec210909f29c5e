import { sumOf } from './headless-row.ts'
import { callsOff } from './line-remarks.ts'
import type { ParsedRow } from './parse-rows.ts'

const longestName = 12
const corrects = /上面|刚才|前面|之前|去掉|换成|不要|不用|别/

/**
 * What a later line of a message takes back or changes ("上面的土豆改成50", "不要萝卜了") is asked
 * where it was said first: which of the two holds, a person says (§2.7).
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

const weightBehind = /\d\s?[^\d\s()]{1,2}\s?\(\d[\d.]{0,8}\s?(?:公斤|千克|市?斤|克|kg|g)\)/i

/** 20箱(100kg) may be a hundred kilograms in all, where 3袋(25kg) is the weight of each. */
export function isPackOrAll({ text, amount, packGrams }: ParsedRow): boolean {
  if (amount?.kind !== 'packs' || packGrams === null || amount.packs < 2) return false
  const each = packGrams / amount.packs
  return each % 500 === 0 && weightBehind.test(text)
}
