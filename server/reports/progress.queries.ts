import { type SQL, sql } from 'drizzle-orm'
import { z } from 'zod'
import { figure, plus } from '../../shared/figure.ts'
import { type Days, daysAtEdges, type Months } from '../../shared/reports/periods.ts'
import { queryRow } from '../platform/db/rows.ts'
import type { Reader } from '../platform/db/transaction.ts'
import { placeOf } from './benefit.queries.ts'
import { belowNode, unitRows, wholePeriods } from './scope.queries.ts'
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

/**
 * What was ordered, shipped, accepted, invoiced and paid in a period, each by its own date (§3.1)
 * and for a group's member in the months of its membership (§3.8). Documents belong to the county
 * that supervises the seller, so below a county there are none. Of a place the sums of whole months
 * are kept; those of units and of single days are summed from documents.
 */
export async function selectStages(
  reader: Reader,
  { units, node }: Scope,
  { months, days }: { months: Months; days: Days },
): Promise<StageSums | undefined> {
  if (node !== null && node.length > 6) return undefined
  if (units !== null) return selectFromDocuments(reader, ordersOf({ units, node }), [days])
  const kept = await selectKeptStages(reader, node, months)
  const edges = daysAtEdges(months)
  if (edges.length === 0 || kept === undefined) return kept
  const ofDays = await selectFromDocuments(reader, ordersOfPlace(node), edges)
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

/** The same of the documents of orders on some days, in the months in which their units count. */
function selectFromDocuments(
  reader: Reader,
  orders: SQL,
  days: readonly Days[],
): Promise<StageSums | undefined> {
  const isWithin = (day: SQL) => sql`${within(day, ...days)}
    and to_char(${day}, 'YYYY-MM') between o.first_month and o.last_month`
  const shippedOn = sql`(s.dispatched_at at time zone 'Asia/Shanghai')::date`
  return queryRow(
    reader,
    stageSums,
    sql`
    with ${orders},
    ordered as (
      select sum(l.amount_cents) as cents, sum(l.ordered_grams) as grams
      from orders o join orders.order_lines_published l on l.purchase_order_id = o.id
      where ${isWithin(sql`o.ordered_on`)} and o.state not in ('declined', 'cancelled')
    ), shipped as (
      select sum(l.packs * ol.unit_price_cents) as cents, sum(l.grams) as grams
      from orders o join deliveries.shipments_published s on s.purchase_order_id = o.id
        join deliveries.shipment_lines_published l on l.shipment_id = s.id
        join orders.order_lines_published ol on ol.id = l.order_line_id
      where s.dispatched_at is not null and s.state <> 'cancelled' and ${isWithin(shippedOn)}
    ), facts as (
      select sum(f.cents) filter (where f.kind in ('acceptance', 'return')) as accepted_cents,
        sum(f.grams) filter (where f.kind in ('acceptance', 'return')) as accepted_grams,
        sum(f.cents) filter (where f.kind in ('payment', 'refund')) as paid_cents
      from orders o join attribution.recognition_lines_published r on r.purchase_order_id = o.id
        join attribution.recognition_facts_published f on f.order_line_id = r.order_line_id
      where ${isWithin(sql`f.occurred_on`)}
    ), invoiced as (
      select sum(i.goods_cents) as cents
      from orders o join billing.invoiced_published i on i.purchase_order_id = o.id
      where ${isWithin(sql`i.issued_on`)}
    )
    select coalesce(ordered.cents, 0)::text as ordered_cents,
      coalesce(ordered.grams, 0)::text as ordered_grams,
      coalesce(shipped.cents, 0)::text as shipped_cents,
      coalesce(shipped.grams, 0)::text as shipped_grams,
      coalesce(accepted_cents, 0)::text as accepted_cents,
      coalesce(accepted_grams, 0)::text as accepted_grams,
      coalesce(invoiced.cents, 0)::text as invoiced_cents,
      coalesce(paid_cents, 0)::text as paid_cents
    from ordered, shipped, facts, invoiced`,
  )
}

/** The orders of units within a place, each beside the months in which its unit counts. */
function ordersOf({ units, node }: { units: readonly UnitMonths[]; node: string | null }): SQL {
  const county = sql`o.supervising_county_code`
  return sql`orders as materialized (select o.id, o.ordered_on, o.state, u.first_month, u.last_month
    from ${unitRows(units, sql`u`)} join orders.purchase_orders_published o
      on o.unit_id = u.unit_id
    where ${belowNode(node, { county, village: county })})`
}

/** All orders of a place, in any month; the days of their documents are what leads to them. */
function ordersOfPlace(node: string | null): SQL {
  const county = sql`o.supervising_county_code`
  return sql`orders as not materialized (
    select o.id, o.ordered_on, o.state, ''::text as first_month, '9999-12'::text as last_month
    from orders.purchase_orders_published o
    where ${belowNode(node, { county, village: county })})`
}

/** Households that sellers declared for the lots that were accepted in a period (§3.14). */
export async function countDeclared(
  reader: Reader,
  { units, node }: Scope,
  days: Days,
): Promise<number> {
  const isOfUnits =
    units === null
      ? sql`true`
      : sql`exists (select from orders.purchase_orders_published o
          join ${unitRows(units, sql`u`)} on u.unit_id = o.unit_id
        where o.id = r.purchase_order_id
          and to_char(r.received_on, 'YYYY-MM') between u.first_month and u.last_month)`
  const row = await queryRow(
    reader,
    z.object({ declared: z.int() }),
    sql`
    select coalesce(sum(households), 0)::bigint as declared from catalogue.lots_published
    where id in (
      select sl.lot_id
      from deliveries.goods_receipts_published r join deliveries.goods_receipt_lines_published l
        on l.receipt_id = r.id
        join deliveries.shipment_lines_published sl on sl.id = l.shipment_line_id
        join deliveries.shipment_line_villages_published x on x.shipment_line_id = sl.id
      where ${within(sql`r.received_on`, days)} and l.accepted_grams > 0 and ${placeOf(node)}
        and ${isOfUnits})`,
  )
  return row?.declared ?? 0
}
