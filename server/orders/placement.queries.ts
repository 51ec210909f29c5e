import { sql } from 'drizzle-orm'
import type { Sql } from 'postgres'
import type { z } from 'zod'
import type { CreditSnapshot } from '../../shared/attribution/credit.ts'
import type { placement } from '../../shared/orders/orders.schemas.ts'
import type { Context } from '../platform/context.ts'
import { isRetryable } from '../platform/db/sqlstate.ts'
import type { Reader } from '../platform/db/transaction.ts'
import { type KeptAnswer, type KeyedRequest, sameRequest } from '../platform/http/idempotency.ts'
import { placingNew, placingSigned } from './placing-statement.ts'

/** What may have moved since the ground was read; the first that is found. */
export type PlacementFault =
  | 'state' // the requisition is no longer waiting
  | 'stock'
  | 'offer' // a pack, its product or, by the product's stamp, a lot
  | 'terms' // a cooperative or its terms of sale
  | 'credit'
  | 'channel'
  | 'limit'
  | 'budget'

/** Neither placed nor a fault: the key was taken before, and its answer is kept. */
export interface PlacementOutcome {
  placed: boolean
  fault: PlacementFault | null
}

export type PlacementAnswer = z.output<typeof placement>

export interface PlacementOrder {
  id: string
  number: string
  cooperativeId: string
  cooperativeName: string
  supervisingCountyCode: string
  termsVersion: number
  goodsCents: number
  freightCents: number
  credit: CreditSnapshot
}

export interface PlacementLine {
  id: string
  purchaseOrderId: string
  lineNumber: number
  packId: string
  packVersion: number
  productStamp: string
  lotId: string
  quantity: number
  grams: number
  unitPriceCents: number
}

/** Everything one placing writes, and everything it was decided on. */
export interface Placement {
  /** A new requisition, or one that waited and is signed now. */
  requisition:
    | { id: string; number: string; note: string; lines: string; signedVersion: null }
    | { id: string; signedVersion: number }
  unitId: string
  channelId: string
  channelKind: string
  neededOn: string
  orderedOn: string
  at: Date
  goodsCents: number
  freightCents: number
  creditVersion: number
  orders: PlacementOrder[]
  lines: PlacementLine[]
  personId: string
  roles: readonly string[]
  requestId: string
  key: KeyedRequest | null
  status: number
  response: string
}

/**
 * Places an order by one statement, which is one transaction of its own. It locks, checks again
 * all that the decision hung on, takes the key and writes, in this order; where a check fails, or
 * the key was taken, it writes nothing. Rivals for the same lots wait in the order of lot ids, so
 * they never wait for each other in a circle (§5.3).
 *
 * The key comes after the locks: a rival with the same key has the same lots and waits there.
 */
export async function writePlacement(client: Sql, placement: Placement): Promise<PlacementOutcome> {
  const statement = placement.requisition.signedVersion === null ? placingNew : placingSigned
  const values = valuesOf(placement)
  const parameters = statement.names.map((name) => values[name] ?? null)
  for (let attempt = 1; ; attempt += 1) {
    try {
      const [row] = await client.unsafe(statement.text, parameters as never[], { prepare: true })
      return row as unknown as PlacementOutcome
    } catch (error) {
      if (attempt === 3 || !isRetryable(error)) throw error
    }
  }
}

/** The answer that was already given to this request, or null. */
export async function keptPlacement(
  reader: Reader,
  context: Context,
  request: KeyedRequest | null,
): Promise<KeptAnswer | null> {
  if (request === null) return null
  const rows = await reader.execute<{ request_hash: string; status: number; response: string }>(sql`
    select request_hash, status, response from platform.idempotency_keys
    where actor_id = ${context.actor.personId} and key = ${request.key}`)
  return rows.length === 0 ? null : sameRequest(rows[0], request.hash)
}

/** The statement's parameters by name; arrays stand side by side, lots in id order. */
function valuesOf(given: Placement): Record<string, unknown> {
  const { requisition, orders, lines } = given
  const lots = Map.groupBy(lines, (line) => line.lotId)
  const lotIds = [...lots.keys()].sort()
  return {
    requisitionId: requisition.id,
    requisitionVersion: requisition.signedVersion,
    number: 'number' in requisition ? requisition.number : null,
    note: 'note' in requisition ? requisition.note : null,
    requested: 'lines' in requisition ? requisition.lines : null,
    unitId: given.unitId,
    channelId: given.channelId,
    channelKind: given.channelKind,
    neededOn: given.neededOn,
    orderedOn: given.orderedOn,
    year: Number(given.orderedOn.slice(0, 4)),
    at: given.at,
    goodsCents: given.goodsCents,
    freightCents: given.freightCents,
    creditVersion: given.creditVersion,
    lotIds,
    lotGrams: lotIds.map((id) => (lots.get(id) ?? []).reduce((sum, line) => sum + line.grams, 0)),
    orderIds: orders.map((order) => order.id),
    orderNumbers: orders.map((order) => order.number),
    cooperativeIds: orders.map((order) => order.cooperativeId),
    counties: orders.map((order) => order.supervisingCountyCode),
    termsVersions: orders.map((order) => order.termsVersion),
    orderGoods: orders.map((order) => order.goodsCents),
    orderFreights: orders.map((order) => order.freightCents),
    credits: orders.map((order) => JSON.stringify(order.credit)),
    lineIds: lines.map((line) => line.id),
    lineOrderIds: lines.map((line) => line.purchaseOrderId),
    lineNumbers: lines.map((line) => line.lineNumber),
    linePackIds: lines.map((line) => line.packId),
    linePackVersions: lines.map((line) => line.packVersion),
    lineProductStamps: lines.map((line) => line.productStamp),
    lineLotIds: lines.map((line) => line.lotId),
    lineQuantities: lines.map((line) => line.quantity),
    linePrices: lines.map((line) => line.unitPriceCents),
    announcements: orders.map((order) => announcementOf(given, order)),
    after: auditedOf(given),
    personId: given.personId,
    roles: given.roles,
    requestId: given.requestId,
    key: given.key?.key ?? null,
    endpoint: given.key?.endpointName ?? null,
    hash: given.key?.hash ?? null,
    status: given.status,
    response: given.response,
  }
}

/** What the audit entry keeps of the requisition as it was placed. */
function auditedOf({ goodsCents, freightCents, orders }: Placement): string {
  const purchaseOrders = orders.map((order) => order.number)
  return JSON.stringify({ state: 'placed', goodsCents, freightCents, purchaseOrders })
}

/** What listeners hear of a purchase order. */
function announcementOf({ unitId }: Placement, order: PlacementOrder): string {
  const { number, cooperativeId } = order
  return JSON.stringify({ number, unitId, cooperativeId })
}
