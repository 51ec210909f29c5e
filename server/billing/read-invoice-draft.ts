import type { z } from 'zod'
import type { invoiceDraft } from '../../shared/billing/billing.schemas.ts'
import { AppError } from '../../shared/errors.ts'
import { proportion } from '../../shared/split.ts'
import { acceptedByOrderLine, requireSide } from '../deliveries/index.ts'
import {
  type OrderLineRow,
  orderLinesOf,
  type PurchaseOrderRow,
  purchaseOrderById,
} from '../orders/index.ts'
import { organisationNames } from '../organisations/index.ts'
import type { Actor } from '../platform/context.ts'
import type { Reader } from '../platform/db/transaction.ts'
import { invoicedByOrderLine, invoicedTotals } from './invoices.queries.ts'

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
  lines: UninvoicedLine[]
  acceptedCents: number
  invoicedCents: number
  /** The agreed freight's part for the accepted weight (§5.2), less what is invoiced of it. */
  freightCents: number
}

/** The accepted, not yet invoiced rest of an order: of each line, and of its freight. */
export async function openToInvoice(
  reader: Reader,
  purchaseOrder: Pick<PurchaseOrderRow, 'id' | 'freightCents'>,
): Promise<OpenToInvoice> {
  const accepted = await acceptedByOrderLine(reader, purchaseOrder.id)
  const invoiced = await invoicedByOrderLine(reader, purchaseOrder.id)
  const totals = await invoicedTotals(reader, purchaseOrder.id)
  const lines = (await orderLinesOf(reader, purchaseOrder.id)).map((order) => {
    const goods = accepted.find((line) => line.orderLineId === order.id)
    const billed = invoiced.find((line) => line.orderLineId === order.id)
    const restCents = (goods?.acceptedCents ?? 0) - (billed?.amountCents ?? 0)
    const grams = Math.max(0, (goods?.acceptedGrams ?? 0) - (billed?.grams ?? 0))
    return { order, grams, amountCents: Math.max(0, restCents), restCents }
  })
  const orderedGrams = lines.reduce((sum, { order }) => sum + order.orderedGrams, 0)
  const acceptedGrams = accepted.reduce((sum, line) => sum + line.acceptedGrams, 0)
  const carriedGrams = Math.min(acceptedGrams, orderedGrams)
  const freightCents = proportion(purchaseOrder.freightCents, carriedGrams, orderedGrams)
  return {
    lines,
    acceptedCents: accepted.reduce((sum, line) => sum + line.acceptedCents, 0),
    invoicedCents: totals.goodsCents,
    freightCents: Math.max(0, freightCents - totals.freightCents),
  }
}

/** The invoice that covers all of it, before it is entered. */
export async function readInvoiceDraft(
  reader: Reader,
  actor: Actor,
  purchaseOrderId: string,
): Promise<z.input<typeof invoiceDraft>> {
  const order = await purchaseOrderById(reader, purchaseOrderId)
  if (order === null) throw new AppError('not_found')
  requireSide(actor, order, 'cooperative')
  const { lines, ...open } = await openToInvoice(reader, order)
  const names = await organisationNames(reader, [order.unitId])
  return {
    purchaseOrderId: order.id,
    purchaseOrderNumber: order.number,
    unit: { id: order.unitId, name: names.get(order.unitId) ?? '' },
    ...open,
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
