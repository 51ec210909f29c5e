import { type SQL, sql } from 'drizzle-orm'
import { z } from 'zod'
import { figure } from '../../shared/figure.ts'
import type { Months } from '../../shared/reports/periods.ts'
import { arrayOf, queryRows } from '../platform/db/rows.ts'
import type { Reader } from '../platform/db/transaction.ts'
import { amountsWithin, belowNode, daysOfRollups, wholePeriods } from './scope.queries.ts'

const oneProduct = z.object({
  code: z.string(),
  product: z.string(),
  productId: z.uuid().nullable(),
  cents: figure,
  grams: figure,
  shareBasisPoints: figure,
})

interface Question {
  node: string | null
  months: Months
  villages: readonly { key: string; cents: z.output<typeof figure> }[]
  /** Per cent of a village's money. */
  share: number
}

/**
 * The villages, of those given with their money, whose highest product makes so much of it: goods
 * of one name are one product, whoever lists them. Of each village the sums of its products are
 * read.
 */
export function selectOneProduct(
  reader: Reader,
  { node, months, villages, share }: Question,
): Promise<z.output<typeof oneProduct>[]> {
  const codes = arrayOf(
    'text',
    villages.map(({ key }) => key),
  )
  const totals = arrayOf(
    'text',
    villages.map(({ cents }) => String(cents)),
  )
  const amounts = amountsWithin(months, ['key', 'cents', 'grams'], (upTo) =>
    productsOf(codes, node, upTo),
  )
  return queryRows(
    reader,
    oneProduct,
    sql`
    with sold as (
      select left(key, 12) as code, substr(key, 13)::uuid as product_id, sum(cents) as cents,
        sum(grams) as grams
      from (${amounts}) amounts group by key having sum(cents) <> 0
    ), names as (
      select id, name from catalogue.products_published where id in (select product_id from sold)
      union all
      select goods_id, product_name from review.outside_goods_published
      where goods_id in (select product_id from sold)
    ), named as (
      select sold.code, coalesce(min(names.name), '') as product,
        case when count(distinct sold.product_id) = 1 then min(sold.product_id::text)::uuid end
          as product_id, sum(sold.cents) as cents, sum(sold.grams) as grams
      from sold left join names on names.id = sold.product_id
      group by sold.code, coalesce(names.name, sold.product_id::text)
    ), highest as (
      select distinct on (code) * from named order by code, cents desc, product
    )
    select highest.code, highest.product, highest.product_id, highest.cents::text as cents,
      highest.grams::text as grams,
      round(highest.cents * 10000 / village.cents)::text as share_basis_points
    from highest join (select code, cents::numeric as cents
        from unnest(${codes}, ${totals}) as given(code, cents)) village using (code)
    where highest.cents * 100 >= village.cents * ${share}::int
    order by highest.code`,
  )
}

/** The products of villages over months, under the village's code and the product's id. */
function productsOf(codes: SQL, node: string | null, months: Months): SQL {
  const periods = wholePeriods(months)
  const whole = sql`
    select village.code || kept.key::text as key, kept.cents, kept.grams
    from unnest(${codes}) as village(code) cross join lateral (
      select key, cents, grams from attribution.ranked_sums_published
      where kind = 'product' and node_code = village.code and period = any(${periods})
      offset 0) kept
    union all
    select node_code || key::text, cents, grams from attribution.unfolded_sums_published
    where kind = 'product' and node_code = any(${codes}) and period = any(${periods})`
  if (months.lastDay === undefined) return whole
  const key = sql`r.village_code || r.product_id::text`
  const isMeant = sql`${belowNode(node)} and r.village_code = any(${codes})`
  return sql`${whole} union all
    select key, cents, grams from (${daysOfRollups(key, isMeant, months)}) days`
}
