import { and, between, count, desc, eq, inArray, type SQL, sql } from 'drizzle-orm'
import { alias } from 'drizzle-orm/pg-core'
import { purchaseOrders } from '../orders/orders.tables.ts'
import type { Reader, Transaction } from '../platform/db/transaction.ts'
import { divisions } from '../villages/villages.tables.ts'
import { settlements } from './billing.tables.ts'

export type SettlementRow = typeof settlements.$inferSelect

const reversals = alias(settlements, 'reversals')

/** Settlements with the names that stand beside them, latest first. */
export function selectSettlements(
  reader: Reader,
  condition: SQL | undefined,
  page: { limit: number; offset: number },
) {
  return reader
    .select({
      settlement: settlements,
      villageName: divisions.pathName,
      purchaseOrderNumber: purchaseOrders.number,
      reversedBy: reversals.id,
    })
    .from(settlements)
    .innerJoin(divisions, eq(divisions.code, settlements.villageCode))
    .leftJoin(purchaseOrders, eq(purchaseOrders.id, settlements.purchaseOrderId))
    .leftJoin(reversals, eq(reversals.reversesId, settlements.id))
    .where(condition)
    .orderBy(desc(settlements.settledOn), desc(settlements.id))
    .limit(page.limit)
    .offset(page.offset)
}
export type SettlementDetails = Awaited<ReturnType<typeof selectSettlements>>[number]

export async function countSettlements(
  reader: Reader,
  condition: SQL | undefined,
): Promise<number> {
  const [row] = await reader
    .select({ total: count() })
    .from(settlements)
    .leftJoin(purchaseOrders, eq(purchaseOrders.id, settlements.purchaseOrderId))
    .where(condition)
  return row?.total ?? 0
}

/** Locks a settlement, so that two reversals of it wait for each other. */
export async function lockSettlement(
  tx: Transaction,
  id: string,
): Promise<SettlementRow | undefined> {
  const [row] = await tx
    .select()
    .from(settlements)
    .where(eq(settlements.id, id))
    .for('no key update')
  return row
}

export async function isReversed(tx: Transaction, id: string): Promise<boolean> {
  const rows = await tx
    .select({ id: settlements.id })
    .from(settlements)
    .where(eq(settlements.reversesId, id))
  return rows.length > 0
}

export async function insertSettlements(
  tx: Transaction,
  rows: (typeof settlements.$inferInsert)[],
): Promise<void> {
  await tx.insert(settlements).values(rows)
}

/** What was settled for an order, by village, in 分. */
export async function settledByVillage(
  reader: Reader,
  purchaseOrderId: string,
): Promise<Map<string, number>> {
  const rows = await reader
    .select({
      villageCode: settlements.villageCode,
      cents: sql`sum(${settlements.amountCents})`.mapWith(Number),
    })
    .from(settlements)
    .where(eq(settlements.purchaseOrderId, purchaseOrderId))
    .groupBy(settlements.villageCode)
  return new Map(rows.map((row) => [row.villageCode, row.cents]))
}

/** Which settlements are meant; several conditions hold together. Days are Shanghai days. */
export interface SettledQuestion {
  /** A division and everything below it. */
  divisionCode?: string
  /** For goods that these units bought; settlements without an order belong to no unit. */
  unitIds?: readonly string[]
  cooperativeId?: string
  from: string
  to: string
}

export interface SettledHouseholds {
  /** Distinct households by village and number (§3.14). */
  households: number
  householdCents: number
  /** Collective income (§3.14). */
  collectiveCents: number
}

/** Households helped and collective income in a span of days, both included (§3.14). */
export async function settledHouseholds(
  reader: Reader,
  question: SettledQuestion,
): Promise<SettledHouseholds> {
  const { divisionCode, unitIds, cooperativeId, from, to } = question
  const inDivision = sql`starts_with(${settlements.villageCode}, ${divisionCode})`
  const asked = and(
    between(settlements.settledOn, from, to),
    divisionCode === undefined ? undefined : inDivision,
    cooperativeId === undefined ? undefined : eq(settlements.cooperativeId, cooperativeId),
    unitIds === undefined ? undefined : inArray(purchaseOrders.unitId, [...unitIds]),
  )
  const [row] = await reader
    .select({
      // A reversed payment helped nobody: only what is left of a household's sum counts.
      households: sql`count(*) filter (where "kind" = 'household' and "cents" > 0)`.mapWith(Number),
      householdCents: sql`coalesce(sum("cents") filter (where "kind" = 'household'), 0)`.mapWith(
        Number,
      ),
      collectiveCents: sql`coalesce(sum("cents") filter (where "kind" = 'collective'), 0)`.mapWith(
        Number,
      ),
    })
    .from(
      sql`(select ${settlements.recipientKind} as "kind", sum(${settlements.amountCents}) as "cents"
        from ${settlements}
        left join ${purchaseOrders} on ${purchaseOrders.id} = ${settlements.purchaseOrderId}
        where ${asked}
        group by ${settlements.recipientKind}, ${settlements.villageCode},
          ${settlements.householdNumber}) recipients`,
    )
  return row ?? { households: 0, householdCents: 0, collectiveCents: 0 }
}
