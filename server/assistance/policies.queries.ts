import { and, desc, eq, lte } from 'drizzle-orm'
import type { Reader, Transaction } from '../platform/db/transaction.ts'
import { policyValues } from './assistance.tables.ts'

/** The value of a dated policy that holds on the day: the latest decided, from the latest day. */
export async function selectPolicyValue(
  reader: Reader,
  { name, on, recordedBefore }: { name: string; on: string; recordedBefore?: Date },
): Promise<unknown> {
  const [row] = await reader
    .select({ value: policyValues.value })
    .from(policyValues)
    .where(
      and(
        eq(policyValues.name, name),
        lte(policyValues.validFrom, on),
        recordedBefore && lte(policyValues.createdAt, recordedBefore),
      ),
    )
    .orderBy(desc(policyValues.validFrom), desc(policyValues.id))
    .limit(1)
  return row?.value
}

export async function insertPolicyValue(
  tx: Transaction,
  row: typeof policyValues.$inferInsert,
): Promise<void> {
  await tx.insert(policyValues).values(row)
}

export function selectPolicyValues(reader: Reader) {
  return reader
    .select()
    .from(policyValues)
    .orderBy(policyValues.name, desc(policyValues.validFrom), desc(policyValues.id))
}
