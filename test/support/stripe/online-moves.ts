import { moneyOfInvoices } from '../../../server/billing/invoice-money.queries.ts'
import { requestDay } from '../../../server/billing/online/reconcile.queries.ts'
import { dailyReconciliation } from '../../../server/billing/online/reconcile.ts'
import { requestOnlineRefund } from '../../../server/billing/online/request-online-refund.ts'
import {
  cancelOnlinePayment,
  checkSoon,
  startOnlinePayment,
} from '../../../server/billing/online/start-online-payment.ts'
import { refundableOnline } from '../../../server/billing/online/view.queries.ts'
import { workOnOnlinePayments } from '../../../server/billing/online/work-on-online-payments.ts'
import type { Actor, Context } from '../../../server/platform/context.ts'
import { type Transaction, transaction } from '../../../server/platform/db/transaction.ts'
import { newId } from '../../../server/platform/ids.ts'
import { dayOf } from '../../../shared/scalars.ts'
import { contextFor } from '../app.ts'
import { aPlatform, feesBorneBy, type OnlineProgram, report, workAll } from './online-world.ts'

/** What online acts are about: a unit's invoices, whoever sold, and their accounts at Stripe. */
export interface OnlineSides {
  finance: Actor
  invoiceIds: string[]
  sellers: { id: string; manager: Actor; accountId: string }[]
  /** The online payments that were started. */
  onlineIds: string[]
  /** How many reports there were before. */
  reportsFrom: number
}

/** Which of several things, and how much of one. */
export interface Choice {
  pick: number
  share: number
}

type Session = { id: string; object: string; created: number; status: string } & {
  client_reference_id: string
  payment_intent: string | null
}
type Charge = { id: string; object: string; created: number } & {
  amount: number
  amount_refunded: number
  disputed: boolean
  payment_intent: string
}
type Ended = { id: string; object: string; created: number; status: string } & {
  account: string
  payment_intent: string
}

/** What an act answers that found nothing to do. */
export const nothing = Symbol('nothing')

const one = <T>(of: readonly T[], { pick }: Choice): T | undefined => of[pick % of.length]

/** What acts need: a write as somebody, and what the fake holds of these sides. */
function toolsOf(program: MovingProgram) {
  const { stripe, work, database } = program
  const { money } = stripe
  const act = <T>(actor: Actor, done: (tx: Transaction, context: Context) => Promise<T>) =>
    transaction(database.db, (tx) => done(tx, contextFor(actor, work.clock())))
  const sessions = ({ onlineIds }: OnlineSides, status: string) =>
    money
      .all<Session>('cs_test_')
      .filter((session) => onlineIds.includes(session.client_reference_id))
      .filter((session) => session.status === status)
  const charges = (sides: OnlineSides) => {
    const intents = sessions(sides, 'complete').map((session) => session.payment_intent)
    return money.all<Charge>('ch_').filter((charge) => intents.includes(charge.payment_intent))
  }
  const ofCharges = (sides: OnlineSides, prefix: string) => {
    const intents = charges(sides).map((charge) => charge.payment_intent)
    return money.all<Ended>(prefix).filter((ended) => intents.includes(ended.payment_intent))
  }
  const payouts = ({ sellers }: OnlineSides) =>
    money
      .all<Ended>('po_')
      .filter((payout) => sellers.some((seller) => seller.accountId === payout.account))
  const openOf = async ({ invoiceIds }: OnlineSides) => {
    const sums = await moneyOfInvoices(database.db, invoiceIds)
    return invoiceIds.filter((id) => {
      const { balanceCents = 0, waitingCents = 0 } = sums.get(id) ?? {}
      return balanceCents > waitingCents
    })
  }
  return { program, money, act, sessions, charges, ofCharges, payouts, openOf }
}
type Tools = ReturnType<typeof toolsOf>
type MovingProgram = OnlineProgram & { time: { aheadSeconds: number } }

/** Payers, banks, networks, reports and turns of the work, one at a time and in any order. */
export function onlineMoves(program: MovingProgram) {
  const tools = toolsOf(program)
  const moves = { ...payerMoves(tools), ...refundMoves(tools), ...bankMoves(tools) }
  return { ...moves, ...reportMoves(tools), decideBearer: decideBearer(tools) }
}

function payerMoves({ program: { work }, money, act, sessions, openOf }: Tools) {
  return {
    startOnline: async (sides: OnlineSides, choice: Choice) => {
      const open = await openOf(sides)
      const first = one(open, choice)
      const invoiceIds = choice.share < 0.4 && first !== undefined ? [first] : open
      if (invoiceIds.length === 0) return nothing
      const method = choice.share < 0.7 ? ('card' as const) : ('alipay' as const)
      const start = { method, invoiceIds }
      const id = await act(sides.finance, (tx, context) => startOnlinePayment(tx, context, start))
      return sides.onlineIds.push(id)
    },
    payOnline: async (sides: OnlineSides, choice: Choice) => {
      await workOnOnlinePayments(work)
      const session = one(sessions(sides, 'open'), choice)
      if (session === undefined) return nothing
      if (choice.share < 0.2) return money.failAttempt(session.id)
      return choice.share < 0.3 ? money.expire(session.id) : money.pay(session.id)
    },
    comeBack: async (sides: OnlineSides, choice: Choice) => {
      const onlinePaymentId = one(sides.onlineIds, choice) ?? newId()
      const end = choice.share < 0.3 ? cancelOnlinePayment : checkSoon
      await act(sides.finance, (tx, context) => end(tx, context, { onlinePaymentId }))
    },
  }
}

function refundMoves({ program: { database }, money, act, charges, ofCharges }: Tools) {
  return {
    refundOnline: async (sides: OnlineSides, choice: Choice) => {
      const paid = []
      for (const id of sides.invoiceIds)
        if ((await refundableOnline(database.db, id)) > 0) paid.push(id)
      const invoiceId = one(paid, choice)
      if (invoiceId === undefined) return nothing
      const [row] = await database.sql<{ id: string; line: string }[]>`
        select i.cooperative_id as id, l.order_line_id as line from billing.invoices i
        join billing.invoice_lines l on l.invoice_id = i.id where i.id = ${invoiceId}
        order by l.order_line_id offset ${choice.pick % 2} limit 1`
      const seller = sides.sellers.find(({ id }) => id === row?.id)
      if (row === undefined || seller === undefined) return nothing
      const lines = [{ orderLineId: row.line, amountCents: Math.ceil(choice.share * 1_500) }]
      const refund = { invoiceId, reason: '坏果', freightCents: 0, lines }
      return act(seller.manager, (tx, context) => requestOnlineRefund(tx, context, refund))
    },
    refundThere: async (sides: OnlineSides, choice: Choice) => {
      const charge = one(charges(sides), choice)
      if (charge === undefined || charge.disputed) return nothing
      const left = charge.amount - charge.amount_refunded
      if (left === 0) return nothing
      return money.refundOutside(charge.payment_intent, Math.ceil(choice.share * left))
    },
    failRefund: async (sides: OnlineSides, choice: Choice) => {
      const made = ofCharges(sides, 're_').filter((refund) => refund.status === 'succeeded')
      const refund = one(made, choice)
      if (refund === undefined) return nothing
      return money.failRefund(refund.id)
    },
  }
}

function bankMoves({ money, charges, ofCharges, payouts }: Tools) {
  return {
    dispute: async (sides: OnlineSides, choice: Choice) => {
      const charge = one(charges(sides), choice)
      if (charge === undefined || charge.disputed) return nothing
      const left = charge.amount - charge.amount_refunded
      const cents = choice.share > 0.5 ? left : Math.ceil(choice.share * left)
      if (left === 0) return nothing
      return money.dispute(charge.payment_intent, cents)
    },
    endDispute: async (sides: OnlineSides, choice: Choice) => {
      const open = ofCharges(sides, 'dp_').filter((dispute) => dispute.status !== 'won')
      const dispute = one(open, choice)
      if (dispute === undefined) return nothing
      return money.winDispute(dispute.id)
    },
    payOut: async (sides: OnlineSides, choice: Choice) => {
      const under = payouts(sides).filter((payout) => payout.status !== 'failed')
      const payout = one(under, choice)
      if (payout !== undefined && choice.share < 0.5) {
        const isFailed = choice.share < 0.2 || payout.status === 'paid'
        return money.endPayout(payout.id, isFailed ? 'failed' : 'paid')
      }
      const { accountId = '' } = one(sides.sellers, choice) ?? {}
      const cents = Math.ceil(choice.share * money.balanceOf(accountId))
      if (cents === 0) return nothing
      return money.payout(accountId, cents)
    },
  }
}

/** The platform decides who bears the fees of what is paid from now on (§7.2). */
function decideBearer({ program: { database, work } }: Tools) {
  return async (_: OnlineSides, { share }: Choice) => {
    await aPlatform(database)
    await feesBorneBy(database, share < 0.5 ? 'platform' : 'cooperative', work.clock())
  }
}

function reportMoves({ program, money }: Tools) {
  const { work, time } = program
  return {
    /** Some of the reports so far, in no order and perhaps again. */
    report: async (sides: OnlineSides, choice: Choice) => {
      const events = money.events.slice(sides.reportsFrom)
      for (const step of [1, 7, 13]) {
        const event = one(events, { ...choice, pick: choice.pick * step })
        if (event !== undefined) await report(program, event)
      }
      await workOnOnlinePayments(work)
    },
    turn: async (_: OnlineSides, choice: Choice) => {
      if (choice.share < 0.3) time.aheadSeconds += 65
      await workOnOnlinePayments(work)
    },
  }
}

/** Everything arrives at last: all reports twice, or none of them and the morning's comparison. */
export async function allArrives(
  program: MovingProgram,
  { reportsFrom, sellers }: OnlineSides,
  { areLost }: { areLost: boolean },
): Promise<void> {
  const { stripe, work, database, time } = program
  const { events } = stripe.money
  // A shift of a third of the way is another order than the one in which they arose.
  const own = events.slice(reportsFrom)
  const turned = [...own.slice(own.length / 3), ...own.slice(0, own.length / 3)].reverse()
  if (!areLost) for (const event of [...turned, ...own]) await report(program, event)
  // What the platform bears is paid in, so that no refund waits for it.
  await aPlatform(database)
  stripe.money.topUp(1_000_000)
  await requestDay(database.db, { day: dayOf(work.clock()), at: work.clock() })
  await workAll(work)
  time.aheadSeconds += 3_605
  await workAll(work)
  if (areLost) {
    await dailyReconciliation(work).run({})
    await requestDay(database.db, { day: dayOf(work.clock()), at: work.clock() })
    await workAll(work)
  }
  const rows = await database.sql<{ id: string; due: number }[]>`
    select cooperative_id as id, billing.due_to(cooperative_id) as due from billing.payee_accounts
    where cooperative_id in ${database.sql(sellers.map((seller) => seller.id))}`
  for (const { id, due } of rows) {
    const account = sellers.find((seller) => seller.id === id)?.accountId ?? ''
    if (due > 0) throw new Error(`${due} fen are not passed on to ${account}`)
    if (due < 0 && stripe.money.balanceOf(account) > 0)
      throw new Error(`${-due} fen were not taken back from ${account}`)
  }
}
