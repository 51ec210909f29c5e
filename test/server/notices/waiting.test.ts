import { expect, test } from 'vitest'
import { countUnread } from '../../../shared/notices/notices.api.ts'
import { confirmPurchaseOrder } from '../../../shared/orders/orders.api.ts'
import type { Role } from '../../../shared/roles.ts'
import { signedIn, testApp } from '../../support/app.ts'
import { aMember, anOrganisation } from '../../support/factories/accounts.ts'
import { aBuyingUnit, aPlacedOrder, aSeller } from '../../support/factories/orders.ts'
import { aCooperative } from '../../support/factories/organisations.ts'

const { call, database } = await testApp()

async function waitingFor(organisationId: string, roles: readonly [Role, ...Role[]]) {
  const as = signedIn({ roles: [...roles], organisationId })
  return (await call(countUnread, {}, { as })).waiting
}

test('what waits is counted for those who can do something about it, and for nobody else', async () => {
  const unit = await aBuyingUnit(database, {})
  const { actor } = await aMember(database, { organisationId: unit.id, roles: ['buyer'] })
  const seller = await aSeller(database, {})
  const { packId } = await seller.offer()
  const order = { buyer: actor, channelId: unit.channelId, lines: [{ packId, quantity: 4 }] }
  await aPlacedOrder(database, order)
  const placed = await aPlacedOrder(database, order)

  expect(await waitingFor(seller.id, ['cooperative_manager'])).toEqual({ orders: 2 })
  expect(await waitingFor(seller.id, ['cooperative_packer'])).toEqual({})
  expect(await waitingFor(unit.id, ['buyer'])).toEqual({})
  const stranger = await anOrganisation(database, { kind: 'cooperative', name: '别的合作社' })
  expect(await waitingFor(stranger, ['cooperative_manager'])).toEqual({})

  const [first] = placed.purchaseOrders
  const { actor: manager } = await aMember(database, {
    organisationId: seller.id,
    roles: ['cooperative_manager'],
  })
  await call(confirmPurchaseOrder, { params: { id: first?.id ?? '' } }, { as: manager })
  expect(await waitingFor(seller.id, ['cooperative_manager'])).toEqual({ orders: 1, toPack: 1 })
  expect(await waitingFor(seller.id, ['cooperative_packer'])).toEqual({ toPack: 1 })
})

test('an official counts what waits in their area', async () => {
  const county = await anOrganisation(database, { kind: 'authority' })
  const other = await anOrganisation(database, { kind: 'authority' })
  for (const name of ['申请社一', '申请社二', '申请社三'])
    await aCooperative(database, { name, state: 'applied', countyCode: '500237' })
  const official = (organisationId: string, divisionCode: string) =>
    call(countUnread, {}, { as: signedIn({ roles: ['official'], organisationId, divisionCode }) })
  expect((await official(county, '500237')).waiting).toMatchObject({ admissions: 3 })
  expect((await official(county, '50')).waiting).toMatchObject({ admissions: 3 })
  expect((await official(other, '500238')).waiting).toEqual({})
})
