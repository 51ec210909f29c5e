import fc from 'fast-check'
import { expect, test } from 'vitest'
import { verifyLedger } from '../../../server/attribution/index.ts'
import { confirmRefund, recordRefund } from '../../../server/billing/refund-payment.ts'
import { selectReceiptLines } from '../../../server/deliveries/receipts.queries.ts'
import { confirmReturn, recordReturn } from '../../../server/deliveries/return-goods.ts'
import { transaction } from '../../../server/platform/db/transaction.ts'
import { newId } from '../../../server/platform/ids.ts'
import { contextFor } from '../../support/app.ts'
import { testDatabase } from '../../support/database.ts'
import { aConfirmedPayment, anInvoice } from '../../support/factories/billing.ts'
import {
  aConfirmedOrder,
  aDispatchedShipment,
  aReceipt,
  type ConfirmedOrder,
} from '../../support/factories/deliveries.ts'

const database = await testDatabase()
const at = new Date('2026-07-20T01:00:00Z')

interface World extends ConfirmedOrder {
  shipmentIds: string[]
  invoiceId: string
}

/**
 * Two lines in three part shipments, of which one is received, for nothing is billed before (§7.4);
 * then billed in full, so that no act waits for another.
 */
async function aWorld(): Promise<World> {
  const order = await aConfirmedOrder(database, {
    lines: [
      { quantity: 3, packGrams: 3_000, priceCents: 1_001 },
      { quantity: 3, packGrams: 7_000, priceCents: 3_333 },
    ],
  })
  const shipmentIds: string[] = []
  for (let part = 0; part < 3; part += 1) {
    const lines = order.orderLines.map((line) => ({ orderLineId: line.id, packs: 1 }))
    shipmentIds.push((await aDispatchedShipment(database, { ...order, lines })).shipmentId)
  }
  await aReceipt(database, { shipmentId: shipmentIds.pop() as string, receiver: order.receiver })
  const lines = order.orderLines.map((line) => ({
    orderLineId: line.id,
    amountCents: line.amountCents,
  }))
  const { invoiceId } = await anInvoice(database, { ...order, lines, reason: '先款后货' })
  return { ...order, shipmentIds, invoiceId }
}

type Act = (world: World) => Promise<void>

const receive =
  (part: number): Act =>
  async (world) => {
    const shipmentId = world.shipmentIds[part] as string
    const { receiptId } = await aReceipt(database, {
      shipmentId,
      receiver: world.receiver,
      weighed: [{ weighedGrams: 2_990, reason: 'short', deductionCents: 3 }],
    })
    if (part === 0) await sendBack(world, receiptId)
  }

/** A return can only follow its own receipt; what lies between them is what varies. */
async function sendBack(world: World, receiptId: string): Promise<void> {
  const lines = await selectReceiptLines(database.db, receiptId)
  const returnId = await transaction(database.db, (tx) =>
    recordReturn(tx, contextFor(world.receiver, at), {
      receiptId,
      reason: 'spoiled',
      note: '',
      lines: lines.map(({ line }, index) => ({ receiptLineId: line.id, grams: 333 + index })),
    }),
  )
  const context = contextFor(world.manager, at)
  await transaction(database.db, (tx) => confirmReturn(tx, context, { returnId }))
}

const pay =
  (amountCents: number): Act =>
  async (world) => {
    await aConfirmedPayment(database, { ...world, amountCents })
  }

/** Every order of lines has both prices, so the dearer line is the one paid most. */
const payThenRefund =
  (amountCents: number, refundCents: number): Act =>
  async (world) => {
    await aConfirmedPayment(database, { ...world, amountCents })
    const dearer = world.orderLines.find((line) => line.unitPriceCents === 3_333)
    const refundId = await transaction(database.db, (tx) =>
      recordRefund(tx, contextFor(world.manager, at), {
        invoiceId: world.invoiceId,
        bankReference: newId(),
        refundedOn: '2026-07-20',
        reason: '多付',
        lines: [{ orderLineId: dearer?.id as string, amountCents: refundCents }],
      }),
    )
    const context = contextFor(world.finance, at)
    await transaction(database.db, (tx) => confirmRefund(tx, context, { refundId }))
  }

/** In all 13,002 分 of goods are paid, whatever the order. */
const acts: readonly Act[] = [
  receive(0),
  receive(1),
  pay(1_234),
  pay(5_335),
  payThenRefund(2_000, 777),
  pay(4_433),
]

async function totalsOf(world: World) {
  const rows = await database.sql`select accepted_grams, accepted_cents, paid_cents,
      recognised_grams, recognised_cents
    from attribution.recognition_lines where purchase_order_id = ${world.purchaseOrderId}
    order by accepted_grams`
  for (const row of rows) {
    expect(row.recognised_cents).toBeLessThanOrEqual(row.accepted_cents)
    expect(row.recognised_cents).toBeLessThanOrEqual(row.paid_cents)
  }
  const [ledger] = await database.sql`select coalesce(sum(cents), 0)::bigint as cents
    from attribution.ledger_entries where purchase_order_id = ${world.purchaseOrderId}`
  expect(ledger?.cents).toBe(rows.reduce((sum, row) => sum + row.recognised_cents, 0))
  return rows.map((row) => ({ ...row }))
}

test('any interleaving of receipts, returns, payments and refunds ends in the same totals', async () => {
  const straight = await aWorld()
  for (const act of acts) await act(straight)
  const expected = await totalsOf(straight)
  const paid = expected.reduce((sum, row) => sum + row.paid_cents, 0)
  expect(paid).toBe(13_002 - 777)
  const order = fc.shuffledSubarray([...acts.keys()], { minLength: acts.length })
  await fc.assert(
    fc.asyncProperty(order, async (indexes) => {
      const world = await aWorld()
      for (const index of indexes) {
        await acts[index]?.(world)
        await totalsOf(world)
      }
      expect(await totalsOf(world)).toEqual(expected)
    }),
    { numRuns: 8 },
  )
  expect((await verifyLedger(database.db)).fault).toBeNull()
}, 120_000)
