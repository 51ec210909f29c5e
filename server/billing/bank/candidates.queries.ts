import { type SQL, sql } from 'drizzle-orm'
import { z } from 'zod'
import type { MatchCandidate } from '../../../shared/billing/match-bank-lines.ts'
import { sides } from '../../../shared/deliveries/two-sided-record.ts'
import { cents } from '../../../shared/money.ts'
import { addDays, day } from '../../../shared/scalars.ts'
import { arrayOf, queryRows } from '../../platform/db/rows.ts'
import type { Reader } from '../../platform/db/transaction.ts'

/** Whose statement it is, and on which side of every deal they stand. */
export interface StatementOwner {
  organisationId: string
  personId: string
  side: 'unit' | 'cooperative'
}

/** Days before a line within which what it carried out was recorded. */
const daysLookedBack = 60

const columnsOf = ({ side, organisationId }: StatementOwner) => {
  const [own, other] =
    side === 'unit' ? [sql`unit_id`, sql`cooperative_id`] : [sql`cooperative_id`, sql`unit_id`]
  return { isOwn: sql`${own} = ${organisationId}`, other }
}

const ordersNamed = (invoiceId: SQL) => sql`array(
  select o.number from billing.invoice_orders b
  join orders.purchase_orders_published o on o.id = b.purchase_order_id
  where b.invoice_id = ${invoiceId} and b.credit_note_id is null)`

const named = { partyId: z.uuid(), partyName: z.string(), orderNumbers: z.array(z.string()) }
const decidedRow = z.object({
  id: z.uuid(),
  ...named,
  invoiceNumber: z.string(),
  bankReference: z.string(),
  amountCents: cents,
  on: day,
  state: z.enum(['recorded', 'confirmed']),
  recordedSide: z.enum(sides),
  recordedBy: z.uuid(),
})

/**
 * Payments or refunds by bank transfer that no line of the owner's shows yet; of a unit also those
 * that the provider has taken from its account. What a cooperative gets so comes by payouts.
 */
export async function decidedCandidates(
  reader: Reader,
  owner: StatementOwner,
  { kind, since }: { kind: 'payment' | 'refund'; since: string },
): Promise<MatchCandidate[]> {
  const { isOwn, other } = columnsOf(owner)
  const isPayment = kind === 'payment'
  const table = isPayment ? sql`billing.payments` : sql`billing.refunds`
  const reference = isPayment ? sql`payment_id` : sql`refund_id`
  const rows = await queryRows(
    reader,
    decidedRow,
    sql`
    select d.id, d.${other} as party_id, party.name as party_name, i.number as invoice_number,
      d.bank_reference, d.amount_cents, d.state, d.recorded_by,
      ${isPayment ? sql`d.paid_on` : sql`d.refunded_on`} as on,
      ${isPayment ? sql`d.recorded_side` : sql`'cooperative'`} as recorded_side,
      ${ordersNamed(sql`d.invoice_id`)} as order_numbers
    from ${table} d join billing.invoices i on i.id = d.invoice_id
    join organisations.organisations_published party on party.id = d.${other}
    where d.${isOwn} and d.state in ('recorded', 'confirmed') and (d.method = 'bank_transfer'
        or (d.state = 'confirmed' and ${owner.side === 'unit'}::boolean))
      and d.recorded_at >= ${addDays(since, -daysLookedBack)}::date
      and not exists (select from billing.bank_matches m
        where m.${reference} = d.id and m.organisation_id = ${owner.organisationId})
    order by d.id`,
  )
  return rows.map((row) => {
    const waits = row.state === 'recorded' && row.recordedSide !== owner.side
    return {
      ...{ kind, id: row.id, partyId: row.partyId, partyName: row.partyName },
      references: [row.bankReference, row.invoiceNumber, ...row.orderNumbers],
      transfer: `${row.bankReference} ${row.on}`,
      cents: row.amountCents,
      on: row.on,
      // A refund that waits takes from what was recognised: a person looks at it.
      mayDecide: !waits || (isPayment && row.recordedBy !== owner.personId),
    }
  })
}

const misdirectedRow = decidedRow.omit({ invoiceNumber: true, orderNumbers: true })

/** 误付款, or returns of it, that no line of the owner's shows yet. */
export async function misdirectedCandidates(
  reader: Reader,
  owner: StatementOwner,
  { isReturn, since }: { isReturn: boolean; since: string },
): Promise<MatchCandidate[]> {
  const { isOwn, other } = columnsOf(owner)
  const rows = await queryRows(
    reader,
    misdirectedRow,
    sql`
    select d.id, d.${other} as party_id, party.name as party_name, d.bank_reference,
      d.amount_cents, d.moved_on as on, d.state, d.recorded_side, d.recorded_by
    from billing.misdirected_payments d
    join organisations.organisations_published party on party.id = d.${other}
    where d.${isOwn} and d.is_return = ${isReturn} and d.state in ('recorded', 'confirmed')
      and d.recorded_at >= ${addDays(since, -daysLookedBack)}::date
      and not exists (select from billing.bank_matches m
        where m.misdirected_id = d.id and m.organisation_id = ${owner.organisationId})
    order by d.id`,
  )
  return rows.map(({ id, partyId, partyName, bankReference, amountCents, on, ...row }) => ({
    ...{ kind: 'misdirected' as const, id, partyId, partyName, references: [bankReference] },
    ...{ transfer: `${bankReference} ${on}`, cents: amountCents, on },
    mayDecide:
      row.state === 'confirmed' ||
      row.recordedSide === owner.side ||
      row.recordedBy !== owner.personId,
  }))
}

const invoiceRow = z.object({
  id: z.uuid(),
  ...named,
  number: z.string(),
  issuedOn: day,
  openCents: z.int(),
})

/** Invoices of the owner with money open that nobody has recorded a payment of. */
export async function invoiceCandidates(
  reader: Reader,
  owner: StatementOwner,
): Promise<MatchCandidate[]> {
  const { isOwn, other } = columnsOf(owner)
  const rows = await queryRows(
    reader,
    invoiceRow,
    sql`
    select i.id, i.${other} as party_id, party.name as party_name, i.number, i.issued_on,
      (m.balance_cents - m.waiting_cents)::bigint as open_cents,
      ${ordersNamed(sql`i.id`)} as order_numbers
    from billing.open_invoices o join billing.invoices i on i.id = o.invoice_id
    join organisations.organisations_published party on party.id = i.${other}
    cross join lateral (
      select * from billing.invoice_money where invoice_id = i.id) m
    where o.${isOwn} and m.balance_cents > m.waiting_cents
    order by i.issued_on, i.id limit 20000`,
  )
  return rows.map((row) => ({
    ...{ kind: 'invoice' as const, id: row.id, partyId: row.partyId, partyName: row.partyName },
    references: [row.number, ...row.orderNumbers],
    transfer: row.id,
    cents: row.openCents,
    on: row.issuedOn,
    mayDecide: false,
  }))
}

const accountRow = z.object({ account: z.string(), partyId: z.uuid() })

/** Who earlier lines of the owner's accounts came from or went to, by the other side's account. */
export async function partiesOfAccounts(
  reader: Reader,
  owner: StatementOwner,
  accounts: readonly string[],
): Promise<Map<string, string>> {
  const { other } = columnsOf(owner)
  const rows = await queryRows(
    reader,
    accountRow,
    sql`
    select distinct l.counterparty_account as account,
      coalesce(p.party, r.party, d.party) as party_id
    from billing.bank_lines l join billing.bank_matches m on m.line_id = l.id
    left join lateral (select ${other} as party from billing.payments
      where id = m.payment_id and state = 'confirmed') p on true
    left join lateral (select ${other} as party from billing.refunds
      where id = m.refund_id and state = 'confirmed') r on true
    left join lateral (select ${other} as party from billing.misdirected_payments
      where id = m.misdirected_id and state = 'confirmed') d on true
    where l.organisation_id = ${owner.organisationId} and l.counterparty_account <> ''
      and l.counterparty_account = any(${arrayOf('text', accounts)})
      and coalesce(p.party, r.party, d.party) is not null`,
  )
  const byAccount = Map.groupBy(rows, (row) => row.account)
  return new Map(
    [...byAccount].flatMap(([account, parties]) =>
      parties.length === 1 ? parties.map(({ partyId }) => [account, partyId] as const) : [],
    ),
  )
}

const oppositeRow = z.object({ lineId: z.uuid(), otherId: z.uuid() })

/** Earlier lines that a line may have taken back: the same amount and counterparty, reversed. */
export async function oppositeLines(
  reader: Reader,
  lineIds: readonly string[],
): Promise<Map<string, string[]>> {
  const rows = await queryRows(
    reader,
    oppositeRow,
    sql`
    select l.id as line_id, other.id as other_id
    from billing.bank_lines l
    join billing.bank_lines other on other.organisation_id = l.organisation_id
      and other.amount_cents = -l.amount_cents and other.id <> l.id
      and other.account = l.account
      and other.booked_on between l.booked_on - ${daysLookedBack}::int and l.booked_on
      and (other.booked_on < l.booked_on or other.id < l.id)
      and ((other.counterparty_account <> ''
          and other.counterparty_account = l.counterparty_account)
        or (other.counterparty_name <> '' and other.counterparty_name = l.counterparty_name))
    join billing.bank_line_states s on s.line_id = other.id and s.state <> 'ignored'
    where l.id = any(${arrayOf('uuid', lineIds)})
      and not exists (select from billing.bank_matches m
        left join billing.payments p on p.id = m.payment_id
        left join billing.misdirected_payments d on d.id = m.misdirected_id
        where m.line_id = other.id and (m.refund_id is not null or m.other_line_id is not null
          or coalesce(p.state, d.state) <> 'recorded'))
      and not exists (select from billing.bank_matches m where m.other_line_id = other.id)
    order by l.id, other.booked_on desc, other.id desc`,
  )
  const byLine = Map.groupBy(rows, (row) => row.lineId)
  return new Map([...byLine].map(([id, own]) => [id, own.map(({ otherId }) => otherId)]))
}
