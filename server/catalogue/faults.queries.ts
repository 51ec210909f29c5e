import { sql } from 'drizzle-orm'
import { queryRow } from '../platform/db/rows.ts'
import type { Reader } from '../platform/db/transaction.ts'
import { type RecordFault, recordFault } from '../platform/record-fault.ts'

/**
 * The first lot whose villages' shares do not sum to 10,000 (§2.3), of the sellers in counties
 * whose code begins with `prefix`; undefined where all do.
 */
export function findLotVillagesFault(
  reader: Reader,
  prefix: string,
): Promise<RecordFault | undefined> {
  return queryRow(
    reader,
    recordFault,
    sql`
    select c.county_code, format('lot %s: its villages sum to %s of 10000', lots.number,
      coalesce(sum(v.share_basis_points), 0)) as detail
    from catalogue.lots join catalogue.products p on p.id = lots.product_id
      join organisations.cooperatives_published c on c.organisation_id = p.cooperative_id
      left join catalogue.lot_villages v on v.lot_id = lots.id
    where starts_with(c.county_code, ${prefix}::text)
    group by c.county_code, lots.id
    having coalesce(sum(v.share_basis_points), 0) <> 10000
    order by c.county_code, lots.number limit 1`,
  )
}

/**
 * The first product, or seller's terms and areas, of which something else is shown than what it is,
 * of the sellers in counties whose code begins with `prefix`; undefined where all are shown as they
 * are.
 */
export function findProductDocumentFault(
  reader: Reader,
  prefix: string,
): Promise<RecordFault | undefined> {
  return queryRow(
    reader,
    recordFault,
    sql`
    (select c.county_code, format('product %s: what is kept to be shown of it differs', p.id)
      as detail
    from catalogue.products p
      join organisations.cooperatives_published c on c.organisation_id = p.cooperative_id
      join lateral catalogue.documents_of(array[p.id]) due on true
      left join catalogue.product_documents kept on kept.product_id = p.id
    where starts_with(c.county_code, ${prefix}::text)
      and (due.page, due.card, due.price_cents, due.pack_grams, due.lots, due.lot_ids,
        due.place_codes)
        is distinct from (kept.page, kept.card, kept.price_cents, kept.pack_grams, kept.lots,
        kept.lot_ids, kept.place_codes)
    order by c.county_code, p.id limit 1)
    union all
    (select c.county_code, format('seller %s: what is kept to be shown of its terms differs',
      c.organisation_id) as detail
    from organisations.cooperatives_published c
      join lateral catalogue.seller_documents_of(array[c.organisation_id]) due on true
      left join catalogue.seller_documents kept on kept.cooperative_id = c.organisation_id
    where starts_with(c.county_code, ${prefix}::text)
      and (due.terms, due.areas, due.area_codes) is distinct from
        (kept.terms, coalesce(kept.areas, '{}'), coalesce(kept.area_codes, '{}'))
    order by c.county_code, c.organisation_id limit 1)
    limit 1`,
  )
}

/**
 * The first place whose kept counts of products on sale, in all and in season in each month, differ
 * from the products; of places whose code begins with `prefix`.
 */
export function findShelfCountFault(
  reader: Reader,
  prefix: string,
): Promise<RecordFault | undefined> {
  return queryRow(
    reader,
    recordFault,
    sql`
    with on_sale as (
      select area.code as area_code, category, storage, season
      from catalogue.products p cross join lateral (
        select '' as code union
        select code from unnest(p.area_codes) as code where length(code) in (2, 4, 6)) as area
      where state = 'approved' and cents_per_jin is not null and seller_state = 'admitted'
        and starts_with(area.code, ${prefix}::text)
    ), monthly as (
      select area_code, category, storage, slot, count(*) as products,
        count(*) filter (where season && days) as in_season
      from on_sale cross join catalogue.season_slots where slot <= 12 group by 1, 2, 3, 4
    ), due as (
      select area_code, category, storage, min(products) as products,
        array_agg(in_season order by slot) as months
      from monthly group by 1, 2, 3
    ), kept as (
      select area_code, category, storage, products::bigint as products,
        in_season[1:12]::bigint[] as months
      from catalogue.shelf_counts
      where products <> 0 and starts_with(area_code, ${prefix}::text)
    )
    select area_code as county_code, format('%s, %s: %s products on sale, the count says %s',
      category, storage, coalesce(due.products, 0), coalesce(kept.products, 0)) as detail
    from due full join kept using (area_code, category, storage)
    where (due.products, due.months) is distinct from (kept.products, kept.months)
    order by area_code, category, storage limit 1`,
  )
}
