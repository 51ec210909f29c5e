import { AppError, type FieldError, fieldError } from '../../shared/errors.ts'
import { lotsByIds, lotsOfSeller } from '../catalogue/index.ts'
import { ordersOfLots } from '../deliveries/index.ts'
import { lockPurchaseOrders, type PurchaseOrderRow } from '../orders/index.ts'
import type { Transaction } from '../platform/db/transaction.ts'
import { loadOpenMoney, type OpenMoney } from './lot-money.ts'
import type { SettlementInput } from './record-settlements.ts'

/** What of a row is written against one order; null where it names neither order nor lot. */
export interface SettlementPart {
  row: number
  order: PurchaseOrderRow | null
  lotId: string | null
  amountCents: number
}

/** The lot of each row, in their order; null where it names none. */
export async function requireLots(
  tx: Transaction,
  cooperativeId: string,
  input: { lotId: string | null; rows: readonly SettlementInput[] },
): Promise<(string | null)[]> {
  const [common] = input.lotId === null ? [] : await lotsByIds(tx, [input.lotId])
  if (input.lotId !== null && common?.cooperativeId !== cooperativeId)
    throw new AppError('not_found')
  const numbers = input.rows.flatMap((row) => row.lotNumber ?? [])
  if (numbers.length === 0) return input.rows.map(() => input.lotId)
  const known = Map.groupBy(await lotsOfSeller(tx, { cooperativeId, numbers }), (lot) => lot.number)
  const fields: FieldError[] = []
  const lots = input.rows.map(({ lotNumber }, index) => {
    if (lotNumber == null || lotNumber === common?.number) return input.lotId
    const named = known.get(lotNumber) ?? []
    const path = ['rows', index, 'lotNumber']
    if (named.length === 0) fields.push({ path, code: 'not_found' })
    if (named.length > 1) fields.push({ path, code: 'ambiguous', values: { text: lotNumber } })
    return named[0]?.lotId ?? null
  })
  if (fields.length > 0) throw new AppError('validation_failed', { fields })
  return lots
}

/** The named order, or all orders of the cooperative that lots went into: locked, oldest first. */
export async function lockOrdersToSettle(
  tx: Transaction,
  cooperativeId: string,
  input: { purchaseOrderId: string | null; lotIds: readonly string[] },
): Promise<PurchaseOrderRow[]> {
  const { purchaseOrderId, lotIds } = input
  if (purchaseOrderId === null && lotIds.length === 0) return []
  const ids = purchaseOrderId === null ? await ordersOfLots(tx, lotIds) : [purchaseOrderId]
  const orders = await lockPurchaseOrders(tx, ids)
  if (orders.some((order) => order.cooperativeId !== cooperativeId)) throw new AppError('not_found')
  return orders.sort((one, other) => compare(one.orderedOn, other.orderedOn))
}

/**
 * Splits rows over the orders that their money comes from (§3.14): a row of a lot over the orders
 * that its goods went into, oldest first, none of them placed after the day of the settlement. All
 * settlements of an order never exceed what was paid for it and not sent back, and those of a lot
 * in it never what was paid for the lot.
 */
export async function allocateSettlements(
  tx: Transaction,
  input: {
    /** The one that rows without a lot are of; null where those wait for the county. */
    purchaseOrderId: string | null
    orders: readonly PurchaseOrderRow[]
    lots: readonly (string | null)[]
    rows: readonly SettlementInput[]
  },
): Promise<SettlementPart[]> {
  const { orders, lots, rows } = input
  const money = await loadOpenMoney(
    tx,
    orders.map((order) => order.id),
  )
  requireVillagesOfLots(money, lots, rows)
  return rows.flatMap((entry, row) => {
    const lotId = lots[row] ?? null
    if (lotId === null && input.purchaseOrderId === null)
      return [{ row, order: null, lotId, amountCents: entry.amountCents }]
    const candidates = lotId === null ? orders : ordersOf(money, orders, { lotId, entry, row })
    return takeFrom(money, candidates, { entry, row, lotId })
  })
}

function takeFrom(
  money: OpenMoney,
  candidates: readonly PurchaseOrderRow[],
  { entry, row, lotId }: { entry: SettlementInput; row: number; lotId: string | null },
): SettlementPart[] {
  const parts: SettlementPart[] = []
  let leftCents = entry.amountCents
  for (const order of candidates) {
    const amountCents = Math.min(leftCents, money.open(order.id, lotId))
    if (amountCents <= 0) continue
    money.take(order.id, lotId, amountCents)
    parts.push({ row, order, lotId, amountCents })
    leftCents -= amountCents
  }
  if (leftCents > 0)
    throw fieldError(['rows', row, 'amountCents'], 'above_paid', {
      openCents: entry.amountCents - leftCents,
    })
  return parts
}

/** The orders that a lot's goods of a village went into, placed up to the day of the settlement. */
function ordersOf(
  money: OpenMoney,
  orders: readonly PurchaseOrderRow[],
  { lotId, entry, row }: { lotId: string; entry: SettlementInput; row: number },
): PurchaseOrderRow[] {
  const ids = new Set(
    money.paid
      .filter((part) => part.lotId === lotId && part.villageCode === entry.villageCode)
      .map((part) => part.purchaseOrderId),
  )
  const known = orders.filter((order) => ids.has(order.id))
  const placed = known.filter((order) => order.orderedOn <= entry.settledOn)
  if (known.length > 0 && placed.length === 0)
    throw fieldError(['rows', row, 'settledOn'], 'before_the_order')
  return placed
}

/** A lot's money goes to the villages of its accepted goods, as an order's does. */
function requireVillagesOfLots(
  { paid }: OpenMoney,
  lots: readonly (string | null)[],
  rows: readonly SettlementInput[],
): void {
  const ofLot = Map.groupBy(paid, (part) => part.lotId)
  const fields = rows.flatMap(({ villageCode }, index): FieldError[] => {
    const parts = ofLot.get(lots[index] ?? '') ?? []
    const isOther = parts.length > 0 && parts.every((part) => part.villageCode !== villageCode)
    return isOther ? [{ path: ['rows', index, 'villageCode'], code: 'village_not_of_order' }] : []
  })
  if (fields.length > 0) throw new AppError('validation_failed', { fields })
}

function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0
}
