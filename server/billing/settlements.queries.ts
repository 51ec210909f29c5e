import { eq, type SQL, sql } from 'drizzle-orm'
import { alias } from 'drizzle-orm/pg-core'
import type { CursorPage } from '../../shared/pagination.ts'
import { dayOf } from '../../shared/scalars.ts'
import { lotsPublished } from '../catalogue/index.ts'
import { cooperatives, purchaseOrders } from '../deliveries/index.ts'
import { visibleRows } from '../orders/index.ts'
import type { Actor, Context } from '../platform/context.ts'
import { keysetOf } from '../platform/db/keyset.ts'
import { codesWithin, isOnPage, type ListSource, totalOf } from '../platform/db/list-source.ts'
import { allOf, equals, insertRows, isAnyOf } from '../platform/db/rows.ts'
import type { Reader, Transaction } from '../platform/db/transaction.ts'
import { divisionsPublished } from '../villages/index.ts'
import { settlementConfirmations, settlements } from './billing.tables.ts'

export type SettlementRow = typeof settlements.$inferSelect

const reversals = alias(settlements, 'reversals')

/** Settlements by their ids, with the names that stand beside them, in no order. */
export function selectSettlements(reader: Reader, ids: readonly string[]) {
  return settlementsWithNames(reader).where(isAnyOf(settlements.id, ids))
}

/** Which settlements a list shows. */
export interface SettlementsFilter extends CursorPage {
  purchaseOrderId?: string | undefined
  lotId?: string | undefined
  villageCode?: string | undefined
  from?: string | undefined
  to?: string | undefined
  waiting: 'true' | 'false'
}

const isWaiting = sql`settlements.id in (
  select settlement_id from billing.settlement_confirmations where state = 'waiting')`

/**
 * The settlements an actor may see: officials those of their villages, and of an order, whoever
 * sees the order; the cooperative and the unit their own, coordinators their members', the
 * platform all (§4.3).
 */
export function visibleSettlements(
  { actor, now }: Context,
  purchaseOrderId: string | undefined,
): ListSource {
  const visible = visibleRows(actor, dayOf(now), settlements)
  const { organisationKind, divisionCode } = actor
  if (organisationKind !== 'authority' || divisionCode === null) return visible
  const inVillages = sql`starts_with(settlements.village_code, ${divisionCode})`
  if (purchaseOrderId !== undefined) {
    const ofArea = sql`starts_with(settlements.supervising_county_code, ${divisionCode})`
    return { table: settlements, condition: sql`(${inVillages} or ${ofArea})` }
  }
  if (divisionCode.length >= countyLength) {
    const ofCounty = sql`settlements.county_code = ${divisionCode.slice(0, countyLength)}`
    return { table: settlements, condition: sql`${ofCounty} and ${inVillages}` }
  }
  const keys = codesWithin(settlements, 'county_code', divisionCode)
  return {
    table: settlements,
    condition: sql`true`,
    parts: { column: settlements.countyCode, keys },
  }
}

/** Digits of a county's code; longer ones lie within a county. */
const countyLength = 6

export type SettlementDetails = Awaited<ReturnType<typeof selectSettlements>>[number]

/** A page of the visible settlements, latest first. */
export async function selectSettlementPage(
  reader: Reader,
  visible: ListSource,
  filter: SettlementsFilter,
) {
  const columns = [
    { column: sql`settlements.settled_on`, type: 'date' as const },
    { column: sql`settlements.id`, type: 'uuid' as const },
  ]
  const keyset = keysetOf({ name: '-settled_on', columns, descending: true }, filter)
  const ofOrder = equals(settlements.purchaseOrderId, filter.purchaseOrderId)
  const ofLot = equals(settlements.lotId, filter.lotId)
  const ofVillage = equals(settlements.villageCode, filter.villageCode)
  const since = filter.from && sql`settlements.settled_on >= ${filter.from}::date`
  const until = filter.to && sql`settlements.settled_on <= ${filter.to}::date`
  const waits = filter.waiting === 'true' && isWaiting
  const source = {
    ...visible,
    condition: allOf([visible.condition, ofOrder, ofLot, ofVillage, since, until, waits]),
  }
  const rows = await settlementsWithNames(reader, keyset.cursor)
    .where(isOnPage(source, keyset))
    .orderBy(keyset.order)
  return { rows, total: await totalOf(reader, filter, source) }
}

function settlementsWithNames(reader: Reader, cursor: SQL<string> = sql<string>`''`) {
  return reader
    .select({
      settlement: settlements,
      villageName: divisionsPublished.pathName,
      purchaseOrderNumber: purchaseOrders.number,
      lotNumber: lotsPublished.number,
      cooperativeName: cooperatives.name,
      reversedBy: reversals.id,
      confirmation: settlementConfirmations,
      cursor,
    })
    .from(settlements)
    .innerJoin(divisionsPublished, eq(divisionsPublished.code, settlements.villageCode))
    .leftJoin(purchaseOrders, eq(purchaseOrders.id, settlements.purchaseOrderId))
    .leftJoin(lotsPublished, eq(lotsPublished.id, settlements.lotId))
    .innerJoin(cooperatives, eq(cooperatives.id, settlements.cooperativeId))
    .leftJoin(reversals, eq(reversals.reversesId, settlements.id))
    .leftJoin(
      settlementConfirmations,
      sql`${settlementConfirmations.settlementId}
        = coalesce(${settlements.reversesId}, ${settlements.id})`,
    )
}

/**
 * Locks a settlement, and all others of its transfer where it is one for a lot, in the order of
 * their ids, so that two reversals wait for each other.
 */
export function lockSettlements(tx: Transaction, id: string): Promise<SettlementRow[]> {
  return tx
    .select()
    .from(settlements)
    .where(
      sql`${settlements.id} = ${id} or (${settlements.reversesId} is null and transfer_id = (
        select transfer_id from billing.settlements named where named.id = ${id}))`,
    )
    .orderBy(settlements.id)
    .for('no key update')
}

export async function isReversed(tx: Transaction, ids: readonly string[]): Promise<boolean> {
  const rows = await tx
    .select({ id: settlements.id })
    .from(settlements)
    .where(isAnyOf(settlements.reversesId, ids))
  return rows.length > 0
}

/** Writes that settlements wait for their county. */
export async function insertConfirmations(
  tx: Transaction,
  rows: (typeof settlementConfirmations.$inferInsert)[],
): Promise<void> {
  await insertRows(tx, settlementConfirmations, rows)
}

export type ConfirmationRow = typeof settlementConfirmations.$inferSelect

/** What is decided of settlements without an order, locked in the order of their ids. */
export function lockConfirmations(
  tx: Transaction,
  ids: readonly string[],
): Promise<ConfirmationRow[]> {
  return tx
    .select()
    .from(settlementConfirmations)
    .where(isAnyOf(settlementConfirmations.settlementId, ids))
    .orderBy(settlementConfirmations.settlementId)
    .for('no key update')
}

export async function updateConfirmations(
  tx: Transaction,
  ids: readonly string[],
  decision: Partial<ConfirmationRow>,
): Promise<void> {
  await tx
    .update(settlementConfirmations)
    .set(decision)
    .where(isAnyOf(settlementConfirmations.settlementId, ids))
}

/** Whether a file is a county's document for a settlement of the cooperative, or in the area. */
export async function isDocumentOfSettlement(
  reader: Reader,
  { fileId, actor }: { fileId: string; actor: Actor },
): Promise<boolean> {
  const { organisationId, roles, divisionCode } = actor
  const area = roles.includes('official') ? divisionCode : null
  const rows = await reader
    .select({ id: settlements.id })
    .from(settlementConfirmations)
    .innerJoin(settlements, eq(settlements.id, settlementConfirmations.settlementId))
    .where(
      sql`${settlementConfirmations.documentFileId} = ${fileId}
        and (${settlements.cooperativeId} = ${organisationId}
          or starts_with(${settlements.villageCode}, ${area}))`,
    )
    .limit(1)
  return rows.length > 0
}

/**
 * What a cooperative recorded for households by their keys, and for village collectives, and has
 * not been taken back or rejected since: oldest first.
 */
export function settlementsOfRecipients(
  reader: Reader,
  recipients: { cooperativeId: string; villageCodes: string[]; householdKeys: string[] },
) {
  return reader
    .select()
    .from(settlements)
    .where(
      sql`${settlements.cooperativeId} = ${recipients.cooperativeId}
        and ${isAnyOf(settlements.villageCode, recipients.villageCodes)}
        and (${settlements.recipientKind} = 'collective'
          or ${isAnyOf(settlements.householdKey, recipients.householdKeys)})
        and ${settlements.reversesId} is null
        and not exists (select from billing.settlements reversal
          where reversal.reverses_id = ${settlements.id})
        and not exists (select from billing.settlement_confirmations decided
          where decided.settlement_id = ${settlements.id}
            and decided.state in ('rejected', 'withdrawn'))`,
    )
    .orderBy(settlements.recordedAt, settlements.id)
}

export async function insertSettlements(
  tx: Transaction,
  rows: (typeof settlements.$inferInsert)[],
): Promise<void> {
  await insertRows(tx, settlements, rows)
}

/** What was settled of orders, by the lot that it names, where it does, and by village, in 分. */
export function settledOfOrders(reader: Reader, purchaseOrderIds: readonly string[]) {
  return reader
    .select({
      purchaseOrderId: settlements.purchaseOrderId,
      lotId: settlements.lotId,
      villageCode: settlements.villageCode,
      cents: sql`sum(${settlements.amountCents})`.mapWith(Number),
    })
    .from(settlements)
    .where(isAnyOf(settlements.purchaseOrderId, purchaseOrderIds))
    .groupBy(settlements.purchaseOrderId, settlements.lotId, settlements.villageCode)
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
