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
