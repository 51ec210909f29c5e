import { expect, test } from 'vitest'
import { listProduct, withdrawListing } from '../../../shared/catalogue/listings.api.ts'
import { confirmPurchaseOrder } from '../../../shared/orders/orders.api.ts'
import { cooperative } from '../../../shared/organisations/cooperatives.api.ts'
import type { CooperativeView } from '../../../shared/organisations/organisations.schemas.ts'
import { useSuspension } from '../../../web/organisations/use-suspension.ts'
import { fakeCall } from '../../support/fake-call.ts'
import { inApp } from '../in-app.ts'

const api = fakeCall()
const place = { code: '500237222213', pathName: '重庆市巫山县竹贤乡下庄村' }
const id = '01900000-0000-7000-8000-0000000000c1'
const seller = { organisationId: id, kind: 'cooperative', roles: ['cooperative_manager'] } as const
const instant = '2026-11-22T02:00:00.000Z'

function aView(state: CooperativeView['state'], stateReason: string): CooperativeView {
  return {
    ...{ id, name: '下庄合作社', cooperativeType: 'cooperative', state, stateReason, place },
    ...{ appliedAt: instant, isExample: false, version: 1, creditCode: null, county: place },
    ...{ legalRepresentative: '毛建国', address: '', contactName: '', contactPhone: '' },
    ...{ contactEmail: null, bankName: '', bankAccount: '', recommendedBy: null },
    ...{ recommendedAt: null, admittedBy: null, admittedAt: null, licences: [], steps: [] },
    ...{ mayEdit: false, rivals: [], changes: [] },
  }
}

test('§11.4 a suspended seller’s acts stop with the reason; taking off sale goes on', async () => {
  api.on(cooperative, () => aView('suspended', '抽检不合格'))
  const acting = { ...seller, roles: [...seller.roles] }
  const { result } = await inApp(useSuspension, { acting })
  await api.settled()
  expect(result.reason.value).toBe('抽检不合格')
  expect(result.stops(listProduct)).toBe(true)
  expect(result.stops(confirmPurchaseOrder)).toBe(true)
  expect(result.stops(withdrawListing)).toBe(false)
})

test('§11.4 nothing stops for an admitted seller, and a buyer asks nothing', async () => {
  api.on(cooperative, () => aView('admitted', ''))
  const acting = { ...seller, roles: [...seller.roles] }
  const { result } = await inApp(useSuspension, { acting })
  await api.settled()
  expect([result.reason.value, result.stops(listProduct)]).toEqual([null, false])
  const buyer = await inApp(useSuspension, { acting: {} })
  await api.settled()
  expect(buyer.result.stops(listProduct)).toBe(false)
  expect(api.requests(cooperative)).toHaveLength(1)
})
