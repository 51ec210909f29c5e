import { type SQL, sql } from 'drizzle-orm'
import { z } from 'zod'
import { figure, plus } from '../../shared/figure.ts'
import { type Days, daysAtEdges, type Months } from '../../shared/reports/periods.ts'
import { queryRow } from '../platform/db/rows.ts'
import type { Reader } from '../platform/db/transaction.ts'
import { placeOf } from './benefit.queries.ts'
import { belowNode, idsOf, unitRows, wholePeriods } from './scope.queries.ts'
import type { Scope, UnitMonths } from './scope.ts'

const stageSums = z.object({
  orderedCents: figure,
  orderedGrams: figure,
  shippedCents: figure,
  shippedGrams: figure,
  acceptedCents: figure,
  acceptedGrams: figure,
  invoicedCents: figure,
  paidCents: figure,
})

export type StageSums = z.output<typeof stageSums>

const within = (day: SQL, ...stretches: readonly Days[]) =>
  sql`(${sql.join(
    stretches.map(({ from, to }) => sql`${day} between ${from}::date and ${to}::date`),
    sql` or `,
  )})`

/** The versions of definitions by which a figure is stated (§4.4). */
interface Definitions {
  /** Of a unit the orders it placed (1), or those it bought or helped to sell, by its share (2). */
  stages: number
  /** Households that each lot declares (1), or those of the same villages once (2). */
  declared: number
}

/**
 * What was ordered, shipped, accepted, invoiced and paid in a period, each by its own date (§3.1)
 * and for a group's member in the months of its membership (§3.8). Documents belong to the county
 * that supervises the seller, so below a county there are none. Of a place the sums of whole months
 * are kept; those of units and of single days are summed from documents.
 */
export async function selectStages(
  reader: Reader,
  { units, node }: Scope,
  { months, days, version }: { months: Months; days: Days; version: Definitions['stages'] },
): Promise<StageSums | undefined> {
  if (node !== null && node.length > 6) return undefined
  if (units !== null) {
    const orders = ordersOf({ units, node }, version)
    return selectFromDocuments(reader, { orders, credited: byShare }, [days])
  }
  const kept = await selectKeptStages(reader, node, months)
  const edges = daysAtEdges(months)
  if (edges.length === 0 || kept === undefined) return kept
  const whole = {
    orders: ordersOfPlace(node),
    credited: sql`select stage, cents, grams from stages`,
  }
  const ofDays = await selectFromDocuments(reader, whole, edges)
  const sums = Object.entries(kept).map(([name, sum]) => [
    name,
    plus(sum, ofDays?.[name as keyof StageSums] ?? 0),
  ])
  return stageSums.parse(Object.fromEntries(sums))
}

function selectKeptStages(
  reader: Reader,
  node: string | null,
  months: Months,
): Promise<StageSums | undefined> {
  const isOfScope = sql`node_code = ${node ?? ''} and period = any(${wholePeriods(months)})`
  const of = (stage: string, amount: SQL) =>
    sql`coalesce(sum(${amount}) filter (where stage = ${stage}), 0)::text`
  const [cents, grams] = [sql`cents`, sql`grams`]
  return queryRow(
    reader,
    stageSums,
    sql`
    select ${of('ordered', cents)} as ordered_cents, ${of('ordered', grams)} as ordered_grams,
      ${of('shipped', cents)} as shipped_cents, ${of('shipped', grams)} as shipped_grams,
      ${of('accepted', cents)} as accepted_cents, ${of('accepted', grams)} as accepted_grams,
      ${of('invoiced', cents)} as invoiced_cents, ${of('paid', cents)} as paid_cents
    from (
      select stage, cents, grams from attribution.stage_sums_published where ${isOfScope}
      union all
      select stage, cents, grams from attribution.unfolded_stages_published where ${isOfScope}
    ) kept`,
  )
}

/** The same of the documents of orders on some days. */
function selectFromDocuments(
  reader: Reader,
  { orders, credited }: { orders: SQL; credited: SQL },
  days: readonly Days[],
): Promise<StageSums | undefined> {
  const shippedOn = sql`(s.dispatched_at at time zone 'Asia/Shanghai')::date`
  const of = (stage: string, amount: SQL) =>
    sql`coalesce(round(sum(${amount}) filter (where stage = ${stage})), 0)::text`
  const [cents, grams] = [sql`cents`, sql`grams`]
  return queryRow(
    reader,
    stageSums,
    sql`
    with ${orders}, stages as (
      select 'ordered' as stage, o.id, to_char(o.ordered_on, 'YYYY-MM') as month,
        sum(l.amount_cents) as cents, sum(l.ordered_grams) as grams
      from orders o join orders.order_lines_published l on l.purchase_order_id = o.id
      where ${within(sql`o.ordered_on`, ...days)} and o.state not in ('declined', 'cancelled')
      group by 2, 3
      union all
      select 'shipped', o.id, to_char(${shippedOn}, 'YYYY-MM'),
        sum(l.packs * ol.unit_price_cents), sum(l.grams)
      from orders o join deliveries.shipments_published s on s.purchase_order_id = o.id
        join deliveries.shipment_lines_published l on l.shipment_id = s.id
        join orders.order_lines_published ol on ol.id = l.order_line_id
      where s.dispatched_at is not null and s.state <> 'cancelled'
        and ${within(shippedOn, ...days)}
      group by 2, 3
      union all
      select case when f.kind in ('acceptance', 'return') then 'accepted' else 'paid' end, o.id,
        to_char(f.occurred_on, 'YYYY-MM'), sum(f.cents), sum(f.grams)
      from orders o join attribution.recognition_lines_published r on r.purchase_order_id = o.id
        join attribution.recognition_facts_published f on f.order_line_id = r.order_line_id
      where ${within(sql`f.occurred_on`, ...days)}
      group by 1, 2, 3
      union all
      select 'invoiced', o.id, to_char(i.issued_on, 'YYYY-MM'), sum(i.goods_cents), 0
      from orders o join billing.invoiced_published i on i.purchase_order_id = o.id
      where ${within(sql`i.issued_on`, ...days)}
      group by 2, 3
    )
    select ${of('ordered', cents)} as ordered_cents, ${of('ordered', grams)} as ordered_grams,
      ${of('shipped', cents)} as shipped_cents, ${of('shipped', grams)} as shipped_grams,
      ${of('accepted', cents)} as accepted_cents, ${of('accepted', grams)} as accepted_grams,
      ${of('invoiced', cents)} as invoiced_cents, ${of('paid', cents)} as paid_cents
    from (${credited}) credited`,
  )
}

/**
 * Of each order's amounts in a month as much as its units that count then are credited with, each
 * line once (§3.8): all of it where one of them helped to sell it.
 */
const byShare = sql`
  select s.stage, s.cents * s.share / 10000 as cents, s.grams * s.share / 10000 as grams
  from (
    select s.stage, s.cents, s.grams, least(sum(c.share), 10000) as share
    from stages s join credited c on c.id = s.id
      and s.month between c.first_month and c.last_month
    group by s.stage, s.id, s.month, s.cents, s.grams
  ) s`

/** The orders of units within a place, and beside whose they are how far and in which months. */
function ordersOf(
  { units, node }: { units: readonly UnitMonths[]; node: string | null },
  version: Definitions['stages'],
): SQL {
  // What a unit bought outside was accepted and paid; it was not ordered or invoiced here (§3.11).
  const outside = sql`
    select distinct o.purchase_id, null::date, null, 10000, u.first_month, u.last_month
    from ${unitRows(units, sql`u`)} join review.outside_purchases_published o
      on o.unit_id = u.unit_id and o.state in ('approved', 'reversed')
    where ${belowNode(node, outsidePlace)}`
  return sql`credited as materialized (
      ${creditedOf({ units, node }, version)} union all ${outside}),
    orders as materialized (select distinct id, ordered_on, state from credited)`
}

function creditedOf(
  { units, node }: { units: readonly UnitMonths[]; node: string | null },
  version: Definitions['stages'],
): SQL {
  const county = sql`o.supervising_county_code`
  const isInPlace = belowNode(node, { county, village: county })
  if (version === 1) {
    return sql`
      select o.id, o.ordered_on, o.state, 10000 as share, u.first_month, u.last_month
      from ${unitRows(units, sql`u`)} join orders.purchase_orders_published o
        on o.unit_id = u.unit_id
      where ${isInPlace}`
  }
  return sql`
    select o.id, o.ordered_on, o.state, c.share_basis_points as share, u.first_month, u.last_month
    from orders.purchase_orders_published o
      join orders.order_credits_published c on c.purchase_order_id = o.id
      join ${unitRows(units, sql`u`)} on u.unit_id = c.unit_id
    where o.credited_unit_ids && ${idsOf(units)} and ${isInPlace}`
}

const outsidePlace = { county: sql`o.county_code`, village: sql`o.village_code` }

/** All orders of a place; the days of their documents are what leads to them. */
function ordersOfPlace(node: string | null): SQL {
  const county = sql`o.supervising_county_code`
  return sql`orders as not materialized (
    select o.id, o.ordered_on, o.state from orders.purchase_orders_published o
    where ${belowNode(node, { county, village: county })}
    union all
    select distinct o.purchase_id, null::date, null from review.outside_purchases_published o
    where o.state in ('approved', 'reversed') and ${belowNode(node, outsidePlace)})`
}

/**
 * Households that sellers declared for the lots that were accepted in a period (§3.14). Lots of one
 * cooperative from the same villages are of the same households: the largest number counts.
 */
export async function countDeclared(
  reader: Reader,
  { units, node }: Scope,
  { days, version }: { days: Days; version: Definitions['declared'] },
): Promise<number> {
  const isOfUnits =
    units === null
      ? sql`true`
      : sql`exists (select from (${creditedOf({ units, node: null }, 2)}) c
        where c.id = r.purchase_order_id
          and to_char(r.received_on, 'YYYY-MM') between c.first_month and c.last_month)`
  const declared = sql`
    select distinct lot.id, lot.households, p.cooperative_id, origin.villages
    from deliveries.goods_receipts_published r join deliveries.goods_receipt_lines_published l
      on l.receipt_id = r.id
      join deliveries.shipment_lines_published sl on sl.id = l.shipment_line_id
      join catalogue.lots_published lot on lot.id = sl.lot_id
      join catalogue.products_published p on p.id = lot.product_id
      cross join lateral (
        select array_agg(x.village_code order by x.village_code) as villages,
          bool_or(${placeOf(node)}) as is_in_place
        from deliveries.shipment_line_villages_published x where x.shipment_line_id = sl.id
      ) origin
    where ${within(sql`r.received_on`, days)} and l.accepted_grams > 0 and origin.is_in_place
      and ${isOfUnits}`
  const households =
    version === 1
      ? sql`select households from (select distinct id, households from (${declared}) d) lots`
      : sql`select max(households) as households from (${declared}) lots
          group by cooperative_id, villages`
  const row = await queryRow(
    reader,
    z.object({ declared: z.int() }),
    sql`select coalesce(sum(households), 0)::bigint as declared from (${households}) counted`,
  )
  return row?.declared ?? 0
}
