import { expect, test } from 'vitest'
import { listOpenShipments, listToPack } from '../../../shared/deliveries/deliveries.api.ts'
import { AppError } from '../../../shared/errors.ts'
import type { OrganisationKind, Role } from '../../../shared/roles.ts'
import { keepAhead } from '../../../web/deliveries/keep-ahead.ts'
import { fakeCall } from '../../support/fake-call.ts'
import { inApp } from '../in-app.ts'
import { anOrderToPack } from './sample-shipment.ts'

const api = fakeCall()

test('what waits for a role is asked for once a minute, and again where nobody answered', async () => {
  api.on(listOpenShipments, () => ({ items: [], nextCursor: null, total: null }))
  api.on(listToPack, () => ({ items: [anOrderToPack()] }))
  const asked = () => [api.requests(listOpenShipments).length, api.requests(listToPack).length]
  await keepAheadAs('a1', 'unit', 'buyer')
  expect(asked()).toEqual([0, 0])
  await keepAheadAs('a2', 'unit', 'receiver')
  await keepAheadAs('a2', 'unit', 'receiver')
  expect(asked()).toEqual([1, 0])
  api.on(listToPack, () => {
    throw new AppError('overloaded')
  })
  await keepAheadAs('a3', 'cooperative', 'cooperative_packer')
  expect(asked()).toEqual([2, 1])
  await keepAheadAs('a3', 'cooperative', 'cooperative_packer')
  expect(asked()).toEqual([3, 2])
})

async function keepAheadAs(end: string, kind: OrganisationKind, role: Role) {
  const organisationId = `01900000-0000-7000-8000-0000000000${end}`
  const { result } = await inApp(keepAhead, { acting: { organisationId, kind, roles: [role] } })
  await result
}
