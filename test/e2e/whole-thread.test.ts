import { beforeAll, expect, test } from 'vitest'
import { demoState, raiseDemoWorld } from '../../demo/index.ts'
import type { Actor } from '../../server/platform/context.ts'
import { nilId } from '../../server/platform/ids.ts'
import {
  confirmPayment,
  createInvoice,
  draftInvoice,
  recordPayment,
} from '../../shared/billing/billing.api.ts'
import {
  dispatchShipment,
  prepareShipment,
  receiveShipment,
} from '../../shared/deliveries/deliveries.api.ts'
import { confirmPurchaseOrder, readRequisition } from '../../shared/orders/orders.api.ts'
import { readPublicVillage, readTotals } from '../../shared/reports/reports.api.ts'
import type { OrganisationKind, Role } from '../../shared/roles.ts'
import { dayOf } from '../../shared/scalars.ts'
import { testClock } from '../support/clock.ts'
import { lookAt, openApp, shot, signInAs, testPassword } from './support/index.ts'
import { askAll, questions } from './support/questions.ts'

const { open, database, deps, call } = await openApp()
const now = testClock()
const year = dayOf(now).slice(0, 4)
const longTimeout = { timeout: 15_000 }

beforeAll(async () => {
  await raiseDemoWorld({ ...deps, now, password: testPassword })
}, 300_000)

/** Somebody of the demo world, by the beginning of their address. */
async function player(account: string): Promise<Actor> {
  const [row] = await database.sql<
    { person: string; organisation: string; kind: OrganisationKind; roles: Role[]; area: string }[]
  >`select p.id as person, m.organisation_id as organisation, m.organisation_kind as kind, m.roles,
      m.division_code as area
    from accounts.people p join accounts.memberships m on m.person_id = p.id
    where p.email = ${`${account}@cunji.test`}`
  if (row === undefined) throw new Error(`nobody is ${account}`)
  const { person, organisation, kind, roles, area } = row
  return {
    personId: person,
    sessionId: nilId,
    organisationId: organisation,
    organisationKind: kind,
    roles,
    divisionCode: area,
  }
}

async function managerOf(cooperativeId: string): Promise<Actor> {
  const [row] = await database.sql<{ account: string }[]>`
    select split_part(p.email, '@', 1) as account
    from accounts.people p join accounts.memberships m on m.person_id = p.id
    where m.organisation_id = ${cooperativeId}`
  return player(row?.account ?? '')
}

test('the demo world states as its own figures: a group, a village, a whole ledger', async () => {
  const lastYear = String(Number(year) - 1)
  const as = await player('group')
  const { figures } = await call(readTotals, { query: { period: lastYear } }, { as })
  expect(figures.distinct.cents, 'a group’s year above 10 million').toBeGreaterThan(1_000_000_000)
  const { direct, helpSale, overlap, distinct } = figures
  expect(distinct.cents).toBe(Number(direct.cents) + Number(helpSale.cents) - Number(overlap.cents))
  expect(overlap.cents).toBeGreaterThan(0)

  // Shijing's golden plums: 122 boxes, 1,220 斤, 11,000 yuan.
  const village = await call(readPublicVillage, { params: { code: '441826102221' } })
  expect(village.allYears).toMatchObject({ grams: 1_220 * 500, cents: 1_100_000 })
  const [sold] = await database.sql<{ boxes: number }[]>`
    select sum(quantity)::int as boxes from orders.order_lines where product_name = '黄金奈李'`
  expect(sold?.boxes).toBe(122)

  // That the ledger is whole, the verifier finds after each test.
  const [ledger] = await database.sql<{ entries: number }[]>`
    select count(*)::int as entries from attribution.ledger_entries`
  expect(ledger?.entries).toBeGreaterThan(1_000)
  expect(await demoState(database.db)).toBe('raised')
})

test('each of the 32 questions that officials ask is answered where the table says', async () => {
  expect(questions).toHaveLength(32)
  expect(await askAll(open)).toEqual([])
})

test('from a pasted week’s order to the figures of village, unit and group', async () => {
  const before = {
    village: await villageYear(),
    unit: await unitYear(),
    group: await groupYear(),
  }

  const requisitionId = await orderInBrowser()
  await signInBrowser(requisitionId)

  const requisition = await call(
    readRequisition,
    { params: { id: requisitionId } },
    { as: await player('buyer') },
  )
  expect(requisition.purchaseOrders).toHaveLength(3)
  for (const { id, cooperative } of requisition.purchaseOrders) {
    await deliverAndPay(id, await managerOf(cooperative.id))
  }

  const paidCents = await goodsPaid(requisitionId)
  expect((await unitYear()) - before.unit).toBe(paidCents)
  expect((await groupYear()) - before.group).toBe(paidCents)
  expect(await villageYear()).toBeGreaterThan(before.village)
  await openFigureAsOfficial()
})

async function unitYear(): Promise<number> {
  const as = await player('buyer')
  return Number(
    (await call(readTotals, { query: { period: year } }, { as })).figures.distinct.cents,
  )
}

/** Grams; the public page may be a minute old, an official's figure is not. */
async function villageYear(): Promise<number> {
  const as = await player('county')
  const query = { period: year, divisionCode: '500237222214' }
  return Number((await call(readTotals, { query }, { as })).figures.distinct.grams)
}

async function groupYear(): Promise<number> {
  const as = await player('group')
  return Number(
    (await call(readTotals, { query: { period: year } }, { as })).figures.distinct.cents,
  )
}

async function goodsPaid(requisitionId: string): Promise<number> {
  const [row] = await database.sql<{ cents: number }[]>`
    select sum(i.goods_cents)::bigint as cents from billing.invoice_orders i
    join orders.purchase_orders o on o.id = i.purchase_order_id
      where o.requisition_id = ${requisitionId}`
  return row?.cents ?? 0
}

/** The buyer pastes four rows out of a spreadsheet; three cooperatives have them. */
async function orderInBrowser(): Promise<string> {
  const page = await open('desktop')
  await signInAs(page, 'buyer@cunji.test', { at: '/order' })
  const rows = ['林下土鸡蛋\t180箱', '手工挂面\t20箱', '冷榨核桃油\t15桶', '巫山土蜂蜜\t30瓶']
  await page.getByLabel('粘贴采购清单').fill(rows.join('\n'))
  await page.getByRole('button', { name: '识别' }).click()
  await expect.poll(() => page.locator('tbody.group').count(), longTimeout).toBe(3)
  await page.getByRole('button', { name: '提交审批' }).click()
  await page.getByRole('heading', { name: /采购申请 RQ/ }).waitFor()
  await lookAt(page, 'thread-requisition')
  return new URL(page.url()).pathname.split('/').at(-1) ?? ''
}

/** The approver signs on a phone: the order is above what passes without a signature. */
async function signInBrowser(requisitionId: string): Promise<void> {
  const page = await open('phone')
  await signInAs(page, 'approver@cunji.test', { at: `/requisitions/${requisitionId}` })
  await page.getByRole('button', { name: /同意并下单/ }).click()
  await page.locator('.status', { hasText: '已下单' }).waitFor()
}

/** Confirm, ship, weigh (the first line 2 kg short), invoice, pay, confirm the money. */
async function deliverAndPay(orderId: string, manager: Actor): Promise<void> {
  const receiver = await player('receiver')
  const today = dayOf(testClock())
  await call(confirmPurchaseOrder, { params: { id: orderId } }, { as: manager })
  const order = { purchaseOrderId: orderId }
  const prepared = await call(prepareShipment, { params: order, body: {} }, { as: manager })
  const shipment = { shipmentId: prepared.id }
  const departure = { carrier: '县邮政公司（示例）', version: prepared.version }
  await call(dispatchShipment, { params: shipment, body: departure }, { as: manager })
  const lines = prepared.lines.map((line, index) => {
    const weighed = index === 0 ? line.grams - 2_000 : line.grams
    const reason = index === 0 ? ('short' as const) : null
    return { shipmentLineId: line.id, weighedGrams: weighed, acceptedGrams: weighed, reason }
  })
  await call(receiveShipment, { params: shipment, body: { lines } }, { as: receiver })
  const number = orderId.replaceAll(/\D/g, '').padEnd(20, '7').slice(0, 20)
  const { freightCents } = await call(draftInvoice, { params: order }, { as: manager })
  const invoiced = { number, issuedOn: today, freightCents }
  const invoice = await call(createInvoice, { params: order, body: invoiced }, { as: manager })
  const money = {
    amountCents: invoice.goodsCents + invoice.freightCents,
    bankReference: `HK-${number}`,
    paidOn: today,
  }
  const payment = await call(
    recordPayment,
    { params: { invoiceId: invoice.id }, body: money },
    { as: await player('finance') },
  )
  await call(confirmPayment, { params: { paymentId: payment.id } }, { as: manager })
}

/** The county opens its total, the newest entry, and stands before the weigh slip. */
async function openFigureAsOfficial(): Promise<void> {
  const page = await open('desktop')
  await signInAs(page, 'county@cunji.test')
  await page.getByRole('heading', { name: '巫山县', exact: true }).waitFor()
  await shot(page, 'thread-county')
  await page
    .getByRole('link', { name: /^认定金额（去重）/ })
    .first()
    .click()
  await page
    .getByRole('link', { name: /^500237-\d+$/ })
    .first()
    .click()
  await page.getByRole('heading', { name: '验收单（过磅）' }).waitFor()
  await page.getByText('本机复算一致').waitFor()
  await lookAt(page, 'thread-entry')
}
