import { expect, test } from 'vitest'
import { listSupply } from '../../../shared/catalogue/supply.api.ts'
import { signedIn, testApp } from '../../support/app.ts'
import { aGroup, aPairing } from '../../support/factories/assistance.ts'
import { anOffer } from '../../support/factories/catalogue.ts'
import { aCooperative, aUnit } from '../../support/factories/organisations.ts'
import { insertPlaces } from '../../support/factories/villages.ts'

const { call, database } = await testApp()
await insertPlaces(database)

test('§3.13 who can deliver what and when: paired places first, with stock and season', async () => {
  const lead = await aUnit(database, { name: '牵头单位' })
  const member = await aUnit(database, { name: '成员单位' })
  const group = await aGroup(database, { leadUnitId: lead.id, memberUnitIds: [member.id] })
  await aPairing(database, { organisationId: group.id, divisionCode: '500237222213' })
  const seller = await aCooperative(database, { name: '下庄柑橘专业合作社' })
  const offer = { cooperativeId: seller.id, stockGrams: 80_000 }
  const seasonWindows = [{ starts: '07-01', ends: '08-15' }]
  const paired = { ...offer, originCode: '500237222213', seasonWindows }
  await anOffer(database, { ...paired, name: '巫山脆李', stockGrams: 50_000 })
  await anOffer(database, { ...paired, name: '巫山脆李', stockGrams: 30_000 })
  await anOffer(database, { ...offer, originCode: '500237222210', name: '恋橙' })
  const coordinator = signedIn({ roles: ['group_coordinator'], organisationId: group.id })
  const { items } = await call(listSupply, { query: {} }, { as: coordinator })
  expect(items).toMatchObject([
    { name: '巫山脆李', isPaired: true, availableGrams: 80_000, products: 2, months: [7, 8] },
    { name: '恋橙', isPaired: false, cooperative: { id: seller.id } },
  ])
  const county = signedIn({ roles: ['official'], divisionCode: '500237' })
  expect((await call(listSupply, { query: {} }, { as: county })).items).toHaveLength(2)
  const stranger = await aUnit(database, { name: '没有结对的单位' })
  const question = { query: { organisationId: stranger.id } }
  expect((await call(listSupply, question, { as: coordinator })).items).toEqual([])
})
