import { withoutSizes } from './line-remarks.ts'
import type { Understood } from './parse-rows.ts'
import { amountInText, packPattern, packsTimesWeight, packWeight } from './read-text.ts'

/** "脆李 5kg装 20箱", "20斤土豆": the amount stands at the end or at the beginning. */
export function readGoods(text: string): Understood {
  const multiplied = packsTimesWeight(text)
  if (multiplied !== null) return { ...multiplied, question: null }
  const plain = withoutSizes(text)
  const isSized = plain !== text && /\d/.test(plain)
  if (isSized) {
    const read = readGoods(plain)
    const isLimit = read.amount !== null && /以[上下内]/.test(text)
    return { ...read, question: read.question ?? (isLimit ? 'figure' : null) }
  }
  const packGrams = packWeight(text)
  const rest = text.replace(packPattern, ' ').trim()
  const { words, read } = amountInText(rest)
  return { words, packGrams, amount: read?.amount ?? null, question: read?.question ?? null }
}
