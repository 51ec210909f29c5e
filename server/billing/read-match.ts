import type { SQL } from 'drizzle-orm'
import type { z } from 'zod'
import { keptByLine } from '../../shared/billing/allocate-payment.ts'
import type { match } from '../../shared/billing/billing.schemas.ts'
import {
  differencesOf,
  type MatchDifference,
  type MatchProgress,
  matchStateOf,
} from '../../shared/billing/three-way-match.ts'
import { AppError } from '../../shared/errors.ts'
import { dayOf } from '../../shared/scalars.ts'
import { splitByLargestRemainder } from '../../shared/split.ts'
import {
  acceptedByOrderLine,
  orderProgress,
  receiptsOf,
  returnsOf,
  shipmentsOf,
  shippedByOrderLine,
} from '../deliveries/index.ts'
import { orderLinesOf } from '../orders/index.ts'
import { organisationNames } from '../organisations/index.ts'
import type { Reader } from '../platform/db/transaction.ts'
import { type MoneyOfInvoice, moneyOfInvoices, splitMoney } from './invoice-money.queries.ts'
import { type BilledOrder, billedOrders } from './invoice-orders.queries.ts'
import { moneyByOrderLine, selectInvoices, selectMatchedOrder } from './invoices.queries.ts'
import { paymentView } from './money-views.ts'
import { termDaysOn } from './paying/payment-terms.queries.ts'
import { selectPayments } from './payments.queries.ts'
import { openMoney } from './read-invoice.ts'
import { readCreditNotes, readRefunds } from './read-money.ts'

type MatchView = z.input<typeof match>

/** 三单匹配 of an order: every line through all its documents. Throws `not_found`. */
export async function readMatch(
  reader: Reader,
  question: { visible: SQL; purchaseOrderId: string; onDay: string },
): Promise<MatchView> {
  const order = await selectMatchedOrder(reader, question)
  if (order === undefined) throw new AppError('not_found')
  const names = await organisationNames(reader, [order.unitId, order.cooperativeId])
  const party = (id: string) => ({ id, name: names.get(id) ?? '' })
  const lines = await matchLines(reader, order.id)
  const papers = await moneyPapers(reader, order.id)
  const receipts = await receiptsOf(reader, order.id)
  const lastReceivedOn = receipts
    .map(({ on }) => on)
    .sort()
    .at(-1)
  return {
    purchaseOrderId: order.id,
    purchaseOrderNumber: order.number,
    orderState: order.state,
    orderedOn: order.orderedOn,
    termDays: await termDaysOn(reader, { ...order, onDay: lastReceivedOn ?? question.onDay }),
    unit: party(order.unitId),
    cooperative: party(order.cooperativeId),
    freightCents: order.freightCents,
    ...papers,
    state: stateOf(lines, papers.invoices),
    lines,
    shipments: await shipmentsOf(reader, order.id),
    receipts,
    returns: (await returnsOf(reader, order.id)).map(({ recordedAt, ...goodsReturn }) => ({
      ...goodsReturn,
      on: dayOf(recordedAt),
    })),
  }
}

/** Open while money is due back, though every line agrees. */
function stateOf(lines: MatchView['lines'], invoices: readonly { dueBackCents: number }[]) {
  const state = matchStateOf(lines.flatMap((line) => line.differences as MatchDifference[]))
  const isDueBack = invoices.some((invoice) => invoice.dueBackCents > 0)
  return state === 'matched' && isDueBack ? ('open' as const) : state
}

async function matchLines(reader: Reader, purchaseOrderId: string): Promise<MatchView['lines']> {
  const ordered = await orderLinesOf(reader, purchaseOrderId)
  const shipped = await shippedByOrderLine(reader, purchaseOrderId)
  const accepted = await acceptedByOrderLine(reader, [purchaseOrderId])
  const money = await moneyByOrderLine(reader, [purchaseOrderId])
  const progress = await orderProgress(reader, purchaseOrderId)
  return ordered.map((line) => {
    const goods = accepted.find((acceptance) => acceptance.orderLineId === line.id)
    const paid = money.find((sums) => sums.orderLineId === line.id)
    const figures = {
      orderedGrams: line.orderedGrams,
      orderedCents: line.amountCents,
      shippedGrams: shipped.get(line.id) ?? 0,
      acceptedGrams: goods?.acceptedGrams ?? 0,
      acceptedCents: goods?.acceptedCents ?? 0,
      deductionCents: goods?.deductionCents ?? 0,
      invoicedCents: paid?.invoicedCents ?? 0,
      creditedCents: paid?.creditedCents ?? 0,
      waivedCents: paid?.waivedCents ?? 0,
      paidCents: paid?.paidCents ?? 0,
      refundedCents: paid?.refundedCents ?? 0,
    }
    return {
      orderLineId: line.id,
      lineNumber: line.lineNumber,
      productName: line.productName,
      packName: line.packName,
      quantity: line.quantity,
      ...figures,
      ...judged(figures, progress),
    }
  })
}

function judged(figures: Parameters<typeof differencesOf>[0], progress: MatchProgress) {
  const differences = differencesOf(figures, progress)
  return { differences, state: matchStateOf(differences) }
}

/** Invoices, credit notes, payments and refunds of the order, and what of them was freight. */
async function moneyPapers(reader: Reader, purchaseOrderId: string) {
  const invoiceRows = (await selectInvoices(reader, { purchaseOrderId })).map((row) => row.invoice)
  const money = await moneyOfInvoices(
    reader,
    invoiceRows.map((row) => row.id),
  )
  const paymentRows = await selectPayments(reader, { purchaseOrderId })
  const refunds = await readRefunds(reader, { purchaseOrderId })
  const billed = await billedOrders(reader, [...money.keys()])
  const ofOrder = new Map(
    billed
      .filter((order) => order.purchaseOrderId === purchaseOrderId)
      .map((order) => [order.invoiceId, order]),
  )
  const invoices = invoiceRows.flatMap((row) => {
    const own = money.get(row.id)
    if (own === undefined) return []
    const ofOrderCents = ofOrder.get(row.id)?.issuedCents ?? 0
    const isVoid = own.voidedCents > 0
    const sums = { totalCents: own.totalCents, ofOrderCents, isVoid }
    return [{ id: row.id, number: row.number, on: row.issuedOn, ...sums, ...openMoney(own) }]
  })
  return {
    freightInvoicedCents: sumOf([...ofOrder.values()].map((order) => order.freightCents)),
    freightPaidCents: sumOf(
      [...money.values()].map((own) => freightPaid(own, billed, purchaseOrderId)),
    ),
    invoices,
    creditNotes: await readCreditNotes(reader, { purchaseOrderId }),
    payments: paymentRows.map(paymentView),
    refunds,
  }
}

/** An order's part of the freight that was paid of an invoice. */
function freightPaid(
  money: MoneyOfInvoice,
  billed: readonly BilledOrder[],
  purchaseOrderId: string,
): number {
  const claims = billed
    .filter((order) => order.invoiceId === money.invoiceId && order.freightCents > 0)
    .map((order) => ({ key: order.purchaseOrderId, weight: order.freightCents }))
  if (claims.length === 0) return 0
  const { freightCents } = keptByLine(splitMoney(money))
  return splitByLargestRemainder(freightCents, claims).get(purchaseOrderId) ?? 0
}

function sumOf(cents: readonly number[]): number {
  return cents.reduce((sum, amount) => sum + amount, 0)
}
