import type { z } from 'zod'
import type {
  lotSettlementSuggestion,
  settlementSuggestion,
} from '../../shared/billing/settlements.schemas.ts'
import { AppError } from '../../shared/errors.ts'
import { splitByLargestRemainder } from '../../shared/split.ts'
import { lotsByIds } from '../catalogue/index.ts'
import { acceptedByVillage, ordersOfLots, requireSide } from '../deliveries/index.ts'
import { purchaseOrderById } from '../orders/index.ts'
import type { Actor } from '../platform/context.ts'
import type { Reader } from '../platform/db/transaction.ts'
import { divisionsByCodes } from '../villages/index.ts'
import { moneyByOrderLine } from './invoices.queries.ts'
import { loadOpenMoney } from './lot-money.ts'
import { settledByVillage } from './settlements.queries.ts'

/**
 * Each village's part of what was paid for an order, by the accepted weight of its goods in every
 * line, beside what was settled there already: where a settlement begins.
 */
export async function readSettlementSuggestion(
  reader: Reader,
  actor: Actor,
  purchaseOrderId: string,
): Promise<z.input<typeof settlementSuggestion>> {
  const order = await purchaseOrderById(reader, purchaseOrderId)
  if (order === null) throw new AppError('not_found')
  requireSide(actor, order, 'cooperative')
  const paid = await paidByVillage(reader, order.id)
  const settled = await settledByVillage(reader, order.id)
  return {
    purchaseOrderId: order.id,
    purchaseOrderNumber: order.number,
    paidCents: sum(paid.values()),
    settledCents: sum(settled.values()),
    villages: await villagesOf(reader, paid, settled),
  }
}

/** The same for the goods of a lot, over all orders that it went into. */
export async function readLotSuggestion(
  reader: Reader,
  actor: Actor,
  lotId: string,
): Promise<z.input<typeof lotSettlementSuggestion>> {
  const [lot] = await lotsByIds(reader, [lotId])
  if (lot === undefined || lot.cooperativeId !== actor.organisationId)
    throw new AppError('not_found')
  const orderIds = await ordersOfLots(reader, [lotId])
  const money = await loadOpenMoney(reader, orderIds)
  const paid = sumsByVillage(money.paid.filter((part) => part.lotId === lotId))
  const settled = sumsByVillage(money.settled.filter((row) => row.lotId === lotId))
  return {
    lotId,
    lotNumber: lot.number,
    productName: lot.productName,
    paidCents: sum(paid.values()),
    settledCents: sum(settled.values()),
    openCents: sum(orderIds.map((orderId) => Math.max(0, money.open(orderId, lotId)))),
    orders: orderIds.length,
    villages: await villagesOf(reader, paid, settled),
  }
}

function sumsByVillage(
  rows: readonly { villageCode: string | null; cents: number }[],
): Map<string, number> {
  const sums = new Map<string, number>()
  for (const { villageCode, cents } of rows)
    sums.set(villageCode ?? '', (sums.get(villageCode ?? '') ?? 0) + cents)
  return sums
}

async function villagesOf(
  reader: Reader,
  paid: ReadonlyMap<string, number>,
  settled: ReadonlyMap<string, number>,
) {
  const codes = [...new Set([...paid.keys(), ...settled.keys()])].sort()
  const names = await divisionsByCodes(
    reader,
    codes.filter((code) => code !== ''),
  )
  return codes.map((code) => ({
    villageCode: code === '' ? null : code,
    villageName: names.get(code)?.pathName ?? null,
    paidCents: paid.get(code) ?? 0,
    settledCents: settled.get(code) ?? 0,
  }))
}

async function paidByVillage(
  reader: Reader,
  purchaseOrderId: string,
): Promise<Map<string, number>> {
  const villages = await acceptedByVillage(reader, purchaseOrderId)
  const paid = new Map<string, number>()
  for (const line of await moneyByOrderLine(reader, [purchaseOrderId])) {
    const netCents = line.paidCents - line.refundedCents
    const claims = villages
      .filter((village) => village.orderLineId === line.orderLineId && Number(village.weight) > 0)
      .map(({ villageCode, weight }) => ({ key: villageCode ?? '', weight }))
    // Paid before anything came: no village can be named yet.
    if (claims.length === 0) claims.push({ key: '', weight: 1 })
    for (const [code, cents] of splitByLargestRemainder(netCents, claims))
      paid.set(code, (paid.get(code) ?? 0) + cents)
  }
  return new Map([...paid].filter(([, cents]) => cents !== 0))
}

function sum(values: Iterable<number>): number {
  let total = 0
  for (const value of values) total += value
  return total
}
