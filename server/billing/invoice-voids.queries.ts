import { eq } from 'drizzle-orm'
import { makers } from '../deliveries/index.ts'
import type { Reader, Transaction } from '../platform/db/transaction.ts'
import { invoiceVoids } from './billing.tables.ts'

export async function insertInvoiceVoid(
  tx: Transaction,
  row: typeof invoiceVoids.$inferInsert,
): Promise<void> {
  await tx.insert(invoiceVoids).values(row)
}

/** That an invoice is void, by whom and why; null where it is not. */
export async function findInvoiceVoid(reader: Reader, invoiceId: string) {
  const [row] = await reader
    .select({
      voidedOn: invoiceVoids.voidedOn,
      reason: invoiceVoids.reason,
      voidedByName: makers.name,
    })
    .from(invoiceVoids)
    .innerJoin(makers, eq(makers.id, invoiceVoids.voidedBy))
    .where(eq(invoiceVoids.invoiceId, invoiceId))
  return row ?? null
}
