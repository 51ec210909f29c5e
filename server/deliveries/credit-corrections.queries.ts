import { and, eq, ne, type SQL, sql } from 'drizzle-orm'
import { alias } from 'drizzle-orm/pg-core'
import type { DecisionState } from '../../shared/deliveries/two-sided-record.ts'
import type { CursorPage } from '../../shared/pagination.ts'
import { dayOf } from '../../shared/scalars.ts'
import { visibleRows } from '../orders/index.ts'
import { organisationsPublished } from '../organisations/index.ts'
import type { Context } from '../platform/context.ts'
import { keysetOf, latestFirst } from '../platform/db/keyset.ts'
import { filtered, isOnPage, type ListSource, withinScanLimit } from '../platform/db/list-source.ts'
import { equals } from '../platform/db/rows.ts'
import type { Reader, Transaction } from '../platform/db/transaction.ts'
import { creditCorrections } from './deliveries.tables.ts'
import { cooperatives, purchaseOrders, units } from './joined-views.ts'

export type CreditCorrectionRow = typeof creditCorrections.$inferSelect

/** Which corrections of units and channels a list shows. */
export interface CreditCorrectionsFilter extends CursorPage {
  state?: DecisionState | undefined
  purchaseOrderId?: string | undefined
}

const { unitId: orderingUnitId, fromUnitId, toUnitId } = creditCorrections

/** Those of visible orders, and for a unit those that would give it something or take it. */
export function visibleCreditCorrections({ actor, now }: Context): ListSource {
  const visible = visibleRows(actor, dayOf(now), creditCorrections)
  if (actor.organisationKind !== 'unit' || actor.organisationId === null) return visible
  const condition = sql`${actor.organisationId} in (${orderingUnitId}, ${fromUnitId}, ${toUnitId})`
  return { ...visible, condition }
}

/** Whether a unit is to sign, or has signed, that credit of an order moves to it or from it. */
export async function isPartyToCorrection(
  reader: Reader,
  question: { purchaseOrderId: string; unitId: string },
): Promise<boolean> {
  const rows = await reader
    .select({ id: creditCorrections.id })
    .from(creditCorrections)
    .where(
      and(
        eq(creditCorrections.purchaseOrderId, question.purchaseOrderId),
        ne(creditCorrections.state, 'rejected'),
        sql`${question.unitId} in (${fromUnitId}, ${toUnitId})`,
      ),
    )
    .limit(1)
  return rows.length > 0
}

/** A correction with the names that stand beside it; none where there is no such correction. */
export function selectCreditCorrections(reader: Reader, id: string) {
  return withNames(reader).where(eq(creditCorrections.id, id))
}
export type CreditCorrectionDetails = Awaited<ReturnType<typeof selectCreditCorrections>>[number]

/** A page of the visible corrections, latest first. */
export async function selectCreditCorrectionPage(
  reader: Reader,
  visible: ListSource,
  filter: CreditCorrectionsFilter,
) {
  const { purchaseOrderId, state } = filter
  const source = filtered(visible, {
    found: [equals(creditCorrections.purchaseOrderId, purchaseOrderId)],
    filters: [equals(creditCorrections.state, state)],
    isFew: purchaseOrderId !== undefined,
  })
  const whole = keysetOf(latestFirst('recorded_at', 'credit_corrections'), filter)
  const { keyset, ...rest } = await withinScanLimit(reader, filter, source, whole)
  const rows = await withNames(reader, keyset.cursor)
    .where(isOnPage(source, keyset))
    .orderBy(keyset.order)
  return { rows, ...rest }
}

const fromUnits = alias(organisationsPublished, 'from_units')
const toUnits = alias(organisationsPublished, 'to_units')

function withNames(reader: Reader, cursor: SQL<string> = sql<string>`''`) {
  return reader
    .select({
      correction: creditCorrections,
      number: purchaseOrders.number,
      orderedOn: purchaseOrders.orderedOn,
      goodsCents: purchaseOrders.goodsCents,
      goods: sql<string>`(select string_agg(product_name, '、' order by line_number) from (
        select product_name, line_number from orders.order_lines_published
        where purchase_order_id = ${purchaseOrders.id} order by line_number limit 3) as goods)`,
      cooperativeName: cooperatives.name,
      unitName: units.name,
      fromUnitName: fromUnits.name,
      toUnitName: toUnits.name,
      cursor,
    })
    .from(creditCorrections)
    .innerJoin(purchaseOrders, eq(purchaseOrders.id, creditCorrections.purchaseOrderId))
    .innerJoin(cooperatives, eq(cooperatives.id, creditCorrections.cooperativeId))
    .innerJoin(units, eq(units.id, creditCorrections.unitId))
    .leftJoin(fromUnits, eq(fromUnits.id, creditCorrections.fromUnitId))
    .leftJoin(toUnits, eq(toUnits.id, creditCorrections.toUnitId))
}

export async function creditCorrectionById(
  reader: Reader,
  id: string,
): Promise<CreditCorrectionRow | null> {
  const [row] = await reader.select().from(creditCorrections).where(eq(creditCorrections.id, id))
  return row ?? null
}

/** Whether a file is the evidence of a correction that may be seen. */
export async function isEvidenceOfCredit(
  reader: Reader,
  question: { visible: SQL; fileId: string },
): Promise<boolean> {
  const rows = await reader
    .select({ id: creditCorrections.id })
    .from(creditCorrections)
    .where(and(eq(creditCorrections.fileId, question.fileId), question.visible))
    .limit(1)
  return rows.length > 0
}

/** Null when a correction of the order waits already. */
export async function insertCreditCorrection(
  tx: Transaction,
  row: typeof creditCorrections.$inferInsert,
): Promise<CreditCorrectionRow | null> {
  const [inserted] = await tx
    .insert(creditCorrections)
    .values(row)
    .onConflictDoNothing()
    .returning()
  return inserted ?? null
}

/** Decides on a correction that waits for it; returns how many rows that were. */
export async function updateCreditCorrection(
  tx: Transaction,
  id: string,
  change: Partial<CreditCorrectionRow>,
): Promise<number> {
  const { count } = await tx
    .update(creditCorrections)
    .set(change)
    .where(and(eq(creditCorrections.id, id), eq(creditCorrections.state, 'recorded')))
  return count
}
