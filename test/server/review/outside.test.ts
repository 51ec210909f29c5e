import { expect, test } from 'vitest'
import type { Actor } from '../../../server/platform/context.ts'
import { selectGoodsNamed } from '../../../server/reports/ledger-names.queries.ts'
import { findRecordFaults, verifyRecords } from '../../../server/reports/verify-records.ts'
import type { Call, Endpoint } from '../../../shared/endpoint.ts'
import { readMonth } from '../../../shared/reports/closing.api.ts'
import { listLedger, readEntry, readTotals } from '../../../shared/reports/reports.api.ts'
import * as api from '../../../shared/review/outside.api.ts'
import { testApp } from '../../support/app.ts'
import { aMember, anOrganisation } from '../../support/factories/accounts.ts'
import { aDocument, aPairing } from '../../support/factories/assistance.ts'
import { aReceivedOrder } from '../../support/factories/deliveries.ts'
import { importing } from '../../support/importing.ts'

const now = new Date('2026-11-20T01:00:00Z')
const app = await testApp({ clock: () => now })
const { call, refusal, database } = app

const order = await aReceivedOrder(database)
const { unit } = order
const unitId = unit.id
const leader = await unit.member('unit_leader')
const anOfficial = async (divisionCode = '500237') =>
  (
    await aMember(database, {
      organisationId: await anOrganisation(database, { kind: 'authority' }),
      roles: ['official'],
      divisionCode,
    })
  ).actor
const official = await anOfficial()
const second = await anOfficial()
const village = '500237222213'
await aPairing(database, { organisationId: unitId, divisionCode: village, fromDate: '2024-01-01' })

const file = async () => (await aDocument(database, unitId)).fileId
const files = async () => ({
  invoiceFileId: await file(),
  paymentFileId: await file(),
  weighFileId: await file(),
})
type Body = Call<typeof api.enterOutside>['body']
const codeOf = async <E extends Endpoint>(endpoint: E, input: Call<E>, options: { as: Actor }) =>
  (await refusal(endpoint, input, options)).code
let numbers = 0
const enter = async (changes: Partial<Body> = {}, as: Actor = leader) => {
  const body: Body = {
    ...{ unitId, channel: 'union', sellerName: '石院村股份经济合作社', sellerCreditCode: null },
    ...{ villageCode: village, productName: '核桃', category: 'nuts', grade: 'B' },
    ...{ grams: 500_000, cents: 1_500_000, purchasedOn: '2026-10-12', paidOn: '2026-10-15' },
    ...{ number: `W-${++numbers}`, remark: '', files: await files(), ...changes },
  }
  return call(api.enterOutside, { body }, { as })
}
const at = (outsideId: string) => ({ params: { outsideId } })
const approve = (id: string, body: Partial<Call<typeof api.approveOutside>['body']> = {}) => ({
  ...at(id),
  body: { different: [], reason: '', ...body },
})
const entriesOf = (id: string) =>
  database.sql`select number::int, month, recognised_on::text, ordered_on::text, grade,
    cents::int, grams::int, direct_paired, channel, cause_type, corrects_number::int
    from attribution.ledger_entries where order_line_id = ${id} order by number`

test('§3.11 what was bought outside counts once a second person of its county attests it', async () => {
  const bought = await enter()
  expect(bought).toMatchObject({ state: 'submitted', likenesses: [], acts: ['withdraw'] })
  expect(await entriesOf(bought.id)).toHaveLength(0)
  const matters = async () => {
    const params = { countyCode: '500237', month: '2026-10' }
    return (await call(readMonth, { params }, { as: official })).matters
  }
  const elsewhere = await anOfficial('441826')
  expect(await codeOf(api.approveOutside, approve(bought.id), { as: elsewhere })).toBe('not_found')
  await call(api.approveOutside, approve(bought.id), { as: official })
  // §3.3: dated when goods and money both were there, §3.10: by the pairing of its own day.
  expect(await entriesOf(bought.id)).toMatchObject([
    {
      ...{ month: '2026-10', recognised_on: '2026-10-15', ordered_on: '2026-10-12', grade: 'B' },
      ...{ cents: 1_500_000, grams: 500_000, direct_paired: true, channel: 'union' },
      ...{ cause_type: 'outside_purchase' },
    },
  ])
  const waiting = await enter({ productName: '红薯', cents: 70_000 })
  expect((await matters()).find(({ kind }) => kind === 'outside')).toMatchObject({
    items: [{ id: waiting.id, label: waiting.number }],
  })
  const query = { divisionCode: '500237', period: '2026-10' }
  const ledger = await call(listLedger, { query }, { as: official })
  expect(ledger.items).toMatchObject([
    { grade: 'B', cooperativeName: '石院村股份经济合作社', productName: '核桃', counted: true },
  ])
  const [entry] = ledger.items
  const page = await call(
    readEntry,
    { params: { countyCode: '500237', number: entry?.number ?? 0 } },
    { as: official },
  )
  expect(page.documents.outside).toMatchObject({ id: bought.id, number: bought.number })
  const totals = await call(readTotals, { query }, { as: official })
  expect(totals.figures.distinct).toEqual({ cents: 1_500_000, grams: 500_000, orders: 1 })
  expect(totals.outside).toEqual({ cents: 1_500_000, grams: 500_000, entries: 1 })
  const outside = { ...query, outside: 'true' as const }
  expect((await call(listLedger, { query: outside }, { as: official })).total).toEqual(
    totals.outside,
  )
})

test('§11.2 nobody attests what they entered, nor reverses what they attested', async () => {
  const own = await call(
    api.enterOutside,
    {
      body: {
        ...{ unitId, channel: 'canteen', sellerName: '农户', sellerCreditCode: null, grade: 'B' },
        ...{ villageCode: village, productName: '土豆', category: 'vegetables', grams: 1_000 },
        ...{ cents: 1_000, purchasedOn: '2026-11-01', paidOn: '2026-11-01', number: '' },
        files: {
          invoiceFileId: (await aDocument(database, official.organisationId ?? '')).fileId,
          paymentFileId: (await aDocument(database, official.organisationId ?? '')).fileId,
          weighFileId: (await aDocument(database, official.organisationId ?? '')).fileId,
        },
      },
    },
    { as: official },
  )
  expect(await codeOf(api.approveOutside, approve(own.id), { as: official })).toBe('same_person')
  await call(api.approveOutside, approve(own.id), { as: second })
  const reversal = { ...at(own.id), body: { reason: '发票系伪造' } }
  expect(await codeOf(api.reverseOutside, reversal, { as: second })).toBe('same_person')
  const reversed = await call(api.reverseOutside, reversal, { as: official })
  expect(reversed).toMatchObject({ state: 'reversed', reversalReason: '发票系伪造', acts: [] })
  const [posted, taken] = await entriesOf(own.id)
  expect(taken).toMatchObject({
    ...{ cents: -1_000, grams: -1_000, recognised_on: '2026-11-20', month: '2026-11' },
    ...{ cause_type: 'outside_reversal', corrects_number: posted?.number },
  })
  expect(await codeOf(api.reverseOutside, reversal, { as: official })).toBe('illegal_transition')
  await expect(
    database.sql`update review.outside_purchases set cents = 1 where id = ${own.id}`,
  ).rejects.toThrow('what was bought stays')
})

test('§3.11 what it may double is shown side by side, and a person says why it is another', async () => {
  const here = await aReceivedOrder(database, { beside: order, lines: [{ quantity: 10 }] })
  const [row] = await database.sql<
    { name: string; seller: string; product: string; on: string; cents: number }[]
  >`select s.name, s.id as seller, l.product_name as product, o.ordered_on::text as on,
      l.amount_cents::int as cents
    from orders.purchase_orders o join orders.order_lines l on l.purchase_order_id = o.id
      join organisations.organisations s on s.id = o.cooperative_id
    where o.id = ${here.purchaseOrderId}`
  const paper = await file()
  const papers = { invoiceFileId: paper, paymentFileId: paper, weighFileId: paper }
  const of = (changes: Partial<Body>) => ({
    ...{ sellerName: row?.name ?? '', productName: row?.product ?? '', files: papers },
    ...{ cents: (row?.cents ?? 0) + 1, purchasedOn: row?.on ?? '', ...changes },
  })
  const first = await enter(of({ number: 'FP-1' }))
  const traitsOf = (likenesses: typeof first.likenesses) =>
    Object.fromEntries(likenesses.map(({ kind, id, traits }) => [`${kind} ${id}`, traits]))
  const order1 = `order ${here.purchaseOrderId}`
  expect(traitsOf(first.likenesses)[order1]).toEqual(
    expect.arrayContaining(['goods', 'amount', 'day']),
  )
  const again = await enter(of({ number: 'FP-1', paidOn: '2026-10-20' }))
  const copied = await enter(of({ number: 'FP-2', sellerName: '别家', purchasedOn: '2026-01-05' }))
  expect(traitsOf(copied.likenesses)).toMatchObject({
    [`outside ${first.id}`]: expect.arrayContaining(['file']),
    [`outside ${again.id}`]: expect.arrayContaining(['file']),
  })
  const { likenesses } = await call(api.readOutside, at(again.id), { as: official })
  expect(traitsOf(likenesses)[`outside ${first.id}`]).toEqual([
    'number',
    'file',
    'village',
    'goods',
    'amount',
    'day',
  ])
  const different = likenesses.map(({ id }) => id)
  const as = { as: official }
  const missing = approve(again.id, { different: different.slice(1), reason: '不同批次' })
  expect(await codeOf(api.approveOutside, missing, as)).toBe('validation_failed')
  expect(await codeOf(api.approveOutside, approve(again.id, { different }), as)).toBe(
    'validation_failed',
  )
  const reason = '两次采购，各有过磅单'
  const approved = await call(api.approveOutside, approve(again.id, { different, reason }), as)
  expect(approved.likenesses.map(({ id }) => id)).toEqual(different)
  // A purchase of two lines is one order of the figures.
  const lines = await database.sql`select distinct purchase_id from review.outside_purchases
    where id in (${first.id}, ${again.id})`
  expect(lines).toHaveLength(1)
})

test('§5.5 two officials attest at once: it is posted once, and verify finds what does not agree', async () => {
  const bought = await enter({ productName: '蜂蜜', category: 'honey', cents: 800_000 })
  const both = await Promise.allSettled(
    [official, second].map((as) => call(api.approveOutside, approve(bought.id), { as })),
  )
  expect(both.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  expect(await entriesOf(bought.id)).toHaveLength(1)
  expect((await verifyRecords(database.db)).fault).toBeNull()
  await database.sql`alter table review.outside_purchases disable trigger user`
  await database.sql`update review.outside_purchases set cents = cents + 1 where id = ${bought.id}`
  const faults = await findRecordFaults(database.db, '500237')
  expect(faults).toMatchObject([{ check: 'outside', countyCode: '500237' }])
  await database.sql`update review.outside_purchases set cents = cents - 1 where id = ${bought.id}`
  await database.sql`alter table review.outside_purchases enable trigger user`
})

test('§3.11 a declaration is listed with its own total, and in no figure', async () => {
  const declared = await enter({ grade: 'C', files: null, purchasedOn: '2025-03-01' })
  expect(declared).toMatchObject({ state: 'declared', acts: ['withdraw'] })
  expect(await codeOf(api.approveOutside, approve(declared.id), { as: official })).toBe(
    'illegal_transition',
  )
  const listed = { query: { grade: 'C' as const } }
  for (const as of [await anOfficial('50'), official])
    expect((await call(api.listOutside, listed, { as })).items).toMatchObject([{ id: declared.id }])
  const { items } = await call(api.sumOutside, { query: { year: 2025 } }, { as: leader })
  expect(items).toEqual([
    { grade: 'C', state: 'declared', number: 1, cents: 1_500_000, grams: 500_000 },
  ])
  const query = { divisionCode: '500237', period: '2025' }
  const totals = await call(readTotals, { query }, { as: official })
  expect(totals.figures.distinct.cents).toBe(0)
  const other = (await aReceivedOrder(database)).unit
  const stranger = await other.member('unit_leader')
  expect(await codeOf(api.readOutside, at(declared.id), { as: stranger })).toBe('not_found')
  await call(api.withdrawOutside, at(declared.id), { as: leader })
})

test('§3.11 a line without documents waits for them, and is returned with a reason', async () => {
  const { id, acts } = await enter({ files: null, number: 'B-7', productName: '木耳' })
  await enter({ files: null, number: 'B-7', productName: '香菇' })
  const ofOffice = await enter({ files: null, number: 'B-7', productName: '竹荪' }, official)
  expect(acts).toEqual(['submit', 'withdraw'])
  const submitted = await call(
    api.submitOutside,
    { ...at(id), body: await files() },
    { as: leader },
  )
  expect(submitted).toMatchObject({ state: 'submitted', otherLines: 0 })
  // Neither side submits what the other entered of one purchase, nor counts it as its own.
  expect(ofOffice).toMatchObject({ state: 'draft', otherLines: 0 })
  expect((await call(api.readOutside, at(ofOffice.id), { as: official })).state).toBe('draft')
  const returned = await call(
    api.returnOutside,
    { ...at(id), body: { reason: '过磅单看不清' } },
    { as: official },
  )
  expect(returned).toMatchObject({ state: 'returned', reason: '过磅单看不清' })
  const foreign = await aDocument(database, official.organisationId ?? '')
  const body = { ...(await files()), weighFileId: foreign.fileId }
  expect(await codeOf(api.submitOutside, { ...at(id), body }, { as: leader })).toBe(
    'validation_failed',
  )
})

test('§3.11 many lines come out of a sheet, each once, wait for documents and are undone', async () => {
  const sheets = importing(app, 'outside', leader)
  const sheet = [
    ['供应商', '产地村', '品名', '品类', '重量（公斤）', '金额（元）', '采购日期', '发票号码'],
    [
      '石院村股份经济合作社',
      village,
      '花椒',
      '干货',
      '30',
      '2400',
      '2025-09-01',
      '26500000000000000007',
    ],
    [
      '石院村股份经济合作社',
      village,
      '木耳',
      '干货',
      '20',
      '1600',
      '2025-09-01',
      '26500000000000000007',
    ],
    [
      '石院村股份经济合作社',
      village,
      '木耳',
      '干货',
      '20',
      '1600',
      '2027-09-01',
      '26500000000000000008',
    ],
  ]
  const first = await sheets.apply(sheet)
  expect(first.counts).toMatchObject({ create: 2, fault: 1 })
  const query = { state: 'draft', year: 2025 } as const
  const { items } = await call(api.listOutside, { query }, { as: leader })
  expect(items.map(({ cents }) => cents).sort()).toEqual([160_000, 240_000])
  expect((await sheets.check(sheet)).counts).toMatchObject({ create: 0, same: 2 })
  const { id } = items[0] ?? { id: '' }
  expect(await call(api.readOutside, at(id), { as: leader })).toMatchObject({ otherLines: 1 })
  expect((await sheets.undo(first.id)).state).toBe('undone')
  const open = await call(api.listOutside, { query }, { as: leader })
  expect(open.items).toHaveLength(0)
})

test('§4.3 goods bought outside are found, however often others of their text were', async () => {
  for (const productName of ['墨木耳', '墨木耳', '墨花生'])
    await enter({ files: null, productName })
  const question = { text: '墨', pattern: '%墨%', most: 2 }
  expect(await selectGoodsNamed(database.db, question)).toHaveLength(2)
})
