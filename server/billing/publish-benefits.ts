import { sql } from 'drizzle-orm'
import { z } from 'zod'
import { fewestShown } from '../../shared/billing/settlement-rules.ts'
import { lastDayOf, monthOfDay, shiftMonth } from '../../shared/months.ts'
import { dayOf } from '../../shared/scalars.ts'
import { execute, queryRow } from '../platform/db/rows.ts'
import { type Database, type Transaction, transaction } from '../platform/db/transaction.ts'

/** What began in a month has been written an hour after it at the latest. */
const settlingMs = 3_600_000

/**
 * Writes once what everybody is told of the month that is over (§3.14). Whoever comes second finds
 * it written.
 */
export async function publishBenefits({ db, clock }: { db: Database; clock(): Date }) {
  const settled = new Date(clock().getTime() - settlingMs)
  const month = shiftMonth(monthOfDay(dayOf(settled)), -1)
  await transaction(db, async (tx) => {
    const known = await queryRow(
      tx,
      z.object({ month: z.string() }),
      sql`select month from billing.public_benefits where village_code = '' and month = ${month}`,
    )
    if (known !== undefined) return
    await insertVillages(tx, month)
    await insertNation(tx, month)
  })
}

/**
 * Each village of which enough households were paid this year, where what changed since its last
 * figures is of enough households too; other villages keep their last figures, and what changed is
 * carried over to a later month.
 */
async function insertVillages(tx: Transaction, month: string): Promise<void> {
  const first = `${month.slice(0, 4)}-01`
  await execute(
    tx,
    sql`
    with counted as (
      select * from billing.counted_settlements
      where settled_on between ${`${first}-01`}::date and ${lastDayOf(month)}::date
        and counted_month <= ${month}
    ), last as (
      select village_code, max(month) as month from billing.public_benefits
      where month between ${first} and ${month} and village_code <> '' group by 1
    ), households as (
      select counted.village_code, household_key, sum(amount_cents) as cents,
        sum(amount_cents) filter (where purchase_order_id is not null) as order_cents,
        bool_or(last.month is null or counted_month > last.month) as has_changed
      from counted left join last on last.village_code = counted.village_code
      where recipient_kind = 'household' group by 1, 2
    ), collectives as (
      select village_code, sum(amount_cents) as order_cents from counted
      where recipient_kind = 'collective' and purchase_order_id is not null group by 1
    ), villages as (
      select village_code, count(*) filter (where cents > 0) as households,
        sum(cents) as household_cents, sum(order_cents) as order_cents,
        count(*) filter (where has_changed) as changed,
        percentile_cont(0.5) within group (order by cents) filter (where cents > 0) as median_cents
      from households group by 1
    )
    insert into billing.public_benefits (village_code, month, households, household_cents,
      order_cents, paid_cents, median_cents, parts_numbers)
    select v.village_code, ${month}, v.households, v.household_cents,
      coalesce(v.order_cents, 0) + coalesce(c.order_cents, 0),
      coalesce((select sum(p.distinct_cents + p.not_counted_cents)
        from attribution.place_sums_published p
        where p.node_code = v.village_code and p.period between ${first} and ${month}), 0),
      round(v.median_cents::numeric), true
    from villages v left join collectives c on c.village_code = v.village_code
    where v.households >= ${fewestShown} and v.changed >= ${fewestShown}
    order by v.village_code
    on conflict do nothing`,
  )
}

/** The nation is its villages as each was last stated: nothing is left when they are taken away. */
async function insertNation(tx: Transaction, month: string): Promise<void> {
  await execute(
    tx,
    sql`
    insert into billing.public_benefits (village_code, month, households, household_cents,
      order_cents, paid_cents, median_cents, parts_numbers)
    select '', ${month}, coalesce(sum(households), 0), coalesce(sum(household_cents), 0),
      coalesce(sum(order_cents), 0), coalesce(sum(paid_cents), 0), null, true
    from (
      select distinct on (village_code) * from billing.public_benefits
      where month between ${`${month.slice(0, 4)}-01`} and ${month} and village_code <> ''
      order by village_code, month desc) newest
    on conflict do nothing`,
  )
}
