import { type SQL, sql } from 'drizzle-orm'
import { z } from 'zod'
import type { dueBands } from '../../shared/billing/due-bands.ts'
import { calendarDays } from '../../shared/billing/money-desk.api.ts'
import { figure } from '../../shared/figure.ts'
import type { CursorPage } from '../../shared/pagination.ts'
import { day, id } from '../../shared/scalars.ts'
import { type Actor, organisationOf } from '../platform/context.ts'
import { keysetOf } from '../platform/db/keyset.ts'
import { countOf } from '../platform/db/list-source.ts'
import { queryRow, queryRows } from '../platform/db/rows.ts'
import type { Reader } from '../platform/db/transaction.ts'
import { mostWaiting } from '../platform/db/waiting.ts'
import { exceedsAcceptance } from './invoice-orders.queries.ts'
import { type DueQuestion, dueInvoices, lateInterest } from './money-due.queries.ts'
import { moneyToConfirm } from './waiting.queries.ts'

/** Whom an invoice is open with, for one of its two sides. */
export function otherParty({ organisationKind }: Actor): SQL {
  return organisationKind === 'cooperative' ? sql`due.unit_id` : sql`due.cooperative_id`
}

const dueDayRow = z.object({
  dueOn: day.nullable(),
  openCents: figure,
  invoiceCount: z.int(),
  partyCount: z.int(),
  parties: z.array(z.object({ id, name: z.string(), openCents: figure })),
})

/** How many counterparties a day of the calendar names. */
const namedOfDay = 3

/** What is due on each day of the calendar, and behind it; what is late is not in it. */
export function selectDueDays(reader: Reader, question: DueQuestion & { party: SQL }) {
  const { onDay, party } = question
  return queryRows(
    reader,
    dueDayRow,
    sql`
    with due as (
      select case when due.due_on < ${onDay}::date + ${calendarDays}::integer then due.due_on end
          as on_day, ${party} as party_id, due.open_cents
      from (${dueInvoices(question)}) due
      where due.open_cents > 0 and due.due_on >= ${onDay}::date
    ), of_parties as (
      select on_day, party_id, sum(open_cents) as cents, count(*) as invoices,
        row_number() over (partition by on_day order by sum(open_cents) desc, party_id) as place
      from due group by on_day, party_id
    )
    select on_day as due_on, sum(cents)::text as open_cents,
      sum(invoices)::integer as invoice_count, count(*)::integer as party_count,
      json_agg(json_build_object('id', party_id, 'open_cents', cents::text, 'name', (
          select name from organisations.organisations_published where id = party_id))
        order by place) filter (where place <= ${namedOfDay}) as parties
    from of_parties group by on_day order by on_day nulls last`,
  )
}

const partyRow = z.object({
  partyId: id,
  partyName: z.string(),
  invoiceCount: z.int(),
  openCents: figure,
  overdueCents: figure,
  overdueToPayCents: figure,
  notDue: figure,
  lateMonth: figure,
  lateTwoMonths: figure,
  lateLonger: figure,
  lateInterestCents: figure,
  nextDueOn: day.nullable(),
  requestedAt: z.date().nullable(),
  cursor: z.string(),
})
export type PartyDueRow = z.output<typeof partyRow>

/** Open money by counterparty, the most overdue first. */
export async function selectPartiesDue(
  reader: Reader,
  question: DueQuestion & { party: SQL; rate: number; cooperativeId: string | null },
  filter: CursorPage,
) {
  const { party, rate, cooperativeId } = question
  const columns = [
    { column: sql`overdue_cents`, type: 'bigint' as const },
    { column: sql`open_cents`, type: 'bigint' as const },
    { column: sql`party_id`, type: 'uuid' as const },
  ]
  const keyset = keysetOf({ name: '-overdue', columns, descending: true }, filter)
  const inBand = (band: (typeof dueBands)[number]) =>
    sql`coalesce(sum(open_cents) filter (where band = ${band}), 0)::text`
  const parties = sql`
    select ${party} as party_id, count(*)::integer as invoice_count,
      sum(open_cents)::bigint as open_cents,
      coalesce(sum(open_cents) filter (where late_days > 0), 0)::bigint as overdue_cents,
      coalesce(sum(to_pay_cents) filter (where late_days > 0 and to_pay_cents > 0), 0)::text
        as overdue_to_pay_cents,
      ${inBand('not_due')} as not_due, ${inBand('late_30')} as late_month,
      ${inBand('late_60')} as late_two_months, ${inBand('late_more')} as late_longer,
      sum(${lateInterest(rate)})::text as late_interest_cents,
      min(due_on) filter (where late_days = 0) as next_due_on
    from (${dueInvoices(question)}) due where open_cents > 0 group by 1`
  const rows = await queryRows(
    reader,
    partyRow,
    sql`
    with page as (
      select * from (${parties}) parties where ${keyset.after ?? sql`true`}
      order by ${keyset.order} limit ${keyset.limit}
    )
    select party_id, invoice_count, open_cents::text as open_cents,
      overdue_cents::text as overdue_cents, overdue_to_pay_cents,
      not_due, late_month, late_two_months, late_longer, late_interest_cents,
      next_due_on, ${keyset.cursor} as cursor,
      (select requested_at from billing.payment_requests
        where cooperative_id = ${cooperativeId}::uuid and unit_id = party_id) as requested_at,
      (select name from organisations.organisations_published where id = party_id) as party_name
    from page order by page.overdue_cents desc, page.open_cents desc, party_id desc`,
  )
  return { rows, total: await countOf(reader, filter, parties) }
}

const waitingRow = z.object({ toConfirm: z.int(), differing: z.int() })

/** What of the money waits for an actor's side, counted no further than is shown. */
export async function countMoneyWaiting(reader: Reader, actor: Actor) {
  const own = sql.identifier(
    actor.organisationKind === 'cooperative' ? 'cooperative_id' : 'unit_id',
  )
  const counted = (found: SQL) => sql`(
    select count(*)::integer from (${found} limit ${mostWaiting}) as found)`
  const row = await queryRow(
    reader,
    waitingRow,
    sql`
    select ${counted(moneyToConfirm(actor))} as to_confirm,
      ${counted(sql`select 1 from billing.open_invoices open
        where open.${own} = ${organisationOf(actor)}
          and ${exceedsAcceptance(sql`open.invoice_id`)}`)} as differing`,
  )
  return row ?? { toConfirm: 0, differing: 0 }
}
