import fc from 'fast-check'
import { expect, test } from 'vitest'
import { balanceBefore } from '../../../server/billing/books.queries.ts'
import { createCreditNote } from '../../../server/billing/create-credit-note.ts'
import {
  findBalanceFault,
  findInvoicedSumFault,
  findInvoiceTotalFault,
  findJournalFault,
  findOpenInvoiceFault,
} from '../../../server/billing/faults.queries.ts'
import { moneyOfInvoice } from '../../../server/billing/invoice-money.queries.ts'
import { moneyByOrderLine } from '../../../server/billing/invoices.queries.ts'
import { recordPayment } from '../../../server/billing/pay-invoice.ts'
import { recordSettlements } from '../../../server/billing/record-settlements.ts'
import { confirmRefund, recordRefund } from '../../../server/billing/refund-payment.ts'
import { voidInvoice } from '../../../server/billing/void-invoice.ts'
import { waiveDifference } from '../../../server/billing/waive-difference.ts'
import { withdrawPayment } from '../../../server/billing/withdraw-money.ts'
import {
  confirmCorrection,
  proposeCorrection,
} from '../../../server/deliveries/correct-acceptance.ts'
import { acceptedByOrderLine } from '../../../server/deliveries/receipts.queries.ts'
import type { Actor, Context } from '../../../server/platform/context.ts'
import { type Transaction, transaction } from '../../../server/platform/db/transaction.ts'
import { newId } from '../../../server/platform/ids.ts'
import { AppError } from '../../../shared/errors.ts'
import { contextFor } from '../../support/app.ts'
import { testDatabase } from '../../support/database.ts'
import { aConfirmedPayment, anInvoice, anInvoiceNumber } from '../../support/factories/billing.ts'
import {
  aConfirmedOrder,
  aDispatchedShipment,
  aReceipt,
  aReceivedOrder,
} from '../../support/factories/deliveries.ts'
import { insertPlaces } from '../../support/factories/villages.ts'

const database = await testDatabase()
await insertPlaces(database)
const at = new Date('2026-07-21T01:00:00Z')
const today = '2026-07-21'

/**
 * Two lines in two shipments, the first of which is received, and another order between the same
 * two sides; nothing is invoiced yet.
 */
async function aWorld() {
  const order = await aConfirmedOrder(database, {
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
  const other = await aReceivedOrder(database, {
    beside: order,
    lines: [{ quantity: 1, priceCents: 2_222 }],
  })
  const purchaseOrderIds = [order.purchaseOrderId, other.purchaseOrderId] as const
  const orderLines = [...order.orderLines, ...other.orderLines]
  const invoiceIds: string[] = []
  return {
    ...order,
    orderLines,
    purchaseOrderIds,
    shipmentIds,
    receiptId,
    receiptLines,
    invoiceIds,
  }
}
type World = Awaited<ReturnType<typeof aWorld>>

const write = <T>(actor: Actor, work: (tx: Transaction, context: Context) => Promise<T>) =>
  transaction(database.db, (tx) => work(tx, contextFor(actor, at)))

/** One of the invoices, its lines, and an amount of the given share of something. */
interface Choice {
  line: number
  share: number
}
type Act = (world: World, choice: Choice) => Promise<unknown>

const lineOf = ({ orderLines }: World, { line }: Choice) =>
  orderLines[line % orderLines.length]?.id as string
const invoiceOf = ({ invoiceIds }: World, { line }: Choice) =>
  invoiceIds[line % Math.max(1, invoiceIds.length)] ?? newId()

const acts: Record<string, Act> = {
  receive: async (world) => {
    const shipmentId = world.shipmentIds.pop()
    if (shipmentId === undefined) return
    await aReceipt(database, { shipmentId, receiver: world.receiver })
  },
  invoice: async (world, choice) => {
    const { manager, purchaseOrderIds } = world
    const [first, second] = choice.line % 2 ? purchaseOrderIds.toReversed() : purchaseOrderIds
    const orders = { purchaseOrderId: first as string, otherOrderIds: [second as string] }
    if (choice.share < 0.5) orders.otherOrderIds = []
    const { invoiceId } = await anInvoice(database, { ...orders, manager, at })
    world.invoiceIds.push(invoiceId)
  },
  correct: async (world, choice) => {
    const receiptLineId = world.receiptLines[choice.line % 2]?.id as string
    const isMoney = choice.share > 0.7
    const grams = isMoney ? 0 : Math.round(choice.share * 2_000) - 700
    const deductionCents = isMoney ? Math.round(choice.share * 300) : 0
    const change = { receiptId: world.receiptId, receiptLineId, grams, deductionCents }
    const correctionId = await write(world.receiver, (tx, context) =>
      proposeCorrection(tx, context, { ...change, reason: '写错', fileId: null }),
    )
    await write(world.manager, (tx, context) => confirmCorrection(tx, context, { correctionId }))
  },
  pay: async (world, choice) => {
    const invoiceId = invoiceOf(world, choice)
    const { balanceCents } = await moneyOfInvoice(database.db, invoiceId)
    const amountCents = Math.ceil(choice.share * balanceCents)
    if (amountCents > 0)
      await aConfirmedPayment(database, { ...world, invoiceId, amountCents, paidOn: today, at })
  },
  withdraw: async (world, choice) => {
    const [amountCents, invoiceId] = [Math.ceil(choice.share * 900), invoiceOf(world, choice)]
    const money = { amountCents, bankReference: newId(), paidOn: today }
    const paymentId = await write(world.finance, (tx, context) =>
      recordPayment(tx, context, { invoiceId, ...money }),
    )
    await write(world.finance, (tx, context) =>
      withdrawPayment(tx, context, { paymentId, reason: '录错' }),
    )
  },
  void: async (world, choice) => {
    const invoiceId = invoiceOf(world, choice)
    if (choice.share < 0.7) return
    await write(world.manager, (tx, context) =>
      voidInvoice(tx, context, { invoiceId, reason: '录错' }),
    )
  },
  credit: async (world, choice) => {
    const amountCents = Math.ceil(choice.share * 1_500)
    const lines = [{ orderLineId: lineOf(world, choice), amountCents }]
    const document = { number: anInvoiceNumber(), issuedOn: today, freightCents: 0, fileId: null }
    const invoiceId = invoiceOf(world, choice)
    await write(world.manager, (tx, context) =>
      createCreditNote(tx, context, { invoiceId, ...document, lines, reason: '更正' }),
    )
  },
  refund: async (world, choice) => {
    const lines = [
      { orderLineId: lineOf(world, choice), amountCents: Math.ceil(choice.share * 900) },
    ]
    const money = { bankReference: newId(), refundedOn: today, reason: '多付', lines }
    const invoiceId = invoiceOf(world, choice)
    const refundId = await write(world.manager, (tx, context) =>
      recordRefund(tx, context, { invoiceId, ...money }),
    )
    await write(world.finance, (tx, context) => confirmRefund(tx, context, { refundId }))
  },
  waive: async (world, choice) => {
    const invoiceId = invoiceOf(world, choice)
    const { balanceCents: amountCents } = await moneyOfInvoice(database.db, invoiceId)
    if (amountCents <= 0) return
    await write(world.manager, (tx, context) =>
      waiveDifference(tx, context, { invoiceId, amountCents, reason: '抹零' }),
    )
  },
  settle: async (world, choice) => {
    const row = { villageCode: '500237222213', recipientKind: 'collective' as const }
    const amountCents = Math.ceil(choice.share * 400)
    const money = { householdNumber: null, recipientName: '村集体', amountCents }
    const rows = [{ ...row, ...money, settledOn: today, bankReference: '' }]
    const { purchaseOrderId } = world
    await write(world.manager, (tx, context) =>
      recordSettlements(tx, context, { purchaseOrderId, rows }),
    )
  },
}

const faults = [findJournalFault, findBalanceFault, findInvoiceTotalFault, findInvoicedSumFault]
const done = new Map<string, number>()

/** Does an act; what the rules refuse changes nothing. */
async function perform(world: World, name: string, choice: Choice): Promise<void> {
  try {
    await acts[name]?.(world, choice)
    done.set(name, (done.get(name) ?? 0) + 1)
  } catch (error) {
    const isMissing = error instanceof Error && error.message === 'an invoice has its money'
    if (!(error instanceof AppError) && !isMissing) throw error
  }
}

async function requireTrue(world: World): Promise<void> {
  const { db, sql } = database
  for (const find of [...faults, findOpenInvoiceFault]) expect(await find(db, '')).toBeUndefined()
  const negative = await sql`
    select account, sum(debit_cents - credit_cents)::bigint as cents from billing.account_balances
    where organisation_id in (${world.seller.id}, ${world.unit.id}) group by 1
    having case when account in ('receivable', 'refunds_receivable')
        then sum(debit_cents - credit_cents) < 0
      when account in ('payable', 'refunds_due') then sum(debit_cents - credit_cents) > 0
      else false end`
  expect([...negative]).toEqual([])
  const [sellerId, unitId] = [world.seller.id, world.unit.id]
  const day = { day: '2027-01-01' }
  const seller = { organisationId: sellerId, counterpartyId: unitId, sign: 1 as const }
  const buyer = { organisationId: unitId, counterpartyId: sellerId, sign: -1 as const }
  expect(await balanceBefore(db, buyer, day)).toBe(await balanceBefore(db, seller, day))
  const accepted = await acceptedByOrderLine(db, world.purchaseOrderIds)
  const [first, second] = world.purchaseOrderIds
  const money = [...(await moneyByOrderLine(db, first)), ...(await moneyByOrderLine(db, second))]
  const rows = await sql`select order_line_id, recognised_cents
    from attribution.recognition_lines where purchase_order_id in (${first}, ${second})`
  for (const row of rows) {
    const goods = accepted.find((line) => line.orderLineId === row.order_line_id)
    const own = money.find((line) => line.orderLineId === row.order_line_id)
    const kept = (own?.paidCents ?? 0) - (own?.refundedCents ?? 0)
    expect(row.recognised_cents).toBe(Math.min(goods?.acceptedCents ?? 0, kept))
  }
}

test('§7.1 §3.2 after any sequence of acts the books balance and recognised is the minimum', async () => {
  const act = fc.record({
    name: fc.constantFrom(...Object.keys(acts), 'pay', 'pay', 'invoice', 'refund'),
    line: fc.nat(3),
    share: fc.double({ min: 0.01, max: 1, noNaN: true }),
  })
  await fc.assert(
    fc.asyncProperty(fc.array(act, { minLength: 6, maxLength: 14 }), async (sequence) => {
      const world = await aWorld()
      await perform(world, 'invoice', { line: 0, share: 1 })
      for (const { name, ...choice } of sequence) {
        await perform(world, name, choice)
        await requireTrue(world)
      }
    }),
    { numRuns: 12 },
  )
  for (const name of Object.keys(acts)) expect(done.get(name) ?? 0, name).toBeGreaterThan(0)
}, 120_000)
