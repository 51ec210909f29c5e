import type { FastifyInstance } from 'fastify'
import * as api from '../../shared/billing/billing.api.ts'
import * as booksApi from '../../shared/billing/books.api.ts'
import * as correctionsApi from '../../shared/billing/corrections.api.ts'
import * as deskApi from '../../shared/billing/money-desk.api.ts'
import * as settlementsApi from '../../shared/billing/settlements.api.ts'
import * as waiversApi from '../../shared/billing/waivers.api.ts'
import { dayOf } from '../../shared/scalars.ts'
import { visibleOrders } from '../orders/index.ts'
import type { Context } from '../platform/context.ts'
import type { Dependencies } from '../platform/dependencies.ts'
import { serve, serveCommand } from '../platform/http/serve.ts'
import { bankRoutes } from './bank/bank.routes.ts'
import { createCreditNote, readCreditNoteDraft } from './create-credit-note.ts'
import { createInvoice } from './create-invoice.ts'
import { decideSettlements } from './decide-settlements.ts'
import { misdirectedRoutes } from './misdirected.routes.ts'
import { onlineRoutes } from './online/online.routes.ts'
import { confirmPayment, recordPayment, rejectPayment } from './pay-invoice.ts'
import { payingRoutes } from './paying/paying.routes.ts'
import { requestPayment } from './paying/remind-payers.ts'
import { paymentMoveRoutes } from './payment-moves.routes.ts'
import { listCounterparties, listPostings, readStatement, readTrialBalance } from './read-books.ts'
import { readDueBack } from './read-due-back.ts'
import { readInvoice } from './read-invoice.ts'
import { readInvoiceDraft } from './read-invoice-draft.ts'
import { readMatch } from './read-match.ts'
import {
  listPayments,
  listRefunds,
  listSettlements,
  readPayment,
  readRefund,
  readSettlements,
} from './read-money.ts'
import { listPartiesDue, readMoneyDesk } from './read-money-desk.ts'
import { readMoneyDue, readToInvoice } from './read-money-due.ts'
import { readPaymentByUnit } from './read-payment-by-unit.ts'
import { readLotSuggestion, readSettlementSuggestion } from './read-settlement-suggestion.ts'
import { recordSettlements } from './record-settlements.ts'
import { confirmRefund, recordRefund, rejectRefund } from './refund-payment.ts'
import { reverseSettlement } from './reverse-settlement.ts'
import { readSetOffDraft, setOff } from './set-off-money.ts'
import { slipRoutes } from './slips/slips.routes.ts'
import { voidInvoice } from './void-invoice.ts'
import { confirmWaiver, rejectWaiver, waiveDifference } from './waive-difference.ts'
import { withdrawPayment, withdrawRefund } from './withdraw-money.ts'

/** Invoices, payments and refunds, their match with goods, and what was paid on. */
export async function billingRoutes(app: FastifyInstance, deps: Dependencies): Promise<void> {
  serveInvoices(app, deps)
  serveWaivers(app, deps)
  serveMoneyDue(app, deps)
  servePayments(app, deps)
  serveRefunds(app, deps)
  serveCorrections(app, deps)
  serveSettlements(app, deps)
  serveBooks(app, deps)
  await onlineRoutes(app, deps)
  await payingRoutes(app, deps)
  await bankRoutes(app, deps)
  await slipRoutes(app, deps)
  await misdirectedRoutes(app, deps)
  await paymentMoveRoutes(app, deps)
}

function serveInvoices(app: FastifyInstance, deps: Dependencies): void {
  serve(app, deps, api.draftInvoice, ({ context, params }) =>
    readInvoiceDraft(deps.db, context.actor, params.purchaseOrderId),
  )
  serveCommand(app, deps, api.createInvoice, async (tx, { context, params, body }) => {
    const id = await createInvoice(tx, context, { ...params, ...body })
    return readInvoice(tx, context.actor, { id })
  })
  serve(app, deps, api.draftCreditNote, ({ context, params }) =>
    readCreditNoteDraft(deps.db, context.actor, params.invoiceId),
  )
  serveCommand(app, deps, api.createCreditNote, async (tx, { context, params, body }) => {
    await createCreditNote(tx, context, { ...params, ...body })
    return readInvoice(tx, context.actor, { id: params.invoiceId })
  })
  serve(app, deps, api.getInvoice, ({ context, params }) =>
    readInvoice(deps.db, context.actor, { visible: visibleTo(context), id: params.invoiceId }),
  )
  serve(app, deps, api.getMatch, ({ context, params }) =>
    readMatch(deps.db, { visible: visibleTo(context), onDay: dayOf(context.now), ...params }),
  )
}

function serveWaivers(app: FastifyInstance, deps: Dependencies): void {
  serveCommand(app, deps, waiversApi.waiveDifference, async (tx, { context, params, body }) => {
    await waiveDifference(tx, context, { ...params, ...body })
    return readInvoice(tx, context.actor, { id: params.invoiceId })
  })
  serveCommand(app, deps, waiversApi.confirmWaiver, async (tx, { context, params }) => {
    const id = await confirmWaiver(tx, context, params)
    return readInvoice(tx, context.actor, { id })
  })
  serveCommand(app, deps, waiversApi.rejectWaiver, async (tx, { context, params, body }) => {
    const id = await rejectWaiver(tx, context, { ...params, ...body })
    return readInvoice(tx, context.actor, { id })
  })
}

function serveMoneyDue(app: FastifyInstance, deps: Dependencies): void {
  serve(app, deps, api.listMoneyDue, ({ context, query }) =>
    readMoneyDue(deps.db, { visible: visibleTo(context), onDay: dayOf(context.now) }, query),
  )
  serve(app, deps, api.listToInvoice, ({ context, query }) =>
    readToInvoice(deps.db, { visible: visibleTo(context) }, query),
  )
  serve(app, deps, deskApi.readMoneyDesk, ({ context }) =>
    readMoneyDesk(deps.db, context, visibleTo(context)),
  )
  serve(app, deps, deskApi.listPartiesDue, ({ context, query }) =>
    listPartiesDue(deps.db, context, { visible: visibleTo(context), filter: query }),
  )
  serve(app, deps, deskApi.readPaymentByUnit, ({ context, query }) =>
    readPaymentByUnit(deps.reportDb, context, { visible: visibleTo(context), ...query }),
  )
  serveCommand(app, deps, deskApi.requestPayment, (tx, { context, body }) =>
    requestPayment(tx, context, body),
  )
}

function servePayments(app: FastifyInstance, deps: Dependencies): void {
  serveCommand(app, deps, api.recordPayment, async (tx, { context, params, body }) => {
    const id = await recordPayment(tx, context, { ...params, ...body })
    return readPayment(tx, id)
  })
  serveCommand(app, deps, api.confirmPayment, async (tx, { context, params }) => {
    await confirmPayment(tx, context, params)
    return readPayment(tx, params.paymentId)
  })
  serveCommand(app, deps, api.rejectPayment, async (tx, { context, params, body }) => {
    await rejectPayment(tx, context, { ...params, ...body })
    return readPayment(tx, params.paymentId)
  })
  serve(app, deps, api.listPayments, ({ context, query }) => listPayments(deps.db, context, query))
}

function serveRefunds(app: FastifyInstance, deps: Dependencies): void {
  serveCommand(app, deps, api.recordRefund, async (tx, { context, params, body }) => {
    const id = await recordRefund(tx, context, { ...params, ...body })
    return readRefund(tx, id)
  })
  serveCommand(app, deps, api.confirmRefund, async (tx, { context, params }) => {
    await confirmRefund(tx, context, params)
    return readRefund(tx, params.refundId)
  })
  serveCommand(app, deps, api.rejectRefund, async (tx, { context, params, body }) => {
    await rejectRefund(tx, context, { ...params, ...body })
    return readRefund(tx, params.refundId)
  })
  serve(app, deps, api.listRefunds, ({ context, query }) => listRefunds(deps.db, context, query))
}

function serveCorrections(app: FastifyInstance, deps: Dependencies): void {
  serveCommand(app, deps, correctionsApi.withdrawPayment, async (tx, request) => {
    const { context, params, body } = request
    await withdrawPayment(tx, context, { ...params, ...body })
    return readPayment(tx, params.paymentId)
  })
  serveCommand(app, deps, correctionsApi.withdrawRefund, async (tx, request) => {
    const { context, params, body } = request
    await withdrawRefund(tx, context, { ...params, ...body })
    return readRefund(tx, params.refundId)
  })
  serve(app, deps, correctionsApi.listDueBack, ({ context, query }) =>
    readDueBack(deps.db, { visible: visibleTo(context) }, query),
  )
  serve(app, deps, correctionsApi.draftSetOff, ({ context, params }) =>
    readSetOffDraft(deps.db, context.actor, params.invoiceId),
  )
  serveCommand(app, deps, correctionsApi.setOff, async (tx, { context, params, body }) => {
    await setOff(tx, context, { ...params, ...body })
    return readInvoice(tx, context.actor, { id: params.fromInvoiceId })
  })
  serveCommand(app, deps, correctionsApi.voidInvoice, async (tx, { context, params, body }) => {
    await voidInvoice(tx, context, { ...params, ...body })
    return readInvoice(tx, context.actor, { id: params.invoiceId })
  })
}

function serveSettlements(app: FastifyInstance, deps: Dependencies): void {
  serve(app, deps, settlementsApi.suggestSettlements, ({ context, params }) =>
    readSettlementSuggestion(deps.db, context.actor, params.purchaseOrderId),
  )
  serve(app, deps, settlementsApi.suggestLotSettlements, ({ context, params }) =>
    readLotSuggestion(deps.db, context.actor, params.lotId),
  )
  serveCommand(app, deps, settlementsApi.recordSettlements, async (tx, { context, body }) => {
    const ids = await recordSettlements(tx, context, body)
    return { items: await readSettlements(tx, context.actor, ids) }
  })
  serveCommand(app, deps, settlementsApi.reverseSettlement, async (tx, request) => {
    const { context, params, body } = request
    const id = await reverseSettlement(tx, context, { ...params, ...body })
    const [view] = await readSettlements(tx, context.actor, [id])
    if (view === undefined) throw new Error('a settlement just written is there')
    return view
  })
  serveCommand(app, deps, settlementsApi.decideSettlements, async (tx, { context, body }) => {
    await decideSettlements(tx, context, body)
    return { items: await readSettlements(tx, context.actor, body.settlementIds) }
  })
  serve(app, deps, settlementsApi.listSettlements, ({ context, query }) =>
    listSettlements(deps.db, context, query),
  )
}

function serveBooks(app: FastifyInstance, deps: Dependencies): void {
  serve(app, deps, booksApi.readTrialBalance, ({ context, query }) =>
    readTrialBalance(deps.db, context, query),
  )
  serve(app, deps, booksApi.listPostings, ({ context, query }) =>
    listPostings(deps.db, context, query),
  )
  serve(app, deps, booksApi.listCounterparties, ({ context, query }) =>
    listCounterparties(deps.db, context, query),
  )
  serve(app, deps, booksApi.readStatement, ({ context, params, query }) =>
    readStatement(deps.db, context, { ...params, ...query }),
  )
}

/** The condition for papers of orders that the actor may see today. */
function visibleTo({ actor, now }: Context) {
  return visibleOrders(actor, dayOf(now))
}
