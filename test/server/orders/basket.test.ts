import { expect, test } from 'vitest'
import {
  matchRows,
  readBasket,
  readLastOrder,
  readOrderSettings,
  saveBasket,
  setApprovalLimits,
  setBudget,
  setSheetColumn,
} from '../../../shared/orders/basket.api.ts'
import { testApp } from '../../support/app.ts'
import { aBuyingUnit, aPlacedOrder, aSeller, orderedAt } from '../../support/factories/orders.ts'

const { call, refusal, database } = await testApp({ clock: () => orderedAt })
const unit = await aBuyingUnit(database)
const seller = await aSeller(database)
const plums = await seller.offer({ name: '巫山脆李' })
const potatoes = await seller.offer({ name: '高山土豆', packGrams: 20_000, category: 'vegetables' })
const as = unit.buyer

/** What the buyer's basket holds, without what is empty in it. */
const basketNow = async (person = as) => {
  const { lines, version, note, neededOn, openRows } = await call(readBasket, {}, { as: person })
  const rows = lines.map(({ packId, quantity }) => ({ packId, quantity }))
  return { lines: rows, version, note, neededOn, openRows }
}

test('a basket is kept for a person and a unit, in its order', async () => {
  const lines = [
    { packId: potatoes.packId, quantity: 2 },
    { packId: plums.packId, quantity: 5 },
  ]
  const first = await call(saveBasket, { body: { lines, version: 0 } }, { as })
  expect(first.goods.map(({ productName }) => productName).sort()).toEqual(['巫山脆李', '高山土豆'])
  expect(await basketNow()).toMatchObject({ lines, version: 1 })
  await call(saveBasket, { body: { lines: lines.slice(1), version: 1 } }, { as })
  expect((await basketNow()).lines).toEqual(lines.slice(1))
  const colleague = await unit.member('buyer')
  expect(await basketNow(colleague)).toMatchObject({ lines: [], version: 0 })
})

test('rows without a quantity or without goods, note, day and columns are kept as well', async () => {
  const person = await unit.member('buyer')
  const body = {
    version: 0,
    lines: [{ packId: plums.packId, quantity: null, text: '脆李', rounded: false }],
    openRows: [
      {
        key: '01900000-0000-7000-8000-0000000000c1',
        text: '土豆 若干',
        quantity: null,
        rounded: false,
        question: 'number' as const,
        packIds: [potatoes.packId],
      },
    ],
    channelId: unit.channelId,
    neededOn: '2026-12-03',
    note: '走后门卸货',
    list: {
      text: '品名\t数量\n脆李\t',
      columns: [{ title: '数量', kind: 'quantity' as const, unit: '' }],
      before: { lines: [], openRows: [] },
    },
  }
  await call(saveBasket, { body }, { as: person })
  const kept = await call(readBasket, {}, { as: person })
  expect(kept).toMatchObject({ ...body, version: 1 })
  expect(kept.goods.map(({ packId }) => packId).sort()).toEqual(
    [plums.packId, potatoes.packId].sort(),
  )
})

test('of two tabs neither overwrites what it has not seen', async () => {
  const person = await unit.member('buyer')
  const one = { packId: plums.packId, quantity: 1 }
  const other = { packId: potatoes.packId, quantity: 2 }
  const save = (lines: (typeof one)[], version: number) =>
    call(saveBasket, { body: { lines, version } }, { as: person })
  for (const version of [0, 1]) {
    const tabs = await Promise.allSettled([save([one], version), save([other], version)])
    expect(tabs.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    const lost = tabs.find((tab) => tab.status === 'rejected')
    expect(String(lost?.reason)).toContain('stale_version')
    const won = tabs.findIndex(({ status }) => status === 'fulfilled')
    expect(await basketNow(person)).toMatchObject({
      lines: [[one, other][won]],
      version: version + 1,
    })
  }
})

test('what is ordered leaves the basket in the same act, with the note and the day', async () => {
  const person = await unit.member('buyer')
  const lines = [
    { packId: plums.packId, quantity: 3 },
    { packId: potatoes.packId, quantity: 2 },
  ]
  const body = { lines, version: 0, note: '走后门卸货', neededOn: '2026-12-03' }
  await call(saveBasket, { body }, { as: person })
  const { channelId } = unit
  await aPlacedOrder(database, { buyer: person, channelId, lines: lines.slice(0, 1) })
  expect(await basketNow(person)).toMatchObject({
    lines: lines.slice(1),
    version: 2,
    note: '',
    neededOn: null,
  })
})

test('a basket refuses what nobody sells, the same pack twice and two rows of one key', async () => {
  const line = { packId: plums.packId, quantity: 1 }
  const { version } = await basketNow()
  const unknown = { body: { lines: [line, { packId: unit.id, quantity: 1 }], version } }
  expect((await refusal(saveBasket, unknown, { as })).fields).toEqual([
    { path: ['lines', 1, 'packId'], code: 'not_found' },
  ])
  const twice = { body: { lines: [line, line], version } }
  expect((await refusal(saveBasket, twice, { as })).fields?.[0]?.code).toBe('duplicate')
  const open = { key: unit.id, text: '土豆', quantity: 1, rounded: false, question: null }
  const openRow = { ...open, packIds: [] }
  const oneKey = { body: { lines: [], version, openRows: [openRow, openRow] } }
  expect((await refusal(saveBasket, oneKey, { as })).fields?.[0]?.code).toBe('duplicate')
})

test('the last order can be ordered again', async () => {
  const { buyer, channelId } = unit
  const lines = [{ packId: plums.packId, quantity: 3 }]
  const placed = await aPlacedOrder(database, { buyer, channelId, lines })
  expect(await call(readLastOrder, {}, { as })).toMatchObject({ requisitionId: placed.id, lines })
})

test('pasted rows are matched, ambiguous with suggestions, or unknown, in their order', async () => {
  const other = await aSeller(database, { name: '福坪村土豆合作社' })
  await other.offer({ name: '高山红皮土豆', packGrams: 10_000, category: 'vegetables' })
  const text = '品名\t数量\n巫山脆李\t12箱\n土豆\t300斤\n高山土豆\t50公斤\n外星水果\t3箱'
  const { rows } = await call(matchRows, { body: { text } }, { as })
  expect(rows.map((row) => [row.status, row.quantity, row.rounded])).toEqual([
    ['matched', 12, false],
    ['ambiguous', 8, true],
    ['matched', 3, true],
    ['unknown', 3, false],
  ])
  expect(rows[0]?.candidates[0]?.packId).toBe(plums.packId)
  expect(rows[1]?.candidates.map((candidate) => candidate.productName).sort()).toEqual([
    '高山土豆',
    '高山红皮土豆',
  ])
  expect(rows[2]?.candidates[0]?.packId).toBe(potatoes.packId)
})

test('a list of more rows, or of far more lines, than can be ordered is refused at its field', async () => {
  for (const text of ['巫山脆李\t1箱\n'.repeat(201), '\n'.repeat(1_200)]) {
    const { fields } = await refusal(matchRows, { body: { text } }, { as })
    expect(fields).toMatchObject([{ path: ['text'], code: 'too_long' }])
  }
})

test('a row names a pack by its weight where a product has several', async () => {
  const { productId } = plums
  await database.sql`insert into catalogue.packs
    (id, product_id, position, name, net_grams, price_cents)
    values (gen_random_uuid(), ${productId}, 1, '礼盒', 2500, 4000)`
  await database.sql`select catalogue.write_documents(array[${productId}::uuid])`
  const text = '巫山脆李\t5公斤/箱\t4\n巫山脆李\t4\n巫山脆李\t2.5公斤/盒\t4'
  const { rows } = await call(matchRows, { body: { text } }, { as })
  expect(rows.map((row) => row.status)).toEqual(['matched', 'ambiguous', 'matched'])
  expect(rows[2]?.candidates[0]?.packName).toBe('礼盒')
})

test('what a unit says of a column holds for its lists from then on, and for no other’s', async () => {
  const text = '品名\t计划数量\t核定数量\t单位\n高山土豆\t9\t3\t箱'
  const read = async (actor = as) => call(matchRows, { body: { text } }, { as: actor })
  const before = await read()
  expect(before.columns.map(({ kind }) => kind)).toEqual(['words', 'quantity', 'quantity', 'unit'])
  expect(before.rows[0]).toMatchObject({ quantity: 9, question: 'figure' })
  const body = { title: '计划 数量', kind: 'ignored' } as const
  await call(setSheetColumn, { body }, { as })
  expect((await read()).rows[0]).toMatchObject({ quantity: 3, question: null })
  const other = await aBuyingUnit(database)
  expect((await read(other.buyer)).rows[0]).toMatchObject({ quantity: 9, question: 'figure' })
})

test('§2.7 of a list for several days what is ordered is said, for that list alone', async () => {
  const text = '日期\t巫山脆李\t高山土豆\n周一\t3箱\t2袋\n周二\t4箱\t'
  const read = async (parts: string[]) => call(matchRows, { body: { text, parts } }, { as })
  const open = await read([])
  expect(open.parts.map(({ title, isTaken }) => [title, isTaken])).toEqual([
    ['周一', false],
    ['周二', false],
  ])
  expect(open.rows.map(({ question }) => question)).toEqual(['parts', 'parts'])
  expect(open.rows[0]?.text).toBe('巫山脆李: 周一 3箱, 周二 4箱')
  const { rows } = await read(['周二'])
  expect(rows).toMatchObject([{ text: '巫山脆李: 周二 4箱', question: null }])
  expect(rows[0]?.amount?.value).toBe(4)
})

test('a head of ornaments is none, so that nothing is said of columns without a head', async () => {
  const { columns } = await call(matchRows, { body: { text: '品名\t*\t数量\n脆李\t9\t3' } }, { as })
  expect(columns.map(({ title }) => title)).toEqual(['品名', '数量'])
  const body = { title: '【*】', kind: 'quantity' } as const
  const answer = await refusal(setSheetColumn, { body }, { as })
  expect(answer).toMatchObject({ code: 'validation_failed', fields: [{ path: ['title'] }] })
})

test('§2.7 a figure without a unit is asked, until the unit has said what it means', async () => {
  const own = await aBuyingUnit(database)
  const read = async (text: string, actor = own.buyer) =>
    call(matchRows, { body: { text } }, { as: actor })
  const list = '品名\t数量\n高山土豆\t80\n高山土豆\t20.5'
  const before = await read(list)
  expect(before.bare).toEqual({ unit: null, rows: 2 })
  expect(before.rows[0]).toMatchObject({ status: 'matched', quantity: null, question: 'noUnit' })
  const say = (title: string, bareUnit: 'jin' | 'kg' | 'packs') =>
    call(setSheetColumn, { body: { title, kind: 'quantity', bareUnit } }, { as: own.buyer })
  await say('数量', 'jin')
  const after = await read(list)
  expect(after.bare).toEqual({ unit: 'jin', rows: 2 })
  expect(after.rows.map(({ quantity, question }) => [quantity, question])).toEqual([
    [2, null],
    [1, null],
  ])
  expect((await read('高山土豆\t80')).rows[0]).toMatchObject({ question: 'noUnit' })
  await say('', 'packs')
  expect((await read('高山土豆\t80')).rows[0]).toMatchObject({ quantity: 80, question: null })
  expect((await read('高山土豆\t20.5')).rows[0]).toMatchObject({
    quantity: null,
    question: 'number',
  })
  expect((await read(list, as)).bare).toEqual({ unit: null, rows: 2 })
})

test('§2.7 another container than that of the pack is asked', async () => {
  await seller.offer({ name: '高山甘蓝', category: 'vegetables', packName: '10 公斤箱' })
  const text = '高山甘蓝\t40袋\n高山甘蓝\t40件\n高山甘蓝\t40大箱\n高山甘蓝\t40箱'
  const { rows } = await call(matchRows, { body: { text } }, { as })
  expect(rows.map(({ quantity, question }) => [quantity, question])).toEqual([
    [null, 'unit'],
    [40, null],
    [40, null],
    [40, null],
  ])
})

test('§2.7 pieces of goods that are sold by the pack are asked', async () => {
  await seller.offer({ name: '林下土鸡蛋', category: 'eggs', packName: '300 枚箱（净重 15 公斤）' })
  const { rows } = await call(
    matchRows,
    { body: { text: '鸡蛋 30枚\n土鸡蛋 30枚\n土鸡蛋 2箱' } },
    { as },
  )
  expect(rows.map(({ status, question }) => [status, question])).toEqual([
    ['ambiguous', 'unit'],
    ['matched', 'unit'],
    ['matched', null],
  ])
})

test('a unit’s rules: limits and budgets, each over the version that was seen', async () => {
  const leader = await unit.member('unit_leader')
  const { limits } = await call(readOrderSettings, {}, { as: leader })
  const body = { freeUpToCents: 500_000, approverUpToCents: null, version: limits.version }
  const set = await call(setApprovalLimits, { body }, { as: leader })
  expect(set.limits).toEqual({ ...body, version: limits.version + 1 })
  expect((await refusal(setApprovalLimits, { body }, { as: leader })).code).toBe('stale_version')
  const low = { ...body, approverUpToCents: 400_000, version: 2 }
  expect((await refusal(setApprovalLimits, { body: low }, { as: leader })).fields?.[0]?.code).toBe(
    'too_small',
  )
  expect((await refusal(setApprovalLimits, { body }, { as })).code).toBe('forbidden')
})

test('the version of first limits and a first budget is the server’s', async () => {
  const other = await aBuyingUnit(database)
  const leader = await other.member('unit_leader')
  await database.sql`delete from orders.approval_limits where unit_id = ${other.id}`
  const body = { freeUpToCents: 1, approverUpToCents: null, version: 41 }
  const invented = await refusal(setApprovalLimits, { body }, { as: leader })
  expect(invented.code).toBe('stale_version')
  const first = { body: { ...body, version: 0 } }
  expect((await call(setApprovalLimits, first, { as: leader })).limits.version).toBe(1)
  expect((await refusal(setApprovalLimits, first, { as: leader })).code).toBe('stale_version')
  const budget = { params: { year: 2026 }, body: { budgetCents: 1_000, version: 41 } }
  expect((await refusal(setBudget, budget, { as: leader })).code).toBe('stale_version')
})

test('a new budget begins with what is ordered, and never falls below it', async () => {
  const own = await aBuyingUnit(database)
  const leader = await own.member('unit_leader')
  const lines = [{ packId: plums.packId, quantity: 3 }]
  await aPlacedOrder(database, { buyer: own.buyer, channelId: own.channelId, lines })
  const set = (budgetCents: number, version: number) => ({
    params: { year: 2026 },
    body: { budgetCents, version },
  })
  const low = await refusal(setBudget, set(17_999, 0), { as: leader })
  expect(low.fields).toEqual([
    { path: ['budgetCents'], code: 'below_committed', values: { minimum: '180.00' } },
  ])
  const { budgets } = await call(setBudget, set(18_000, 0), { as: leader })
  expect(budgets).toEqual([{ year: 2026, budgetCents: 18_000, committedCents: 18_000, version: 1 }])
  expect((await call(setBudget, set(20_000, 1), { as: leader })).budgets[0]?.version).toBe(2)
  expect((await refusal(setBudget, set(30_000, 1), { as: leader })).code).toBe('stale_version')
})
