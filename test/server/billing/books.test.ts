import { expect, test } from 'vitest'
import type { Actor } from '../../../server/platform/context.ts'
import * as api from '../../../shared/billing/books.api.ts'
import type { Result } from '../../../shared/endpoint.ts'
import { signedIn, testApp } from '../../support/app.ts'
import { aConfirmedPayment, anInvoice } from '../../support/factories/billing.ts'
import { aReceivedOrder } from '../../support/factories/deliveries.ts'

const now = new Date('2026-07-21T01:00:00Z')
const { call, refusal, database } = await testApp({ clock: () => now })

/** An invoice of the 16th, and three payments of the 20th and the 21st. */
const order = await aReceivedOrder(database)
const { invoiceId } = await anInvoice(database, order)
const total = order.orderLines.reduce((sum, line) => sum + line.amountCents, 0)
for (const [amountCents, paidOn] of [
  [100, '2026-07-20'],
  [200, '2026-07-20'],
  [300, '2026-07-21'],
] as const)
  await aConfirmedPayment(database, { ...order, invoiceId, amountCents, paidOn, at: now })

type Query = { from?: string; to?: string; pageSize?: number; cursor?: string }
async function statementOf(as: Actor, counterpartyId: string, query: Query = {}) {
  return call(api.readStatement, { params: { counterpartyId }, query }, { as })
}

/** All lines of a statement, read in pages of two. */
async function linesOf(as: Actor, counterpartyId: string, query: Query = {}) {
  const lines: Result<typeof api.readStatement>['items'] = []
  let cursor: string | undefined
  do {
    const page = await statementOf(as, counterpartyId, {
      ...query,
      pageSize: 2,
      ...(cursor && { cursor }),
    })
    lines.push(...page.items)
    cursor = page.nextCursor ?? undefined
  } while (cursor !== undefined)
  return lines.map(({ entryId: _, ...line }) => line)
}

test('§7.1 a statement opens, moves and closes, and both sides read the same', async () => {
  const lines = await linesOf(order.manager, order.unit.id)
  expect(lines.map((line) => [line.occurredOn, line.cause, line.changeCents])).toEqual([
    ['2026-07-16', 'invoice', total],
    ['2026-07-20', 'payment', -100],
    ['2026-07-20', 'payment', -200],
    ['2026-07-21', 'payment', -300],
  ])
  expect(lines.map((line) => line.balanceCents)).toEqual([
    total,
    total - 100,
    total - 300,
    total - 600,
  ])
  expect(await linesOf(order.finance, order.seller.id)).toEqual(lines)
  const seller = await statementOf(order.manager, order.unit.id)
  const buyer = await statementOf(order.finance, order.seller.id)
  expect(seller).toMatchObject({ isSeller: true, openingCents: 0, closingCents: total - 600 })
  expect(buyer).toMatchObject({ isSeller: false, openingCents: 0, closingCents: total - 600 })
})

test('§7.1 a statement of some days begins with what was open before', async () => {
  const days = { from: '2026-07-20', to: '2026-07-20' }
  const statement = await statementOf(order.finance, order.seller.id, days)
  expect(statement).toMatchObject({ openingCents: total, closingCents: total - 300 })
  expect(await linesOf(order.finance, order.seller.id, days)).toHaveLength(2)
  const later = { from: '2026-08-01', to: '2026-08-31' }
  expect(await statementOf(order.manager, order.unit.id, later)).toMatchObject({
    openingCents: total - 600,
    closingCents: total - 600,
    items: [],
  })
})

test('§7.1 the trial balance sums to zero and opens to postings and documents', async () => {
  const year = await call(api.readTrialBalance, { query: {} }, { as: order.manager })
  expect(year).toMatchObject({ from: '2026-01', to: '2026-07' })
  const closing = year.lines.reduce((sum, line) => sum + Number(line.closingCents), 0)
  expect(closing).toBe(0)
  const receivable = year.lines.find((line) => line.account === 'receivable')
  expect(receivable).toMatchObject({ debitCents: total, creditCents: 600, openingCents: 0 })
  const query = { account: 'receivable' as const, pageSize: 3 }
  const page = await call(api.listPostings, { query }, { as: order.manager })
  expect(page.items.map((row) => [row.creditCents, row.invoiceId])).toEqual([
    [300, invoiceId],
    [200, invoiceId],
    [100, invoiceId],
  ])
  const rest = { ...query, cursor: page.nextCursor ?? '' }
  const { items } = await call(api.listPostings, { query: rest }, { as: order.manager })
  expect(items.map((row) => row.debitCents)).toEqual([total])
  const august = { from: '2026-08', to: '2026-08' }
  const later = await call(api.readTrialBalance, { query: august }, { as: order.manager })
  expect(later.lines.find((line) => line.account === 'receivable')).toMatchObject({
    openingCents: total - 600,
    debitCents: 0,
    closingCents: total - 600,
  })
})

test('§7.1 what is open with each counterparty, and nothing of strangers', async () => {
  const { items } = await call(api.listCounterparties, { query: {} }, { as: order.finance })
  expect(items).toEqual([
    { counterparty: { id: order.seller.id, name: expect.any(String) }, balanceCents: total - 600 },
  ])
  const stranger = signedIn({ roles: ['finance'] })
  const params = { counterpartyId: order.seller.id }
  expect((await refusal(api.readStatement, { params, query: {} }, { as: stranger })).code).toBe(
    'not_found',
  )
  expect((await call(api.readTrialBalance, { query: {} }, { as: stranger })).lines).toEqual([])
  const turned = { from: '2026-07-02', to: '2026-07-01' }
  const problem = await refusal(api.readStatement, { params, query: turned }, { as: order.finance })
  expect(problem.fields).toEqual([{ path: ['to'], code: 'dates_out_of_order' }])
})
