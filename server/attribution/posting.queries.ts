import { sql } from 'drizzle-orm'
import type { HashedEntry } from '../../shared/attribution/ledger-hash.ts'
import type { Transaction } from '../platform/db/transaction.ts'

/** Stands for no unit in the keys of sums, where null cannot stand. */
export const noUnit = sql`attribution.no_unit()`

/** The end of a county's chain. */
export type LedgerHead = {
  countyCode: string
  lastNumber: number
  lastHash: string
}

/** Locks the chains' ends in county order, beginning those that do not exist yet. */
export async function lockHeads(
  tx: Transaction,
  beginnings: readonly LedgerHead[],
): Promise<LedgerHead[]> {
  return tx.execute<LedgerHead>(sql`
    insert into attribution.ledger_heads (county_code, last_number, last_hash)
    select r."countyCode", r."lastNumber", r."lastHash"
    from jsonb_to_recordset(${JSON.stringify(beginnings)}::text::jsonb)
      as r("countyCode" text, "lastNumber" bigint, "lastHash" text)
    order by r."countyCode" collate "C"
    on conflict (county_code) do update set county_code = excluded.county_code
    returning county_code as "countyCode", last_number as "lastNumber", last_hash as "lastHash"`)
}

/** What has been posted for one line, village and pair of units. */
export type PostedSum = {
  orderLineId: string
  purchaseOrderId: string
  countyCode: string
  villageCode: string
  directUnitId: string | null
  helpUnitId: string | null
  grams: number
  cents: number
  lastNumber: number
  /** Whether any of it counts in totals (§3.6, §3.11). */
  countable: boolean
}

/** Everything posted for the purchase orders; read after their counties' heads are locked. */
export async function postedSums(
  tx: Transaction,
  purchaseOrderIds: readonly string[],
): Promise<PostedSum[]> {
  return tx.execute<PostedSum>(sql`
    select order_line_id as "orderLineId", purchase_order_id as "purchaseOrderId",
      county_code as "countyCode", village_code as "villageCode",
      direct_unit_id as "directUnitId", help_unit_id as "helpUnitId",
      sum(grams)::bigint as grams, sum(cents)::bigint as cents, max(number) as "lastNumber",
      bool_or(counted) as countable
    from attribution.ledger_entries
    where purchase_order_id in (select jsonb_array_elements_text(
      ${JSON.stringify(purchaseOrderIds)}::text::jsonb)::uuid)
    group by 1, 2, 3, 4, 5, 6`)
}

/** `county month` of every closed period of the counties. */
export async function closedPeriods(
  tx: Transaction,
  countyCodes: readonly string[],
): Promise<Set<string>> {
  const rows = await tx.execute<{ key: string }>(sql`
    select county_code || ' ' || month as key from attribution.periods
    where state = 'closed' and county_code in (select jsonb_array_elements_text(
      ${JSON.stringify(countyCodes)}::text::jsonb))`)
  return new Set(rows.map((row) => row.key))
}

export interface ChainedEntry extends HashedEntry {
  previousHash: string
  hash: string
}

/** An order's first countable entry below a node of the division tree. */
export interface OrderCount {
  countyCode: string
  nodeCode: string
  month: string
  directUnitIds: string[]
  helpUnitId: string | null
}

/**
 * Writes entries, the ends of their chains and everything that is summed from them in one
 * statement, so that a total read from the rollups equals the ledger at every instant.
 */
export async function postEntries(
  tx: Transaction,
  posting: { entries: ChainedEntry[]; heads: LedgerHead[]; orderCounts: OrderCount[] },
): Promise<void> {
  await tx.execute(sql`
    with posted as (
      insert into attribution.ledger_entries (county_code, number, month, recognised_on, ordered_on,
        village_code, order_line_id, purchase_order_id, cooperative_id, product_id, category,
        channel, direct_unit_id, help_unit_id, direct_paired, help_paired, eligible, grade, grams,
        cents, cause_type, cause_id, cause_line_id, corrects_number, actor_id, rule_version,
        posted_at, previous_hash, hash)
      select "countyCode", number, month, "recognisedOn", "orderedOn", "villageCode",
        "orderLineId", "purchaseOrderId", "cooperativeId", "productId", category, channel,
        "directUnitId", "helpUnitId", "directPaired", "helpPaired", eligible, grade, grams, cents,
        "causeType", "causeId", "causeLineId", "correctsNumber", "actorId", "ruleVersion",
        "postedAt", "previousHash", hash
      from jsonb_to_recordset(${JSON.stringify(posting.entries)}::text::jsonb) as r(
        "countyCode" text, number bigint, month text, "recognisedOn" date, "orderedOn" date,
        "villageCode" text, "orderLineId" uuid, "purchaseOrderId" uuid, "cooperativeId" uuid,
        "productId" uuid, category text, channel text, "directUnitId" uuid, "helpUnitId" uuid,
        "directPaired" boolean, "helpPaired" boolean, eligible boolean, grade text, grams bigint,
        cents bigint, "causeType" text, "causeId" uuid, "causeLineId" uuid,
        "correctsNumber" bigint, "actorId" uuid, "ruleVersion" text, "postedAt" timestamptz,
        "previousHash" text, hash text)
      returning *
    ), moved as (
      update attribution.ledger_heads h set last_number = r."lastNumber", last_hash = r."lastHash"
      from jsonb_to_recordset(${JSON.stringify(posting.heads)}::text::jsonb)
        as r("countyCode" text, "lastNumber" bigint, "lastHash" text)
      where h.county_code = r."countyCode"
    ), counted as (
      insert into attribution.ledger_order_counts as known
        (county_code, node_code, month, direct_unit_ids, help_unit_id, orders)
      select "countyCode", "nodeCode", month, "directUnitIds", coalesce("helpUnitId", ${noUnit}),
        count(*)
      from jsonb_to_recordset(${JSON.stringify(posting.orderCounts)}::text::jsonb)
        as r("countyCode" text, "nodeCode" text, month text, "directUnitIds" uuid[],
          "helpUnitId" uuid)
      group by 1, 2, 3, 4, 5 order by 2, 3, 4, 5
      on conflict (node_code, month, direct_unit_ids, help_unit_id)
        do update set orders = known.orders + excluded.orders
    )
    insert into attribution.ledger_rollups as known (county_code, month, village_code, product_id,
      direct_unit_id, help_unit_id, direct_paired, help_paired, eligible, grade, grams, cents,
      entries, grams_by_day, cents_by_day)
    select county_code, month, village_code, product_id, coalesce(direct_unit_id, ${noUnit}),
      coalesce(help_unit_id, ${noUnit}), direct_paired, help_paired, eligible, grade, sum(grams),
      sum(cents), count(*), attribution.sum_days(attribution.on_day(attribution.day_within(month,
        recognised_on), grams)),
      attribution.sum_days(attribution.on_day(attribution.day_within(month, recognised_on), cents))
    from posted
    group by 1, 2, 3, 4, 5, 6, 7, 8, 9, 10
    order by 1, 2, 3, 4, 5, 6, 7, 8, 9, 10
    on conflict (county_code, month, village_code, product_id, direct_unit_id, help_unit_id,
        direct_paired, help_paired, eligible, grade)
      do update set grams = known.grams + excluded.grams, cents = known.cents + excluded.cents,
        entries = known.entries + excluded.entries,
        grams_by_day = attribution.add_days(known.grams_by_day, excluded.grams_by_day),
        cents_by_day = attribution.add_days(known.cents_by_day, excluded.cents_by_day)`)
}
