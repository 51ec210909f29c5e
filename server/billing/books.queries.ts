import { type SQL, sql } from 'drizzle-orm'
import { z } from 'zod'
import { type Account, accounts, relationAccounts } from '../../shared/billing/accounts.ts'
import { accountPosting, statement } from '../../shared/billing/books.schemas.ts'
import { type Figure, figure } from '../../shared/figure.ts'
import type { CursorPage } from '../../shared/pagination.ts'
import { id } from '../../shared/scalars.ts'
import { keysetOf } from '../platform/db/keyset.ts'
import { countOf } from '../platform/db/list-source.ts'
import { allOf, arrayOf, queryRow, queryRows } from '../platform/db/rows.ts'
import type { Reader } from '../platform/db/transaction.ts'
import { nilId } from '../platform/ids.ts'

/** Months of one organisation's books, both included. */
export interface BookMonths {
  organisationId: string
  from: string
  to: string
}

const trialBalanceRow = z.object({
  account: z.enum(accounts),
  openingCents: figure,
  debitCents: figure,
  creditCents: figure,
  closingCents: figure,
})

/** Every account of the books up to the last month, from the kept balances. */
export function selectTrialBalance(reader: Reader, { organisationId, from, to }: BookMonths) {
  return queryRows(
    reader,
    trialBalanceRow,
    sql`
    select account,
      coalesce(sum(debit_cents - credit_cents) filter (where month < ${from}), 0)::text
        as opening_cents,
      coalesce(sum(debit_cents) filter (where month >= ${from}), 0)::text as debit_cents,
      coalesce(sum(credit_cents) filter (where month >= ${from}), 0)::text as credit_cents,
      sum(debit_cents - credit_cents)::text as closing_cents
    from billing.account_balances
    where organisation_id = ${organisationId} and month <= ${to}
    group by account`,
  )
}

const isOfRelation = sql`account = any(${arrayOf('text', relationAccounts)})`

/** Whose books, and whether amounts are turned so that the buyer's debt is above 0 (+1 or −1). */
export interface Relation {
  organisationId: string
  sign: 1 | -1
}

const counterpartyRow = z.object({
  counterpartyId: id,
  counterpartyName: z.string(),
  balanceCents: figure,
  cursor: z.string(),
})

/** What is open with each counterparty, the largest first. */
export async function selectCounterparties(
  reader: Reader,
  { organisationId, sign }: Relation,
  filter: CursorPage,
) {
  const columns = [
    { column: sql`balance_cents`, type: 'bigint' as const },
    { column: sql`counterparty_id`, type: 'uuid' as const },
  ]
  const keyset = keysetOf({ name: '-balance', columns, descending: true }, filter)
  const balances = sql`
    select counterparty_id, (${sign}::int * sum(debit_cents - credit_cents))::bigint
      as balance_cents
    from billing.account_balances
    where organisation_id = ${organisationId} and counterparty_id <> ${nilId} and ${isOfRelation}
    group by counterparty_id`
  const rows = await queryRows(
    reader,
    counterpartyRow,
    sql`
    with page as (
      select * from (${balances}) balances where ${keyset.after ?? sql`true`}
      order by ${keyset.order} limit ${keyset.limit}
    )
    select counterparty_id, balance_cents::text as balance_cents, ${keyset.cursor} as cursor,
      (select name from organisations.organisations_published where id = counterparty_id)
        as counterparty_name
    from page order by page.balance_cents desc, counterparty_id desc`,
  )
  return { rows, total: await countOf(reader, filter, balances) }
}

/** The document behind the entry `e`, each looked up along a key. */
const documentColumns = sql`
  e.cause_kind as cause, e.invoice_id,
  (select number from billing.invoices where id = e.invoice_id) as invoice_number,
  (select purchase_order_id from billing.settlements
    where e.cause_kind = 'settlement' and id = e.cause_id) as purchase_order_id,
  case e.cause_kind
    when 'payment' then (select bank_reference from billing.payments where id = e.cause_id)
    when 'refund' then (select bank_reference from billing.refunds where id = e.cause_id)
    when 'payment_move_out' then (select p.bank_reference from billing.payment_moves m
      join billing.payments p on p.id = m.payment_id where m.id = e.cause_id)
    when 'payment_move_in' then (select p.bank_reference from billing.payment_moves m
      join billing.payments p on p.id = m.payment_id where m.id = e.cause_id)
    when 'misdirected_payment' then (select bank_reference from billing.misdirected_payments
      where id = e.cause_id)
    when 'settlement' then (select nullif(bank_reference, '') from billing.settlements
      where id = e.cause_id)
  end as bank_reference`

const postingRow = accountPosting.omit({ counterparty: true, debitCents: true, creditCents: true })
const accountPostingRow = postingRow.extend({
  counterpartyId: id.nullable(),
  counterpartyName: z.string().nullable(),
  cents: z.int(),
  cursor: z.string(),
})
export type AccountPostingRow = z.output<typeof accountPostingRow>

/** The postings of an account, latest first. */
export async function selectPostings(
  reader: Reader,
  { organisationId, from, to }: BookMonths,
  filter: CursorPage & { account: Account },
) {
  const columns = [
    { column: sql`p.occurred_on`, type: 'date' as const },
    { column: sql`p.entry_id`, type: 'uuid' as const },
  ]
  const keyset = keysetOf({ name: '-occurred_on', columns, descending: true }, filter)
  const source = sql`
    from billing.postings p where p.organisation_id = ${organisationId}
      and p.account = ${filter.account} and p.occurred_on >= ${`${from}-01`}::date
      and p.occurred_on < (${`${to}-01`}::date + interval '1 month')::date`
  const rows = await queryRows(
    reader,
    accountPostingRow,
    sql`
    with p as (
      select p.* ${source} and ${keyset.after ?? sql`true`}
      order by ${keyset.order} limit ${keyset.limit}
    )
    select p.entry_id, p.occurred_on, p.cents, e.counterparty_id, ${keyset.cursor} as cursor,
      (select name from organisations.organisations_published where id = e.counterparty_id)
        as counterparty_name, ${documentColumns}
    from p join billing.journal_entries e on e.id = p.entry_id order by ${keyset.order}`,
  )
  return { rows, total: await countOf(reader, filter, sql`select 1 ${source}`) }
}

/** The open money of one relation over days, both included. */
export interface StatementQuestion extends Relation {
  counterpartyId: string
  from: string
  to: string
}

const statementRow = statement.shape.items.element
  .omit({ balanceCents: true })
  .extend({ cursor: z.string() })

/** The entries that changed what one side owes the other, oldest first. */
export async function selectStatement(
  reader: Reader,
  { organisationId, counterpartyId, sign, from, to }: StatementQuestion,
  filter: CursorPage,
) {
  const columns = [
    { column: sql`e.occurred_on`, type: 'date' as const },
    { column: sql`e.id`, type: 'uuid' as const },
  ]
  const keyset = keysetOf({ name: 'occurred_on', columns }, filter)
  const condition = allOf([
    sql`e.organisation_id = ${organisationId} and e.counterparty_id = ${counterpartyId}
      and e.occurred_on between ${from} and ${to}`,
    sql`exists (select from billing.postings where entry_id = e.id and ${isOfRelation})`,
  ])
  const rows = await queryRows(
    reader,
    statementRow,
    sql`
    select e.id as entry_id, e.occurred_on, ${documentColumns}, ${keyset.cursor} as cursor,
      (select ${sign}::int * sum(cents) from billing.postings
        where entry_id = e.id and ${isOfRelation})::bigint as change_cents
    from billing.journal_entries e where ${condition} and ${keyset.after ?? sql`true`}
    order by ${keyset.order} limit ${keyset.limit}`,
  )
  const all = sql`select 1 from billing.journal_entries e where ${condition}`
  return { rows, total: await countOf(reader, filter, all) }
}

const balanceRow = z.object({ balanceCents: figure })

/**
 * What is open just before a day, or before an entry of that day: kept balances of the months
 * before, and the entries of the day's own month.
 */
export async function balanceBefore(
  reader: Reader,
  { organisationId, counterpartyId, sign }: Omit<StatementQuestion, 'from' | 'to'>,
  { day, entryId = nilId }: { day: string; entryId?: string },
): Promise<Figure> {
  const whole: SQL = sql`
    select debit_cents - credit_cents as cents from billing.account_balances
    where organisation_id = ${organisationId} and counterparty_id = ${counterpartyId}
      and ${isOfRelation} and month < to_char(${day}::date, 'YYYY-MM')`
  const row = await queryRow(
    reader,
    balanceRow,
    sql`
    select (${sign}::int * coalesce(sum(cents), 0))::text as balance_cents from (
      ${whole}
      union all
      select p.cents from billing.journal_entries e join billing.postings p on p.entry_id = e.id
      where e.organisation_id = ${organisationId} and e.counterparty_id = ${counterpartyId}
        and ${isOfRelation} and e.occurred_on >= date_trunc('month', ${day}::date)::date
        and (e.occurred_on, e.id) < (${day}::date, ${entryId}::uuid)
    ) changes`,
  )
  return row?.balanceCents ?? 0
}

const related = z.object({ isRelated: z.boolean() })

/** Whether two organisations ever owed each other anything. */
export async function isRelated(
  reader: Reader,
  { organisationId, counterpartyId }: { organisationId: string; counterpartyId: string },
): Promise<boolean> {
  const row = await queryRow(
    reader,
    related,
    sql`
    select exists (select from billing.account_balances where organisation_id = ${organisationId}
      and counterparty_id = ${counterpartyId} and ${isOfRelation}) as is_related`,
  )
  return row?.isRelated ?? false
}
