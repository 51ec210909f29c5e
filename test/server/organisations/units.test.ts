import { expect, test } from 'vitest'
import { unitFamily } from '../../../server/organisations/index.ts'
import { showSession } from '../../../shared/accounts/accounts.api.ts'
import * as api from '../../../shared/organisations/organisations.api.ts'
import { signedIn, testApp } from '../../support/app.ts'
import { aMember } from '../../support/factories/accounts.ts'
import { aCooperative, anOrganisation, aUnit } from '../../support/factories/organisations.ts'

const { call, refusal, database } = await testApp()
const platform = await anOrganisation(database, { kind: 'platform', name: '村集平台' })
const { actor: admin } = await aMember(database, {
  organisationId: platform.id,
  roles: ['platform_admin'],
})

const unit = {
  name: '渝中区示例图书馆',
  creditCode: null,
  unitType: 'institution',
  parentId: null,
  divisionCode: '500103',
  address: '示例路 2 号',
  contactName: '李敏',
  contactPhone: '023-63000000',
} as const

const canteen = {
  kind: 'canteen',
  name: '机关食堂',
  divisionCode: '500103',
  address: '示例路 2 号',
  contactName: '李敏',
  contactPhone: '13900000001',
} as const

test('a unit is registered, gets its channels, and closes one', async () => {
  const created = await call(api.createUnit, { body: unit }, { as: admin })
  expect(created.place).toEqual({ code: '500103', pathName: '重庆市渝中区' })
  const params = { unitId: created.id }
  const leader = signedIn({ roles: ['unit_leader'], organisationId: created.id })
  const opened = await call(api.openChannel, { params, body: canteen }, { as: leader })
  const channelId = opened.channels[0]?.id ?? ''
  const { kind: _, ...rest } = canteen
  const moved = await call(
    api.saveChannel,
    { params: { channelId }, body: { ...rest, address: '后门' } },
    { as: leader },
  )
  expect(moved.channels[0]).toMatchObject({ kind: 'canteen', address: '后门', closedAt: null })
  const closed = await call(api.closeChannel, { params: { channelId } }, { as: leader })
  expect(closed.channels[0]?.closedAt).not.toBeNull()
  const again = await refusal(api.closeChannel, { params: { channelId } }, { as: leader })
  expect(again.code).toBe('illegal_transition')
})

test('a leader writes their own unit only, and not its place below others', async () => {
  const [own, other] = [await aUnit(database), await aUnit(database)]
  const leader = signedIn({ roles: ['unit_leader'], organisationId: own.id })
  const name = '渝中区示例档案馆'
  const body = { ...unit, name, version: 1 }
  const saved = await call(api.saveUnit, { params: { unitId: own.id }, body }, { as: leader })
  expect(saved).toMatchObject({ name, version: 2 })
  const foreign = await refusal(
    api.saveUnit,
    { params: { unitId: other.id }, body },
    { as: leader },
  )
  expect(foreign.code).toBe('not_found')
  const moving = { ...body, version: 2, parentId: other.id }
  const moved = await refusal(
    api.saveUnit,
    { params: { unitId: own.id }, body: moving },
    { as: leader },
  )
  expect(moved.code).toBe('forbidden')
  const stale = await refusal(api.saveUnit, { params: { unitId: own.id }, body }, { as: leader })
  expect(stale.code).toBe('stale_version')
})

test('whoever acts for a unit acts for its new name', async () => {
  const { id } = await aUnit(database)
  const { actor } = await aMember(database, { organisationId: id, roles: ['unit_leader'] })
  const name = '渝中区示例文化馆'
  const body = { ...unit, name, version: 1 }
  await call(api.saveUnit, { params: { unitId: id }, body }, { as: actor })
  const session = await call(showSession, {}, { as: actor })
  expect(session.acting?.organisationName).toBe(name)
})

test('supervising units form no circle', async () => {
  const top = await aUnit(database)
  const middle = await aUnit(database, { parentId: top.id })
  const bottom = await aUnit(database, { parentId: middle.id })
  expect(await unitFamily(database.db, top.id)).toEqual([top.id, middle.id, bottom.id].sort())
  for (const parentId of [top.id, middle.id, bottom.id]) {
    const problem = await refusal(
      api.saveUnit,
      { params: { unitId: top.id }, body: { ...unit, version: 1, parentId } },
      { as: admin },
    )
    expect(problem.fields).toMatchObject([{ path: ['parentId'], code: 'cyclic_parent' }])
  }
})

test('two moves at once close no circle', async () => {
  const [left, right] = [
    await aUnit(database, { name: '左馆' }),
    await aUnit(database, { name: '右馆' }),
  ]
  const move = (unitId: string, parentId: string) =>
    refusalOrNull({
      params: { unitId },
      body: { ...unit, name: unitId === left.id ? '左馆' : '右馆', version: 1, parentId },
    })
  const problems = await Promise.all([move(left.id, right.id), move(right.id, left.id)])
  expect(problems.filter((problem) => problem === null)).toHaveLength(1)
  expect(problems.find((problem) => problem !== null)?.fields).toMatchObject([
    { code: 'cyclic_parent' },
  ])
})

async function refusalOrNull(input: Parameters<typeof call<typeof api.saveUnit>>[1]) {
  const saved = call(api.saveUnit, input, { as: admin })
  return saved.then(
    () => null,
    () => refusal(api.saveUnit, input, { as: admin }),
  )
}

test('the directory knows units and admitted cooperatives, no applicants', async () => {
  const { id } = await aCooperative(database, { name: '白水坑茶叶合作社' })
  const applicant = await aCooperative(database, { name: '白水坑竹笋合作社', state: 'applied' })
  const buyer = signedIn({ roles: ['buyer'] })
  const units = await call(api.directory, { query: { text: '白水坑' } }, { as: buyer })
  expect(units.items.map((item) => item.id)).toEqual([id])
  expect(units.items.map((item) => item.id)).not.toContain(applicant.id)
  expect((await refusal(api.directory, { query: {} })).code).toBe('unauthenticated')
})
