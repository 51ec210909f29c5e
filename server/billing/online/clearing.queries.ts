import { sql } from 'drizzle-orm'
import { z } from 'zod'
import { clearingBalance } from '../../../shared/billing/online.schemas.ts'
import { figure } from '../../../shared/figure.ts'
import { queryRow, queryRows } from '../../platform/db/rows.ts'
import type { Reader } from '../../platform/db/transaction.ts'

const clearingRow = clearingBalance.extend({ balanceCents: figure })

/** What stands on the clearing accounts of all books, from the kept balances. */
export function selectClearing(reader: Reader) {
  return queryRows(
    reader,
    clearingRow,
    sql`
    select b.account, o.kind, sum(b.debit_cents - b.credit_cents)::text as balance_cents
    from billing.account_balances b
    join organisations.organisations_published o on o.id = b.organisation_id
    where b.account in ('stripe_clearing', 'bank_clearing') 
      and o.kind in ('cooperative', 'unit', 'platform')
    group by b.account, o.kind order by b.account desc, o.kind`,
  )
}

const feesRow = z.object({
  cooperativeId: z.uuid(),
  name: z.string(),
  monthCents: figure,
  yearCents: figure,
  isPlatform: z.boolean(),
  allMonthCents: figure,
  allYearCents: figure,
  platformMonthCents: figure,
  platformYearCents: figure,
})

/** The provider's fees of a month and its year so far: most first, and what all paid together. */
export function selectFees(reader: Reader, month: string) {
  return queryRows(
    reader,
    feesRow,
    sql`
    with fees as (
      select bearer.id, bearer.is_platform,
        coalesce(sum(b.debit_cents - b.credit_cents) filter (where b.month = ${month}), 0)
          as month_cents,
        sum(b.debit_cents - b.credit_cents) as year_cents
      from (select cooperative_id as id, false as is_platform from billing.payee_accounts
        union all select id, true from organisations.organisations_published
          where kind = 'platform') bearer
      join billing.account_balances b on b.organisation_id = bearer.id
        and b.account = 'fees' and b.month between ${`${month.slice(0, 4)}-01`} and ${month}
      group by bearer.id, bearer.is_platform
    )
    select f.id as cooperative_id, o.name, f.is_platform, f.month_cents::text as month_cents,
      f.year_cents::text as year_cents, (sum(f.month_cents) over ())::text as all_month_cents,
      (sum(f.year_cents) over ())::text as all_year_cents,
      coalesce(sum(f.month_cents) filter (where f.is_platform) over (), 0)::text
        as platform_month_cents,
      coalesce(sum(f.year_cents) filter (where f.is_platform) over (), 0)::text
        as platform_year_cents
    from fees f join organisations.organisations_published o on o.id = f.id
    order by f.is_platform desc, f.year_cents desc, f.id limit 21`,
  )
}

const yearRow = z.object({ ownYearCents: figure, platformYearCents: figure })

/** What the provider kept of a cooperative's payments in a year, by who bore it. */
export async function yearOfFees(
  reader: Reader,
  { cooperativeId, year }: { cooperativeId: string; year: string },
) {
  const row = await queryRow(
    reader,
    yearRow,
    sql`
    select coalesce(sum(amount_cents) filter (where borne_by is null), 0)::text as own_year_cents,
      coalesce(sum(amount_cents) filter (where borne_by is not null), 0)::text
        as platform_year_cents
    from billing.provider_fees where cooperative_id = ${cooperativeId}
      and charged_on between ${`${year}-01-01`}::date and ${`${year}-12-31`}::date`,
  )
  return row ?? { ownYearCents: 0, platformYearCents: 0 }
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
