import { expect, test } from 'vitest'
import { medianListeners } from '../../../server/catalogue/index.ts'
import { newId } from '../../../server/platform/ids.ts'
import { relayOnce } from '../../../server/platform/jobs/relay.ts'
import { browse, showProduct } from '../../../shared/catalogue/catalogue.api.ts'
import { changePrice } from '../../../shared/catalogue/listings.api.ts'
import type { Endpoint } from '../../../shared/endpoint.ts'
import { confirmPurchaseOrder } from '../../../shared/orders/orders.api.ts'
import { decideAdmission } from '../../../shared/organisations/cooperatives.api.ts'
import { actsUnderSuspension } from '../../../shared/organisations/suspension.ts'
import { signedIn, testApp } from '../../support/app.ts'
import { everyEndpoint } from '../../support/contract.ts'
import { aMember, anOrganisation } from '../../support/factories/accounts.ts'
import { aBuyingUnit, aPlacedOrder, aSeller } from '../../support/factories/orders.ts'
import { aWholeThread } from '../../support/factories/thread.ts'
import { insertPlaces } from '../../support/factories/villages.ts'
import { stopBefore, untilBlocked } from '../../support/race.ts'
import { sampleBody } from '../../support/sample-body.ts'

const { call, send, refusal, database, deps } = await testApp({ settings: { RATE_LIMIT: '0' } })
await insertPlaces(database)
const platform = await anOrganisation(database, { kind: 'platform' })
const { actor: admin } = await aMember(database, {
  organisationId: platform,
  roles: ['platform_admin'],
})
const official = signedIn({ roles: ['official'], divisionCode: '500237' })

async function decide(cooperativeId: string, step: 'suspend' | 'reinstate') {
  const input = { params: { cooperativeId }, body: { step, reason: '食品安全' } }
  await call(decideAdmission, input, { as: admin })
  await relayOnce({ ...deps, log: { error: () => {} }, listeners: medianListeners() })
}

const sellers = ['cooperative_manager', 'cooperative_packer']

function isOpenToSellers({ access, method }: Endpoint): boolean {
  if (method === 'GET' || access === 'public') return false
  return access === 'signed-in' || access.some((role) => sellers.includes(role))
}

const acts = (await everyEndpoint()).filter(isOpenToSellers)

test('§11.4 suspension says of each act of a cooperative whether it stops', async () => {
  expect(Object.keys(actsUnderSuspension).sort()).toEqual(acts.map(({ name }) => name).sort())
  const { records, people } = await aWholeThread(database, deps.config)
  const manager = people.find(({ roles }) => roles.includes('cooperative_manager'))
  if (manager === undefined) throw new Error('the thread has a manager')
  await decide(String(manager.organisationId), 'suspend')
  const wrong: string[] = []
  let stopped = 0
  for (const act of acts.toSorted((a, b) => isOfAccounts(a) - isOfAccounts(b))) {
    const body = act.body && { ...(sampleBody(act.body) as object), ...bodies[act.name] }
    const input = { params: paramsOf(act, records), ...(body !== undefined && { body }) }
    const response = await send(act, input, { as: manager })
    const { code } = response.body === '' ? {} : response.json<{ code?: string }>()
    const isStopped = code === 'cooperative_suspended'
    if (isStopped) stopped += 1
    if (isStopped !== (actsUnderSuspension[act.name] === 'stops'))
      wrong.push(`${act.name}: ${response.statusCode} ${response.body}`)
  }
  expect(wrong).toEqual([])
  process.stdout.write(`acts of a cooperative: ${acts.length}, stopped: ${stopped}\n`)
  expect(stopped).toBeGreaterThan(5)
})

/** What a sample of a body does not know. */
const bodies: Record<string, object> = { 'catalogue.setSalesTerms': { cutOff: '16:00' } }

/** Leaving the organisation comes last. */
const isOfAccounts = ({ name }: Endpoint) => Number(name.startsWith('accounts.'))

function paramsOf({ path }: Endpoint, records: Record<string, string>) {
  const parts = path.split('/')
  return Object.fromEntries(
    parts.flatMap((part, index) =>
      part.startsWith(':') ? [[part.slice(1), records[parts[index - 1] ?? ''] ?? newId()]] : [],
    ),
  )
}

test('§11.4 what a suspended cooperative sells is shown and counted nowhere', async () => {
  const one = await aSeller(database)
  const other = await aSeller(database)
  const name = '悬崖柑橘'
  const { productId } = await one.offer({ name, priceCents: 10_000 })
  const kept = await other.offer({ name, priceCents: 2_000 })
  const median = async () => {
    const [row] = await database.sql<{ offers: number }[]>`
      select offers::int from catalogue.produce_medians where produce_key =
        (select produce_key from catalogue.products where id = ${productId})`
    return row?.offers ?? 0
  }
  await decide(one.id, 'suspend')
  expect(await median()).toBe(1)
  const query = { q: name }
  const shown = await call(browse, { query }, { as: official })
  expect(shown.items.map((item) => item.productId)).toEqual([kept.productId])
  const page = await refusal(showProduct, { params: { productId } })
  expect(page.code).toBe('not_found')
  await decide(one.id, 'reinstate')
  expect(await median()).toBe(2)
  expect((await call(browse, { query }, { as: official })).items).toHaveLength(2)
})

test('§11.4 a suspension that crosses an act comes before it or after it', async () => {
  const seller = await aSeller(database)
  const { packId } = await seller.offer()
  const unit = await aBuyingUnit(database)
  const placed = await aPlacedOrder(database, {
    ...unit,
    lines: [{ packId, quantity: 2 }],
  })
  const id = placed.purchaseOrders[0]?.id ?? ''
  const stop = stopBefore(database, /update "orders"."purchase_orders"/)
  const confirming = call(confirmPurchaseOrder, { params: { id } }, { as: seller.manager })
  await stop.reached
  const suspending = decide(seller.id, 'suspend')
  await untilBlocked(database)
  stop.release()
  expect((await confirming).state).toBe('confirmed')
  await suspending
  const body = { version: 1, priceCents: 900, minimumQuantity: 1, tiers: [] }
  const later = await refusal(changePrice, { params: { packId }, body }, { as: seller.manager })
  expect(later).toMatchObject({ code: 'cooperative_suspended', values: { reason: '食品安全' } })
})
