import { expect, test } from 'vitest'
import { addBankLines } from '../../../server/billing/index.ts'
import { recordPayment } from '../../../server/billing/pay-invoice.ts'
import { transaction } from '../../../server/platform/db/transaction.ts'
import { newId } from '../../../server/platform/ids.ts'
import * as api from '../../../shared/billing/bank.api.ts'
import { contextFor, testApp } from '../../support/app.ts'
import { bankLayouts, type Movement } from '../../support/factories/bank-statements.ts'
import { anInvoice } from '../../support/factories/billing.ts'
import { aReceivedOrder } from '../../support/factories/deliveries.ts'
import { importing } from '../../support/importing.ts'
import { countStatements } from '../../support/statements.ts'

const at = new Date('2026-07-21T01:00:00Z')
const app = await testApp({ clock: () => at })
const { call, database } = app

type Order = Awaited<ReturnType<typeof aReceivedOrder>>
const paid = (order: Order, invoiceId: string, amountCents: number) =>
  transaction(database.db, (tx) =>
    recordPayment(tx, contextFor(order.finance, at), {
      ...{ invoiceId, amountCents, bankReference: `T2026${amountCents}`, paidOn: '2026-07-20' },
    }),
  )

test('§7.2 lines are matched and confirmed by as many statements, however many they are', async () => {
  const order = await aReceivedOrder(database, { lines: [{ quantity: 10 }] })
  const { invoiceId } = await anInvoice(database, order)
  const cost = async (sums: number[], others: number) => {
    for (const cents of sums) await paid(order, invoiceId, cents)
    const lines = [...sums, ...Array.from({ length: others }, (_, at) => 10_000_000 + at)].map(
      (cents) => ({
        ...{ id: newId(), account: '6217', bookedOn: '2026-07-20', serial: newId() },
        ...{
          amountCents: cents,
          balanceCents: null,
          counterpartyName: '',
          counterpartyAccount: '',
        },
        purpose: `货款 T2026${cents}`,
      }),
    )
    const { statements } = await countStatements(database, () =>
      transaction(database.db, (tx) => addBankLines(tx, contextFor(order.manager, at), lines)),
    )
    // The ledger's own trigger asks once for each entry.
    return statements.filter((text) => !/^\s*not exists \(/.test(text)).length
  }
  const few = await cost([101], 1)
  const many = await cost([201, 202, 203, 204, 205, 206], 500)
  expect(many).toBe(few)
  const [row] = await database.sql`select count(*)::int as count from billing.payments
    where invoice_id = ${invoiceId} and state = 'confirmed'`
  expect(row?.count).toBe(7)
})

test('§7.2 a statement of 10,000 lines is matched in under 5 s, and twice changes nothing', {
  timeout: 120_000,
}, async () => {
  const order = await aReceivedOrder(database, { lines: [{ quantity: 10 }] })
  const { invoiceId } = await anInvoice(database, order)
  const sums = Array.from({ length: 20 }, (_, place) => 1_001 + place)
  for (const cents of sums) await paid(order, invoiceId, cents)
  const line = (cents: number, place: number, change: Partial<Movement> = {}): Movement => ({
    ...{ cents, on: '2026-07-20', name: `重庆示例第${place % 200}商贸有限公司` },
    ...{ serial: `S2026${place}`, account: `${6_000_000_000 + (place % 500)}`, purpose: '货款' },
    ...change,
  })
  const lines = Array.from({ length: 10_000 }, (_, place) =>
    line(place % 4 === 0 ? -20_000 - place : 1_000_000 + place, place),
  )
  // Here and there among all the others, and the last of them twice, at both ends.
  for (const [index, cents] of sums.entries())
    lines[index * 500] = line(cents, index * 500, { purpose: `货款 T2026 ${cents}` })
  lines[9_999] = line(1_020, 9_999, { purpose: 'T20261020' })
  const { apply, check } = importing(app, 'bank_lines', order.manager)
  const sheet = bankLayouts.boc(lines)
  const before = process.cpuUsage()
  const { result, statements } = await countStatements(database, () => apply(sheet))
  const { user, system } = process.cpuUsage(before)
  expect(result).toMatchObject({ state: 'applied', counts: { create: 10_000, fault: 0 } })
  // Of the program alone, with the file made and read; the database's part is in its statements.
  expect((user + system) / 1_000).toBeLessThan(5_000)
  expect(statements.filter((text) => !/^\s*not exists \(/.test(text)).length).toBeLessThan(200)
  const { counts } = await call(api.listBankLines, { query: {} }, { as: order.manager })
  // Two lines of one payment are for a person to tell apart, however far apart they stand.
  expect(counts).toMatchObject({ matched: 19, suggested: 2 })
  expect((await check(sheet)).counts).toMatchObject({ same: 10_000, create: 0, fault: 0 })
})
