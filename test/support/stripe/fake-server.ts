import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import Stripe from 'stripe'
import type { Clock } from '../../../server/platform/clock.ts'
import { FakeMoney, FakeProblem } from './fake-money.ts'
import { hostedPage } from './hosted-pages.ts'
import { knownParams, type Params, readForm } from './stripe-params.ts'

/**
 * A stateful fake of Stripe, spoken to over HTTP by Stripe's own library. It knows accounts,
 * checkout, refunds, disputes, transfers, payouts and balances, keeps idempotency keys, and refuses
 * parameters that the library's types do not know. It knows no cards, no 3-D Secure, no identity.
 *
 *     const stripe = await startFake(clock)
 *     stripe.money.pay(sessionId)
 */
export interface FakeStripe {
  url: string
  settings: Record<string, string>
  money: FakeMoney
  /** Every request in its order, as `POST /v1/refunds`. */
  requests: string[]
  /** Every object answered, to be compared with the published examples. */
  answered: Record<string, unknown>[]
  /** The signature header of a report, made by Stripe's own library. */
  sign(payload: string): string
  /** Done is what was asked; its answer is held until this has ended. */
  beforeAnswer?: ((route: string) => Promise<void>) | undefined
  close(): void
}

const webhookSecret = 'whsec_that_only_tests_know'

export async function startFake(clock: Clock, port = 0): Promise<FakeStripe> {
  const money = new FakeMoney(clock)
  const requests: string[] = []
  const answered: Record<string, unknown>[] = []
  const keys = new KeysOfADay(clock)
  const server = createServer(async (request, response) => {
    const page = hostedPage(money, request)
    if (page !== null) {
      response.writeHead(page.status, page.headers)
      response.end(page.body)
      return
    }
    const answer = await answerOf(money, request, keys)
    requests.push(answer.route)
    await fake.beforeAnswer?.(answer.route)
    if ('object' in answer && answer.object !== undefined) answered.push(answer.object)
    send(response, answer.status, answer.body)
  })
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  money.pagesAt = url
  const signer = new Stripe('sk_test_signing')
  const fake: FakeStripe = {
    url,
    settings: {
      STRIPE_SECRET_KEY: 'sk_test_that_only_tests_know',
      STRIPE_WEBHOOK_SECRET: webhookSecret,
      STRIPE_URL: url,
    },
    ...{ money, requests, answered },
    sign: (payload) => signer.webhooks.generateTestHeaderString({ payload, secret: webhookSecret }),
    close: () => {
      server.closeAllConnections()
      server.close()
    },
  }
  return fake
}

interface Answered {
  request: string
  status: number
  body: string
}

/** What was answered under each key, for the day after which Stripe forgets them. */
class KeysOfADay {
  private readonly answers = new Map<string, Answered & { at: number }>()
  private readonly clock: Clock

  constructor(clock: Clock) {
    this.clock = clock
  }

  get(key: string | undefined): Answered | undefined {
    const known = this.answers.get(key ?? '')
    const isYoung = known !== undefined && this.clock().getTime() - known.at < 86_400_000
    return isYoung ? known : undefined
  }

  set(key: string | undefined, answered: Answered): void {
    if (key !== undefined) this.answers.set(key, { ...answered, at: this.clock().getTime() })
  }
}

async function answerOf(money: FakeMoney, request: IncomingMessage, keys: KeysOfADay) {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  const body = Buffer.concat(chunks).toString()
  const [path = '', query = ''] = (request.url ?? '').split('?')
  const { route, ids } = routeOf(request.method ?? 'GET', path)
  const key = request.headers['idempotency-key'] as string | undefined
  const sent = `${request.method} ${request.url}\n${body}`
  const earlier = keys.get(key)
  if (earlier !== undefined) {
    if (earlier.request === sent) return { route, status: earlier.status, body: earlier.body }
    return { route, ...problem(new FakeProblem('idempotency_error', 400)) }
  }
  try {
    const params = readForm(request.method === 'GET' ? query : body)
    requireKnown(route, params)
    const account = request.headers['stripe-account'] as string | undefined
    const object = money.answer(route, { ids, params, account }) as Record<string, unknown>
    const answer = { status: 200, body: JSON.stringify(object) }
    keys.set(key, { request: sent, ...answer })
    return { route, object, ...answer }
  } catch (error) {
    if (!(error instanceof FakeProblem)) throw error
    const answer = problem(error)
    keys.set(key, { request: sent, ...answer })
    return { route, ...answer }
  }
}

/** `GET /v1/transfers/tr_1/reversals` is the route `GET /v1/transfers/:id/reversals`. */
function routeOf(method: string, path: string): { route: string; ids: string[] } {
  const ids: string[] = []
  const parts = path.split('/').map((part) => {
    if (!/^(cs|pi|re|tr|acct|po|dp)_/.test(part)) return part
    ids.push(part)
    return ':id'
  })
  return { route: `${method} ${parts.join('/')}`, ids }
}

function requireKnown(route: string, params: Params): void {
  const known = knownParams[route]
  if (known === undefined) throw new FakeProblem('url_invalid', 404)
  const unknown = Object.keys(params).find((name) => !known.includes(name))
  if (unknown !== undefined) throw new FakeProblem('parameter_unknown', 400, unknown)
}

function problem({ code, status, param }: FakeProblem) {
  const type = code === 'idempotency_error' ? code : 'invalid_request_error'
  return { status, body: JSON.stringify({ error: { type, code, message: code, param } }) }
}

function send(response: ServerResponse, status: number, body: string): void {
  response.writeHead(status, { 'content-type': 'application/json', 'request-id': 'req_fake' })
  response.end(body)
}
