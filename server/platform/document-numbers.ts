import { sql } from 'drizzle-orm'
import { dayOf } from '../../shared/scalars.ts'
import type { Reader } from './db/transaction.ts'

/** Each value of the sequence stands for this many numbers; the migration says the same. */
const blockSize = 100

/** RQ requisition, PO purchase order, SH shipment, GR goods receipt, RT return. */
export type DocumentPrefix = 'RQ' | 'PO' | 'SH' | 'GR' | 'RT'

/** What is left of the block this process took last. */
let next = 0
let end = 0
/** Under way: whoever needs a number meanwhile waits for this block instead of taking another. */
let taking: Promise<void> | undefined

/**
 * Document numbers such as `PO261122-000123`: two letters, the Shanghai day, and a running number
 * that never repeats. A process takes a hundred at a time from a sequence, which no transaction
 * holds, so a number costs neither a lock nor a statement; what a process leaves over is a gap.
 */
export async function documentNumbers(
  reader: Reader,
  wanted: { prefix: DocumentPrefix; at: Date; count: number },
): Promise<string[]> {
  const day = dayOf(wanted.at).slice(2).replaceAll('-', '')
  const numbers: string[] = []
  while (numbers.length < wanted.count) {
    if (next === end) await nextBlock(reader)
    else numbers.push(`${wanted.prefix}${day}-${String(next++).padStart(6, '0')}`)
  }
  return numbers
}

/** One document number; see `documentNumbers`. */
export async function documentNumber(
  reader: Reader,
  prefix: DocumentPrefix,
  at: Date,
): Promise<string> {
  const [number] = await documentNumbers(reader, { prefix, at, count: 1 })
  return number as string
}

async function nextBlock(reader: Reader): Promise<void> {
  // Where the one who asked fails, the next one asks for itself.
  if (taking !== undefined) return taking.catch(() => {})
  taking = takeBlock(reader).finally(() => {
    taking = undefined
  })
  return taking
}

async function takeBlock(reader: Reader): Promise<void> {
  const [row] = await reader.execute<{ first: number | string }>(
    sql`select nextval('platform.document_numbers') as first`,
  )
  next = Number(row?.first)
  end = next + blockSize
}
