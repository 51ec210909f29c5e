import { expect, test } from 'vitest'
import { findJournalFault } from '../../../server/billing/index.ts'
import type { OnlineDependencies } from '../../../server/billing/online/online-deps.ts'
import type { PaymentProvider } from '../../../server/platform/stripe/provider.ts'
import {
  cancelOnlinePayment,
  openPayeeAccount,
  startOnlinePayment,
} from '../../../shared/billing/online.api.ts'
import { killedProcesses } from '../../support/stripe/killed-process.ts'
import {
  aDebtor,
  agree,
  booksOf,
  type Debtor,
  newEvents,
  onlineProgram,
  refundPart,
  report,
  workAll,
} from '../../support/stripe/online-world.ts'

const program = await onlineProgram()
const { call, stripe, work, database, time } = program

/** Every answer of the provider is lost once with the server that waited for it. */
function dyingWork() {
  const lost = new Set<string>()
  const deaths: string[] = []
  const calls: string[] = []
  let die = () => {}
  const provider = new Proxy(work.provider, {
    get: (target, name: keyof PaymentProvider) => {
      const method = target[name] as (...args: unknown[]) => Promise<unknown>
      return async (...args: unknown[]) => {
        const answer = await method(...args)
        const about = `${name} ${JSON.stringify(args)}`
        if (lost.delete(about)) return answer
        lost.add(about)
        deaths.push(name)
        calls.push(about)
        die()
        // Nothing of this server is ever heard of again: no answer, no error, no commit.
        return new Promise(() => {})
      }
    },
  })
  const dying: OnlineDependencies = { ...work, provider }
  const untilDeath = () =>
    Promise.race([
      workAll(dying).then(() => false),
      new Promise<true>((resolve) => {
        die = () => resolve(true)
      }),
    ])
  return { deaths, calls, untilDeath }
}
type Dying = Pick<ReturnType<typeof dyingWork>, 'calls' | 'untilDeath'>

/** Until nothing is left to do, the server started again as often as needed. */
async function surviving(dying: Dying | null, pauseSeconds = 125): Promise<void> {
  if (dying === null) return workAll(work)
  for (let start = 0; start < 60; start += 1) {
    if (!(await dying.untilDeath())) return
    time.aheadSeconds += pauseSeconds
  }
  const last = dying.calls.slice(-20).join('\n')
  throw new Error(`the work with the provider never ends; it asked last:\n${last}`)
}

const madeThings = () =>
  ['re_', 'tr_', 'trr_', 'po_'].map((prefix) => stripe.money.all(prefix).length)

/** All that a provider is asked for: account, pages, a payment, what became of it, a day. */
async function aLife(dying: Dying | null, pauseSeconds: number) {
  const debtor = await aDebtor(program, { sellers: 1, hasAccounts: false })
  const { finance, debts } = debtor
  const { invoiceId, manager, seller } = debts[0] as Debtor['debts'][0]
  const { money } = stripe
  let from = money.events.length
  const reports = async (pause = pauseSeconds) => {
    for (const event of newEvents(program, from)) await report(program, event)
    from = money.events.length
    await surviving(dying, pause)
  }
  await call(openPayeeAccount, {}, { as: manager })
  await surviving(dying)
  const accounts = money
    .all<Owned>('acct_')
    .filter((one) => one.metadata.cooperative === manager.organisationId)
  expect(accounts).toHaveLength(1)
  const accountId = accounts[0]?.id ?? ''
  money.completeForm(accountId)
  await reports(125)
  const start = async () => {
    const body = { method: 'wechat_pay' as const, invoiceIds: [invoiceId] }
    const { id } = await call(startOnlinePayment, { body }, { as: finance })
    await surviving(dying)
    const sessions = money.all<Session>('cs_test_')
    const [session, other] = sessions.filter((one) => one.client_reference_id === id)
    expect(other).toBeUndefined()
    return { params: { onlinePaymentId: id }, sessionId: session?.id ?? '' }
  }
  await call(cancelOnlinePayment, { params: (await start()).params }, { as: finance })
  await surviving(dying)
  const intent = money.pay((await start()).sessionId)
  await reports()
  const payout = money.payout(accountId, 5_000)
  await reports()
  money.endPayout(payout.id, 'paid')
  await reports()
  await refundPart(call, debtor)
  await surviving(dying, pauseSeconds)
  const dispute = money.dispute(intent.id, 2_000)
  await reports()
  money.winDispute(dispute.id)
  await reports()
  await agree(program, { debts: [{ seller, accountId }] })
  const books = await booksOf(database, seller.id)
  const made = madeThings()
  return { books, held: money.balanceOf(accountId), made }
}
type Owned = { id: string; object: string; created: number; metadata: Record<string, string> }
type Session = { id: string; object: string; created: number; client_reference_id: string }

/** A whole life, and how many things it made at the provider. */
async function lifeOf(dying: Dying | null, pauseSeconds: number) {
  const ahead = time.aheadSeconds
  const before = madeThings()
  const { made, ...life } = await aLife(dying, pauseSeconds)
  time.aheadSeconds = ahead
  return { ...life, made: made.map((count, index) => count - (before[index] ?? 0)) }
}

let undisturbed: ReturnType<typeof lifeOf> | undefined
/** What becomes of a life in which nothing dies. */
const inPeace = () => {
  undisturbed ??= lifeOf(null, 0)
  return undisturbed
}

test('an answer that is lost with every commit behind it is neither lost nor doubled', async () => {
  const deaths = new Set<string>()
  // The provider forgets keys after a day: what was made before must be found all the same.
  for (const pauseSeconds of [125, 26 * 3_600]) {
    const dying = dyingWork()
    expect(await lifeOf(dying, pauseSeconds)).toEqual(await inPeace())
    for (const name of dying.deaths) deaths.add(name)
    expect(dying.deaths.length).toBeGreaterThan(20)
  }
  expect([...deaths].sort()).toEqual([
    ...['closeCheckout', 'findMade', 'openAccount', 'openCheckout', 'openForm', 'readAccount'],
    ...['readBalance', 'readPayment', 'readPayout', 'refund', 'reverseTransfer', 'transfer'],
  ])
}, 60_000)

test('a server killed between each answer of the provider and its commit loses and doubles nothing', async () => {
  const killed = await killedProcesses(program)
  expect(await lifeOf(killed, 125)).toEqual(await inPeace())
  killed.stop()
  expect(killed.deaths.sort()).toEqual([
    'GET /v1/checkout/sessions/:id',
    'GET /v1/payouts/:id',
    'POST /v1/account_links',
    'POST /v1/accounts',
    'POST /v1/checkout/sessions',
    'POST /v1/checkout/sessions/:id/expire',
    'POST /v1/refunds',
    'POST /v1/transfers',
    'POST /v1/transfers/:id/reversals',
  ])
  expect(await findJournalFault(database.db, '')).toBeUndefined()
}, 60_000)
