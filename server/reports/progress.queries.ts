import { type SQL, sql } from 'drizzle-orm'
import type { Days } from '../../shared/reports/periods.ts'
import type { Reader } from '../platform/db/transaction.ts'
import { uuidArray, withinNode } from './counted-rows.ts'
import type { Scope } from './scope.ts'

export type StageSums = {
  orderedCents: number
  orderedGrams: number
  shippedCents: number
  shippedGrams: number
  acceptedCents: number
  acceptedGrams: number
  invoicedCents: number
  paidCents: number
}

/**
 * What was ordered, shipped, accepted, invoiced and paid in the days, each by its own date (§3.1).
 * Documents belong to the county that supervises the seller, so below a county there are none.
 */
export async function selectStages(
  reader: Reader,
  scope: Scope,
  days: Days,
): Promise<StageSums | null> {
  if (scope.node !== null && scope.node.length > 6) return null
  const orders = ordersOf(scope)
  const within = (column: SQL) => sql`${column} between ${days.from}::date and ${days.to}::date`
  const shippedOn = sql`(s.dispatched_at at time zone 'Asia/Shanghai')::date`
  const [row] = await reader.execute<StageSums>(sql`
    with orders as materialized (${orders}),
    ordered as (
      select sum(l.amount_cents) as cents, sum(l.ordered_grams) as grams
      from orders o join orders.order_lines_published l on l.purchase_order_id = o.id
      where ${within(sql`o.ordered_on`)} and o.state not in ('declined', 'cancelled')
    ), shipped as (
      select sum(l.packs * ol.unit_price_cents) as cents, sum(l.grams) as grams
      from orders o join deliveries.shipments_published s on s.purchase_order_id = o.id
        join deliveries.shipment_lines_published l on l.shipment_id = s.id
        join orders.order_lines_published ol on ol.id = l.order_line_id
      where s.dispatched_at is not null and s.state <> 'cancelled' and ${within(shippedOn)}
    ), facts as (
      select sum(f.cents) filter (where f.kind in ('acceptance', 'return')) as accepted_cents,
        sum(f.grams) filter (where f.kind in ('acceptance', 'return')) as accepted_grams,
        sum(f.cents) filter (where f.kind in ('payment', 'refund')) as paid_cents
      from orders o join attribution.recognition_lines_published r on r.purchase_order_id = o.id
        join attribution.recognition_facts_published f on f.order_line_id = r.order_line_id
      where ${within(sql`f.occurred_on`)}
    ), invoiced as (
      select sum(i.goods_cents) as cents
      from orders o join billing.invoices_published i on i.purchase_order_id = o.id
      where ${within(sql`i.issued_on`)}
    )
    select coalesce(ordered.cents, 0)::bigint as "orderedCents",
      coalesce(ordered.grams, 0)::bigint as "orderedGrams",
      coalesce(shipped.cents, 0)::bigint as "shippedCents",
      coalesce(shipped.grams, 0)::bigint as "shippedGrams",
      coalesce(accepted_cents, 0)::bigint as "acceptedCents",
      coalesce(accepted_grams, 0)::bigint as "acceptedGrams",
      coalesce(invoiced.cents, 0)::bigint as "invoicedCents",
      coalesce(paid_cents, 0)::bigint as "paidCents"
    from ordered, shipped, facts, invoiced`)
  return row ?? null
}

export type Benefit = {
  settled: number
  declared: number
  collectiveCents: number
}

/**
 * Households with a settlement that stands, households that sellers declared for the lots that
 * were accepted, and settlements to collectives (§3.14).
 */
export async function selectBenefit(reader: Reader, scope: Scope, days: Days): Promise<Benefit> {
  const villages = { county: sql`left(x.village_code, 6)`, village: sql`x.village_code` }
  const byOrder = (column: SQL) =>
    scope.units === null
      ? sql`true`
      : sql`${column} in (select id from orders.purchase_orders_published purchase_orders
        where ${unitsOf(scope)})`
  const [row] = await reader.execute<Benefit>(sql`
    with settled as (
      select recipient_kind, village_code, household_number, sum(amount_cents) as cents
      from billing.settlements_published x
      where settled_on between ${days.from}::date and ${days.to}::date
        and ${withinNode(scope.node, villages)} and ${byOrder(sql`x.purchase_order_id`)}
      group by 1, 2, 3
    ), accepted_lots as (
      select distinct sl.lot_id
      from deliveries.goods_receipts_published r join deliveries.goods_receipt_lines_published l
        on l.receipt_id = r.id
        join deliveries.shipment_lines_published sl on sl.id = l.shipment_line_id
        join deliveries.shipment_line_villages_published x on x.shipment_line_id = sl.id
      where r.received_on between ${days.from}::date and ${days.to}::date
        and l.accepted_grams > 0 and ${byOrder(sql`r.purchase_order_id`)}
        and ${scope.node === null ? sql`true` : withinNode(scope.node, villages)}
    )
    select (select count(*) from settled where recipient_kind = 'household' and cents > 0)
        as settled,
      (select coalesce(sum(cents), 0)::bigint from settled where recipient_kind = 'collective')
        as "collectiveCents",
      (select coalesce(sum(households), 0)::bigint from catalogue.lots_published lots
        where id in (select lot_id from accepted_lots)) as declared`)
  return row ?? { settled: 0, declared: 0, collectiveCents: 0 }
}

function ordersOf(scope: Scope): SQL {
  const county = sql`supervising_county_code`
  const place =
    scope.node === null
      ? sql`true`
      : scope.node.length === 6
        ? sql`${county} = ${scope.node}`
        : sql`starts_with(${county}, ${scope.node})`
  return sql`select id, ordered_on, state from orders.purchase_orders_published purchase_orders
    where ${place}
    and ${unitsOf(scope)}`
}

function unitsOf({ units }: Scope): SQL {
  if (units === null) return sql`true`
  return sql`unit_id = any(${uuidArray(units.flatMap((window) => [...window.unitIds]))})`
}
