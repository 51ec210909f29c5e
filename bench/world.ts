import type { Client } from '../server/platform/db/driver.ts'
import { idInSql } from './ids.ts'

/** Sizes of the seeded market; a stock row for each product. */
export const size = { units: 400, cooperatives: 40, products: 20_000, hotLots: 30, villages: 200 }

/** The base price in 分 of product n's pack. */
const basePrice = (expression: string) => `3000 + ${expression} % 5000`

/** A season that is not now, whenever the bench runs. */
const springOnly = `case when extract(month from current_date) in (3, 4, 5)
  then '{[901,1001)}'::int4multirange else '{[301,601)}' end`

const villageCode = (expression: string) =>
  `'500101100' || lpad((200 + (${expression}) % ${size.villages})::text, 3, '0')`

/** Fills an empty, migrated database with a market, then tells PostgreSQL how big it is. */
export async function seedMarket(sql: Client): Promise<void> {
  await sql.unsafe(divisions())
  await sql.unsafe(buyers())
  await sql.unsafe(sellers())
  await sql.unsafe(catalogue())
  await sql.unsafe('analyze')
}

function divisions(): string {
  return `
    insert into villages.divisions
      (code, level, parent_code, name, official_name, path_name, search_terms)
    values ('50', 1, null, '重庆市', '重庆市', '重庆市', '{}'),
      ('5001', 2, '50', '市辖区', '市辖区', '重庆市', '{}'),
      ('500101', 3, '5001', '万州区', '万州区', '重庆市万州区', '{}'),
      ('500101100', 4, '500101', '示例镇', '示例镇', '重庆市万州区示例镇', '{}');
    insert into villages.divisions
      (code, level, parent_code, name, official_name, path_name, search_terms)
    select ${villageCode('n')}, 5, '500101100', '村' || n, '村' || n,
      '重庆市万州区示例镇村' || n, '{}'
    from generate_series(0, ${size.villages - 1}) n;`
}

function buyers(): string {
  return `
    insert into organisations.organisations (id, kind, name, division_code, created_at)
    select ${idInSql('unit', 'n')}, 'unit', '单位' || n, '500101', now()
    from generate_series(1, ${size.units}) n;
    insert into organisations.units (organisation_id, unit_type)
    select ${idInSql('unit', 'n')}, 'institution' from generate_series(1, ${size.units}) n;
    insert into organisations.buying_channels
      (id, unit_id, kind, name, division_code, address, contact_name,
      contact_phone, created_at)
    select ${idInSql('channel', 'n')}, ${idInSql('unit', 'n')}, 'canteen', '食堂', '500101', '路', '人',
      '1', now()
    from generate_series(1, ${size.units}) n;
    insert into accounts.people (id, name, phone, created_at)
    select ${idInSql('person', 'n')}, '采购员' || n, '1' || n, now()
    from generate_series(1, ${size.units}) n;
    insert into accounts.memberships (id, person_id, organisation_id, organisation_kind,
      organisation_name, roles, created_at)
    select ${idInSql('person', 'n')}, ${idInSql('person', 'n')}, ${idInSql('unit', 'n')}, 'unit',
      '单位' || n, '{buyer,unit_leader}', now()
    from generate_series(1, ${size.units}) n;
    insert into accounts.sessions (id, person_id, membership_id, user_agent, address, created_at,
      last_used_at, rotated_at, expires_at)
    select id, id, id, 'bench', '127.0.0.1', now(), now(), now(), now() + interval '30 days'
    from accounts.memberships;
    insert into orders.approval_limits (unit_id, free_up_to_cents, updated_at)
    select ${idInSql('unit', 'n')}, 1000000000, now() from generate_series(1, ${size.units}) n;`
}

function sellers(): string {
  return `
    insert into organisations.organisations (id, kind, name, division_code, created_at)
    select ${idInSql('cooperative', 'n')}, 'cooperative', '合作社' || n, '500101', now()
    from generate_series(1, ${size.cooperatives}) n;
    insert into organisations.cooperatives
      (organisation_id, cooperative_type, legal_representative, county_code,
      state, applied_at)
    select ${idInSql('cooperative', 'n')}, 'cooperative', '人', '500101', 'admitted', now()
    from generate_series(1, ${size.cooperatives}) n;
    insert into catalogue.sales_terms
      (cooperative_id, minimum_order_cents, cut_off, lead_time_days)
    select ${idInSql('cooperative', 'n')}, 0, '23:59', 1
    from generate_series(1, ${size.cooperatives}) n;
    insert into catalogue.delivery_areas (cooperative_id, division_code, freight_cents_per_kg)
    select ${idInSql('cooperative', 'n')}, '50', 50
    from generate_series(1, ${size.cooperatives}) n;`
}

/** Product n belongs to cooperative 1 + n % 40; its pack and lot carry its number. */
function catalogue(): string {
  return `
    insert into catalogue.products (id, cooperative_id, name, variety, category, origin_code, state,
      produce_key, search_grams, area_codes, season, cents_per_jin, latest_harvest, created_at,
      updated_at)
    select ${idInSql('product', 'n')}, ${idInSql('cooperative', `1 + n % ${size.cooperatives}`)},
      '高山蔬菜' || n, '', 'vegetables', ${villageCode('n')}, 'approved', '蔬菜' || n % 100,
      '{高山,山蔬,蔬菜}', array['50', '5001', '500101', '500101100', ${villageCode('n')}],
      case when n % 3 = 0 then ${springOnly} else '{[101,1232)}' end,
      (${basePrice('n')}) / 20, current_date, now(), now()
    from generate_series(1, ${size.products}) n;
    insert into catalogue.packs
      (id, product_id, position, name, net_grams, price_cents, minimum_quantity)
    select ${idInSql('pack', 'n')}, ${idInSql('product', 'n')}, 1, '10 公斤箱', 10000,
      ${basePrice('n')}, 1
    from generate_series(1, ${size.products}) n;
    insert into catalogue.price_tiers (pack_id, from_quantity, price_cents)
    select ${idInSql('pack', 'n')}, 100, ${basePrice('n')} - 100
    from generate_series(1, ${size.products}) n;
    insert into catalogue.lots (id, product_id, number, harvested_on, expires_on, total_grams,
      certificate_kind, certificate_number, certificate_valid_to, created_by, created_at)
    select ${idInSql('lot', 'n')}, ${idInSql('product', 'n')}, 'L' || n, current_date,
      current_date + 300, 1000000000000, 'promise', 'C' || n, current_date + 300,
      ${idInSql('person', '1')}, now()
    from generate_series(1, ${size.products}) n;
    insert into catalogue.lot_villages (lot_id, position, village_code, share_basis_points)
    select ${idInSql('lot', 'n')}, 1, ${villageCode('n')}, 10000
    from generate_series(1, ${size.products}) n;
    insert into catalogue.lot_stock (lot_id, available_grams)
    select ${idInSql('lot', 'n')}, 1000000000000 from generate_series(1, ${size.products}) n;
    insert into catalogue.produce_medians (category, produce_key, median_cents_per_jin, offers)
    select category, produce_key, percentile_disc(0.5) within group (order by cents_per_jin),
      count(*)
    from catalogue.products group by 1, 2;
    select catalogue.write_documents(array(select id from catalogue.products));
    -- Nobody changed the names of produce: the program would mark all goods anew meanwhile.
    delete from catalogue.produce_changes;`
}
