import { type SQL, sql } from 'drizzle-orm'

// What belongs to a product, as JSON for the statements that show it.

/** An instant inside JSON as the API writes it. */
export const instantText = (column: SQL) =>
  sql`to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`

/** A product's photos, first photo first. */
export const photosOf = (product: SQL) => sql`
  (select coalesce(jsonb_agg(file_id order by position), '[]')
    from catalogue.product_photos where product_id = ${product})`

/** A product's season windows. */
export const windowsOf = (product: SQL) => sql`
  (select coalesce(jsonb_agg(jsonb_build_object('starts', starts, 'ends', ends)
    order by position), '[]') from catalogue.season_windows where product_id = ${product})`

/** A pack's tiers. */
export const tiersOf = (pack: SQL) => sql`
  (select coalesce(jsonb_agg(jsonb_build_object(
    'from_quantity', from_quantity, 'price_cents', price_cents) order by from_quantity), '[]')
    from catalogue.price_tiers where pack_id = ${pack})`

/** The lots of a product for a condition on `lots`; what expires first comes first. */
export const lotsOf = (product: SQL, condition: SQL) => sql`
  (select coalesce(jsonb_agg(jsonb_build_object(
      'lot_id', lots.id, 'number', lots.number, 'harvested_on', lots.harvested_on,
      'expires_on', lots.expires_on, 'total_grams', lots.total_grams,
      'available_grams', lot_stock.available_grams, 'households', lots.households,
      'closed_at', ${instantText(sql`lots.closed_at`)},
      'certificate', jsonb_build_object('kind', lots.certificate_kind,
        'number', lots.certificate_number, 'issued_on', lots.certificate_issued_on,
        'valid_to', lots.certificate_valid_to, 'file_id', lots.certificate_file_id),
      'villages', (select jsonb_agg(jsonb_build_object('code', village_code,
          'path_name', divisions.path_name, 'share_basis_points', share_basis_points)
          order by position)
        from catalogue.lot_villages left join villages.divisions_published divisions
          on divisions.code = village_code
        where lot_id = lots.id))
      order by lots.expires_on nulls last, lots.harvested_on, lots.number, lots.id), '[]')
    from catalogue.lots join catalogue.lot_stock on lot_stock.lot_id = lots.id
    where lots.product_id = ${product} and ${condition})`
