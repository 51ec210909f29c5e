import { mostPacks } from '../../shared/orders/parse-amount.ts'
import { writtenNumber } from '../../shared/written-number.ts'

/** A typed quantity: whole packs, nothing, a broken number with those beside it, or unreadable. */
export type ReadPacks =
  | { kind: 'packs'; packs: number }
  | { kind: 'empty' }
  | { kind: 'broken'; near: number[] }
  | { kind: 'unread' }

/** Reads a quantity as people type it: full-width figures, separators, 件 behind it (§2.7). */
export function readPacks(typed: string): ReadPacks {
  const plain = typed
    .normalize('NFKC')
    .trim()
    .replace(/[件个箱袋]$/, '')
    .trim()
  if (plain === '') return { kind: 'empty' }
  const value = writtenNumber(plain)
  if (typeof value !== 'number' || value < 0 || value > mostPacks) return { kind: 'unread' }
  if (Number.isInteger(value))
    return value === 0 ? { kind: 'empty' } : { kind: 'packs', packs: value }
  const near = [Math.floor(value), Math.ceil(value)].filter((packs) => packs >= 1)
  return { kind: 'broken', near }
}
