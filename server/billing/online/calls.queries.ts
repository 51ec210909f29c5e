import { sql } from 'drizzle-orm'
import { z } from 'zod'
import { cents } from '../../../shared/money.ts'
import { arrayOf, execute, queryRow, queryRows } from '../../platform/db/rows.ts'
import type { Database, Reader, Transaction } from '../../platform/db/transaction.ts'
import { later } from './online-deps.ts'

const callRow = z.object({
  id: z.uuid(),
  kind: z.enum([
    'open_checkout',
    'close_checkout',
    'open_account',
    'open_form',
    'refund',
    'transfer',
    'reverse_transfer',
  ]),
  onlinePaymentId: z.uuid().nullable(),
  refundId: z.uuid().nullable(),
  cooperativeId: z.uuid().nullable(),
  amountCents: cents.nullable(),
  targetId: z.string().nullable(),
  createdAt: z.date(),
})
export type PendingCall = z.output<typeof callRow>

/**
 * Takes some pending calls and puts off their next attempt, so that several servers do not make
 * them side by side, and a call whose server dies is made again.
 */
export function claimCalls(db: Database, now: Date): Promise<PendingCall[]> {
  return queryRows(
    db,
    callRow,
    sql`
    update billing.provider_calls c set attempts = c.attempts + 1,
      next_at = ${now.toISOString()}::timestamptz
        + make_interval(secs => least(3600, 30 * (c.attempts + 1)))
    from (select id from billing.provider_calls
      where state = 'pending' and next_at <= ${now.toISOString()}::timestamptz
      order by next_at, id limit 20 for no key update skip locked) due
    where c.id = due.id
    returning c.id, c.kind, c.online_payment_id, c.refund_id, c.cooperative_id, c.amount_cents,
      c.target_id, c.created_at`,
  )
}

/** Ends a call; false where another server has ended it before. */
export async function finishCall(
  tx: Transaction,
  id: string,
  end: { state: 'done' | 'failed'; resultId?: string; failure?: string; at: Date },
): Promise<boolean> {
  const { state, resultId = null, failure = '', at } = end
  const count = await execute(
    tx,
    sql`
    update billing.provider_calls set state = ${state}, result_id = ${resultId},
      failure = ${failure}, finished_at = ${at.toISOString()}
    where id = ${id} and state = 'pending'`,
  )
  return count === 1
}

const itemRow = z.object({
  invoiceId: z.uuid(),
  invoiceNumber: z.string(),
  cooperativeName: z.string(),
  amountCents: cents,
})

/** What stands on the provider's page: the invoices that are paid. */
export function selectCheckoutItems(reader: Reader, onlinePaymentId: string) {
  return queryRows(
    reader,
    itemRow,
    sql`
    select p.invoice_id, i.number as invoice_number, o.name as cooperative_name, p.amount_cents
    from billing.online_payment_parts p
    join billing.invoices i on i.id = p.invoice_id
    join organisations.organisations_published o on o.id = p.cooperative_id
    where p.online_payment_id = ${onlinePaymentId} order by i.number, i.id`,
  )
}

const roomRow = z.object({ onlinePaymentId: z.uuid(), roomCents: cents })

/** The oldest payment of which a cooperative's share is not wholly transferred, and how much. */
export function paymentToTransfer(reader: Reader, cooperativeId: string) {
  return queryRow(
    reader,
    roomRow,
    sql`
    select o.id as online_payment_id,
      (share.cents - fee.cents + moved.cents)::bigint as room_cents
    from billing.online_payments o
    cross join lateral (select sum(amount_cents) as cents from billing.online_payment_parts
      where online_payment_id = o.id and cooperative_id = ${cooperativeId}) share
    cross join lateral (select coalesce(sum(f.amount_cents), 0) as cents
      from billing.provider_movements m join billing.provider_fees f on f.movement_id = m.id
      where m.online_payment_id = o.id and m.kind = 'charge'
        and f.cooperative_id = ${cooperativeId} and f.borne_by is null) fee
    cross join lateral (select coalesce(sum(amount_cents), 0) as cents
      from billing.provider_movements
      where online_payment_id = o.id and cooperative_id = ${cooperativeId}) moved
    where o.state = 'paid' and o.id in (select online_payment_id
        from billing.online_payment_parts where cooperative_id = ${cooperativeId})
      and exists (select from billing.provider_movements
        where online_payment_id = o.id and kind = 'charge')
      and share.cents - fee.cents + moved.cents > 0
    order by o.paid_at, o.id limit 1`,
  )
}

const heldRow = z.object({ transferId: z.string(), onlinePaymentId: z.uuid(), heldCents: cents })

/** The latest transfer to a cooperative that is not wholly reversed, and what is left of it. */
export function transferToReverse(reader: Reader, cooperativeId: string) {
  return queryRow(
    reader,
    heldRow,
    sql`
    select t.result_id as transfer_id, t.online_payment_id,
      (t.amount_cents - back.cents)::bigint as held_cents
    from billing.provider_calls t
    cross join lateral (select coalesce(sum(amount_cents), 0) as cents
      from billing.provider_calls r where r.kind = 'reverse_transfer' and r.state = 'done'
        and r.cooperative_id = ${cooperativeId} and r.target_id = t.result_id) back
    where t.kind = 'transfer' and t.state = 'done' and t.cooperative_id = ${cooperativeId}
      and t.amount_cents > back.cents
    order by t.finished_at desc, t.id desc limit 1`,
  )
}

const refundRow = z.object({ refundId: z.uuid(), onlinePaymentId: z.uuid(), amountCents: cents })

/** Refunds of a cooperative that the provider does not know yet, and what they are paid from. */
export function refundsToMake(reader: Reader, cooperativeId: string) {
  return queryRows(
    reader,
    refundRow,
    sql`
    select r.id as refund_id, p.online_payment_id, r.amount_cents
    from billing.refunds r
    cross join lateral (select online_payment_id from billing.online_payment_parts part
      join billing.online_payments o on o.id = part.online_payment_id and o.state = 'paid'
      where part.invoice_id = r.invoice_id order by part.amount_cents desc, o.id limit 1) p
    where r.cooperative_id = ${cooperativeId} and r.method = 'online' and r.state = 'recorded'
      and not exists (select from billing.provider_calls where refund_id = r.id)
    order by r.recorded_at, r.id limit 20`,
  )
}

export async function hasPendingMove(reader: Reader, cooperativeId: string): Promise<boolean> {
  const rows = await queryRows(
    reader,
    z.object({ id: z.uuid() }),
    sql`select id from billing.provider_calls where cooperative_id = ${cooperativeId}
      and state = 'pending' and kind in ('transfer', 'reverse_transfer')`,
  )
  return rows.length > 0
}

const dueRow = z.object({ cooperativeId: z.uuid() })

/** Takes the accounts whose transfers are to be compared with the books now. */
export async function claimAccounts(db: Database, now: Date): Promise<string[]> {
  const rows = await queryRows(
    db,
    dueRow,
    sql`
    update billing.payee_accounts a set settle_at = ${later(now, 60).toISOString()}::timestamptz
    from (select cooperative_id from billing.payee_accounts
      where settle_at <= ${now.toISOString()}::timestamptz
      order by settle_at, cooperative_id limit 20 for no key update skip locked) due
    where a.cooperative_id = due.cooperative_id
    returning a.cooperative_id`,
  )
  return rows.map((row) => row.cooperativeId).sort()
}

/** What waits for the platform to pay in is looked at again. */
export async function settleWaiting(tx: Transaction, at: Date): Promise<void> {
  await execute(
    tx,
    sql`
    with locked as (
      select cooperative_id from billing.payee_accounts
      where settle_at > ${at.toISOString()}::timestamptz
      order by cooperative_id for no key update
    )
    update billing.payee_accounts a set settle_at = ${at.toISOString()}::timestamptz
    from locked where a.cooperative_id = locked.cooperative_id`,
  )
}

/** Nothing is left to do for these accounts until something happens. */
export async function settled(tx: Transaction, cooperativeIds: readonly string[]): Promise<void> {
  await execute(
    tx,
    sql`update billing.payee_accounts set settle_at = null
      where cooperative_id = any(${arrayOf('uuid', cooperativeIds)})`,
  )
}
