import { splitByLargestRemainder } from '../../shared/split.ts'
import { type AcceptedOfLot, acceptedByLot } from '../deliveries/index.ts'
import type { Reader } from '../platform/db/transaction.ts'
import { type MoneyOfLine, moneyByOrderLine } from './invoices.queries.ts'
import { settledOfOrders } from './settlements.queries.ts'

/** What was paid in an order for the goods of a lot from a village, null where nobody knows it. */
export interface PaidForLot {
  purchaseOrderId: string
  lotId: string
  villageCode: string | null
  cents: number
}

/**
 * What was paid for the goods of each lot by order and village (§3.14): the money of an order line
 * by the accepted money of its lots, never more than that, and within a lot by the weight of its
 * villages. What was sent back belongs to no lot.
 */
export function paidForLots(
  money: readonly MoneyOfLine[],
  accepted: readonly AcceptedOfLot[],
): PaidForLot[] {
  const lotsOfLine = Map.groupBy(accepted, (lot) => lot.orderLineId)
  return money.flatMap(({ orderLineId, paidCents, refundedCents }) => {
    const lots = (lotsOfLine.get(orderLineId) ?? []).filter((lot) => Number(lot.acceptedCents) > 0)
    if (lots.length === 0) return []
    const claims = lots.map(({ lotId, acceptedCents }) => ({ key: lotId, weight: acceptedCents }))
    const parts = splitByLargestRemainder(Math.max(0, paidCents - refundedCents), claims)
    return lots.flatMap((lot) => {
      const cents = Math.min(parts.get(lot.lotId) ?? 0, Number(lot.acceptedCents))
      return cents === 0 ? [] : byVillage(lot, cents)
    })
  })
}

function byVillage(lot: AcceptedOfLot, cents: number): PaidForLot[] {
  const { purchaseOrderId, lotId } = lot
  const villages = lot.villages
    .filter(({ weight }) => Number(weight) > 0)
    .map(({ villageCode, weight }) => ({ key: villageCode ?? '', weight }))
  const known = villages.length > 0 ? villages : [{ key: '', weight: 1 }]
  return [...splitByLargestRemainder(cents, known)].map(([code, part]) => {
    return { purchaseOrderId, lotId, villageCode: code === '' ? null : code, cents: part }
  })
}

/** Money of orders that can be settled: of each whole order, and in it of each lot. */
export interface OpenMoney {
  paid: PaidForLot[]
  settled: Awaited<ReturnType<typeof settledOfOrders>>
  /** What is open of an order, or of a lot in it, in 分; below zero where too much was settled. */
  open: (purchaseOrderId: string, lotId: string | null) => number
  take: (purchaseOrderId: string, lotId: string | null, cents: number) => void
}

/** What was paid for orders and not sent back, less what was settled of it: per order and lot. */
export async function loadOpenMoney(
  reader: Reader,
  purchaseOrderIds: readonly string[],
): Promise<OpenMoney> {
  return openMoneyOf(await loadSettlingMoney(reader, purchaseOrderIds))
}

/** All that decides what is open of orders. */
export interface SettlingMoney {
  money: readonly MoneyOfLine[]
  accepted: readonly AcceptedOfLot[]
  settled: OpenMoney['settled']
}

export async function loadSettlingMoney(
  reader: Reader,
  purchaseOrderIds: readonly string[],
): Promise<SettlingMoney> {
  const money = await moneyByOrderLine(reader, purchaseOrderIds)
  const accepted = await acceptedByLot(reader, purchaseOrderIds)
  return { money, accepted, settled: await settledOfOrders(reader, purchaseOrderIds) }
}

export function openMoneyOf({ money, accepted, settled }: SettlingMoney): OpenMoney {
  const paid = paidForLots(money, accepted)
  const ofOrder = new Map<string, number>()
  const ofLot = new Map<string, number>()
  const keyOf = (orderId: string, lotId: string) => `${orderId} ${lotId}`
  const add = (sums: Map<string, number>, key: string, cents: number) =>
    sums.set(key, (sums.get(key) ?? 0) + cents)
  const take: OpenMoney['take'] = (orderId, lotId, cents) => {
    add(ofOrder, orderId, -cents)
    if (lotId !== null) add(ofLot, keyOf(orderId, lotId), -cents)
  }
  for (const line of money) add(ofOrder, line.purchaseOrderId, line.paidCents - line.refundedCents)
  for (const part of paid) add(ofLot, keyOf(part.purchaseOrderId, part.lotId), part.cents)
  for (const row of settled) take(row.purchaseOrderId ?? '', row.lotId, row.cents)
  const open: OpenMoney['open'] = (orderId, lotId) => {
    const orderCents = ofOrder.get(orderId) ?? 0
    return lotId === null ? orderCents : Math.min(orderCents, ofLot.get(keyOf(orderId, lotId)) ?? 0)
  }
  return { paid, settled, open, take }
}
