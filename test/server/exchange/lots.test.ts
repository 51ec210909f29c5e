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
  const other = row.with(2, '1吨').with(7, '甲-02').with(1, xiazhuang)
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
  expect(await faultsOf([head, row.with(0, '他家南瓜')])).toEqual(['product not_found'])
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
  expect(await faultsOf([head, ...twice])).toEqual(['', 'null same_as_row'])
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
