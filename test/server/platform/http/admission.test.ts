import { connect as connectSocket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import fastify from 'fastify'
import { afterAll, expect, test } from 'vitest'
import { connect } from '../../../../server/platform/db/connect.ts'
import { limitRequests, limitSlowBodies } from '../../../../server/platform/http/admission.ts'
import { answerProblem } from '../../../../server/platform/http/problem.ts'
import { placeRequisition } from '../../../../shared/orders/orders.api.ts'
import { readTotals } from '../../../../shared/reports/reports.api.ts'
import { testApp } from '../../../support/app.ts'
import { testDatabase } from '../../../support/database.ts'
import { aBuyingUnit, aSeller, neededOn, orderedAt } from '../../../support/factories/orders.ts'
import { untilBlocked } from '../../../support/race.ts'

/** An app that admits two at once to a route that answers when it is told to. */
async function doorkeeper() {
  const app = fastify()
  app.setErrorHandler(answerProblem)
  const door = Promise.withResolvers<void>()
  limitRequests(app, { atOnce: 2, counts: ({ url }) => url !== '/always' })
  app.get('/waits', async () => {
    await door.promise
    return 'answered'
  })
  app.get('/always', async () => 'answered')
  app.post('/takes', async () => 'answered')
  afterAll(() => app.close())
  const address = await app.listen({ port: 0, host: '127.0.0.1' })
  const ask = (path: string) => app.inject(path)
  return { ask, address, open: door.resolve }
}

test('whoever sends a body drop by drop is cut off, whoever has sent it is not', async () => {
  const app = fastify({ forceCloseConnections: true })
  limitSlowBodies(app, 0.2)
  app.post('/', async () => sleep(400, 'answered'))
  afterAll(() => app.close())
  const { port } = new URL(await app.listen({ port: 0, host: '127.0.0.1' }))
  const socket = connectSocket(Number(port), '127.0.0.1')
  socket.write('POST / HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n')
  socket.write('content-length: 100\r\n\r\n{')
  let answer = ''
  for await (const chunk of socket) answer += chunk
  expect(answer).toMatch(/^HTTP\/1.1 408/)
  const whole = await app.inject({ method: 'POST', url: '/', payload: {} })
  expect(whole.body).toBe('answered')
})

test('who comes beyond the limit is told at once to come again', async () => {
  const { ask, open } = await doorkeeper()
  const admitted = [ask('/waits'), ask('/waits')]
  await sleep(20)
  const refused = await ask('/waits')
  expect(refused.statusCode).toBe(503)
  expect(refused.headers['retry-after']).toBe('1')
  expect(refused.headers['content-type']).toContain('application/problem+json')
  expect(refused.json()).toMatchObject({ code: 'overloaded', retryable: true })
  expect((await ask('/always')).statusCode).toBe(200)
  open()
  expect((await Promise.all(admitted)).map(({ statusCode }) => statusCode)).toEqual([200, 200])
  for (let again = 0; again < 5; again += 1) expect((await ask('/waits')).statusCode).toBe(200)
})

test('who hangs up leaves the place to others', async () => {
  const { ask, address, open } = await doorkeeper()
  const hangUp = new AbortController()
  const left = [1, 2].map(() => fetch(`${address}/waits`, { signal: hangUp.signal }))
  await sleep(500)
  expect((await ask('/waits')).statusCode).toBe(503)
  hangUp.abort()
  await Promise.allSettled(left)
  await sleep(500)
  const next = ask('/waits')
  open()
  expect((await next).statusCode).toBe(200)
})

test('bodies that are still on their way take no place from others', async () => {
  const { address } = await doorkeeper()
  const sockets = Array.from({ length: 6 }, () => {
    const socket = connectSocket(Number(new URL(address).port), '127.0.0.1')
    socket.write('POST /takes HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n')
    socket.write('content-length: 100\r\n\r\n{')
    return socket
  })
  await sleep(300)
  const answer = await fetch(`${address}/takes`, { method: 'POST' })
  expect(answer.status).toBe(200)
  for (const socket of sockets) socket.destroy()
})

test('orders go through while reports have taken all that is theirs', async () => {
  const database = await testDatabase()
  const reports = connect({ url: database.url, max: 1 })
  afterAll(() => reports.close())
  const { call, send } = await testApp({
    database,
    reportDb: reports.db,
    clock: () => orderedAt,
    settings: { REPORT_POOL: '1' },
  })
  const unit = await aBuyingUnit(database)
  const seller = await aSeller(database)
  const { packId } = await seller.offer()
  const leader = await unit.member('unit_leader')
  const readReport = () => send(readTotals, { query: { period: '2026' } }, { as: leader })
  const order = () =>
    call(
      placeRequisition,
      { body: { channelId: unit.channelId, neededOn, lines: [{ packId, quantity: 2 }] } },
      { as: unit.buyer },
    )

  const { waiting } = await database.sql.begin(async (tx) => {
    await tx`lock table attribution.unit_sums in access exclusive mode`
    const waiting = Array.from({ length: 8 }, readReport)
    await untilBlocked(database)
    const refused = await readReport()
    expect(refused.statusCode).toBe(503)
    expect(refused.headers['retry-after']).toBe('1')
    expect(refused.json()).toMatchObject({ code: 'overloaded', retryable: true })
    for (let orders = 0; orders < 3; orders += 1) expect((await order()).state).toBe('placed')
    return { waiting }
  })
  const answers = await Promise.all(waiting)
  expect(answers.map(({ statusCode }) => statusCode)).toEqual(Array(8).fill(200))
  expect((await readReport()).statusCode).toBe(200)
})
