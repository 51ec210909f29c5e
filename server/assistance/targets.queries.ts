import { and, asc, eq, isNull, like, or } from 'drizzle-orm'
import { isAnyOf } from '../platform/db/rows.ts'
import type { Reader, Transaction } from '../platform/db/transaction.ts'
import { targets } from './assistance.tables.ts'

export interface TargetFilter {
  organisationIds?: readonly string[] | undefined
  divisionCodes?: readonly string[] | undefined
  /** Targets of this node of the tree and of all below it. */
  within?: string | undefined
  year?: number | undefined
}

/** Targets of any of the organisations or divisions; everything when neither is given. */
export function selectTargets(reader: Reader, filter: TargetFilter) {
  const { organisationIds, divisionCodes, within, year } = filter
  return reader
    .select()
    .from(targets)
    .where(
      and(
        year === undefined ? undefined : eq(targets.year, year),
        or(
          organisationIds && isAnyOf(targets.organisationId, organisationIds),
          divisionCodes && isAnyOf(targets.divisionCode, divisionCodes),
          within === undefined ? undefined : like(targets.divisionCode, `${within}%`),
        ),
      ),
    )
    .orderBy(asc(targets.year), asc(targets.measure), asc(targets.id))
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
