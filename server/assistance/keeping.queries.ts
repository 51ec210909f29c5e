import { and, desc, eq, isNull } from 'drizzle-orm'
import type { Reader, Transaction } from '../platform/db/transaction.ts'
import { pairings, policyValues, targets } from './assistance.tables.ts'

export async function insertPairing(
  tx: Transaction,
  row: typeof pairings.$inferInsert,
): Promise<void> {
  await tx.insert(pairings).values(row)
}

export async function selectPairing(reader: Reader, id: string) {
  const [row] = await reader.select().from(pairings).where(eq(pairings.id, id))
  return row ?? null
}

/** The pairing, held against rivals until the transaction ends. */
export async function lockPairing(tx: Transaction, id: string) {
  const [row] = await tx.select().from(pairings).where(eq(pairings.id, id)).for('no key update')
  return row ?? null
}

export async function updatePairing(
  tx: Transaction,
  id: string,
  change: Partial<typeof pairings.$inferInsert>,
): Promise<void> {
  await tx.update(pairings).set(change).where(eq(pairings.id, id))
}

export interface TargetKey {
  organisationId: string | null
  divisionCode: string | null
  year: number
  measure: 'money' | 'weight'
}

/** The target of this key, held against rivals; the unique index catches two first ones. */
export async function lockTarget(tx: Transaction, key: TargetKey) {
  const { organisationId, divisionCode } = key
  const [row] = await tx
    .select()
    .from(targets)
    .where(
      and(
        eq(targets.year, key.year),
        eq(targets.measure, key.measure),
        organisationId === null
          ? isNull(targets.organisationId)
          : eq(targets.organisationId, organisationId),
        divisionCode === null
          ? isNull(targets.divisionCode)
          : eq(targets.divisionCode, divisionCode),
      ),
    )
    .for('no key update')
  return row ?? null
}

export async function insertTarget(
  tx: Transaction,
  row: typeof targets.$inferInsert,
): Promise<void> {
  await tx.insert(targets).values(row)
}

export async function updateTarget(tx: Transaction, id: string, amount: number): Promise<void> {
  await tx.update(targets).set({ amount }).where(eq(targets.id, id))
}

export async function deleteTarget(tx: Transaction, id: string): Promise<void> {
  await tx.delete(targets).where(eq(targets.id, id))
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
