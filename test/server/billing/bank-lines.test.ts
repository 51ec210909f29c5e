import { expect, test } from 'vitest'
import { recordPayment } from '../../../server/billing/pay-invoice.ts'
import { transaction } from '../../../server/platform/db/transaction.ts'
import * as api from '../../../shared/billing/bank.api.ts'
import * as imports from '../../../shared/exchange/imports.api.ts'
import type { Role } from '../../../shared/roles.ts'
import { contextFor, testApp } from '../../support/app.ts'
import { aMember } from '../../support/factories/accounts.ts'
import { bankLayouts, type Movement, ownAccount } from '../../support/factories/bank-statements.ts'
import { anInvoice } from '../../support/factories/billing.ts'
import { aReceivedOrder } from '../../support/factories/deliveries.ts'
import { aCooperative } from '../../support/factories/organisations.ts'
import { importing } from '../../support/importing.ts'

const now = new Date('2026-07-21T01:00:00Z')
const app = await testApp({ clock: () => now, settings: { RATE_LIMIT: '0' } })
const { call, database, refusal } = app

/** Goods received and invoiced for 600.00, with the names that a statement has. */
async function billed() {
  const order = await aReceivedOrder(database, { lines: [{ quantity: 10 }] })
  const { invoiceId } = await anInvoice(database, order)
  type Row = { number: string; unit: string; seller: string; cents: number }
  const [row] = await database.sql<Row[]>`
    select i.number, u.name as unit, c.name as seller, i.goods_cents::int as cents
    from billing.invoices i join organisations.organisations u on u.id = i.unit_id
    join organisations.organisations c on c.id = i.cooperative_id where i.id = ${invoiceId}`
  if (row === undefined) throw new Error('an invoice has its sides')
  return { ...order, invoiceId, ...row }
}
type Billed = Awaited<ReturnType<typeof billed>>

function recorded(order: Billed, reference = '20260720001') {
  const { invoiceId, cents: amountCents } = order
  const payment = { invoiceId, amountCents, bankReference: reference, paidOn: '2026-07-20' }
  return transaction(database.db, (tx) =>
    recordPayment(tx, contextFor(order.finance, now), payment),
  )
}

const stateOf = async (paymentId: string) =>
  (await database.sql`select state, state_reason from billing.payments where id = ${paymentId}`)[0]

let lastSerial = 0
const movement = (order: Billed, change: Partial<Movement> = {}): Movement => {
  lastSerial += 1
  const serial = `S20260720${String(lastSerial).padStart(6, '0')}`
  return { cents: order.cents, on: '2026-07-20', name: order.unit, serial, ...change }
}

const imported = (order: Billed, movements: Movement[], as = order.manager) =>
  importing(app, 'bank_lines', as).apply(bankLayouts.boc(movements))

const linesOf = (as: Billed['manager'], query: { state?: 'open' } = {}) =>
  call(api.listBankLines, { query }, { as })

test.each(Object.keys(bankLayouts) as (keyof typeof bankLayouts)[])(
  '§7.2 a statement as %s gives it: lines, once each, and the same file twice changes nothing',
  async (bank) => {
    const organisationId = (await aCooperative(database)).id
    const roles: Role[] = ['cooperative_manager']
    const { actor } = await aMember(database, { organisationId, roles })
    const { apply, check } = importing(app, 'bank_lines', actor)
    const sheet = bankLayouts[bank]([
      ...[{ cents: 123_450, on: '2026-07-18', name: '示例小学', account: '5000111122223333' }],
      { cents: -2_000_000, on: '2026-07-19', name: '示例农户', purpose: '货款', serial: 'S1' },
      { cents: 100, on: '2026-07-20', name: '示例中学', serial: 'S2', balanceCents: 5_000 },
    ])
    const first = await apply(sheet)
    expect(first).toMatchObject({ state: 'applied', counts: { create: 3, fault: 0, same: 0 } })
    const { items } = await linesOf(actor)
    expect(items.map((line) => [line.bookedOn, line.amountCents, line.counterpartyName])).toEqual([
      ['2026-07-20', 100, '示例中学'],
      ['2026-07-19', -2_000_000, '示例农户'],
      ['2026-07-18', 123_450, '示例小学'],
    ])
    expect(items[2]).toMatchObject({ account: ownAccount, counterpartyAccount: '5000111122223333' })
    expect(items[1]?.purpose).toContain('货款')
    expect((await check(sheet)).counts).toMatchObject({ same: 3, create: 0, fault: 0 })
    expect(first.mayUndo).toBe(false)
  },
)

test('§7.2 lines of one day stand as the statement has them, whichever end is its newest', async () => {
  const order = await billed()
  const days = ['2026-07-18', '2026-07-19', '2026-07-19', '2026-07-19', '2026-07-20']
  const sheet = days.map((on, at) => movement(order, { on, name: `${at}`, cents: at + 1 }))
  for (const as of [order.manager, order.finance]) {
    await imported(order, as === order.manager ? sheet : sheet.toReversed(), as)
    const { items } = await linesOf(as)
    expect(items.map((line) => line.counterpartyName)).toEqual(['4', '3', '2', '1', '0'])
  }
})

const head = ['本方账号', '交易日期', '贷方发生额', '余额', '对方户名', '摘要', '交易流水号']
const row = [ownAccount, '2026-07-20', '12.00', '88.00', '示例（集团）小学', '货款', 'S0001']
/** Neither a serial number nor a balance tells it apart. */
const bare = row.with(6, '').with(3, '')

test('§7.2 a line that is there already is the same in whatever form it is exported', async () => {
  const order = await billed()
  const { apply, check } = importing(app, 'bank_lines', order.manager)
  await apply([head, row])
  const forms = [
    ...['Ｓ０００１', "'S0001", 's0001', '12-S0001'].map((serial) => row.with(6, serial)),
    row.with(0, '621700*********0001'),
    row.with(1, '20260720 10:12:33').with(6, '').with(4, '示例(集团)小学'),
  ]
  for (const form of forms)
    expect((await check([head, form])).counts, form.join()).toMatchObject({ same: 1, create: 0 })
  const others = [row.with(6, 'S0002').with(3, '100.00'), row.with(6, '').with(3, '76.00')]
  const { counts } = await check([head, ...others, row.with(2, '13.00')])
  expect(counts).toMatchObject({ same: 0, create: 3 })
  // Of the same bank's other layouts: the same lines, newest first, without serial numbers.
  const lines = [1, 2, 3].map((at) => movement(order, { balanceCents: at * order.cents }))
  await apply(bankLayouts.ccb(lines))
  for (const layout of [bankLayouts.abc, bankLayouts.icbc, bankLayouts.psbc])
    expect((await check(layout(lines.toReversed()))).counts).toMatchObject({ same: 3, create: 0 })
})

test('§7.2 what may be a second payment is asked, never decided; a repeated file is not', async () => {
  const order = await billed()
  const as = order.manager
  const { apply, check, faultsOf, rowsOf, read, workOff } = importing(app, 'bank_lines', as)
  const choose = async (rows: string[][], value: string) => {
    const { id: importId, version } = await check(rows)
    const asked = (await rowsOf(importId)).find(({ faults }) => faults.length > 0)
    const { field, text = '' } = asked?.faults[0] ?? {}
    const body = { field: field ?? '', text, value, version }
    await call(imports.chooseMeant, { params: { importId }, body }, { as })
    await workOff()
    return read(importId)
  }
  const applied = async ({ id: importId, version }: { id: string; version: number }) => {
    await call(imports.applyImport, { params: { importId }, body: { version } }, { as })
    await workOff()
    return read(importId)
  }
  // Two equal payments in one file: the second row is asked, and kept as a line of its own.
  expect(await faultsOf([head, bare, bare])).toEqual(['', 'credit maybe_same_row'])
  const both = await choose([head, bare, bare], 'other')
  expect(both.counts).toMatchObject({ create: 2, fault: 0 })
  expect((await applied(both)).counts).toMatchObject({ create: 2 })
  expect((await check([head, bare, bare])).counts).toMatchObject({ same: 2, create: 0, fault: 0 })
  // One more on that day in another file, which overlaps the first: no answer changes nothing.
  const later = bare.with(1, '2026-07-21').with(2, '9.00')
  const overlap = [head, bare, bare, bare.with(5, '货款2'), later]
  const line = 'credit maybe_same_line'
  expect(await faultsOf(overlap)).toEqual([line, line, 'credit maybe_same_row', ''])
  const same = await choose([head, bare, later], 'all_same')
  expect(same.counts).toMatchObject({ same: 1, create: 1 })
  await applied(same)
  const third = await choose([head, bare, bare.with(5, '货款2')], 'all_other')
  expect((await applied(third)).counts).toMatchObject({ create: 2 })
  expect((await linesOf(as)).items).toHaveLength(5)
  // A form that states less is asked too; another payer's is none of these.
  expect(await faultsOf([head, row.with(3, ''), bare.with(4, '另一学校')])).toEqual([line, ''])
  await apply([head, row.with(1, '2026-07-19')])
  expect(await faultsOf([head, row.with(1, '2026-07-19').with(3, '1.00')])).toEqual([line])
})

test('§7.2 two forms of one line at once: the one that comes second is not kept', async () => {
  const order = await billed()
  const as = order.manager
  const { check, read, workOnce, workOff } = importing(app, 'bank_lines', as)
  const checked = [
    await check([head, row]),
    await check([head, row.with(6, ''), row.with(2, '5.00')]),
  ]
  expect(checked.map(({ counts }) => counts.create)).toEqual([1, 2])
  for (const { id: importId, version } of checked)
    await call(imports.applyImport, { params: { importId }, body: { version } }, { as })
  await Promise.all([workOnce(), workOnce()])
  await workOff()
  expect((await linesOf(as)).items).toHaveLength(2)
  for (const { id } of checked) expect((await read(id)).state).toBe('applied')
})

test('§2.7 a bare figure that does not say whether it came or left is asked', async () => {
  const order = await billed()
  const { faultsOf } = importing(app, 'bank_lines', order.manager)
  const titles = ['本方账号', '交易日期', '交易金额', '对方户名', '摘要']
  const figure = [ownAccount, '2026-07-20', '12.00', '示例小学', '货款']
  expect(await faultsOf([titles, figure])).toEqual(['amount direction_missing'])
  expect(await faultsOf([titles, figure.with(2, '-12.00')])).toEqual([''])
  expect(await faultsOf([titles, figure.with(1, '昨天')])).toEqual(['bookedOn wrong_format'])
})

test('§7.2 what the unit recorded and the bank shows is confirmed, in the books too', async () => {
  const order = await billed()
  const paymentId = await recorded(order)
  await imported(order, [movement(order, { purpose: '货款 20260720001' })])
  expect(await stateOf(paymentId)).toMatchObject({ state: 'confirmed' })
  const { items, counts } = await linesOf(order.manager)
  expect(counts).toEqual({ suggested: 0, open: 0, matched: 1, ignored: 0 })
  expect(items[0]).toMatchObject({
    ...{ state: 'matched', restCents: 0, decidedByName: null },
    matches: [{ kind: 'payment', id: paymentId, amountCents: order.cents, isWaiting: false }],
  })
  // The unit's own statement shows that it was sent: its bank pays it too.
  const sent = movement(order, { cents: -order.cents, name: order.seller })
  await imported(order, [sent], order.finance)
  const [bank, clearing] = await Promise.all(
    ['bank', 'bank_clearing'].map(
      (account) => database.sql`select organisation_id, sum(cents)::int as cents
        from billing.postings where account = ${account} and organisation_id
          in (select unnest(array[unit_id, cooperative_id]) from billing.invoices
            where id = ${order.invoiceId}) group by 1 order by 2`,
    ),
  )
  expect(bank?.map(({ cents }) => cents)).toEqual([-order.cents, order.cents])
  expect(clearing?.map(({ cents }) => cents)).toEqual([0, 0])
})

test('§7.5 nothing is guessed: two lines for one payment, or a stranger’s sum, wait', async () => {
  const order = await billed()
  const paymentId = await recorded(order)
  await imported(order, [movement(order), movement(order), movement(order, { name: '别的单位' })])
  expect(await stateOf(paymentId)).toMatchObject({ state: 'recorded' })
  const { counts, items } = await linesOf(order.manager)
  expect(counts).toMatchObject({ matched: 0, suggested: 3 })
  const stranger = items.find((line) => line.counterpartyName === '别的单位')
  const own = items.find((line) => line.counterpartyName === order.unit)
  expect(own?.proposals[0]?.score).toBeGreaterThan(stranger?.proposals[0]?.score ?? 100)
  const proposal = own?.proposals[0]
  const params = { lineId: own?.id ?? '' }
  const body = { match: proposal?.match as never }
  const line = await call(api.matchBankLine, { params, body }, { as: order.manager })
  expect(line).toMatchObject({ state: 'matched', restCents: 0 })
  expect(await stateOf(paymentId)).toMatchObject({ state: 'confirmed' })
  const again = await refusal(api.matchBankLine, { params, body }, { as: order.manager })
  expect(again.code).toBe('illegal_transition')
})

test('§7.2 money that nobody recorded is recorded by one click, for the unit to confirm', async () => {
  const order = await billed()
  await imported(order, [movement(order, { purpose: `发票${order.number}` })])
  const [line] = (await linesOf(order.manager)).items
  const [proposal] = line?.proposals ?? []
  expect(proposal).toMatchObject({
    match: { kind: 'invoices', parts: [{ invoiceId: order.invoiceId, amountCents: order.cents }] },
    reasons: ['reference', 'payer', 'sum'],
  })
  const params = { lineId: line?.id ?? '' }
  const done = await call(
    api.matchBankLine,
    { params, body: { match: proposal?.match as never } },
    { as: order.manager },
  )
  expect(done).toMatchObject({ state: 'matched', matches: [{ kind: 'payment', isWaiting: true }] })
  // The unit says that it was not theirs: the line is free again.
  const [{ id: paymentId } = { id: '' }] = done.matches
  await database.sql`update billing.payments set state = 'rejected', decided_at = ${now},
    decided_by = ${order.finance.personId} where id = ${paymentId}`
  expect((await linesOf(order.manager)).items[0]).toMatchObject({ state: 'open', matches: [] })
})

test('§7.2 too much, too little, wrong and ignored: each has its end', async () => {
  const order = await billed()
  const more = order.cents + 5_000
  await imported(order, [movement(order, { cents: more }), movement(order, { cents: 100 })])
  const { items } = await linesOf(order.manager)
  const over = items.find(({ amountCents }) => amountCents === more)
  const fee = items.find(({ amountCents }) => amountCents === 100)
  const parts = [{ invoiceId: order.invoiceId, amountCents: more }]
  const match = { kind: 'invoices' as const, parts }
  const as = order.manager
  const done = await call(
    api.matchBankLine,
    { params: { lineId: over?.id ?? '' }, body: { match } },
    { as },
  )
  expect(done.state).toBe('matched')
  const aside = { params: { lineId: fee?.id ?? '' }, body: { reason: '利息' } }
  expect(await call(api.ignoreBankLine, aside, { as })).toMatchObject({ state: 'ignored' })
  const open = await call(api.reopenBankLine, { params: aside.params }, { as })
  expect(open.state).not.toBe('ignored')
  const tooMuch = { match: { ...match, parts: [{ ...match.parts[0], amountCents: 200 } as never] } }
  const refused = await refusal(api.matchBankLine, { params: aside.params, body: tooMuch }, { as })
  expect(refused.code).toBe('validation_failed')
})

test('§7.2 what was paid meanwhile is not proposed, nor paid again by an old suggestion', async () => {
  const order = await billed()
  await imported(order, [movement(order, { purpose: `发票${order.number}` })])
  const [line] = (await linesOf(order.manager)).items
  expect(line?.proposals).toMatchObject([{ match: { kind: 'invoices' } }])
  const proposal = line?.proposals[0]
  const paymentId = await recorded(order, 'T7')
  const [renewed] = (await linesOf(order.manager)).items
  expect(renewed?.proposals).toMatchObject([{ match: { kind: 'payments', ids: [paymentId] } }])
  const body = { match: proposal?.match as never }
  const params = { lineId: line?.id ?? '' }
  const refused = await refusal(api.matchBankLine, { params, body }, { as: order.manager })
  expect(refused.fields).toMatchObject([{ path: ['match'], code: 'above_open' }])
})

test('§7.5 a transfer that came back was never received: its payment is open again', async () => {
  const order = await billed()
  const paymentId = await recorded(order)
  const sent = movement(order, { cents: -order.cents, name: order.seller })
  await imported(order, [sent], order.finance)
  expect((await linesOf(order.finance)).items[0]).toMatchObject({ state: 'matched' })
  const back = { ...sent, cents: order.cents, serial: `${sent.serial}R`, purpose: '退汇 户名不符' }
  await imported(order, [back], order.finance)
  const [line] = (await linesOf(order.finance)).items
  expect(line?.proposals[0]).toMatchObject({
    match: { kind: 'pair' },
    reasons: ['sum', 'returned'],
  })
  await call(
    api.matchBankLine,
    { params: { lineId: line?.id ?? '' }, body: { match: line?.proposals[0]?.match as never } },
    { as: order.finance },
  )
  expect(await stateOf(paymentId)).toMatchObject({
    state: 'rejected',
    state_reason: '退汇 户名不符',
  })
  expect((await linesOf(order.finance)).counts).toMatchObject({ matched: 2, open: 0 })
})

test('another organisation’s line is not there', async () => {
  const [order, other] = [await billed(), await billed()]
  await imported(order, [movement(order)])
  const [line] = (await linesOf(order.manager)).items
  const aside = { params: { lineId: line?.id ?? '' }, body: { reason: '利息' } }
  expect((await refusal(api.ignoreBankLine, aside, { as: other.manager })).code).toBe('not_found')
})
