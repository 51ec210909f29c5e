import { sql } from 'drizzle-orm'
import { z } from 'zod'
import { dayOf } from '../../shared/scalars.ts'
import { queryRow } from './db/rows.ts'
import type { Transaction } from './db/transaction.ts'

/** RQ requisition, PO purchase order, SH shipment, GR goods receipt, RT return. */
type DocumentPrefix = 'RQ' | 'PO' | 'SH' | 'GR' | 'RT'

const numbered = z.object({ number: z.string() })

/** The next document number, such as `PO261122-000123`, of the Shanghai day of the act. */
export async function documentNumber(
  tx: Transaction,
  prefix: DocumentPrefix,
  at: Date,
): Promise<string> {
  const statement = sql`select platform.document_number(${prefix}, ${dayOf(at)}) as number`
  const row = await queryRow(tx, numbered, statement)
  if (row === undefined) throw new Error('the database gave no document number')
  return row.number
}
