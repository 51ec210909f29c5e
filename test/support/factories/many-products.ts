import { searchGrams } from '../../../shared/catalogue/search-words.ts'
import type { TestDatabase } from '../database.ts'
import { someTerms } from './catalogue.ts'
import { aCooperative } from './organisations.ts'

const produce = [
  '脆李',
  '脐橙',
  '番茄',
  '甘蓝',
  '土鸡蛋',
  '核桃油',
  '土蜂蜜',
  '羊肚菌',
  '大米',
  '挂面',
]
const places = ['巫山', '连南', '高山', '竹贤', '下庄', '石径', '云台', '庙坪', '福坪', '药材']

const names = Array.from({ length: 500 }, (_, index) => {
  const kind = produce[Math.floor(index / 10) % 10]
  return `${places[index % 10]}${kind}${String.fromCodePoint(0x4e00 + index)}`
})

/** Forty cooperatives that deliver to one province; returns their ids. */
export async function fortySellers(database: TestDatabase): Promise<string[]> {
  return Promise.all(
    Array.from({ length: 40 }, async (_, index) => {
      const { id } = await aCooperative(database, { name: `示例合作社${index}` })
      const areas = [{ code: '50', freightCentsPerKg: 50 }]
      await someTerms(database, { cooperativeId: id, areas })
      return id
    }),
  )
}

/**
 * Products on sale, numbered from … to, each with a pack, a lot and its stock, and everything that
 * is kept of them. Any thousand of them are as any other thousand; every name ends in 实验.
 */
export async function manyProducts(
  database: TestDatabase,
  { sellers, from, to }: { sellers: readonly string[]; from: number; to: number },
): Promise<void> {
  const client = database.sql
  const grams = names.map((name) => searchGrams(`${name} 实验`).join(' '))
  await client.begin(async (tx) => {
    await tx`insert into accounts.people (id, name, email, created_at)
      values ('0197c0de-0000-7000-8000-000000000001', '李', 'lot@people.test', '2026-11-22')
      on conflict do nothing`
    await tx`create temporary table made on commit drop as
      select gen_random_uuid() as id, number, name, grams
      from generate_series(${from}::int, ${to}::int) as number
      join unnest(${names}::text[], ${grams}::text[])
        with ordinality as given(name, grams, place) on place = 1 + number % 500`
    await tx`insert into catalogue.products (id, cooperative_id, name, category, origin_code, state,
        produce_key, search_words, search_grams, area_codes, season, cents_per_jin,
        latest_harvest, created_at, updated_at)
      select id, (${sellers}::uuid[])[1 + number % 40], name,
        (array['fruit', 'vegetables', 'eggs', 'oil', 'honey'])[1 + number % 5],
        '500237222213', 'approved', name, name || ' 实验', string_to_array(grams, ' '),
        array['50', '5002', '500237', '500237' || 200 + number % 25,
          '500237' || 200 + number % 25 || 200 + number % 200],
        case when number % 3 = 0 then '{[601,901)}' else '{[101,1232)}' end::int4multirange,
        100 + number % 3000, date '2026-11-22' - (number % 300)::int, '2026-11-22', '2026-11-22'
      from made`
    await tx`insert into catalogue.packs (id, product_id, position, name, net_grams, price_cents)
      select gen_random_uuid(), id, 0, '箱', 5000, (100 + number % 3000) * 10 from made`
    await tx`insert into catalogue.lots (id, product_id, number, harvested_on, total_grams,
        certificate_kind, certificate_number, created_by, created_at)
      select gen_random_uuid(), id, '1', '2026-11-01', 100000, 'promise', '1',
        '0197c0de-0000-7000-8000-000000000001', '2026-11-22' from made`
    await tx`insert into catalogue.lot_stock
      select lots.id, 100000 from catalogue.lots join made on made.id = product_id`
    await tx`insert into catalogue.lot_villages select lots.id, 0, '500237222213', 10000
      from catalogue.lots join made on made.id = product_id`
    await tx`select catalogue.write_documents(array(select id from made))`
  })
  await client`insert into catalogue.produce_medians
      select category, produce_key, 500, count(*)
      from catalogue.products group by category, produce_key
    on conflict (category, produce_key) do update set offers = excluded.offers`
  await client`vacuum analyze`
}
