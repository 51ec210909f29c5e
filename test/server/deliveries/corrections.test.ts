import { expect, test } from 'vitest'
import type { Actor } from '../../../server/platform/context.ts'
import { draftCreditNote, draftInvoice } from '../../../shared/billing/billing.api.ts'
import * as corrections from '../../../shared/deliveries/corrections.api.ts'
import * as api from '../../../shared/deliveries/deliveries.api.ts'
import { readFile, uploadFile } from '../../../shared/evidence/evidence.api.ts'
import { signedIn, testApp } from '../../support/app.ts'
import { aConfirmedPayment, anInvoice } from '../../support/factories/billing.ts'
import { aReceivedOrder } from '../../support/factories/deliveries.ts'
import { stopBefore, untilBlocked } from '../../support/race.ts'

const now = new Date('2026-07-21T01:00:00Z')
const { call, refusal, send, database } = await testApp({ clock: () => now })

/** 50 kg were ordered and shipped, 45 kg written down: 9 kg too little, at 12.00 a pack of 5 kg. */
async function received() {
  const order = await aReceivedOrder(database, {
    lines: [{ quantity: 10, packGrams: 5_000, priceCents: 6_000 }],
    weighed: [{ weighedGrams: 45_000, reason: 'short' }],
  })
  const [row] = await database.sql<{ id: string }[]>`
    select id from deliveries.goods_receipt_lines where receipt_id = ${order.receiptId}`
  return { ...order, receiptLineId: row?.id as string }
}
type Received = Awaited<ReturnType<typeof received>>

const correction = (world: Received, change: { grams?: number; deductionCents?: number }) => ({
  params: { receiptId: world.receiptId },
  body: { receiptLineId: world.receiptLineId, reason: '磅单写错', ...change },
})

async function signed(world: Received, change: Parameters<typeof correction>[1]) {
  const { id } = await call(corrections.proposeCorrection, correction(world, change), {
    as: world.receiver,
  })
  const params = { correctionId: id }
  return call(corrections.confirmCorrection, { params }, { as: world.manager })
}

async function lineOf({ purchaseOrderId }: Received) {
  const [row] = await database.sql`
    select accepted_grams, accepted_cents, recognised_cents from attribution.recognition_lines
    where purchase_order_id = ${purchaseOrderId}`
  return [row?.accepted_grams, row?.accepted_cents, row?.recognised_cents]
}

test('§3.16 a weight written too low goes up once both sides have signed, and can be invoiced', async () => {
  const world = await received()
  const { invoiceId } = await anInvoice(database, world)
  await aConfirmedPayment(database, { ...world, invoiceId, amountCents: 54_000, at: now })
  expect(await lineOf(world)).toEqual([45_000, 54_000, 54_000])
  const proposed = await call(corrections.proposeCorrection, correction(world, { grams: 5_000 }), {
    as: world.receiver,
  })
  expect(proposed).toMatchObject({ state: 'recorded', recordedSide: 'unit', cents: null })
  expect(await lineOf(world)).toEqual([45_000, 54_000, 54_000])
  const params = { correctionId: proposed.id }
  const confirmed = await call(corrections.confirmCorrection, { params }, { as: world.manager })
  expect(confirmed).toMatchObject({ state: 'confirmed', cents: 6_000 })
  expect(await lineOf(world)).toEqual([50_000, 60_000, 54_000])
  const order = { purchaseOrderId: world.purchaseOrderId }
  const draft = await call(draftInvoice, { params: order }, { as: world.manager })
  expect(draft.lines).toMatchObject([{ grams: 5_000, amountCents: 6_000 }])
  const receipt = await call(
    api.getReceipt,
    { params: { receiptId: world.receiptId } },
    { as: world.receiver },
  )
  expect(receipt).toMatchObject({ acceptedGrams: 50_000, acceptedCents: 60_000 })
})

test('§3.16 a weight written too high goes down, and the credit note is filled in', async () => {
  const world = await received()
  const { invoiceId } = await anInvoice(database, world)
  await signed(world, { grams: -5_000 })
  expect(await lineOf(world)).toEqual([40_000, 48_000, 0])
  const draft = await call(draftCreditNote, { params: { invoiceId } }, { as: world.manager })
  expect(draft.lines).toMatchObject([{ amountCents: 6_000 }])
})

test('§3.16 a lower price that was agreed takes money off, and no weight', async () => {
  const world = await received()
  const { cents } = await signed(world, { deductionCents: 4_000 })
  expect(cents).toBe(-4_000)
  expect(await lineOf(world)).toEqual([45_000, 50_000, 0])
  await signed(world, { deductionCents: -1_000 })
  expect(await lineOf(world)).toEqual([45_000, 51_000, 0])
  const above = correction(world, { deductionCents: -3_001 })
  expect(
    (await refusal(corrections.proposeCorrection, above, { as: world.receiver })).fields,
  ).toEqual([{ path: ['deductionCents'], code: 'above_deducted', values: { maximumCents: 3_000 } }])
})

test('§3.16 only the other side signs, once, and each change has its bounds', async () => {
  const world = await received()
  const refused = async (change: Parameters<typeof correction>[1], as: Actor = world.receiver) => {
    const { code, fields } = await refusal(
      corrections.proposeCorrection,
      correction(world, change),
      { as },
    )
    return fields?.[0]?.code ?? code
  }
  expect(await refused({})).toBe('required')
  expect(await refused({ grams: 1, deductionCents: 1 })).toBe('required')
  expect(await refused({ grams: -45_001 })).toBe('above_accepted')
  expect(await refused({ deductionCents: 54_001 })).toBe('deduction_above_amount')
  expect(await refused({ grams: 999_999_999_999 })).toBe('beyond_one_line')
  // §2.4 of 50 kg shipped nobody accepts 500, whoever signs.
  expect(await refused({ grams: 455_000 })).toBe('did_you_mean_grams')
  expect(await refused({ grams: 1 }, signedIn({ roles: ['receiver'] }))).toBe('not_found')
  const { id } = await call(corrections.proposeCorrection, correction(world, { grams: 100 }), {
    as: world.manager,
  })
  expect(await refused({ grams: 200 }, world.manager)).toBe('correction_waiting')
  const params = { correctionId: id }
  expect(
    (await refusal(corrections.confirmCorrection, { params }, { as: world.manager })).code,
  ).toBe('other_side_decides')
  await call(
    corrections.rejectCorrection,
    { params, body: { reason: '磅单无误' } },
    { as: world.receiver },
  )
  expect(
    (await refusal(corrections.confirmCorrection, { params }, { as: world.receiver })).code,
  ).toBe('illegal_transition')
  expect(await lineOf(world)).toEqual([45_000, 54_000, 0])
  const change = database.sql`update deliveries.acceptance_corrections set grams = 1`
  await expect(change).rejects.toThrow(/decided once/)
})

test('§3.16 a correction and an invoice at once: the invoice bills what was signed', async () => {
  const world = await received()
  const proposed = await call(corrections.proposeCorrection, correction(world, { grams: 5_000 }), {
    as: world.receiver,
  })
  const stop = stopBefore(database, /update "deliveries"."acceptance_corrections"/)
  const params = { correctionId: proposed.id }
  const signing = send(corrections.confirmCorrection, { params }, { as: world.manager })
  await stop.reached
  const invoicing = anInvoice(database, world)
  await untilBlocked(database)
  stop.release()
  expect((await signing).statusCode).toBe(200)
  const { invoiceId } = await invoicing
  const [row] = await database.sql`
    select goods_cents from billing.invoices where id = ${invoiceId}`
  expect(row?.goods_cents).toBe(60_000)
})

test('§3.16 the evidence of a correction is read by both sides before it is signed', async () => {
  const world = await received()
  const stranger = await received()
  const file = {
    bytes: Buffer.from('%PDF-1.4 磅单'),
    name: '磅单.pdf',
    fields: { isPublic: 'false' },
  }
  const { fileId } = (await send(uploadFile, {}, { as: world.receiver, file })).json()
  const proposal = correction(world, { grams: 1_000 })
  const evidence = { ...proposal, body: { ...proposal.body, fileId } }
  await call(corrections.proposeCorrection, evidence, { as: world.receiver })
  const { items } = await call(corrections.listCorrections, { query: {} }, { as: world.manager })
  expect(items).toMatchObject([{ fileId, state: 'recorded' }])
  const proposedBy = async (recordedSide: 'unit' | 'cooperative') => {
    const query = { state: 'recorded', recordedSide, count: 'true' } as const
    return (await call(corrections.listCorrections, { query }, { as: world.manager })).total
  }
  expect([await proposedBy('unit'), await proposedBy('cooperative')]).toEqual([1, 0])
  const statusOf = async (as: Actor) =>
    (await send(readFile, { params: { fileId } }, { as })).statusCode
  expect(await statusOf(world.manager)).toBe(200)
  expect(await statusOf(stranger.manager)).toBe(404)
})
