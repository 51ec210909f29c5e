import { expect, test } from 'vitest'
import * as billing from '../../../shared/billing/billing.api.ts'
import * as corrections from '../../../shared/billing/corrections.api.ts'
import * as api from '../../../shared/exchange/imports.api.ts'
import { testApp } from '../../support/app.ts'
import { anInvoiceNumber } from '../../support/factories/billing.ts'
import { aReceivedOrder } from '../../support/factories/deliveries.ts'
import { importing } from '../../support/importing.ts'
import { countStatements } from '../../support/statements.ts'

const now = new Date('2026-07-21T01:00:00Z')
const app = await testApp({ clock: () => now, settings: { RATE_LIMIT: '0' } })
const { call, refusal, database } = app

/** As the tax platform heads its list (全量发票查询). */
const head = [
  ...['序号', '发票代码', '发票号码', '数电发票号码', '销方识别号', '销方名称', '购方识别号'],
  ...['购买方名称', '开票日期', '金额', '税额', '价税合计', '发票来源', '发票票种', '发票状态'],
  ...['是否正数发票', '发票风险等级', '开票人', '备注'],
]
const order = (quantity: number, beside?: Order) =>
  aReceivedOrder(database, { lines: [{ quantity }], ...(beside && { beside }) })
type Order = Awaited<ReturnType<typeof aReceivedOrder>>

async function names({ seller, unit, purchaseOrderId }: Order) {
  const [row] = await database.sql<{ seller: string; code: string; buyer: string; po: string }[]>`
    select s.name as seller, s.credit_code as code, u.name as buyer,
      (select number from orders.purchase_orders where id = ${purchaseOrderId}) as po
    from organisations.organisations s, organisations.organisations u
    where s.id = ${seller.id} and u.id = ${unit.id}`
  if (row === undefined) throw new Error('both sides have names')
  return row
}

async function sheetOf(of: Order) {
  const { seller, code, buyer } = await names(of)
  return (total: string, change: Record<string, string> = {}) => {
    const cells: Record<string, string> = {
      ...{ 数电发票号码: anInvoiceNumber(), 销方识别号: code, 销方名称: seller, 购买方名称: buyer },
      ...{ 开票日期: '2026-07-16 10:12:33', 金额: total, 税额: '免税', 价税合计: total },
      ...{ 发票来源: '电子发票服务平台', 发票票种: '数电发票（普通发票）', 发票状态: '正常' },
      ...{ 是否正数发票: '是', 发票风险等级: '正常', 开票人: '李敏', ...change },
    }
    return head.map((title, at) => (title === '序号' ? `${at + 1}` : (cells[title] ?? '')))
  }
}

test('§7.4 an invoice list enters what it bills in whole; again, or faulty, it enters nothing', async () => {
  const first = await order(10)
  const second = await order(20, first)
  const line = await sheetOf(first)
  const whole = line('600.00')
  const later = line('1,200.00', {
    数电发票号码: '',
    发票代码: '1500123456',
    发票号码: '1234 5678',
  })
  const { apply, check, faultsOf, rowsOf } = importing(app, 'invoices', first.manager)
  const faulty = [
    line('77.00'),
    line('600.00', { 税额: '54.00' }),
    line('-600.00', { 是否正数发票: '否' }),
    line('600.00', { 发票状态: '已红冲-全额' }),
    line('600.00', { 销方识别号: '', 销方名称: '另一合作社' }),
    line('600.00', { 数电发票号码: '2.65E+19' }),
    line('600.00', { 开票日期: '2026-08-01' }),
    line('600.00', { 发票状态: '作废' }),
  ]
  expect(await faultsOf([head, ...faulty])).toEqual([
    ...['total no_order_to_bill', 'total sum_differs', 'total credit_note_by_hand', ''],
    ...['sellerName seller_differs', 'digitalNumber invoice_number_format'],
    ...['issuedOn in_the_future', ''],
  ])
  const lost = await check([head, line('600.00', { 数电发票号码: '2.65E+19' })])
  expect((await rowsOf(lost.id))[0]?.understood).not.toHaveProperty('digitalNumber')
  const done = await apply([head, whole, later])
  expect(done).toMatchObject({ state: 'applied', counts: { create: 2, fault: 0 } })
  expect(done).toMatchObject({ isFinal: true, mayUndo: false })
  const [row] = await rowsOf(done.id)
  const params = { invoiceId: row?.subject?.id ?? '' }
  expect(await call(billing.getInvoice, { params }, { as: first.manager })).toMatchObject({
    ...{ number: whole[3], issuedOn: '2026-07-16', totalCents: 60_000 },
    purchaseOrders: [{ id: first.purchaseOrderId }],
  })
  const [older] = await database.sql`select i.number, o.purchase_order_id from billing.invoices i
    join billing.invoice_orders o on o.invoice_id = i.id where i.number like '1500123456 %'`
  expect(older).toMatchObject({
    ...{ number: '1500123456 12345678', purchase_order_id: second.purchaseOrderId },
  })
  expect((await check([head, whole, later])).counts).toMatchObject({ same: 2, create: 0 })
  const other = whole.with(11, '700.00').with(9, '700.00')
  expect(await faultsOf([head, other])).toEqual(['digitalNumber invoice_number_taken'])
  // What the tax platform says of it is read as it writes it; what it never writes is asked.
  const said = (状态: string) => [whole.with(14, 状态)]
  for (const [text, fault] of Object.entries({
    ...{ 正常: '', 部分红冲: 'status reversed_there', 已部分红冲: 'status reversed_there' },
    ...{ 已红冲: 'status reversed_there', '已红冲-全额': 'status reversed_there' },
    ...{ 作废: 'status voided_there', 红冲中: 'status ambiguous' },
    红字: 'total credit_note_by_hand',
  }))
    expect(await faultsOf([head, ...said(text)]), text).toEqual([fault])
  const gone = await check([head, line('600.00', { 发票状态: '已作废' })])
  expect(gone.counts).toMatchObject({ skipped: 1, create: 0, fault: 0 })
  // A mistyped one is voided on its page; its number may be entered again.
  const body = { reason: '抬头有误' }
  await call(corrections.voidInvoice, { params, body }, { as: first.manager })
  expect((await apply([head, whole])).counts).toMatchObject({ create: 1 })
})

test('§7.4 orders of one sum are asked, unless the note names one or it bills them together', async () => {
  const first = await order(10)
  const second = await order(10, first)
  const third = await order(10, first)
  const line = await sheetOf(first)
  const as = first.manager
  const { apply, check, rowsOf, workOff, read } = importing(app, 'invoices', as)
  const { po } = await names(second)
  const noted = await apply([head, line('600.00', { 备注: `订单 ${po}` })])
  expect(noted.counts).toMatchObject({ create: 1 })
  // The one order that is left to guess is not the one that a row below names.
  const both = await check([
    ...[head, line('600.00'), line('600.00', { 备注: (await names(third)).po })],
  ])
  const [guessed, named] = await rowsOf(both.id)
  expect(guessed?.understood.note?.value).toContain((await names(first)).po)
  expect(named?.understood.note?.value).toContain((await names(third)).po)
  const asked = await check([head, line('600.00')])
  const [row] = await rowsOf(asked.id)
  const [fault] = row?.faults ?? []
  expect(fault).toMatchObject({ field: 'digitalNumber', code: 'ambiguous' })
  expect(fault?.options).toHaveLength(2)
  const wanted = fault?.options?.find(({ value }) => value === third.purchaseOrderId.slice(-8))
  const { id: importId, version } = asked
  const body = {
    field: 'digitalNumber',
    text: fault?.text ?? '',
    value: wanted?.value ?? '',
    version,
  }
  await call(api.chooseMeant, { params: { importId }, body }, { as })
  await workOff()
  const chosen = await read(importId)
  await call(api.applyImport, { params: { importId }, body: { version: chosen.version } }, { as })
  await workOff()
  const billed = await database.sql`select purchase_order_id as id from billing.invoice_orders
    where purchase_order_id in (${first.purchaseOrderId}, ${third.purchaseOrderId})`
  expect(billed.map(({ id }) => id)).toEqual([third.purchaseOrderId])
  // What has been billed meanwhile is a fault of its row, and nothing is billed twice.
  const last = await check([head, line('600.00'), line('600.00')])
  const params = { importId: last.id }
  await call(api.applyImport, { params, body: { version: last.version } }, { as })
  await workOff()
  expect((await read(last.id)).counts).toMatchObject({ create: 1, fault: 1 })
  const upload = { bytes: Buffer.from('a,b'), name: '表.csv', fields: { kind: 'invoices' } }
  expect((await refusal(api.uploadImport, {}, { as: first.packer, file: upload })).status).toBe(403)
})

// Late in a long run the server drops figures of statements before they are counted.
test('§7.4 many invoices are entered by as many statements as one', { retry: 3 }, async () => {
  const cost = async (count: number) => {
    const first = await order(1)
    const all = [first]
    for (let at = 1; at < count; at += 1) all.push(await order(2 ** at, first))
    const line = await sheetOf(first)
    const { apply } = importing(app, 'invoices', first.manager)
    const sheet = [head, ...all.map((_, at) => line(`${60 * 2 ** at}.00`))]
    const { result, statements } = await countStatements(database, () => apply(sheet))
    expect(result.counts).toMatchObject({ create: count })
    return statements.filter((text) => !/^\s*not exists \(/.test(text)).length
  }
  expect(await cost(6)).toBe(await cost(1))
})
