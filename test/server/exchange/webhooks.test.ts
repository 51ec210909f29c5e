import { createHmac } from 'node:crypto'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { deleteOldDeliveries, deliverWebhooks } from '../../../server/exchange/index.ts'
import { webhookListeners } from '../../../server/exchange/record-webhook-events.ts'
import { requireWebhookAddress } from '../../../server/exchange/webhook-address.ts'
import { noticeListeners } from '../../../server/notices/index.ts'
import type { Actor } from '../../../server/platform/context.ts'
import { transaction } from '../../../server/platform/db/transaction.ts'
import { newId } from '../../../server/platform/ids.ts'
import { publishEvents } from '../../../server/platform/jobs/outbox.ts'
import { relayOnce } from '../../../server/platform/jobs/relay.ts'
import {
  testEvent,
  type WebhookEvent,
  webhookEvents,
} from '../../../shared/exchange/webhook-events.ts'
import * as api from '../../../shared/exchange/webhooks.api.ts'
import { listNotices } from '../../../shared/notices/notices.api.ts'
import { contextFor, testApp } from '../../support/app.ts'
import { testClock } from '../../support/clock.ts'
import { aMember, anOrganisation } from '../../support/factories/accounts.ts'
import { aConfirmedPayment, anInvoice } from '../../support/factories/billing.ts'
import { aReceivedOrder } from '../../support/factories/deliveries.ts'
import { aWebhook } from '../../support/factories/webhooks.ts'
import { readText } from '../../support/sources.ts'

/** A receiver as somebody outside writes it, after Standard Webhooks alone. */
const received: { headers: IncomingHttpHeaders; body: string }[] = []
let answer = 204
let answerOnce: number | null = null
let answerHeaders: Record<string, string> = {}
const receiver = createServer((request, response) => {
  let body = ''
  request.on('data', (part) => {
    body += part
  })
  request.on('end', () => {
    received.push({ headers: request.headers, body })
    response.writeHead(answerOnce ?? answer, answerHeaders).end()
    answerOnce = null
  })
})

function isSigned({ headers, body }: (typeof received)[number], secret: string): boolean {
  const key = Buffer.from(secret.slice('whsec_'.length), 'base64')
  const signed = `${headers['webhook-id']}.${headers['webhook-timestamp']}.${body}`
  const expected = `v1,${createHmac('sha256', key).update(signed).digest('base64')}`
  return String(headers['webhook-signature']).split(' ').includes(expected)
}

let later = 0
const clock = () => new Date(testClock().getTime() + later)
const { app, call, refusal, database, deps } = await testApp({
  clock,
  settings: { WEBHOOK_LOOPBACK: 'true' },
})
const { linkSecret } = deps.config
const work = { ...deps, resolve: async () => ['127.0.0.1'] }
const second = 1_000
const hour = 3_600 * second

let url: string
let order: Awaited<ReturnType<typeof aReceivedOrder>>
let leader: Actor
const body = { url: 'https://93.184.216.34/x', description: '', events: ['purchase_order.placed'] }

beforeAll(async () => {
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve))
  url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/hook`
  order = await aReceivedOrder(database)
  leader = await order.unit.member('unit_leader')
})
afterAll(() => receiver.close())
beforeEach(async () => {
  await database.sql`delete from exchange.webhook_endpoints`
  await database.sql`delete from platform.outbox`
  received.length = 0
  answer = 204
  answerHeaders = {}
})

/** An endpoint of the unit's leader at the receiver. */
const atReceiver = (events: WebhookEvent[] = ['purchase_order.confirmed'], by = leader) =>
  aWebhook(database, { by, linkSecret, url, events, at: clock() })

/** Has something happen to the order, and its endpoints be told of it to be sent. */
async function happen(topic = 'orders.purchase-order-confirmed', times = 1): Promise<void> {
  const subject = { subjectType: 'purchase_order', subjectId: order.purchaseOrderId }
  const event = { topic, ...subject, payload: { number: 'CD-1' } }
  await transaction(database.db, (tx) =>
    publishEvents(tx, contextFor(leader, clock()), Array(times).fill(event)),
  )
  await relay()
}

async function relay(listeners = webhookListeners()): Promise<void> {
  const log = { error: (problem: unknown) => expect(problem).toBeUndefined() }
  await relayOnce({ ...deps, log, listeners })
}

async function deliver(): Promise<void> {
  while (await deliverWebhooks(work)) {
    // until nothing is due
  }
}

async function shown(webhookId: string, as = leader) {
  const params = { webhookId }
  return (await call(api.listWebhookDeliveries, { params, query: {} }, { as })).items
}

const stateOf = async (webhookId: string) =>
  (await call(api.listWebhooks, {}, { as: leader })).items.find(
    (webhook) => webhook.webhookId === webhookId,
  )?.state

test('what happens is sent, thin and signed as Standard Webhooks says', async () => {
  const input = { body: { ...body, url, events: ['purchase_order.confirmed'] as WebhookEvent[] } }
  const { secret, webhook } = await call(api.createWebhook, input, { as: leader })
  expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/)
  const dump = await database.sql`select row_to_json(e)::text from exchange.webhook_endpoints e`
  expect(JSON.stringify(dump)).not.toContain(secret.slice(6, 30))
  await happen()
  await deliver()
  expect(received).toHaveLength(1)
  const [sent] = received
  if (sent === undefined) throw new Error('nothing was received')
  expect(isSigned(sent, secret)).toBe(true)
  expect(JSON.parse(sent.body)).toEqual({
    type: 'purchase_order.confirmed',
    timestamp: expect.stringMatching(/^2026-11-22T/),
    data: { purchaseOrderId: order.purchaseOrderId },
  })
  expect(sent.headers).toMatchObject({
    'content-type': 'application/json',
    'webhook-timestamp': String(Math.floor(clock().getTime() / 1_000)),
  })
  const [delivery] = await shown(webhook.webhookId)
  expect(delivery).toMatchObject({
    deliveryId: sent.headers['webhook-id'],
    ...{ state: 'delivered', attemptCount: 1, payload: sent.body, nextAttemptAt: null },
    attempts: [{ number: 1, status: 204, fault: null }],
  })
})

test('docs/open-api.md verifies what is sent, and every event has its names there and on screen', async () => {
  const document = readText('docs/open-api.md')
  const [, example = ''] = /## Webhooks.+?```js\n(.+?)```/s.exec(document) ?? []
  const module = await import(`data:text/javascript,${encodeURIComponent(example)}`)
  const { secret, webhookId } = await atReceiver()
  await call(api.testWebhook, { params: { webhookId } }, { as: leader })
  await deliver()
  const [{ headers, body } = { headers: {}, body: '' }] = received
  // Its reader lives in the present, the tests on a morning of their own.
  vi.setSystemTime(clock())
  expect(module.isFromCunji(headers, body, secret)).toBe(true)
  expect(module.isFromCunji(headers, `${body} `, secret)).toBe(false)
  expect(module.isFromCunji(headers, body, `whsec_${'A'.repeat(43)}=`)).toBe(false)
  vi.setSystemTime(clock().getTime() + 301 * second)
  expect(module.isFromCunji(headers, body, secret)).toBe(false)
  vi.useRealTimers()
  const { webhooks } = (await app.inject('/api/openapi.json')).json()
  expect(Object.keys(webhooks)).toEqual([...webhookEvents, testEvent])
  expect(Object.keys(webhooks).filter((event) => !document.includes(`\`${event}\``))).toEqual([])
  const texts = JSON.parse(readText('web/locales/zh-CN/webhooks.json'))
  expect(Object.keys(texts.event)).toEqual(
    Object.keys(webhooks).map((event) => event.replace('.', '-')),
  )
})

test('a secret that was replaced signs for its whole day, however often that is done', async () => {
  const { secret: first, webhookId } = await atReceiver()
  const params = { webhookId }
  const rotate = async () =>
    (await call(api.rotateWebhookSecret, { params }, { as: leader })).secret
  const send = async () => {
    await call(api.testWebhook, { params }, { as: leader })
    await deliver()
  }
  const next = await rotate()
  expect(next).not.toBe(first)
  later += 20 * hour
  const third = await rotate()
  await send()
  later += 5 * hour
  await send()
  later += 20 * hour
  await send()
  const secrets = [first, next, third]
  expect(received.map((sent) => secrets.map((secret) => isSigned(sent, secret)))).toEqual([
    [true, true, true],
    [false, true, true],
    [false, false, true],
  ])
  for (let made = 0; made < 3; made += 1) await rotate()
  expect((await refusal(api.rotateWebhookSecret, { params }, { as: leader })).code).toBe(
    'too_many_requests',
  )
  later += 25 * hour
  expect(await rotate()).toMatch(/^whsec_/)
})

test('§11.4 an order is told to its two sides and its overseers, a ledger entry to its unit', async () => {
  const member = async (kind: 'unit' | 'authority' | 'platform', divisionCode?: string) => {
    const role = { unit: 'unit_leader', authority: 'official', platform: 'platform_admin' } as const
    const organisationId = await anOrganisation(database, { kind })
    const area = divisionCode === undefined ? {} : { divisionCode }
    return (await aMember(database, { organisationId, roles: [role[kind]], ...area })).actor
  }
  const [stranger, county, elsewhere, city, admin] = [
    await member('unit'),
    await member('authority', '500237'),
    await member('authority', '500238'),
    await member('authority', '50'),
    await member('platform'),
  ]
  const names = new Map([
    [(await atReceiver()).webhookId, 'unit'],
    [(await atReceiver(undefined, order.manager)).webhookId, 'seller'],
    [(await atReceiver(undefined, stranger)).webhookId, 'stranger'],
    [(await atReceiver(undefined, county)).webhookId, 'county'],
    [(await atReceiver(undefined, elsewhere)).webhookId, 'elsewhere'],
    [(await atReceiver(undefined, city)).webhookId, 'city'],
    [(await atReceiver(undefined, admin)).webhookId, 'admin'],
    [(await atReceiver(['ledger_entry.posted', 'payment.confirmed'])).webhookId, 'ledger'],
  ])
  const told = async () => {
    const rows = await database.sql<{ id: string; event: string }[]>`
      select endpoint_id as id, event from exchange.webhook_deliveries order by event`
    return rows.map(({ id, event }) => `${names.get(id)} ${event}`).sort()
  }
  await happen()
  const event = 'purchase_order.confirmed'
  expect(await told()).toEqual(
    ['admin', 'city', 'county', 'seller', 'unit'].map((name) => `${name} ${event}`),
  )
  await database.sql`delete from exchange.webhook_deliveries`
  const { purchaseOrderId, manager, finance } = order
  const { invoiceId } = await anInvoice(database, { purchaseOrderId, manager })
  await aConfirmedPayment(database, { invoiceId, finance, manager, amountCents: 30_000 })
  await relay()
  expect(await told()).toEqual(['ledger ledger_entry.posted', 'ledger payment.confirmed'])
  const [{ payload } = { payload: '' }] = await database.sql<{ payload: string }[]>`
    select payload from exchange.webhook_deliveries where event = 'ledger_entry.posted'`
  expect(JSON.parse(payload).data).toEqual({ countyCode: '500237', number: 1, purchaseOrderId })
})

test('what fails is tried again with growing waits, given up, and replayed under the same id', async () => {
  const { webhookId } = await atReceiver()
  answer = 500
  await happen()
  const waits = [0, 5 * second, hour / 12, hour / 2, 2 * hour, 5 * hour, 10 * hour, 14 * hour]
  for (const [index, wait] of [...waits, 20 * hour].entries()) {
    later += wait - Math.min(wait, second)
    if (wait > 0) await deliver()
    expect(received, `before attempt ${index + 1}`).toHaveLength(index)
    // Each wait is up to a tenth longer.
    later += Math.min(wait, second) + wait / 10
    await deliver()
    expect(received, `attempt ${index + 1}`).toHaveLength(index + 1)
  }
  const [waiting] = await shown(webhookId)
  expect(waiting).toMatchObject({ state: 'waiting', attemptCount: 9 })
  expect(waiting?.attempts.map(({ status }) => status)).toEqual(Array(9).fill(500))
  later += 1.1 * 24 * hour
  await deliver()
  // Nothing had arrived for three days, so that the endpoint is disabled, and somebody is told.
  expect(await stateOf(webhookId)).toBe('failing')
  expect(await shown(webhookId)).toMatchObject([{ state: 'failed', attemptCount: 10 }])
  await relay([...webhookListeners(), ...noticeListeners(deps.config)])
  const { items } = await call(listNotices, { query: {} }, { as: leader })
  expect(items[0]).toMatchObject({ topic: 'exchange.webhook-disabled', subjectId: webhookId })
  const params = { webhookId }
  const since = { params, body: { since: '0001-01-01T00:00:00Z' } }
  expect((await refusal(api.replayFailed, since, { as: leader })).code).toBe('illegal_transition')

  await call(api.resumeWebhook, { params }, { as: leader })
  answer = 200
  expect(await call(api.replayFailed, since, { as: leader })).toEqual({ count: 1 })
  await deliver()
  expect(await shown(webhookId)).toMatchObject([{ state: 'delivered', attemptCount: 11 }])
  const replay = { params: { deliveryId: waiting?.deliveryId ?? '' } }
  await call(api.replayDelivery, replay, { as: leader })
  expect((await refusal(api.replayDelivery, replay, { as: leader })).code).toBe(
    'illegal_transition',
  )
  await deliver()
  const ids = new Set(received.map(({ headers }) => headers['webhook-id']))
  expect([received.length, [...ids]]).toEqual([12, [waiting?.deliveryId]])
})

test('a receiver is not asked again before the time it names, within a day', async () => {
  const { webhookId } = await atReceiver()
  const attemptsAfter = async (wait: number) => {
    later += wait
    await deliver()
    return received.length
  }
  const date = new Date(clock().getTime() + 2 * hour).toUTCString()
  for (const [asked, untilThen] of [
    [date, 2 * hour],
    ['120', 120 * second],
    // What it names is at most a day, and never sooner than without it.
    ['999999999', 24 * hour],
    ['0', 5 * second],
    ['-5', 5 * second],
    ['soon\t', 5 * second],
  ] as const) {
    await database.sql`delete from exchange.webhook_deliveries`
    await database.sql`update exchange.webhook_endpoints
      set available_at = ${clock()}, failures = 0, failing_since = null`
    received.length = 0
    answer = 503
    answerHeaders = { 'retry-after': asked }
    await happen()
    expect(await attemptsAfter(0), asked).toBe(1)
    const [delivery] = await shown(webhookId)
    const waited = Date.parse(delivery?.nextAttemptAt ?? '') - clock().getTime()
    expect(waited, asked).toBeGreaterThan(untilThen - 2 * second)
    expect(waited, asked).toBeLessThan(1.1 * untilThen + 2 * second)
    expect(await attemptsAfter(untilThen - 3 * second), asked).toBe(1)
    answer = 204
    expect(await attemptsAfter(untilThen / 10 + 5 * second), asked).toBe(2)
  }
  // What is new waits as well, also where something arrived beside it; for an hour at most.
  await database.sql`delete from exchange.webhook_deliveries`
  received.length = 0
  answerOnce = 429
  answerHeaders = { 'retry-after': '7200' }
  await happen(undefined, 2)
  expect(await attemptsAfter(0)).toBe(2)
  await happen()
  expect(await attemptsAfter(hour - 2 * second)).toBe(2)
  expect(await attemptsAfter(4 * second)).toBe(3)
})

test('a receiver that answers 410 is told nothing more, at once', async () => {
  const { webhookId } = await atReceiver()
  answer = 410
  await happen(undefined, 15)
  await deliver()
  expect(received).toHaveLength(10)
  expect(await stateOf(webhookId)).toBe('gone')
  expect((await shown(webhookId)).map(({ state }) => state)).toEqual(Array(15).fill('failed'))
  await happen()
  expect(await shown(webhookId)).toHaveLength(15)
})

test('a single 410 among what arrives ends it as well', async () => {
  const { webhookId } = await atReceiver()
  answerOnce = 410
  await happen(undefined, 3)
  await deliver()
  expect(received).toHaveLength(3)
  expect(await stateOf(webhookId)).toBe('gone')
})

test('two servers make each attempt once, and what one had when it died is made again', async () => {
  const { webhookId } = await atReceiver()
  await happen(undefined, 40)
  await Promise.all([deliver(), deliver(), deliver()])
  expect(new Set(received.map(({ headers }) => headers['webhook-id'])).size).toBe(40)
  expect(received).toHaveLength(40)
  await happen()
  const dies = { ...work, db: database.db, resolve: work.resolve, clock }
  await database.sql`update exchange.webhook_endpoints set available_at = ${clock()}`
  const died = new Error('died')
  let asked = 0
  // Its clock is asked for the claim, and fails it before anything is sent.
  const dying = () => {
    asked += 1
    if (asked > 1) throw died
    return clock()
  }
  await expect(deliverWebhooks({ ...dies, clock: dying })).rejects.toBe(died)
  await deliver()
  expect(received).toHaveLength(40)
  later += 61 * second
  await deliver()
  expect(received).toHaveLength(41)
  expect((await shown(webhookId))[0]).toMatchObject({ state: 'delivered', attemptCount: 2 })
})

test('§11.4 paused, what happens waits; without its saver’s role nothing is told or kept', async () => {
  const { webhookId } = await atReceiver()
  const params = { webhookId }
  await call(api.pauseWebhook, { params }, { as: leader })
  await happen()
  await deliver()
  expect(received).toHaveLength(0)
  await call(api.resumeWebhook, { params }, { as: leader })
  await deliver()
  expect(received).toHaveLength(1)
  const other = await order.unit.member('unit_leader')
  await happen()
  await database.sql`update accounts.memberships set roles = '{buyer}'
    where person_id = ${leader.personId}`
  await happen()
  await deliver()
  expect(received).toHaveLength(1)
  const [webhook] = (await call(api.listWebhooks, {}, { as: other })).items
  expect(webhook?.state).toBe('saver-left')
  // Nobody is told that it is on its way: neither a test nor what was told before.
  const [told] = (await shown(webhookId, other)).filter(({ state }) => state === 'delivered')
  const one = { params: { deliveryId: told?.deliveryId ?? '' } }
  const since = { params, body: { since: '2026-11-01T00:00:00Z' } }
  const refused = [
    await refusal(api.testWebhook, { params }, { as: other }),
    await refusal(api.replayDelivery, one, { as: other }),
    await refusal(api.replayFailed, since, { as: other }),
  ]
  expect(refused.map(({ code, values }) => [code, values?.state])).toEqual(
    Array(3).fill(['illegal_transition', 'saver-left']),
  )
  const input = { params, body: { ...body, url, events: ['purchase_order.confirmed' as const] } }
  expect(await call(api.saveWebhook, input, { as: other })).toMatchObject({ state: 'active' })
  await deliver()
  expect(received).toHaveLength(2)
  await database.sql`update accounts.memberships set roles = '{unit_leader}'
    where person_id = ${leader.personId}`
})

test('§11.4 whoever takes an endpoint over is told nothing of places that are not theirs', async () => {
  const organisationId = await anOrganisation(database, { kind: 'authority' })
  const official = async (divisionCode: string) =>
    (await aMember(database, { organisationId, roles: ['official'], divisionCode })).actor
  const [city, elsewhere, county] = [
    await official('50'),
    await official('500238'),
    await official('500237'),
  ]
  const { webhookId } = await atReceiver(undefined, city)
  const params = { webhookId }
  const events: WebhookEvent[] = ['purchase_order.confirmed']
  const takeOver = (as: Actor) =>
    call(api.saveWebhook, { params, body: { ...body, url, events } }, { as })
  await happen()
  await takeOver(elsewhere)
  await deliver()
  expect(received).toHaveLength(0)
  const [delivery] = await shown(webhookId, elsewhere)
  expect(delivery).toMatchObject({ state: 'failed', attemptCount: 0 })
  // Nor when it is sent again, one by one or since an hour; a test is of no place.
  const replay = { params: { deliveryId: delivery?.deliveryId ?? '' } }
  const since = { params, body: { since: '2026-11-01T00:00:00Z' } }
  expect((await refusal(api.replayDelivery, replay, { as: elsewhere })).code).toBe('forbidden')
  expect(await call(api.replayFailed, since, { as: elsewhere })).toEqual({ count: 0 })
  await call(api.testWebhook, { params }, { as: elsewhere })
  await deliver()
  expect(received).toHaveLength(1)
  await takeOver(county)
  expect(await call(api.replayFailed, since, { as: county })).toEqual({ count: 1 })
  await deliver()
  expect(received).toHaveLength(2)
})

test('§11.4 a suspended cooperative’s programs are told nothing', async () => {
  const { webhookId } = await atReceiver(undefined, order.manager)
  const suspend = (state: string) => database.sql`update organisations.cooperatives
    set state = ${state}, state_reason = '抽检' where organisation_id = ${order.seller.id}`
  await suspend('suspended')
  await happen()
  const [webhook] = (await call(api.listWebhooks, {}, { as: order.manager })).items
  expect(webhook).toMatchObject({ webhookId, state: 'suspended' })
  await suspend('admitted')
  await deliver()
  expect(received).toHaveLength(0)
})

test('an address within our own network is refused when it is typed, and when it comes to be one', async () => {
  const refused = async (change: object) =>
    (await refusal(api.createWebhook, { body: { ...body, ...change } as never }, { as: leader }))
      .fields?.[0]
  expect(await refused({ url: 'http://93.184.216.34/x' })).toMatchObject({ code: 'https_required' })
  expect(await refused({ url: 'https://me:secret@93.184.216.34/' })).toMatchObject({
    code: 'wrong_format',
  })
  for (const host of ['10.0.0.1', '169.254.169.254', '100.100.100.200', '[::ffff:a00:1]'])
    expect(await refused({ url: `https://${host}/` }), host).toMatchObject({
      ...{ path: ['url'], code: 'address_not_public' },
    })
  expect(await refused({ events: ['shipment.lost'] })).toMatchObject({ code: 'not_an_option' })
  // This machine is for trying alone.
  const strict = { resolve: async () => [], loopback: false }
  await expect(requireWebhookAddress('http://127.0.0.1/', strict)).rejects.toThrow()

  // A name that was judged while it led to the internet, and leads home when it is connected to.
  const rebinding = { resolve: async () => ['93.184.216.34'], loopback: false }
  const name = url.replace('http://127.0.0.1', 'https://hook.test')
  expect(await requireWebhookAddress(name, rebinding)).toBe(name)
  const { webhookId } = await aWebhook(database, { by: leader, linkSecret, url: name })
  await call(api.testWebhook, { params: { webhookId } }, { as: leader })
  await deliver()
  expect(received).toHaveLength(0)
  expect((await shown(webhookId))[0]?.attempts).toMatchObject([
    { status: null, fault: 'address_not_public' },
  ])
})

test('an organisation has ten endpoints, also when it makes two at once, and others none of them', async () => {
  for (let made = 0; made < 9; made += 1) await atReceiver()
  const create = () => call(api.createWebhook, { body: body as never }, { as: leader })
  const results = await Promise.allSettled([create(), create()])
  expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
  const [{ webhookId } = { webhookId: '' }] = (await call(api.listWebhooks, {}, { as: leader }))
    .items
  await call(api.testWebhook, { params: { webhookId } }, { as: leader })
  const [{ deliveryId } = { deliveryId: '' }] = await shown(webhookId)
  const as = order.manager
  const [params, input] = [{ webhookId }, { since: '2026-11-01T00:00:00Z' }]
  const codes = [
    await refusal(api.saveWebhook, { params, body: body as never }, { as }),
    await refusal(api.rotateWebhookSecret, { params }, { as }),
    await refusal(api.pauseWebhook, { params }, { as }),
    await refusal(api.resumeWebhook, { params }, { as }),
    await refusal(api.removeWebhook, { params }, { as }),
    await refusal(api.testWebhook, { params }, { as }),
    await refusal(api.listWebhookDeliveries, { params, query: {} }, { as }),
    await refusal(api.replayFailed, { params, body: input }, { as }),
    await refusal(api.replayDelivery, { params: { deliveryId } }, { as }),
    await refusal(api.removeWebhook, { params: { webhookId: newId() } }, { as }),
  ].map(({ code }) => code)
  expect(codes).toEqual(Array(10).fill('not_found'))
  await call(api.removeWebhook, { params }, { as: leader })
  expect((await call(api.listWebhooks, {}, { as: leader })).items).toHaveLength(9)
})

test('after thirty days a delivery goes, and so many tests a quarter of an hour are enough', async () => {
  const { webhookId } = await atReceiver()
  const params = { webhookId }
  later += hour
  for (let sent = 0; sent < 60; sent += 1) await call(api.testWebhook, { params }, { as: leader })
  const input = { params, body: body as never }
  const refused = [
    await refusal(api.testWebhook, { params }, { as: leader }),
    await refusal(api.createWebhook, input, { as: leader }),
    await refusal(api.saveWebhook, input, { as: leader }),
  ]
  expect(refused.map(({ code }) => code)).toEqual(Array(3).fill('too_many_requests'))
  later += 31 * 24 * hour
  await database.sql`insert into exchange.webhook_deliveries
      (id, endpoint_id, event, payload, created_at, state, next_attempt_at)
    select gen_random_uuid(), ${webhookId}, 'webhook.test', '{}', at, 'failed', at
    from (select ${clock()}::timestamptz - interval '31 days' as at) old, generate_series(1, 6000)`
  await atReceiver()
  await happen()
  await deleteOldDeliveries(deps).run({} as never)
  expect(await database.sql`select from exchange.webhook_deliveries`).toHaveLength(2)
})
