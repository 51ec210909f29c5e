import { expect, test } from 'vitest'
import { findPaidInvoiceFault, foldPayments } from '../../../server/billing/index.ts'
import * as api from '../../../shared/billing/billing.api.ts'
import * as desk from '../../../shared/billing/money-desk.api.ts'
import { signedIn, testApp } from '../../support/app.ts'
import { aConfirmedPayment, anInvoice } from '../../support/factories/billing.ts'
import { aReceivedOrder } from '../../support/factories/deliveries.ts'
import { aBuyingUnit } from '../../support/factories/orders.ts'
import { stopBefore } from '../../support/race.ts'
import { listFiles, readText } from '../../support/sources.ts'
import { countStatements } from '../../support/statements.ts'

let now = new Date('2026-08-01T01:00:00Z')
const { call, database } = await testApp({ clock: () => now })
const on = (day: string) => {
  now = new Date(`${day}T01:00:00Z`)
}

/** A unit with invoices of 600.00 over goods accepted on 15 July, due on 14 August. */
async function aMonth({ sellers, receipts }: { sellers: number; receipts: number }) {
  const unit = await aBuyingUnit(database, { budget: { year: 2026, budgetCents: 1_000_000_000 } })
  const bills = await Promise.all(
    Array.from({ length: sellers }, async () => {
      const first = await aReceivedOrder(database, { unit })
      const bill = { ...first, ...(await anInvoice(database, first)) }
      const beside = { seller: first.seller, unit }
      for (let done = 1; done < receipts; done += 1)
        await anInvoice(database, await aReceivedOrder(database, { beside }))
      return bill
    }),
  )
  return { unit, bills, finance: await unit.member('finance') }
}
type Month = Awaited<ReturnType<typeof aMonth>>

function managerOf({ bills: [bill] }: Month) {
  if (bill === undefined) throw new Error('a month has its bills')
  return bill.manager
}

/** Everything that the pages of the money desks ask for. */
const pagesOf = (month: Month): (() => Promise<unknown>)[] =>
  [month.finance, managerOf(month)].flatMap((as) => [
    () => call(desk.readMoneyDesk, {}, { as }),
    () => call(desk.listPartiesDue, { query: {} }, { as }),
    () => call(api.listMoneyDue, { query: {} }, { as }),
    () => call(api.listToInvoice, { query: {} }, { as }),
  ])

test('§7.2 the desks of a month: what is due when and to whom, in statements that do not grow', {
  timeout: 60_000,
}, async () => {
  on('2026-08-01')
  const few = await aMonth({ sellers: 1, receipts: 1 })
  const month = await aMonth({ sellers: 4, receipts: 2 })
  const { finance } = month
  const { days, waiting } = await call(desk.readMoneyDesk, {}, { as: finance })
  expect(days).toEqual([
    {
      dueOn: '2026-08-14',
      openCents: 480_000,
      invoiceCount: 8,
      partyCount: 4,
      parties: days[0]?.parties,
    },
  ])
  expect(days[0]?.parties.map(({ openCents }) => openCents)).toEqual([120_000, 120_000, 120_000])
  expect(waiting).toEqual({ toConfirm: 0, differing: 0, bankSuggested: 0, bankOpen: 0 })
  const manager = managerOf(month)
  const own = await call(desk.readMoneyDesk, {}, { as: manager })
  expect(own.days).toMatchObject([{ dueOn: '2026-08-14', openCents: 120_000, partyCount: 1 }])
  expect(own.days[0]?.parties).toMatchObject([{ id: month.unit.id, name: month.unit.name }])
  for (const [place, page] of pagesOf(month).entries()) {
    await page()
    const many = await countStatements(database, page)
    const single = await countStatements(database, pagesOf(few)[place] ?? page)
    expect(many.statements.length, `page ${place}`).toBe(single.statements.length)
  }
})

test('§7.2 late money by age and buyer, with its interest; the rest by the day it is due', async () => {
  const month = await aMonth({ sellers: 1, receipts: 1 })
  const { finance, unit } = month
  const manager = managerOf(month)
  const dueOn = async (day: string) => {
    on(day)
    const { items } = await call(desk.listPartiesDue, { query: {} }, { as: manager })
    const { days } = await call(desk.readMoneyDesk, {}, { as: finance })
    const [row] = items
    const late = row?.bands.find(({ openCents }) => openCents !== 0)?.band
    return { late, days: days.length, next: row?.nextDueOn, interest: row?.lateInterestCents }
  }
  expect(await dueOn('2026-08-14')).toEqual({
    ...{ late: 'not_due', days: 1, next: '2026-08-14', interest: 0 },
  })
  expect(await dueOn('2026-08-15')).toEqual({ late: 'late_30', days: 0, next: null, interest: 30 })
  expect(await dueOn('2026-09-13')).toMatchObject({ late: 'late_30', interest: 900 })
  expect(await dueOn('2026-09-14')).toMatchObject({ late: 'late_60', interest: 930 })
  expect(await dueOn('2026-10-14')).toMatchObject({ late: 'late_more' })
  const listed = async (query: object) =>
    (await call(api.listMoneyDue, { query }, { as: manager })).items.length
  expect(await listed({ dueFrom: '2026-08-14', dueUntil: '2026-08-14' })).toBe(1)
  expect(await listed({ dueFrom: '2026-08-15' })).toBe(0)
  expect(await listed({ partyId: unit.id })).toBe(1)
  expect(await listed({ differing: 'true' })).toBe(0)
})

test('§7.2 the county sees by unit what is open, late and since when, and in how many days they paid', async () => {
  const { bills, finance, unit } = await aMonth({ sellers: 3, receipts: 1 })
  const pay = async (place: number, paidOn: string, amountCents: number) => {
    const at = new Date(`${paidOn}T01:00:00Z`)
    const bill = bills[place]
    if (bill === undefined) throw new Error('there are three')
    const { invoiceId, manager } = bill
    await aConfirmedPayment(database, { invoiceId, manager, finance, amountCents, paidOn, at })
  }
  await pay(0, '2026-07-20', 60_000)
  await pay(1, '2026-07-18', 10_000)
  await pay(1, '2026-07-30', 50_000)
  await pay(2, '2026-07-30', 10_000)
  const official = signedIn({ roles: ['official'], divisionCode: '500237' })
  const read = (sort: '-open' | '-ninetieth' = '-ninetieth', as = official) =>
    call(desk.readPaymentByUnit, { query: { sort } }, { as })
  on('2026-08-14')
  const [first] = (await read()).units
  const paid = { paidCount: 2, medianDays: 5, ninetiethDays: 15 }
  const open = { openCents: 50_000, overdueCents: 0, oldestOverdueOn: null }
  expect(first).toEqual({ unit: { id: unit.id, name: unit.name }, ...open, ...paid })
  on('2026-08-15')
  const { whole, units, unitCount } = await read('-open')
  expect(whole).toMatchObject({ ...paid, oldestOverdueOn: '2026-08-14' })
  expect(whole.openCents).toBe(units.reduce((sum, row) => sum + Number(row.openCents), 0))
  expect(units.find((row) => row.unit.id === unit.id)).toMatchObject({
    ...{ overdueCents: 50_000, oldestOverdueOn: '2026-08-14' },
  })
  expect(units.map((row) => row.openCents)).toEqual(
    units.map((row) => Number(row.openCents)).sort((a, b) => b - a),
  )
  expect(unitCount).toBe(units.length)
  expect((await countStatements(database, read)).statements).toHaveLength(2)
  // Kept beside what is not folded yet, for the twelve months that end with this one.
  on('2027-06-30')
  const ofUnit = async () => (await read()).units.find((row) => row.unit.id === unit.id)
  expect(await ofUnit()).toMatchObject(paid)
  while (await foldPayments(database.db));
  const [left] = await database.sql`select count(*)::int as moves from billing.unfolded_payments`
  expect(left?.moves).toBe(0)
  expect(await ofUnit()).toMatchObject(paid)
  on('2027-07-01')
  const none = { paidCount: 0, medianDays: null, ninetiethDays: null }
  expect(await ofUnit()).toMatchObject({ openCents: 50_000, ...none })
  on('2027-06-30')
  const elsewhere = signedIn({ roles: ['official'], divisionCode: '500238' })
  expect(await read('-open', elsewhere)).toMatchObject({
    ...{ units: [], unitCount: 0, whole: { openCents: 0, paidCount: 0, medianDays: null } },
  })
  const province = signedIn({ roles: ['official'], divisionCode: '50' })
  expect((await read('-ninetieth', province)).units[0]?.unit.id).toBe(unit.id)
})

test('§7.2 payments of one unit that close invoices at once wait for each other at nothing', async () => {
  on('2026-08-01')
  const { bills, finance, unit } = await aMonth({ sellers: 2, receipts: 1 })
  const pay = async (place: number) => {
    const bill = bills[place]
    if (bill === undefined) throw new Error('there are two')
    const { invoiceId, manager } = bill
    await aConfirmedPayment(database, { invoiceId, manager, finance, amountCents: 60_000 })
  }
  // Later the heads of the county's ledger are locked.
  const stop = stopBefore(database, /insert into "billing"."payment_lines"/)
  const first = pay(0)
  await stop.reached
  await pay(1)
  expect(await foldPayments(database.db)).toBe(false)
  stop.release()
  await first
  const official = signedIn({ roles: ['official'], divisionCode: '500237' })
  const { units } = await call(desk.readPaymentByUnit, { query: {} }, { as: official })
  expect(units.find((row) => row.unit.id === unit.id)).toMatchObject({ paidCount: 2 })
})

test('§7.2 a database of before, which kept no paid invoices, is filled from its documents', async () => {
  const read = () => findPaidInvoiceFault(database.db, '')
  await database.sql`truncate billing.paid_invoices, billing.days_to_pay,
    billing.unfolded_payments`
  expect(await read()).toBeDefined()
  const file = listFiles().find((path) => path.endsWith('_billing_days_to_pay.sql')) ?? ''
  const filling = readText(file)
    .split('--> statement-breakpoint')
    .filter((part) => /^\s*(--.*\n)?(insert into billing\.paid|select billing\.fold)/.test(part))
  expect(filling).toHaveLength(2)
  for (const statement of filling) await database.sql.unsafe(statement)
  expect(await read()).toBeUndefined()
})
