import { createCreditNote } from '../../server/billing/create-credit-note.ts'
import { moneyOfInvoice } from '../../server/billing/invoice-money.queries.ts'
import { balanceOfPair } from '../../server/billing/misdirected.queries.ts'
import { confirmMisdirected, recordMisdirected } from '../../server/billing/misdirected-money.ts'
import { confirmPaymentMove, proposePaymentMove } from '../../server/billing/move-payment.ts'
import { confirmPayment, recordPayment } from '../../server/billing/pay-invoice.ts'
import { preparePaymentRun } from '../../server/billing/paying/prepare-run.ts'
import {
  cancelPaymentRun,
  releasePaymentRun,
  returnRunPayment,
} from '../../server/billing/paying/release-run.ts'
import { readPaymentMoveDraft } from '../../server/billing/read-payment-moves.ts'
import { recordSettlements } from '../../server/billing/record-settlements.ts'
import { confirmRefund, recordRefund } from '../../server/billing/refund-payment.ts'
import {
  readMisdirectedDraft,
  readSetOffDraft,
  setOff,
  setOffMisdirected,
} from '../../server/billing/set-off-money.ts'
import { voidInvoice } from '../../server/billing/void-invoice.ts'
import { waiveDifference } from '../../server/billing/waive-difference.ts'
import { withdrawPayment } from '../../server/billing/withdraw-money.ts'
import { confirmCorrection, proposeCorrection } from '../../server/deliveries/correct-acceptance.ts'
import type { Actor, Context } from '../../server/platform/context.ts'
import { type Transaction, transaction } from '../../server/platform/db/transaction.ts'
import { newId } from '../../server/platform/ids.ts'
import { dayOf } from '../../shared/scalars.ts'
import { contextFor } from './app.ts'
import { aConfirmedPayment, anInvoice, anInvoiceNumber } from './factories/billing.ts'
import {
  aConfirmedOrder,
  aDispatchedShipment,
  aReceipt,
  aReceivedOrder,
} from './factories/deliveries.ts'
import { aBuyingUnit } from './factories/orders.ts'
import { type Choice, nothing } from './stripe/online-moves.ts'
import { aReadyAccount, type OnlineProgram } from './stripe/online-world.ts'

/**
 * One unit and two sellers: two lines in two shipments, the first of which is received, another
 * order between the same two sides, and one of the other seller; nothing is invoiced yet.
 */
export async function aMoneyWorld(program: OnlineProgram) {
  const { database, stripe } = program
  const unit = await aBuyingUnit(database, { budget: { year: 2026, budgetCents: 100_000_000 } })
  const order = await aConfirmedOrder(database, {
    unit,
    lines: [
      { quantity: 2, packGrams: 3_000, priceCents: 1_001 },
      { quantity: 2, packGrams: 7_000, priceCents: 3_333 },
    ],
  })
  const lines = order.orderLines.map((line) => ({ orderLineId: line.id, packs: 1 }))
  const shipmentIds: string[] = []
  for (let part = 0; part < 2; part += 1)
    shipmentIds.push((await aDispatchedShipment(database, { ...order, lines })).shipmentId)
  const shipmentId = shipmentIds.pop() as string
  const { receiptId } = await aReceipt(database, { shipmentId, receiver: order.receiver })
  const receiptLines = await database.sql<{ id: string }[]>`
    select id from deliveries.goods_receipt_lines where receipt_id = ${receiptId} order by id`
  const small = { lines: [{ quantity: 1, priceCents: 2_222 }] }
  const beside = await aReceivedOrder(database, { beside: order, ...small })
  const others = await aReceivedOrder(database, { unit, ...small })
  const sellers = []
  for (const { manager, seller } of [order, others]) {
    const accountId = await aReadyAccount(program, manager)
    sellers.push({ id: seller.id, manager, accountId })
  }
  const purchaseOrderIds = [order.purchaseOrderId, beside.purchaseOrderId] as const
  return {
    ...{ ...order, purchaseOrderIds, others, sellers, shipmentIds, receiptId, receiptLines },
    releaser: await unit.member('finance'),
    invoiceIds: [] as string[],
    runIds: [] as string[],
    onlineIds: [] as string[],
    reportsFrom: stripe.money.events.length,
  }
}
export type MoneyWorld = Awaited<ReturnType<typeof aMoneyWorld>>

/** What acts need: a write as somebody, today, and an invoice with one of its lines. */
function toolsOf({ database, work }: OnlineProgram) {
  const write = <T>(actor: Actor, done: (tx: Transaction, context: Context) => Promise<T>) =>
    transaction(database.db, (tx) => done(tx, contextFor(actor, work.clock())))
  const { clock } = work
  const today = () => dayOf(clock())
  const invoiceOf = ({ invoiceIds }: MoneyWorld, { pick }: Choice) =>
    invoiceIds[pick % Math.max(1, invoiceIds.length)] ?? newId()
  /** An invoice, one of its lines, and who issued it. */
  const billed = async (world: MoneyWorld, choice: Choice) => {
    const invoiceId = invoiceOf(world, choice)
    const money = await moneyOfInvoice(database.db, invoiceId)
    const orderLineId = money.lines[choice.pick % money.lines.length]?.orderLineId ?? ''
    const isOthers = world.others.orderLines.some(({ id }) => id === orderLineId)
    const { manager } = isOthers ? world.others : world
    return { invoiceId, money, orderLineId, manager }
  }
  return { database, write, clock, today, invoiceOf, billed }
}
type Tools = ReturnType<typeof toolsOf>

/** Goods, documents, transfers, payment runs and settlements: all that needs no provider. */
export function moneyActs(program: OnlineProgram) {
  const tools = toolsOf(program)
  return {
    ...goodsActs(tools),
    ...documentActs(tools),
    ...transferActs(tools),
    ...overpaidActs(tools),
    ...movingActs(tools),
  }
}

function goodsActs({ database, write, clock }: Tools) {
  return {
    receive: async (world: MoneyWorld) => {
      const shipmentId = world.shipmentIds.pop()
      if (shipmentId === undefined) return nothing
      return aReceipt(database, { shipmentId, receiver: world.receiver })
    },
    invoice: async (world: MoneyWorld, { pick, share }: Choice) => {
      const { manager, purchaseOrderIds, others } = world
      const [first, second] = pick % 2 ? purchaseOrderIds.toReversed() : purchaseOrderIds
      const orders = {
        purchaseOrderId: first as string,
        otherOrderIds: [second as string],
        manager,
      }
      if (share < 0.5) orders.otherOrderIds = []
      const own = { purchaseOrderId: others.purchaseOrderId, manager: others.manager }
      const made = await anInvoice(database, { ...(share < 0.3 ? own : orders), at: clock() })
      world.invoiceIds.push(made.invoiceId)
    },
    correct: async (world: MoneyWorld, { pick, share }: Choice) => {
      const receiptLineId = world.receiptLines[pick % 2]?.id as string
      const isMoney = share > 0.7
      const grams = isMoney ? 0 : Math.round(share * 2_000) - 700
      const deductionCents = isMoney ? Math.round(share * 300) : 0
      const change = { receiptId: world.receiptId, receiptLineId, grams, deductionCents }
      const correctionId = await write(world.receiver, (tx, context) =>
        proposeCorrection(tx, context, { ...change, reason: '写错', fileId: null }),
      )
      await write(world.manager, (tx, context) => confirmCorrection(tx, context, { correctionId }))
    },
  }
}

function documentActs({ database, write, clock, today, billed }: Tools) {
  return {
    pay: async (world: MoneyWorld, choice: Choice) => {
      const { invoiceId, money, manager } = await billed(world, choice)
      const amountCents = Math.ceil(choice.share * money.balanceCents)
      const [at, paidOn] = [clock(), today()]
      const payment = { invoiceId, amountCents, paidOn, at, finance: world.finance, manager }
      return amountCents > 0 ? aConfirmedPayment(database, payment) : nothing
    },
    credit: async (world: MoneyWorld, choice: Choice) => {
      const { invoiceId, orderLineId, manager } = await billed(world, choice)
      const lines = [{ orderLineId, amountCents: Math.ceil(choice.share * 1_500) }]
      const document = { number: anInvoiceNumber(), freightCents: 0, fileId: null, reason: '更正' }
      const note = { invoiceId, ...document, lines, issuedOn: today() }
      await write(manager, (tx, context) => createCreditNote(tx, context, note))
    },
    refund: async (world: MoneyWorld, choice: Choice) => {
      const { invoiceId, orderLineId, manager } = await billed(world, choice)
      const lines = [{ orderLineId, amountCents: Math.ceil(choice.share * 900) }]
      const money = { bankReference: newId(), refundedOn: today(), reason: '多付', lines }
      const refundId = await write(manager, (tx, context) =>
        recordRefund(tx, context, { invoiceId, ...money }),
      )
      await write(world.finance, (tx, context) => confirmRefund(tx, context, { refundId }))
    },
    waive: async (world: MoneyWorld, choice: Choice) => {
      const { invoiceId, money, manager } = await billed(world, choice)
      const { balanceCents: amountCents } = money
      if (amountCents <= 0) return nothing
      return write(manager, (tx, context) =>
        waiveDifference(tx, context, { invoiceId, amountCents, reason: '抹零' }),
      )
    },
    settle: async (world: MoneyWorld, { share, pick }: Choice) => {
      const row = { villageCode: '500237222213', recipientKind: 'collective' as const }
      const amountCents = Math.ceil(share * 400)
      const money = { householdNumber: null, recipientName: '村集体', amountCents }
      const rows = [{ ...row, ...money, settledOn: today(), bankReference: '' }]
      const lotId = world.offers[0]?.lotId ?? ''
      const { purchaseOrderId } = world
      const from = pick % 2 ? { purchaseOrderId: null, lotId } : { purchaseOrderId }
      await write(world.manager, (tx, context) => recordSettlements(tx, context, { ...from, rows }))
    },
  }
}

function transferActs({ database, write, today, invoiceOf, billed }: Tools) {
  return {
    withdraw: async (world: MoneyWorld, choice: Choice) => {
      const [amountCents, invoiceId] = [Math.ceil(choice.share * 900), invoiceOf(world, choice)]
      const money = { invoiceId, amountCents, bankReference: newId(), paidOn: today() }
      const paymentId = await write(world.finance, (tx, context) =>
        recordPayment(tx, context, money),
      )
      const end = { paymentId, reason: '录错' }
      return write(world.finance, (tx, context) => withdrawPayment(tx, context, end))
    },
    void: async (world: MoneyWorld, choice: Choice) => {
      const { invoiceId, manager } = await billed(world, choice)
      if (choice.share < 0.7) return nothing
      const end = { invoiceId, reason: '录错' }
      return write(manager, (tx, context) => voidInvoice(tx, context, end))
    },
    run: async (world: MoneyWorld, choice: Choice) => {
      const isOne = choice.share < 0.5
      const { finance, releaser } = world
      const open: string[] = []
      for (const id of isOne ? [invoiceOf(world, choice)] : world.invoiceIds)
        if ((await moneyOfInvoice(database.db, id)).balanceCents > 0) open.push(id)
      if (open.length === 0) return nothing
      const run = { dueUntil: '2026-12-31', invoiceIds: open }
      const runId = await write(finance, (tx, context) => preparePaymentRun(tx, context, run))
      world.runIds.push(runId)
      return choice.share < 0.2
        ? runId
        : write(releaser, (tx, context) => releasePaymentRun(tx, context, { runId }))
    },
    release: async (world: MoneyWorld, { pick, share }: Choice) => {
      const runId = world.runIds.at(-1 - (pick % 2)) ?? newId()
      const end = { runId, reason: '重做' }
      await write(world.releaser, (tx, context) =>
        share < 0.2 ? cancelPaymentRun(tx, context, end) : releasePaymentRun(tx, context, end),
      )
    },
    /** What a run sent arrives, or the bank sends it back. */
    arrive: async (world: MoneyWorld, { pick, share }: Choice) => {
      const { sql } = database
      const rows = await sql<{ id: string; run: string; cooperative: string }[]>`
        select p.id, i.run_id as run, p.cooperative_id as cooperative
        from billing.payment_run_invoices i join billing.payments p on p.id = i.payment_id
        where p.unit_id = ${world.unit.id} and p.state = 'recorded' order by p.id`
      const row = rows[pick % Math.max(1, rows.length)]
      if (row === undefined) return nothing
      const { manager } = world.sellers.find(({ id }) => id === row.cooperative) ?? world
      const back = { runId: row.run, cooperativeId: row.cooperative, reason: '户名不符' }
      return share < 0.5
        ? write(world.finance, (tx, context) => returnRunPayment(tx, context, back))
        : write(manager, (tx, context) => confirmPayment(tx, context, { paymentId: row.id }))
    },
  }
}

/** What is paid too much, and what of it pays another invoice (§7.2). */
function overpaidActs({ database, write, clock, today, billed }: Tools) {
  return {
    overpay: async (world: MoneyWorld, choice: Choice) => {
      const { invoiceId, money, manager } = await billed(world, choice)
      const openCents = Math.max(0, money.balanceCents - money.waitingCents)
      const mostCents = openCents + money.totalCents - money.voidedCents
      if (mostCents === 0) return nothing
      const amountCents = Math.ceil(choice.share * mostCents)
      const by = { at: clock(), finance: world.finance, manager, isAboveOpen: true }
      return aConfirmedPayment(database, { invoiceId, amountCents, paidOn: today(), ...by })
    },
    /** To a seller without an invoice; later back, or against an invoice. */
    misdirect: async (world: MoneyWorld, { pick, share }: Choice) => {
      const seller = world.sellers[pick % world.sellers.length]
      if (seller === undefined) return nothing
      const pair = { unitId: world.unit.id, cooperativeId: seller.id }
      const { freeCents } = await balanceOfPair(database.db, pair)
      const isReturn = freeCents > 0 && share < 0.4
      const amountCents = Math.ceil(share * (isReturn ? freeCents : 3_000))
      const [by, other] =
        share < 0.6 ? [seller.manager, world.finance] : [world.finance, seller.manager]
      const partyId = by === world.finance ? seller.id : world.unit.id
      const money = { bankReference: newId(), movedOn: today(), reason: '付错' }
      const misdirectedId = await write(by, (tx, context) =>
        recordMisdirected(tx, context, { partyId, isReturn, amountCents, ...money }),
      )
      return write(other, (tx, context) => confirmMisdirected(tx, context, { misdirectedId }))
    },
    setOffMisdirected: async (world: MoneyWorld, { pick, share }: Choice) => {
      for (const { id: partyId } of world.sellers) {
        const draft = await readMisdirectedDraft(database.db, world.finance, partyId)
        const target = draft.invoices[pick % Math.max(1, draft.invoices.length)]
        const mostCents = Math.min(draft.dueBackCents, target?.openCents ?? 0)
        if (target === undefined || mostCents <= 0) continue
        const set = { partyId, invoiceId: target.id, amountCents: Math.ceil(share * mostCents) }
        return write(world.finance, (tx, context) => setOffMisdirected(tx, context, set))
      }
      return nothing
    },
    /** By the buyer, or where it is less by the seller. */
    setOff: async (world: MoneyWorld, { pick, share }: Choice) => {
      const possible = []
      for (const fromInvoiceId of world.invoiceIds) {
        const draft = await readSetOffDraft(database.db, world.finance, fromInvoiceId)
        for (const { id: invoiceId, openCents } of draft.invoices) {
          const amountCents = Math.ceil(share * Math.min(draft.dueBackCents, openCents))
          if (amountCents > 0) possible.push({ fromInvoiceId, invoiceId, amountCents })
        }
      }
      const chosen = possible[pick % Math.max(1, possible.length)]
      if (chosen === undefined) return nothing
      const { manager } = await billed(world, {
        pick: world.invoiceIds.indexOf(chosen.invoiceId),
        share,
      })
      const actor = share < 0.5 ? manager : world.finance
      return write(actor, (tx, context) => setOff(tx, context, chosen))
    },
  }
}

function movingActs({ database, write, billed }: Tools) {
  return {
    /** What was paid of one open invoice belongs to another. */
    movePayment: async (world: MoneyWorld, { pick, share }: Choice) => {
      const possible = []
      for (const fromInvoiceId of world.invoiceIds) {
        const draft = await readPaymentMoveDraft(database.db, world.finance, fromInvoiceId)
        for (const { id: invoiceId, movableCents: most } of draft.invoices)
          for (const { id: paymentId, movableCents } of draft.payments) {
            const amountCents = Math.ceil(share * Math.min(movableCents, most))
            possible.push({ paymentId, fromInvoiceId, invoiceId, amountCents })
          }
      }
      const chosen = possible[pick % Math.max(1, possible.length)]
      if (chosen === undefined) return nothing
      const { manager } = await billed(world, {
        pick: world.invoiceIds.indexOf(chosen.invoiceId),
        share,
      })
      const moveId = await write(world.finance, (tx, context) =>
        proposePaymentMove(tx, context, { ...chosen, reason: '付的是另一张' }),
      )
      if (share < 0.1) return moveId
      return write(manager, (tx, context) => confirmPaymentMove(tx, context, { moveId }))
    },
  }
}
