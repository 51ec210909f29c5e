import { expect, test } from 'vitest'
import type { Actor } from '../../../server/platform/context.ts'
import { verifyRecords } from '../../../server/reports/verify-records.ts'
import * as api from '../../../shared/deliveries/credit-corrections.api.ts'
import { readFile, uploadFile } from '../../../shared/evidence/evidence.api.ts'
import { listLedger } from '../../../shared/reports/reports.api.ts'
import { signedIn, testApp } from '../../support/app.ts'
import { aDocument, anIntroduction, aPairing } from '../../support/factories/assistance.ts'
import { aConfirmedPayment, anInvoice } from '../../support/factories/billing.ts'
import { aReceivedOrder } from '../../support/factories/deliveries.ts'
import { aBuyingUnit } from '../../support/factories/orders.ts'
import { stopBefore, untilBlocked } from '../../support/race.ts'

const now = new Date('2026-07-21T01:00:00Z')
const { call, refusal, send, database } = await testApp({ clock: () => now })

/** An order of one unit that another one should have had: 300.00 of 600.00 are paid. */
async function misplaced() {
  const order = await aReceivedOrder(database)
  const { invoiceId } = await anInvoice(database, order)
  await aConfirmedPayment(database, { ...order, invoiceId, amountCents: 30_000, at: now })
  const right = await aBuyingUnit(database)
  return {
    ...{ ...order, invoiceId, right },
    leader: await order.unit.member('unit_leader'),
    rightLeader: await right.member('unit_leader'),
    fileId: (await aDocument(database, order.unit.id)).fileId,
  }
}
type World = Awaited<ReturnType<typeof misplaced>>

const toRight = ({ right, fileId }: World) => ({ toUnitId: right.id, fileId })

function proposal({ purchaseOrderId }: World, body: Record<string, unknown>) {
  return { params: { purchaseOrderId }, body: { reason: '代下属单位采购', ...body } }
}

async function proposed(world: World, body: Record<string, unknown>, as = world.leader) {
  const { id } = await call(api.proposeCreditCorrection, proposal(world, body), { as })
  return { params: { correctionId: id } }
}

async function entriesOf({ purchaseOrderId, unit, right }: World) {
  const rows = await database.sql`
    select direct_unit_id, channel, cents, direct_paired from attribution.ledger_entries
    where purchase_order_id = ${purchaseOrderId} order by number`
  const called = new Map([
    [unit.id, 'wrong'],
    [right.id, 'right'],
  ])
  return rows.map((row) => [called.get(row.direct_unit_id), row.channel, row.cents])
}

test('§3.16 a wrong unit: both units sign, the pair is posted, and later money goes to the right one', async () => {
  const world = await misplaced()
  await aPairing(database, {
    ...{ organisationId: world.right.id, divisionCode: '500237', fromDate: '2026-01-01' },
  })
  const budget = () => database.sql`
    select committed_cents from orders.unit_budgets where unit_id = ${world.unit.id}`
  const budgetBefore = await budget()
  const { leader } = world
  const file = { bytes: Buffer.from('%PDF-1.4'), name: '说明.pdf', fields: { isPublic: 'false' } }
  const { fileId } = (await send(uploadFile, {}, { as: leader, file })).json()
  const body = { ...toRight(world), fileId, channel: 'union' }
  const sent = await call(api.proposeCreditCorrection, proposal(world, body), { as: world.leader })
  expect(sent).toMatchObject({ state: 'recorded', signedBy: { id: world.right.id } })
  expect(await entriesOf(world)).toEqual([['wrong', 'canteen', 30_000]])
  const params = { correctionId: sent.id }
  // Who is to sign reads what it is about.
  const ofOrder = { purchaseOrderId: world.purchaseOrderId }
  const creditFor = (as: Actor) => call(api.readOrderCredit, { params: ofOrder }, { as })
  expect(await creditFor(world.rightLeader)).toMatchObject({
    ...{ channel: 'canteen', units: [{ id: world.unit.id }] },
    ...{ mayProposeUnit: false, mayProposeChannel: false },
  })
  const read = (as: Actor) => send(readFile, { params: { fileId } }, { as })
  expect((await read(world.rightLeader)).statusCode).toBe(200)
  expect((await read(signedIn({ roles: ['unit_leader'] }))).statusCode).toBe(404)
  const signed = await call(api.confirmCreditCorrection, { params }, { as: world.rightLeader })
  expect(signed).toMatchObject({ state: 'confirmed', toUnit: { name: expect.any(String) } })
  const pay = { ...world, amountCents: 30_000, at: now }
  await aConfirmedPayment(database, pay)
  expect(await entriesOf(world)).toEqual([
    ['wrong', 'canteen', 30_000],
    ['wrong', 'canteen', -30_000],
    ['right', 'union', 30_000],
    ['right', 'union', 30_000],
  ])
  // The order, its budget and its bills stay with who placed it.
  expect(await budget()).toEqual(budgetBefore)
  const official = signedIn({ roles: ['official'], divisionCode: '500237' })
  const seen = await call(
    api.listCreditCorrections,
    { query: { purchaseOrderId: world.purchaseOrderId } },
    { as: official },
  )
  expect(seen.items).toMatchObject([{ state: 'confirmed', fileId }])
  const ledger = await call(listLedger, { query: { period: '2026' } }, { as: world.rightLeader })
  expect(ledger.items).toMatchObject([
    { causeType: 'payment', cents: 30_000 },
    { causeType: 'credit_correction', cents: 30_000, correctsNumber: expect.any(Number) },
  ])
  const credit = await creditFor(world.rightLeader)
  expect(credit).toMatchObject({ channel: 'union', units: [{ id: world.right.id }] })
})

test('§3.16 a wrong channel: the seller proposes, the unit signs', async () => {
  const world = await misplaced()
  const correction = await proposed(world, { channel: 'staff' }, world.manager)
  await call(api.confirmCreditCorrection, correction, { as: world.leader })
  expect(await entriesOf(world)).toEqual([
    ['wrong', 'canteen', 30_000],
    ['wrong', 'canteen', -30_000],
    ['wrong', 'staff', 30_000],
  ])
})

test('§3.16 §3.17 only those concerned propose and sign, each for its own side', async () => {
  const world = await misplaced()
  const refused = async (body: Record<string, unknown>, as: Actor = world.leader) => {
    const answer = await refusal(api.proposeCreditCorrection, proposal(world, body), { as })
    return answer.fields?.[0]?.code ?? answer.code
  }
  expect(await refused({})).toBe('nothing_changed')
  expect(await refused({ channel: 'canteen' })).toBe('nothing_changed')
  expect(await refused({ toUnitId: world.right.id })).toBe('required')
  expect(await refused({ ...toRight(world), toUnitId: world.unit.id })).toBe('same_unit')
  expect(await refused({ ...toRight(world), toUnitId: world.seller.id })).toBe('not_found')
  expect(await refused({ ...toRight(world), fromUnitId: world.right.id })).toBe('not_found')
  // Neither the seller moves credit between units, nor who does not know the order.
  expect(await refused(toRight(world), world.manager)).toBe('forbidden')
  expect(await refused(toRight(world), world.rightLeader)).toBe('not_found')
  const correction = await proposed(world, toRight(world))
  expect(await refused({ channel: 'union' })).toBe('correction_waiting')
  const signing = async (as: Actor) =>
    (await refusal(api.confirmCreditCorrection, correction, { as })).code
  expect(await signing(world.leader)).toBe('other_side_decides')
  expect(await signing(world.manager)).toBe('not_found')
  const both = { ...world.rightLeader, personId: world.leader.personId }
  expect(await signing(both)).toBe('same_person')
  const body = { reason: '不是我们买的' }
  await call(api.rejectCreditCorrection, { ...correction, body }, { as: world.rightLeader })
  expect(await signing(world.rightLeader)).toBe('illegal_transition')
  const order = { params: { purchaseOrderId: world.purchaseOrderId } }
  const reading = await refusal(api.readOrderCredit, order, { as: world.rightLeader })
  expect(reading.code).toBe('not_found')
  expect(await entriesOf(world)).toEqual([['wrong', 'canteen', 30_000]])
})

test('§3.16 signing and a payment at once, and two signatures at once', async () => {
  const world = await misplaced()
  const correction = await proposed(world, toRight(world))
  const stop = stopBefore(database, /update "attribution"."recognition_lines"/)
  const signing = send(api.confirmCreditCorrection, correction, { as: world.rightLeader })
  await stop.reached
  const paying = aConfirmedPayment(database, { ...world, amountCents: 20_000, at: now })
  const again = send(api.confirmCreditCorrection, correction, {
    as: await world.right.member('approver'),
  })
  await untilBlocked(database)
  stop.release()
  expect((await signing).statusCode).toBe(200)
  expect((await again).statusCode).toBe(409)
  await paying
  expect(await entriesOf(world)).toEqual([
    ['wrong', 'canteen', 30_000],
    ['wrong', 'canteen', -30_000],
    ['right', 'canteen', 30_000],
    ['right', 'canteen', 20_000],
  ])
})

/** An order that names one helper; two others introduced it too, one of them too late. */
async function introduced() {
  const [wrong, late] = [await aBuyingUnit(database), await aBuyingUnit(database)]
  const buyer = await aBuyingUnit(database)
  const introduce = (helper: { id: string }, confirmedAt?: Date) =>
    anIntroduction(database, {
      ...{ helperUnitId: helper.id, buyerUnitId: buyer.id },
      ...(confirmedAt && { confirmedAt }),
    })
  await introduce(wrong)
  const order = await aReceivedOrder(database, { unit: buyer })
  const { invoiceId } = await anInvoice(database, order)
  await aConfirmedPayment(database, { ...order, invoiceId, amountCents: 30_000, at: now })
  const right = await aBuyingUnit(database)
  await introduce(right)
  await introduce(late, now)
  return {
    ...{ ...order, invoiceId, wrong, right, late },
    leader: await buyer.member('unit_leader'),
    wrongLeader: await wrong.member('unit_leader'),
    rightLeader: await right.member('unit_leader'),
    fileId: (await aDocument(database, buyer.id)).fileId,
  }
}
type Introduced = Awaited<ReturnType<typeof introduced>>

const toHelper = (world: Introduced, to: { id: string } | null, from: { id: string } | null) => ({
  ...{ creditAs: 'help', fromUnitId: from?.id ?? null, toUnitId: to?.id ?? null },
  fileId: world.fileId,
})

async function helped({ purchaseOrderId, wrong, right }: Introduced) {
  const rows = await database.sql`
    select help_unit_id, cents::int from attribution.ledger_entries
    where purchase_order_id = ${purchaseOrderId} order by number`
  const called = new Map([
    [wrong.id, 'wrong'],
    [right.id, 'right'],
  ])
  return rows.map((row) => [called.get(row.help_unit_id) ?? 'nobody', row.cents])
}

const confirm = (correction: { params: { correctionId: string } }, as: Actor) =>
  call(api.confirmCreditCorrection, correction, { as })

test('§3.7 §3.16 a wrong helper: the buyer says, both helpers sign, then the pair is posted, also while a payment comes', async () => {
  const world = await introduced()
  const correction = await proposed(world, toHelper(world, world.right, world.wrong))
  const refused = async (as: Actor) =>
    (await refusal(api.confirmCreditCorrection, correction, { as })).code
  expect(await refused(world.rightLeader)).toBe('other_side_decides')
  expect(await refused(world.leader)).toBe('other_side_decides')
  expect(await refused(world.manager)).toBe('not_found')
  const first = await confirm(correction, world.wrongLeader)
  expect(first).toMatchObject({
    ...{ state: 'recorded', signedBy: { id: world.right.id } },
    firstSignedBy: { id: world.wrong.id },
  })
  expect(await helped(world)).toEqual([['wrong', 30_000]])
  expect(await refused(world.wrongLeader)).toBe('other_side_decides')
  expect(await refused({ ...world.rightLeader, personId: world.wrongLeader.personId })).toBe(
    'same_person',
  )
  const stop = stopBefore(database, /update "attribution"."recognition_lines"/)
  const signing = send(api.confirmCreditCorrection, correction, { as: world.rightLeader })
  await stop.reached
  const paying = aConfirmedPayment(database, { ...world, amountCents: 20_000, at: now })
  await untilBlocked(database)
  stop.release()
  expect((await signing).statusCode).toBe(200)
  await paying
  expect(await helped(world)).toEqual([
    ['wrong', 30_000],
    ['wrong', -30_000],
    ['right', 30_000],
    ['right', 20_000],
  ])
  const of = { params: { purchaseOrderId: world.purchaseOrderId } }
  const seen = (as: Actor) => call(api.readOrderCredit, of, { as })
  expect(await seen(world.rightLeader)).toMatchObject({
    ...{ helper: { id: world.right.id }, possibleHelpers: [] },
    ...{ mayProposeHelper: true, mayProposeUnit: false, mayProposeChannel: false },
  })
  const { possibleHelpers } = await seen(world.leader)
  expect(possibleHelpers).toMatchObject([{ id: world.wrong.id }])
  const audit = await database.sql`select action from evidence.audit_entries
    where subject_id = ${correction.params.correctionId} order by action desc`
  expect(audit.map(({ action }) => action)).toEqual([
    'deliveries.sign-credit-correction',
    'deliveries.record-credit-correction',
    'deliveries.confirm-credit-correction',
  ])
  expect((await verifyRecords(database.db)).fault).toBeNull()
})

test('§3.7 §3.16 only an introduction confirmed before the order makes a helper, and a helper may say it was none', async () => {
  const world = await introduced()
  const refused = async (body: Record<string, unknown>, as: Actor = world.leader) => {
    const answer = await refusal(api.proposeCreditCorrection, proposal(world, body), { as })
    return answer.fields?.[0]?.code ?? answer.code
  }
  const to = (unit: { id: string } | null) => toHelper(world, unit, world.wrong)
  expect(await refused(to(world.late))).toBe('not_an_option')
  expect(await refused(to(world.unit))).toBe('not_an_option')
  expect(await refused(to(world.wrong))).toBe('nothing_changed')
  expect(await refused({ ...to(world.right), fromUnitId: null })).toBe('not_found')
  expect(await refused({ ...to(world.right), channel: 'union' })).toBe('not_an_option')
  expect(await refused({ ...to(world.right), fileId: null })).toBe('required')
  expect(await refused(to(world.right), world.manager)).toBe('forbidden')
  expect(await refused(to(world.right), world.wrongLeader)).toBe('forbidden')
  expect(await refused(to(world.right), world.rightLeader)).toBe('not_found')
  // Whoever is credited as the helper says that it introduced nothing, and the buyer signs.
  const { fileId } = await aDocument(database, world.wrong.id)
  const none = await proposed(world, { ...to(null), fileId }, world.wrongLeader)
  await confirm(none, world.leader)
  const missing = await proposed(world, toHelper(world, world.right, null))
  await confirm(missing, world.rightLeader)
  expect(await helped(world)).toEqual([
    ['wrong', 30_000],
    ['wrong', -30_000],
    ['nobody', 30_000],
    ['nobody', -30_000],
    ['right', 30_000],
  ])
  expect((await verifyRecords(database.db)).fault).toBeNull()
  const of = `where id = '${missing.params.correctionId}'`
  await database.sql.begin(async (tx) => {
    await tx.unsafe('set local session_replication_role = replica')
    await tx.unsafe(
      `update deliveries.credit_corrections set to_unit_id = '${world.late.id}' ${of}`,
    )
  })
  const { fault } = await verifyRecords(database.db)
  expect(fault).toMatchObject({ check: 'credit_correction' })
  await database.sql.begin(async (tx) => {
    await tx.unsafe('set local session_replication_role = replica')
    await tx.unsafe(
      `update deliveries.credit_corrections set to_unit_id = '${world.right.id}' ${of}`,
    )
  })
})

test('§3.16 §4.1 verify finds a correction that nobody signed, and credit that no correction gave', async () => {
  const world = await misplaced()
  const correction = await proposed(world, { channel: 'staff' })
  await call(api.confirmCreditCorrection, correction, { as: world.manager })
  const of = `where purchase_order_id = '${world.purchaseOrderId}'`
  const tamper = (change: string) =>
    database.sql.begin(async (tx) => {
      await tx.unsafe('set local session_replication_role = replica')
      await tx.unsafe(change)
    })
  const fault = async () => (await verifyRecords(database.db)).fault
  const signed = (channel: string) =>
    tamper(`update deliveries.credit_corrections set channel = '${channel}' ${of}`)
  await signed('union')
  expect(await fault()).toMatchObject({ check: 'credit_correction', countyCode: '500237' })
  await signed('staff')
  const units = (from: string, to: string, file: string) =>
    tamper(`update deliveries.credit_corrections set from_unit_id = ${from}, to_unit_id = ${to},
      file_id = ${file} ${of}`)
  await units(`'${world.unit.id}'`, `'${world.right.id}'`, `'${world.fileId}'`)
  expect(await fault()).toMatchObject({ check: 'credit_correction', countyCode: '500237' })
  await units('null', 'null', 'null')
  const placed = (channel: string) =>
    tamper(`update orders.purchase_orders set channel_kind = '${channel}'
      where id = '${world.purchaseOrderId}'`)
  await placed('union')
  expect(await fault()).toMatchObject({ check: 'order_credit', countyCode: '500237' })
  await placed('canteen')
  expect(await fault()).toBeNull()
  const changed = database.sql`update deliveries.credit_corrections set channel = 'union'`
  await expect(changed).rejects.toThrow(/decided once/)
})
