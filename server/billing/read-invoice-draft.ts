import type { z } from 'zod'
import type { invoiceDraft } from '../../shared/billing/billing.schemas.ts'
import { AppError } from '../../shared/errors.ts'
import { acceptedByOrderLine, requireSide } from '../deliveries/index.ts'
import { type OrderLineRow, orderLinesOf, purchaseOrderById } from '../orders/index.ts'
import { organisationNames } from '../organisations/index.ts'
import type { Actor } from '../platform/context.ts'
import type { Reader } from '../platform/db/transaction.ts'
import { invoicedByOrderLine, invoicedTotals } from './invoices.queries.ts'

export interface UninvoicedLine {
  order: OrderLineRow
  /** Accepted and on no invoice yet; never below 0. */
  grams: number
  amountCents: number
}

/** The accepted, not yet invoiced rest of each order line. */
export async function uninvoicedLines(
  reader: Reader,
  purchaseOrderId: string,
): Promise<{ lines: UninvoicedLine[]; acceptedCents: number }> {
  const accepted = await acceptedByOrderLine(reader, purchaseOrderId)
  const invoiced = await invoicedByOrderLine(reader, purchaseOrderId)
  const lines = (await orderLinesOf(reader, purchaseOrderId)).map((order) => {
    const goods = accepted.find((line) => line.orderLineId === order.id)
    const billed = invoiced.find((line) => line.orderLineId === order.id)
    return {
      order,
      grams: Math.max(0, (goods?.acceptedGrams ?? 0) - (billed?.grams ?? 0)),
      amountCents: Math.max(0, (goods?.acceptedCents ?? 0) - (billed?.amountCents ?? 0)),
    }
  })
  return { lines, acceptedCents: accepted.reduce((sum, line) => sum + line.acceptedCents, 0) }
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
  const { lines, acceptedCents } = await uninvoicedLines(reader, order.id)
  const invoiced = await invoicedTotals(reader, order.id)
  const names = await organisationNames(reader, [order.unitId])
  return {
    purchaseOrderId: order.id,
    purchaseOrderNumber: order.number,
    unit: { id: order.unitId, name: names.get(order.unitId) ?? '' },
    acceptedCents,
    invoicedCents: invoiced.goodsCents,
    freightCents: Math.max(0, order.freightCents - invoiced.freightCents),
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
