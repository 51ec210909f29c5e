import { expect, test } from 'vitest'
import { newId } from '../../../server/platform/ids.ts'
import { endMembership } from '../../../shared/accounts/members.api.ts'
import { placeRequisition } from '../../../shared/orders/orders.api.ts'
import { signedIn, testApp } from '../../support/app.ts'
import { testDatabase } from '../../support/database.ts'
import { aSession } from '../../support/factories/accounts.ts'
import { aBuyingUnit, aSeller, neededOn, orderedAt } from '../../support/factories/orders.ts'

const database = await testDatabase()
const clock = () => orderedAt
const { send, call } = await testApp({ database, clock })
const other = await testApp({ database, clock })
const seller = await aSeller(database)

test('§11.4 whoever is dismissed places nothing from that moment, on any server, under any key', async () => {
  const unit = await aBuyingUnit(database)
  const { packId } = await seller.offer()
  const { personId } = unit.buyer
  const as = { ...unit.buyer, sessionId: await aSession(database, personId) }
  const key = newId()
  const order = { body: { channelId: unit.channelId, neededOn, lines: [{ packId, quantity: 1 }] } }
  expect((await send(placeRequisition, order, { as, key })).statusCode).toBe(201)

  const [row] = await database.sql<{ id: string }[]>`
    select id from accounts.memberships where person_id = ${personId}`
  const admin = signedIn({ roles: ['platform_admin'] })
  await call(endMembership, { params: { membershipId: row?.id ?? '' } }, { as: admin })
  const again = [
    await send(placeRequisition, order, { as, key }),
    await other.send(placeRequisition, order, { as, key }),
    await other.send(placeRequisition, order, { as }),
  ]
  expect(again.map(({ statusCode }) => statusCode)).toEqual([401, 401, 401])
  const orders = await database.sql`
    select from orders.purchase_orders where unit_id = ${unit.id}`
  expect(orders).toHaveLength(1)
})

test('§11.4 nor does whose role was taken away submit anything for a signature', async () => {
  const unit = await aBuyingUnit(database, { freeUpToCents: 0 })
  const { packId } = await seller.offer()
  const { personId } = unit.buyer
  const as = { ...unit.buyer, sessionId: await aSession(database, personId) }
  const order = { body: { channelId: unit.channelId, neededOn, lines: [{ packId, quantity: 1 }] } }
  expect((await send(placeRequisition, order, { as })).json().state).toBe('submitted')
  await database.sql`update accounts.memberships set roles = '{receiver}'
    where person_id = ${personId}`
  expect((await send(placeRequisition, order, { as })).statusCode).toBe(401)
})
