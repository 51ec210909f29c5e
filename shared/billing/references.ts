import { tidyCode, tidyLine } from '../text.ts'
import { figuresOf } from './invoice-number.ts'

/** What tells references apart, however letters and gaps were written (§2.7). */
export function referenceKey(typed: string): string {
  return tidyCode(typed).toUpperCase()
}

/** Whether a reference is long enough to name something, wherever it stands. */
export function longEnough({ length }: string): boolean {
  return length >= 6 && length <= 60
}

/** A number is printed in so many pieces at most: 2650 0000 0000 0000 0001. */
const mostPieces = 6
const mostInARow = 40
const piecesInARow = /[A-Z0-9][A-Z0-9-]*(?: [A-Z0-9][A-Z0-9-]*)*/g

/**
 * The keys of all references that a text may name: digits and letters with hyphens, in one piece
 * or with gaps between; a number of digits alone without its hyphens as well, as invoices have it.
 */
export function referencesIn(text: string): string[] {
  const keys = new Set<string>()
  for (const row of tidyLine(text.normalize('NFKC')).toUpperCase().match(piecesInARow) ?? []) {
    const pieces = row.split(' ').slice(0, mostInARow)
    for (const at of pieces.keys()) {
      let key = ''
      for (const piece of pieces.slice(at, at + mostPieces)) {
        key += piece
        if (longEnough(key)) keys.add(key)
      }
    }
  }
  for (const key of keys) if (/^[\d-]+$/.test(key) && key.includes('-')) keys.add(figuresOf(key))
  return [...keys]
}
