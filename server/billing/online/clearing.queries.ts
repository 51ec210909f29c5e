import { sql } from 'drizzle-orm'
import { z } from 'zod'
import { clearingBalance } from '../../../shared/billing/online.schemas.ts'
import { figure } from '../../../shared/figure.ts'
import { queryRows } from '../../platform/db/rows.ts'
import type { Reader } from '../../platform/db/transaction.ts'

/** What stands on the clearing accounts of all books, from the kept balances. */
export function selectClearing(reader: Reader) {
  return queryRows(
    reader,
    clearingBalance,
    sql`
    select b.account, o.kind, sum(b.debit_cents - b.credit_cents)::text as balance_cents
    from billing.account_balances b
    join organisations.organisations_published o on o.id = b.organisation_id
    where b.account in ('stripe_clearing', 'bank_clearing') and o.kind in ('cooperative', 'unit')
    group by b.account, o.kind order by b.account desc, o.kind`,
  )
}

const feesRow = z.object({
  cooperativeId: z.uuid(),
  name: z.string(),
  monthCents: figure,
  yearCents: figure,
  allMonthCents: figure,
  allYearCents: figure,
})

/** The provider's fees of a month and its year so far: most first, and what all paid together. */
export function selectFees(reader: Reader, month: string) {
  return queryRows(
    reader,
    feesRow,
    sql`
    with fees as (
      select a.cooperative_id,
        coalesce(sum(b.debit_cents - b.credit_cents) filter (where b.month = ${month}), 0)
          as month_cents,
        sum(b.debit_cents - b.credit_cents) as year_cents
      from billing.payee_accounts a
      join billing.account_balances b on b.organisation_id = a.cooperative_id
        and b.account = 'fees' and b.month between ${`${month.slice(0, 4)}-01`} and ${month}
      group by a.cooperative_id
    )
    select f.cooperative_id, o.name, f.month_cents::text as month_cents,
      f.year_cents::text as year_cents, (sum(f.month_cents) over ())::text as all_month_cents,
      (sum(f.year_cents) over ())::text as all_year_cents
    from fees f join organisations.organisations_published o on o.id = f.cooperative_id
    order by f.year_cents desc, f.cooperative_id limit 20`,
  )
}

const unreadyRow = z.object({
  cooperativeId: z.uuid(),
  name: z.string(),
  providerId: z.string().nullable(),
  takesTransfers: z.boolean(),
  isSubmitted: z.boolean(),
  missingFacts: z.int(),
  openedAt: z.date(),
  count: z.int(),
})

/** Accounts that cannot be paid or cannot pay out yet, the oldest first, and how many there are. */
export function selectUnready(reader: Reader) {
  return queryRows(
    reader,
    unreadyRow,
    sql`
    select a.cooperative_id, o.name, a.provider_id, a.takes_transfers, a.is_submitted,
      a.missing_facts, a.opened_at, (count(*) over ())::int as count
    from billing.payee_accounts a
    join organisations.organisations_published o on o.id = a.cooperative_id
    where not (a.takes_transfers and a.pays_out)
    order by a.opened_at, a.cooperative_id limit 50`,
  )
}
