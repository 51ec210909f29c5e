import type { z } from 'zod'
import { maximumOtherOrders } from '../../shared/billing/billing.api.ts'
import type { invoiceDraft } from '../../shared/billing/billing.schemas.ts'
import { AppError } from '../../shared/errors.ts'
import { proportion } from '../../shared/split.ts'
import { acceptedByOrderLine, requireSide } from '../deliveries/index.ts'
import {
  linesOfOrders,
  type OrderLineRow,
  type PurchaseOrderRow,
  purchaseOrderById,
  purchaseOrdersByIds,
} from '../orders/index.ts'
import { organisationNames } from '../organisations/index.ts'
import type { Actor } from '../platform/context.ts'
import type { Reader } from '../platform/db/transaction.ts'
import {
  invoicedByOrderLine,
  invoicedTotals,
  ordersToInvoiceBeside,
} from './invoice-orders.queries.ts'

export interface UninvoicedLine {
  order: OrderLineRow
  /** Accepted and on no invoice yet; never below 0. */
  grams: number
  amountCents: number
  /** The same with its sign: below 0 where more was invoiced than accepted. */
  restCents: number
}

/** What of an order is accepted, and what of that is on no invoice yet, in 分. */
export interface OpenToInvoice {
  purchaseOrderId: string
  lines: UninvoicedLine[]
  acceptedCents: number
  invoicedCents: number
  /** The agreed freight's part for the accepted weight (§5.2), less what is invoiced of it. */
  freightCents: number
}

type Ordered = Pick<PurchaseOrderRow, 'id' | 'freightCents'>

/** The accepted, not yet invoiced rest of orders, in their order: of each line, and of freight. */
export async function openToInvoice(
  reader: Reader,
  purchaseOrders: readonly Ordered[],
): Promise<OpenToInvoice[]> {
  const ids = purchaseOrders.map(({ id }) => id)
  const accepted = new Map(
    (await acceptedByOrderLine(reader, ids)).map((line) => [line.orderLineId, line]),
  )
  const invoiced = new Map(
    (await invoicedByOrderLine(reader, ids)).map((line) => [line.orderLineId, line]),
  )
  const totals = await invoicedTotals(reader, ids)
  const linesById = Map.groupBy(await linesOfOrders(reader, ids), (line) => line.purchaseOrderId)
  return purchaseOrders.map(({ id, freightCents }) => {
    const ordered = linesById.get(id) ?? []
    const lines = ordered.map((order) => {
      const goods = accepted.get(order.id)
      const billed = invoiced.get(order.id)
      const restCents = (goods?.acceptedCents ?? 0) - (billed?.amountCents ?? 0)
      const grams = Math.max(0, (goods?.acceptedGrams ?? 0) - (billed?.grams ?? 0))
      return { order, grams, amountCents: Math.max(0, restCents), restCents }
    })
    const sumOf = (value: (line: OrderLineRow) => number) =>
      ordered.reduce((sum, line) => sum + value(line), 0)
    const orderedGrams = sumOf((line) => line.orderedGrams)
    const acceptedGrams = sumOf((line) => accepted.get(line.id)?.acceptedGrams ?? 0)
    const carried = proportion(freightCents, Math.min(acceptedGrams, orderedGrams), orderedGrams)
    return {
      purchaseOrderId: id,
      lines,
      acceptedCents: sumOf((line) => accepted.get(line.id)?.acceptedCents ?? 0),
      invoicedCents: totals.get(id)?.goodsCents ?? 0,
      freightCents: Math.max(0, carried - (totals.get(id)?.freightCents ?? 0)),
    }
  })
}

/** The invoice that covers all of it, before it is entered, and what may stand on it besides. */
export async function readInvoiceDraft(
  reader: Reader,
  actor: Actor,
  purchaseOrderId: string,
): Promise<z.input<typeof invoiceDraft>> {
  const order = await purchaseOrderById(reader, purchaseOrderId)
  if (order === null) throw new AppError('not_found')
  requireSide(actor, order, 'cooperative')
  const otherIds = await ordersToInvoiceBeside(reader, order, maximumOtherOrders)
  const byId = new Map((await purchaseOrdersByIds(reader, otherIds)).map((row) => [row.id, row]))
  const orders = [order, ...otherIds.flatMap((id) => byId.get(id) ?? [])]
  const open = await openToInvoice(reader, orders)
  const [own, ...others] = orders.map((row, index) => orderDraft(row, open[index]))
  if (own === undefined) throw new Error('an order has its draft')
  const names = await organisationNames(reader, [order.unitId])
  return { ...own, unit: { id: order.unitId, name: names.get(order.unitId) ?? '' }, others }
}

function orderDraft(row: PurchaseOrderRow, open: OpenToInvoice | undefined) {
  if (open === undefined) throw new Error('an order has what is open of it')
  const { lines, ...sums } = open
  return {
    ...sums,
    purchaseOrderNumber: row.number,
    orderedOn: row.orderedOn,
    lines: lines.map(({ order: line, grams, amountCents }) => ({
      orderLineId: line.id,
      lineNumber: line.lineNumber,
      productName: line.productName,
      packName: line.packName,
      grams,
      amountCents,
    })),
  }
}
