import { expect, test } from 'vitest'
import { unitFamily } from '../../../server/organisations/index.ts'
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

/** What a leader changes alone. */
const { unitType, address, contactName, contactPhone } = unit
const details = { unitType, address, contactName, contactPhone }

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

test('a leader writes their own unit only, and not over somebody’s change', async () => {
  const [own, other] = [await aUnit(database), await aUnit(database)]
  const leader = signedIn({ roles: ['unit_leader'], organisationId: own.id })
  const address = '示例路 9 号'
  const body = { ...details, address, version: 1 }
  const saved = await call(api.saveUnit, { params: { unitId: own.id }, body }, { as: leader })
  expect(saved).toMatchObject({ address, version: 2, changes: [] })
  const foreign = await refusal(
    api.saveUnit,
    { params: { unitId: other.id }, body },
    { as: leader },
  )
  expect(foreign.code).toBe('not_found')
  const stale = await refusal(api.saveUnit, { params: { unitId: own.id }, body }, { as: leader })
  expect(stale.code).toBe('stale_version')
})

test('a unit and those below it are one family', async () => {
  const top = await aUnit(database)
  const middle = await aUnit(database, { parentId: top.id })
  const bottom = await aUnit(database, { parentId: middle.id })
  expect(await unitFamily(database.db, top.id)).toEqual([top.id, middle.id, bottom.id].sort())
})

test('the directory knows units and admitted cooperatives, no applicants', async () => {
  const creditCode = '93500237MA5EX021QA'
  const { id } = await aCooperative(database, { name: '白水坑茶叶合作社', creditCode })
  const applicant = await aCooperative(database, { name: '白水坑竹笋合作社', state: 'applied' })
  const buyer = signedIn({ roles: ['buyer'] })
  const units = await call(api.directory, { query: { text: '白水坑' } }, { as: buyer })
  expect(units.items.map((item) => item.id)).toEqual([id])
  expect(units.items.map((item) => item.id)).not.toContain(applicant.id)
  const wide = creditCode.replaceAll(/./g, (sign) =>
    String.fromCharCode(sign.charCodeAt(0) + 0xfee0),
  )
  const byCode = await call(api.directory, { query: { text: wide } }, { as: buyer })
  expect(byCode.items.map((item) => item.id)).toEqual([id])
  expect((await refusal(api.directory, { query: {} })).code).toBe('unauthenticated')
})
