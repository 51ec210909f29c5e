import { expect, test } from 'vitest'
import type { Actor } from '../../../server/platform/context.ts'
import { pairings } from '../../../shared/assistance/assistance.api.ts'
import { getShipment } from '../../../shared/deliveries/deliveries.api.ts'
import { readPurchaseOrder } from '../../../shared/orders/orders.api.ts'
import { unit as readUnit } from '../../../shared/organisations/organisations.api.ts'
import { type Role, roles } from '../../../shared/roles.ts'
import { signedIn, testApp } from '../../support/app.ts'
import { aSeller } from '../../support/factories/orders.ts'
import { aUnit } from '../../support/factories/organisations.ts'
import { aWholeThread } from '../../support/factories/thread.ts'
import { insertPlaces } from '../../support/factories/villages.ts'

const { call, database, deps } = await testApp({ settings: { RATE_LIMIT: '0' } })
await insertPlaces(database)
const { records, people } = await aWholeThread(database, deps.config)
const unitId = records.units ?? ''

/** Somebody of the thread in a role. */
function party(role: Role): Actor {
  const actor = people.find((person) => person.roles[0] === role)
  if (actor === undefined) throw new Error(`the thread has no ${role}`)
  return actor
}

const official = (divisionCode: string) => signedIn({ roles: ['official'], divisionCode })

async function seesContacts(actor: Actor): Promise<boolean> {
  const seen = await call(readUnit, { params: { unitId } }, { as: actor })
  const shown = [seen.contactName, seen.contactPhone]
  const ofChannels = seen.channels.flatMap((each) => [each.contactName, each.contactPhone])
  const all = [...shown, ...ofChannels]
  expect(new Set(all.map((each) => each === null)).size, 'all or none').toBe(1)
  expect(seen.name).not.toBe('')
  return all.every((each) => each !== null)
}

test('§11.6 in every role, strangers read what a directory says and no contact person', async () => {
  for (const role of roles.filter((each) => each !== 'platform_admin')) {
    const stranger = signedIn({ roles: [role], ...(role === 'official' && { divisionCode: '44' }) })
    expect(await seesContacts(stranger), role).toBe(false)
  }
})

test('§11.6 the unit itself, who supervises it, its sellers and the platform see it', async () => {
  const seeing: Role[] = ['buyer', 'approver', 'receiver', 'finance', 'unit_leader']
  seeing.push('cooperative_manager', 'cooperative_packer', 'group_coordinator', 'platform_admin')
  for (const role of seeing) expect(await seesContacts(party(role)), role).toBe(true)
  expect(await seesContacts(official('500103'))).toBe(true)
  expect(await seesContacts(official('50'))).toBe(true)
  // the seller's county supervises the seller, not the buyer
  expect(await seesContacts(party('official'))).toBe(false)
  const other = await aSeller(database)
  expect(await seesContacts(other.manager)).toBe(false)
  const above = await aUnit(database, { name: '渝中区示例主管机关' })
  await database.sql`update organisations.units set parent_id = ${above.id}
    where organisation_id = ${unitId}`
  const leader = signedIn({ roles: ['unit_leader'], organisationId: above.id })
  expect(await seesContacts(leader)).toBe(true)
})

test('§11.6 an order names each side’s contact person to the other and to its supervisors', async () => {
  const params = { id: records['purchase-orders'] ?? '' }
  const shown = async (as: Actor) => {
    const { channel, cooperative } = await call(readPurchaseOrder, { params }, { as })
    return [channel.contactPhone !== null, cooperative.contactPhone !== null]
  }
  expect(await shown(party('buyer'))).toEqual([true, true])
  expect(await shown(party('cooperative_packer'))).toEqual([true, true])
  expect(await shown(party('platform_admin'))).toEqual([true, true])
  expect(await shown(party('group_coordinator'))).toEqual([true, false])
  expect(await shown(party('official'))).toEqual([false, true])
})

test('§11.6 a shipment tells the driver’s phone to its two sides', async () => {
  const params = { shipmentId: records.shipments ?? '' }
  const phone = async (as: Actor) => (await call(getShipment, { params }, { as })).driverPhone
  for (const role of ['receiver', 'cooperative_packer'] as const)
    expect(await phone(party(role))).not.toBeNull()
  for (const role of ['official', 'group_coordinator'] as const)
    expect(await phone(party(role))).toBeNull()
})

test('§11.6 a first secretary is named to both sides of the pairing', async () => {
  await database.sql`update assistance.pairings set first_secretary_name = '张伟'`
  const named = async (as: Actor) => {
    const { items } = await call(pairings, { query: {} }, { as })
    return items.map((item) => item.firstSecretaryName)
  }
  for (const role of ['unit_leader', 'group_coordinator', 'platform_admin'] as const)
    expect(await named(party(role)), role).toContain('张伟')
  expect(await named(official('500237'))).toContain('张伟')
  expect(await named(signedIn({ roles: ['buyer'] }))).not.toContain('张伟')
  expect(await named(official('44'))).not.toContain('张伟')
})
