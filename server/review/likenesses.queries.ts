import { type SQL, sql } from 'drizzle-orm'
import { z } from 'zod'
import { likeness, likenessTraits } from '../../shared/review/outside.schemas.ts'
import { arrayOf, queryRows } from '../platform/db/rows.ts'
import type { Reader } from '../platform/db/transaction.ts'
import type { OutsideRow } from './outside.queries.ts'

const row = likeness.extend({
  unitId: z.uuid(),
  traits: z.array(z.enum(likenessTraits)),
})

/** What a purchase may double, with whose it is. */
export type LikenessRow = z.output<typeof row>

interface Nearness {
  nearDays: number
  nearBasisPoints: number
}

/**
 * What one line may double (§3.11): an order placed here by the unit with the seller, or another
 * line that was entered, near by day and amount, of the village, and of like goods or the very
 * amount; an invoice here with the number; a line of the number, unless the purchase has several;
 * a line with one of the files of another purchase. Lines that were withdrawn or reversed double
 * nothing.
 */
export function selectLikenesses(
  reader: Reader,
  line: OutsideRow,
  { near, fileIds }: { near: Nearness; fileIds: readonly string[] },
): Promise<LikenessRow[]> {
  return queryRows(
    reader,
    row,
    sql`
    with line as (select * from review.outside_purchases where id = ${line.id})
    ${likeOutside(near, fileIds)} union all ${likeOrders(near)} union all ${likeInvoices}
    order by day, id limit 200`,
  )
}

const isNear = (cents: SQL, on: SQL, near: Nearness): { amount: SQL; day: SQL } => ({
  amount: sql`abs(${cents} - line.cents) * 10000 <= line.cents * ${near.nearBasisPoints}::bigint`,
  day: sql`abs(${on} - line.purchased_on) <= ${near.nearDays}::int`,
})

/** 脆李 and 巫山脆李: one name within the other. */
const isAlike = (name: SQL) => sql`(strpos(${name}, line.product_name) > 0
  or strpos(line.product_name, ${name}) > 0)`

function traitsOf(traits: Partial<Record<(typeof likenessTraits)[number], SQL>>): SQL {
  const chosen = Object.entries(traits).map(
    ([trait, holds]) => sql`case when ${holds} then ${trait}::text end`,
  )
  return sql`array_remove(array[${sql.join(chosen, sql`, `)}], null)`
}

function likeOutside(near: Nearness, fileIds: readonly string[]): SQL {
  const { amount, day } = isNear(sql`o.cents`, sql`o.purchased_on`, near)
  const files = arrayOf('uuid', fileIds)
  const sameFile = sql`coalesce(o.invoice_file_id = any(${files})
    or o.payment_file_id = any(${files}) or o.weigh_file_id = any(${files}), false)`
  const sameNumber = sql`(o.number <> '' and o.number = line.number)`
  const village = sql`o.village_code = line.village_code`
  const goods = isAlike(sql`o.product_name`)
  const traits = traitsOf({
    ...{ number: sameNumber, file: sameFile, village, goods, amount, day },
  })
  return sql`
    select 'outside' as kind, o.id, o.number, o.unit_id, u.name as unit_name, o.seller_name,
      coalesce(v.path_name, o.village_code) as village_names, o.product_name, o.grams, o.cents,
      o.purchased_on as day, ${traits} as traits
    from line join review.outside_purchases o on o.id <> line.id
        and o.id in (
          select id from review.outside_purchases where unit_id = line.unit_id
            and purchased_on between line.purchased_on - ${near.nearDays}::int
              and line.purchased_on + ${near.nearDays}::int
          union all select id from review.outside_purchases
            where number = line.number and number <> ''
          union all select id from review.outside_purchases
            where invoice_file_id = any(${files})
          union all select id from review.outside_purchases
            where payment_file_id = any(${files})
          union all select id from review.outside_purchases where weigh_file_id = any(${files}))
      join organisations.organisations_published u on u.id = o.unit_id
      left join villages.divisions_published v on v.code = o.village_code
    where o.state not in ('withdrawn', 'reversed') and o.grade = 'B' and (
      (${sameNumber} and o.seller_id = line.seller_id
        and (o.unit_id <> line.unit_id or ${village} and ${goods}))
      or (${sameFile} and o.purchase_id <> line.purchase_id)
      or (o.unit_id = line.unit_id and o.seller_id = line.seller_id and ${day} and ${amount}
        and ${village} and (${goods} or o.cents = line.cents)))`
}

function likeOrders(near: Nearness): SQL {
  const { amount, day } = isNear(sql`l.amount_cents`, sql`p.ordered_on`, near)
  const village = sql`coalesce(line.village_code = any(origin.codes), false)`
  const goods = isAlike(sql`l.product_name`)
  return sql`
    select 'order', p.id, p.number, p.unit_id, u.name, s.name, coalesce(origin.names, ''),
      l.product_name, l.ordered_grams, l.amount_cents, p.ordered_on,
      ${traitsOf({ village, goods, amount, day })}
    from line join orders.purchase_orders_published p on p.unit_id = line.unit_id
        and p.ordered_on between line.purchased_on - ${near.nearDays}::int
          and line.purchased_on + ${near.nearDays}::int
        and p.state not in ('declined', 'cancelled')
      join organisations.organisations_published u on u.id = p.unit_id
      join organisations.organisations_published s on s.id = p.cooperative_id
        and (s.id = line.seller_id or s.name = line.seller_name)
      join orders.order_lines_published l on l.purchase_order_id = p.id
      left join lateral (
        select array_agg(distinct w.village_code) as codes,
          string_agg(distinct v.path_name, '、') as names
        from deliveries.shipment_lines_published sl
          join deliveries.shipment_line_villages_published w on w.shipment_line_id = sl.id
          left join villages.divisions_published v on v.code = w.village_code
        where sl.order_line_id = l.id and w.village_code is not null) origin on true
    where ${amount} and (${village} or origin.codes is null)
      and (${goods} or l.amount_cents = line.cents)`
}

const likeInvoices = sql`
  select 'invoice', i.id, i.number, i.unit_id, u.name, s.name, '', '', null::bigint,
    i.goods_cents, i.issued_on, array['number']
  from line join billing.invoices_published i on i.number = line.number and line.number <> ''
      and (i.cooperative_id = line.seller_id or i.unit_id = line.unit_id)
    join organisations.organisations_published u on u.id = i.unit_id
    join organisations.organisations_published s on s.id = i.cooperative_id`
