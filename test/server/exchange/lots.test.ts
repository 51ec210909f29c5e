import { expect, test } from 'vitest'
import type { Actor } from '../../../server/platform/context.ts'
import * as catalogue from '../../../shared/catalogue/catalogue.api.ts'
import * as listings from '../../../shared/catalogue/listings.api.ts'
import { chooseMeant } from '../../../shared/exchange/imports.api.ts'
import { testApp } from '../../support/app.ts'
import { aMember } from '../../support/factories/accounts.ts'
import { anOffer } from '../../support/factories/catalogue.ts'
import { aCooperative } from '../../support/factories/organisations.ts'
import { insertDivision } from '../../support/factories/villages.ts'
import { importing } from '../../support/importing.ts'

const app = await testApp({ settings: { RATE_LIMIT: '0' } })
const { call, database } = app
const xiazhuang = '500237222213'
await insertDivision(database, { code: '500237109242', name: '石沟村' })

const head = [
  '产品',
  '产地村',
  '重量（公斤）',
  '采收日期',
  '合格证号',
  '开证日期',
  '承诺人',
  '批次号',
]
const row = ['巫山脆李', '下庄村', '2,000', '2026-06-01', '渝巫2026-0701', '2026.6.1', '毛建国', '']

async function seller() {
  const cooperative = await aCooperative(database)
  const cooperativeId = cooperative.id
  const roles = ['cooperative_manager'] as const
  const { actor } = await aMember(database, { organisationId: cooperativeId, roles: [...roles] })
  const { productId } = await anOffer(database, {
    ...{ cooperativeId, originCode: xiazhuang, stockGrams: 0 },
  })
  return { actor, cooperativeId, productId, ...importing(app, 'lots', actor) }
}

const listing = (productId: string, as: Actor) =>
  call(listings.showListing, { params: { productId } }, { as })

test('lots come in with village, weight, day of harvest and certificate; again, nothing changes', async () => {
  const { actor, productId, apply, check } = await seller()
  const other = row.with(2, '1000公斤').with(7, '甲-02').with(1, xiazhuang)
  const view = await apply([head, row, other])
  expect(view).toMatchObject({ state: 'applied', counts: { create: 2, fault: 0 } })
  const stored = await listing(productId, actor)
  expect(stored.lots).toMatchObject([
    {
      ...{ number: '260601-01', harvestedOn: '2026-06-01', totalGrams: 2_000_000 },
      certificate: { kind: 'promise', number: '渝巫2026-0701', issuedOn: '2026-06-01' },
      villages: [{ code: xiazhuang, shareBasisPoints: 10_000 }],
    },
    { number: '甲-02', totalGrams: 1_000_000, availableGrams: 1_000_000 },
  ])
  const shown = await call(catalogue.showProduct, { params: { productId } })
  expect(shown.lots).toHaveLength(2)
  expect((await check([head, row, other])).counts).toMatchObject({ same: 2, create: 0 })
})

test('§3.15 a namesake village is refused with the paths, and another’s product is not there', async () => {
  const { check, rowsOf, faultsOf } = await seller()
  const { id } = await check([head, row.with(1, '石沟村')])
  const [first] = await rowsOf(id)
  expect(first?.faults).toMatchObject([{ field: 'village', code: 'ambiguous' }])
  expect(first?.faults[0]?.options?.map(({ label }) => label).sort()).toEqual([
    expect.stringContaining('双龙镇'),
    expect.stringContaining('竹贤乡'),
  ])
  const stranger = await seller()
  await anOffer(database, {
    ...{ cooperativeId: stranger.cooperativeId, originCode: xiazhuang, name: '他家南瓜' },
  })
  expect(await faultsOf([head, row.with(0, '他家南瓜')])).toEqual(['product not_recorded'])
})

test('§3.5 a lot out of several villages says the share of each', async () => {
  const { actor, productId, apply, check, rowsOf, faultsOf, workOff } = await seller()
  const mixed = row.with(1, '下庄村６０％，阮村 40%').with(7, '甲-03')
  const view = await apply([head, mixed])
  expect(view.counts).toMatchObject({ create: 1, fault: 0 })
  const villages = [
    { code: xiazhuang, shareBasisPoints: 6_000 },
    { code: '500237222212', shareBasisPoints: 4_000 },
  ]
  expect((await listing(productId, actor)).lots).toMatchObject([{ number: '甲-03', villages }])
  const turned = mixed.with(1, '阮村（40%）；500237222213 60%')
  expect((await check([head, turned])).counts).toMatchObject({ same: 1, create: 0 })
  const faults = await faultsOf([
    head,
    mixed.with(1, '下庄村50%、阮村50%'),
    row.with(1, '下庄村60%、阮村30%'),
    row.with(1, '下庄村、阮村'),
    row.with(1, '下庄村60%、下庄村40%'),
    row.with(1, '下庄村60%、没有村40%'),
  ])
  expect(faults).toEqual([
    'number lot_differs',
    'village shares_do_not_sum',
    'village shares_missing',
    'village duplicate',
    'village no_such_village',
  ])
  const doubtful = await check([head, row.with(1, '下庄村60%、石沟村40%')])
  const [first] = await rowsOf(doubtful.id)
  const { field, text = '', options = [] } = first?.faults[0] ?? {}
  expect(options.map(({ value }) => value).sort()).toEqual([
    `${xiazhuang}+500237109242`,
    expect.stringContaining(`${xiazhuang}+500237222`),
  ])
  const [{ value = '' } = {}] = options
  const body = { field: field ?? '', text, value, version: doubtful.version }
  const params = { importId: doubtful.id }
  await call(chooseMeant, { params, body }, { as: actor })
  await workOff()
  expect((await rowsOf(doubtful.id))[0]).toMatchObject({ outcome: 'create', faults: [] })
})

test('§3.5 rows of one lot number are one lot with the share of each village', async () => {
  const { actor, productId, apply, check, rowsOf, undo } = await seller()
  const first = row.with(7, '甲-1')
  const second = first.with(1, '阮村').with(2, '1000')
  const sheet = [head, first, row, second]
  const view = await apply(sheet)
  expect(view).toMatchObject({ state: 'applied', counts: { create: 3, fault: 0 } })
  const lot = {
    ...{ number: '甲-1', totalGrams: 3_000_000 },
    villages: [
      { code: xiazhuang, shareBasisPoints: 6_667 },
      { code: '500237222212', shareBasisPoints: 3_333 },
    ],
  }
  const lots = (await listing(productId, actor)).lots
  expect(lots).toHaveLength(2)
  expect(lots).toContainEqual(expect.objectContaining({ number: '甲-1', totalGrams: 3_000_000 }))
  expect(lots.find(({ number }) => number === '甲-1')).toMatchObject(lot)
  const notes = (await rowsOf(view.id)).map((each) => each.notes.map(({ values }) => values))
  expect(notes).toEqual([
    [{ row: 4, weight: 3_000, share: 66.67 }, { days: 174 }],
    [{ days: 174 }],
    [{ row: 2, weight: 3_000, share: 33.33 }],
  ])
  expect((await check(sheet)).counts).toMatchObject({ same: 3, create: 0, fault: 0 })
  expect((await undo(view.id)).state).toBe('undone')
  expect((await listing(productId, actor)).availableGrams).toBe(0)
})

test('§2.7 of shares, a weight is the lot’s or the rows’: where both fit, it is asked', async () => {
  const { actor, productId, check, apply, faultsOf, rowsOf, workOff } = await seller()
  const titles = [...head, '份额（%）']
  const part = (number: string, weight: string, share: string) =>
    [...row.with(7, number).with(2, weight), share] as const
  const of = (number: string, ...parts: [string, string][]) =>
    parts.map(([weight, share], at) => {
      const cells: string[] = [...part(number, weight, share)]
      return at === 0 ? cells : cells.with(1, '阮村')
    })
  const good = [
    ...of('甲-1', ['2000', '60'], ['2000', '40%']),
    ...of('甲-2', ['600', '60'], ['400', '40']),
  ]
  await apply([titles, ...good])
  const villages = [{ shareBasisPoints: 6_000 }, { shareBasisPoints: 4_000 }]
  expect((await listing(productId, actor)).lots).toMatchObject([
    { number: '甲-1', totalGrams: 2_000_000, villages },
    { number: '甲-2', totalGrams: 1_000_000, villages },
  ])
  expect(
    await faultsOf([
      titles,
      ...of('乙-1', ['2000', '60'], ['2000', '30']),
      ...of('乙-2', ['2000', '60'], ['1900', '40']),
      ...of('乙-3', ['2000', '60'], ['2000', '']),
      part('乙-4', '2000', '60'),
    ]),
  ).toEqual([
    ...['share shares_do_not_sum', 'null row_not_ready'],
    ...['null row_not_ready', 'weight row_differs'],
    ...['null row_not_ready', 'share required'],
    'share shares_do_not_sum',
  ])
  const asked = await check([titles, ...of('丙-1', ['500', '50'], ['500', '50'])])
  const [
    {
      faults: [fault],
    } = { faults: [] },
  ] = await rowsOf(asked.id)
  expect(fault?.options?.map(({ value }) => value)).toEqual(['500000', '1000000'])
  const { field, text = '' } = fault ?? {}
  const body = { field: field ?? '', text, value: '1000000', version: asked.version }
  await call(chooseMeant, { params: { importId: asked.id }, body }, { as: actor })
  await workOff()
  expect((await rowsOf(asked.id)).map(({ outcome }) => outcome)).toEqual(['create', 'create'])
})

test('rows of one lot number that contradict each other, or of which one is not read', async () => {
  const { cooperativeId, faultsOf } = await seller()
  await anOffer(database, { ...{ cooperativeId, originCode: xiazhuang, name: '巫山冬枣' } })
  const pair = (number: string, at: number, text: string) => [
    row.with(7, number),
    row.with(7, number).with(1, '阮村').with(at, text),
  ]
  // Each product numbers its own lots: with a certificate of its own it is another lot.
  const other = pair('甲-6', 0, '巫山冬枣').map((cells, at) => cells.with(4, `渝巫${at}`))
  const sheet = [
    ...[...pair('甲-1', 3, '2026-06-02'), ...pair('甲-2', 4, '渝巫2')],
    ...[...pair('甲-3', 0, '巫山冬枣'), ...pair('甲-4', 1, '无名村')],
    ...[...pair('甲-5', 0, '无名果'), ...other],
  ]
  const blocked = 'null row_not_ready'
  expect(await faultsOf([head, ...sheet])).toEqual([
    ...[blocked, 'harvestedOn row_differs', blocked, 'certificate row_differs'],
    ...[blocked, 'product row_differs', blocked, 'village no_such_village'],
    ...[blocked, 'product not_recorded', '', ''],
  ])
})

test('§9 what is wrong with a lot stands in its row', async () => {
  const { cooperativeId, faultsOf } = await seller()
  await anOffer(database, {
    ...{ cooperativeId, originCode: xiazhuang, name: '巫山蜂蜜', category: 'honey' },
  })
  const faults = await faultsOf([
    head,
    row.with(3, '2199-01-01'),
    row.with(2, '1'),
    row.with(0, '巫山蜂蜜').with(4, 'SC123'),
    row.with(2, '99999999吨'),
    row.with(1, '巫山县'),
    row.with(4, '暂无'),
    row.with(4, '/'),
  ])
  expect(faults).toEqual([
    'harvestedOn in_the_future',
    'weight weight_below_pack',
    'certificate wrong_licence_number',
    'weight too_big',
    'village no_such_village',
    'certificate required',
    'certificate required',
  ])
})

test('a lot that is there does not change by a sheet', async () => {
  const { apply, faultsOf } = await seller()
  await apply([head, row.with(7, '甲-1')])
  expect(await faultsOf([head, row.with(7, '甲-1').with(2, '9')])).toEqual(['number lot_differs'])
  const twice = [row.with(7, '甲-2'), row.with(7, '甲-2').with(2, '9')]
  expect(await faultsOf([head, ...twice])).toEqual(['null row_not_ready', 'village same_as_row'])
})

test('lots are taken back while nothing of them was sold, and their numbers are free again', async () => {
  const { actor, productId, apply, undo, rowsOf } = await seller()
  const sheet = [head, row.with(7, '甲-1'), row]
  const view = await apply(sheet)
  expect((await undo(view.id)).state).toBe('undone')
  expect((await listing(productId, actor)).availableGrams).toBe(0)
  const again = await apply(sheet)
  expect(again.counts).toMatchObject({ create: 2 })
  const lot = (await listing(productId, actor)).lots.find(({ number }) => number === '甲-1')
  const body = { changeGrams: -5_000, reason: '腐烂' }
  await call(listings.adjustLot, { params: { lotId: lot?.lotId ?? '' }, body }, { as: actor })
  expect(await undo(again.id)).toMatchObject({ failure: 'something_hangs_on_it' })
  expect((await rowsOf(again.id)).map(({ faults }) => faults[0]?.code)).toEqual([
    'in_use',
    undefined,
  ])
})

test('§3.15 a township and its village of one name, or two readings of a path, are asked', async () => {
  const { check, rowsOf } = await seller()
  await insertDivision(database, { code: '500237222298', name: '竹贤村' })
  await insertDivision(database, { code: '500237222297', name: '竹贤下庄村' })
  const { id } = await check([
    head,
    row.with(1, '竹贤'),
    row.with(1, '竹贤村'),
    row.with(1, '竹贤60%、下庄村40%'),
    row.with(1, '竹贤下庄村'),
    row.with(1, '竹贤乡下庄村'),
  ])
  const asked = (await rowsOf(id)).map(({ faults: [fault] }) =>
    fault === undefined ? 'read' : `${fault.code} ${fault.options?.length}`,
  )
  expect(asked).toEqual(['ambiguous 1', 'read', 'ambiguous 1', 'ambiguous 2', 'read'])
})

test('§2.7 a unit against its head and a namesake of many are asked, and a day of years ago', async () => {
  const { actor, check, read, rowsOf, faultsOf, workOff } = await seller()
  for (const [at] of Array.from({ length: 22 }).entries())
    await insertDivision(database, { code: `${500237109301 + at}`, name: '新民村' })
  await insertDivision(database, { code: '500237222231', name: '新民村' })
  const { id } = await check([head, row.with(1, '新民村').with(2, '3吨')])
  const ask = async () => (await rowsOf(id))[0]?.faults ?? []
  const [village, weight] = await ask()
  expect(village?.options).toHaveLength(20)
  expect(village?.more).toBe(3)
  expect(weight?.options?.map(({ value }) => value)).toEqual(['3000000', '3000'])
  const choose = async (field: string, text: string, value: string) => {
    const body = { field, text, value, version: (await read(id)).version }
    await call(chooseMeant, { params: { importId: id }, body }, { as: actor })
    await workOff()
    return (await ask())[0]
  }
  expect(await choose('village', '新民村', '下庄村')).toMatchObject({ code: 'not_found', more: 3 })
  expect((await choose('village', '新民村', '双龙镇新民村'))?.more).toBe(2)
  expect(await choose('village', '新民村', '竹贤乡新民村')).toMatchObject({ field: 'weight' })
  expect(await choose('weight', '3吨', '3000000')).toBeUndefined()
  const [made] = await rowsOf(id)
  expect(made?.understood).toMatchObject({
    village: { value: expect.stringContaining('竹贤乡新民村') },
    weight: { value: 3_000_000 },
  })
  expect(made?.notes).toMatchObject([{ field: 'harvestedOn', code: 'harvested_long_ago' }])
  expect(await faultsOf([head, row.with(3, '1990-06-01')])).toEqual([
    'harvestedOn harvested_long_ago',
  ])
})
