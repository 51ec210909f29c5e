import { type ProduceKind, produceWords } from '../server/catalogue/produce-words.ts'
import { meaningOf } from '../server/catalogue/search-marks.ts'
import type { Client } from '../server/platform/db/driver.ts'
import { searchGrams } from '../shared/catalogue/search-words.ts'
import { seasonRange } from '../shared/catalogue/season.ts'
import { idInSql } from './ids.ts'
import { countyCode, villageCode } from './nation-world.ts'

/** How large the catalogue of a nation is made. */
export interface CatalogueSize {
  counties: number
  villagesOfCounty: number
  cooperatives: number
  products: number
  units: number
}

/** The national platform's catalogue (§10), or a share of it. */
export function catalogueSize(share: number): CatalogueSize {
  const part = (count: number) => Math.round(count * share)
  return {
    counties: part(832),
    villagesOfCounty: 24,
    cooperatives: part(31_000),
    products: part(400_000),
    units: 400,
  }
}

/** Ways to name goods, as sellers do. */
const praises = ['高山', '富硒', '有机', '散养', '云台', '庙坪', '生态', '农家', '新鲜', '精选']

/** What is sold: its name, category, storage and the months of its season in the south. */
const produce = [
  ...productOf('fruit', 'ambient', '脆李 柑橘 脐橙 猕猴桃 苹果 雪梨 蜜柚 葡萄 樱桃 枇杷 李子 桃子'),
  ...productOf(
    'vegetables',
    'ambient',
    '土豆 番茄 甘蓝 白菜 萝卜 辣椒 茄子 黄瓜 南瓜 豆角 莴笋 大葱',
  ),
  ...productOf('eggs', 'ambient', '土鸡蛋 鸭蛋 鹅蛋'),
  ...productOf('livestock', 'frozen', '黑猪肉 羊肉 牛肉 土鸡'),
  ...productOf('oil', 'ambient', '菜籽油 核桃油 茶油'),
  ...productOf('grain', 'ambient', '大米 小米 荞麦 玉米 红薯粉 挂面'),
  ...productOf('honey', 'ambient', '土蜂蜜 槐花蜜'),
  ...productOf('mushrooms', 'chilled', '羊肚菌 香菇 木耳 平菇'),
  ...productOf('dry_tea', 'ambient', '绿茶 红茶'),
].map((kind, at) => ({ ...kind, ripeIn: kind.category === 'fruit' ? 5 + (at % 7) : at % 12 }))

function productOf(category: string, storage: string, names: string) {
  return names.split(' ').map((name) => ({ name, category, storage }))
}

const provinces = (
  '北京市 天津市 河北省 山西省 内蒙古自治区 辽宁省 吉林省 黑龙江省 上海市 江苏省 浙江省 安徽省 ' +
  '福建省 江西省 山东省 河南省 湖北省 湖南省 广东省 广西壮族自治区 海南省 重庆市 四川省 贵州省 ' +
  '云南省 西藏自治区 陕西省 甘肃省 青海省 宁夏回族自治区 新疆维吾尔自治区'
).split(' ')

/** Two characters that differ from those of other numbers nearby, as names of places do. */
function twoCharacters(number: number): string {
  const character = (at: number) => String.fromCodePoint(0x4e00 + (at % 2_400))
  return character(number * 37) + character(number * 53 + Math.floor(number / 2_400))
}

/**
 * Fills an empty, migrated database with the catalogue of a nation: places, sellers, who delivers
 * where, goods with packs, lots and stock, and everything that is kept of them.
 */
export async function seedCatalogue(sql: Client, size: CatalogueSize): Promise<void> {
  await seedPlaces(sql, size)
  await sql.begin(async (tx) => {
    // The rows made here are consistent; checking every foreign key would take most of the time.
    await tx.unsafe('set local session_replication_role = replica')
    await tx.unsafe(sellers(size))
    await seedKinds(tx as unknown as Client)
    // An index of many keys a row is made many times sooner at the end.
    const [index] = await tx<{ definition: string }[]>`select indexdef as definition
      from pg_indexes where schemaname = 'catalogue' and indexname = 'products_found'`
    await tx.unsafe('drop index catalogue.products_found')
    await tx.unsafe(products(size))
    await tx.unsafe(index?.definition ?? '')
    await tx.unsafe(goods)
  })
  await sql.unsafe('analyze')
  await sql.unsafe(keptOfProducts)
  await sql.unsafe('drop table public.bench_places, public.bench_kinds')
  await sql.unsafe('vacuum analyze')
}

async function seedPlaces(sql: Client, size: CatalogueSize): Promise<void> {
  const rows = Array.from({ length: size.counties }, (_, n) => placesOf(n, size)).flat()
  const divisions = new Map(
    rows.flatMap(({ path }) => path.map((division) => [division.code, division])),
  )
  await sql`
    insert into villages.divisions
      (code, level, parent_code, name, official_name, path_name, search_terms)
    select code, level, parent, name, name, path, '{}'
    from jsonb_to_recordset(${JSON.stringify([...divisions.values()])}::text::jsonb)
      as place (code text, level int, parent text, name text, path text)
    order by level, code`
  await sql`create table public.bench_places
    (place int primary key, county int, code text, areas text[], words text, grams text[])`
  const places = rows.map(({ path, county }, place) => {
    const words = path.at(-1)?.path ?? ''
    const areas = path.map(({ code }) => code)
    return { place, county, code: areas.at(-1), areas, words, grams: searchGrams(words) }
  })
  await sql`insert into public.bench_places
    select place, county, code, array(select jsonb_array_elements_text(areas)), words,
      array(select jsonb_array_elements_text(grams))
    from jsonb_to_recordset(${JSON.stringify(places)}::text::jsonb) as each
      (place int, county int, code text, areas jsonb, words text, grams jsonb)`
}

/** The villages of a county, each with all divisions above it. */
function placesOf(county: number, size: CatalogueSize) {
  const code = countyCode(county)
  return Array.from({ length: size.villagesOfCounty }, (_, v) => {
    const village = villageCode(code, v)
    const names = [
      provinces[county % 31] ?? '',
      `${twoCharacters(Number(code.slice(0, 4)))}市`,
      `${twoCharacters(county * 5 + 7)}县`,
      `${twoCharacters(county * 7 + Math.floor(v / 8))}镇`,
      `${twoCharacters(county * 31 + v)}村`,
    ]
    const codes = [2, 4, 6, 9, 12].map((digits) => village.slice(0, digits))
    const path = codes.map((divisionCode, at) => ({
      code: divisionCode,
      level: at + 1,
      parent: codes[at - 1] ?? null,
      name: names[at] ?? '',
      path: names.slice(0, at + 1).join(''),
    }))
    return { county, path }
  })
}

/** Each kind under each praise, early and late in the year: what all products are made of. */
async function seedKinds(sql: Client): Promise<void> {
  const names = await sql<ProduceKind[]>`
    select produce_kinds.name, broader, array_agg(produce_names.name) as names
    from catalogue.produce_kinds join catalogue.produce_names on kind = produce_kinds.name
    group by produce_kinds.name, broader`
  const words = produceWords(names)
  const kinds = produce.flatMap((crop) =>
    praises.flatMap((praise) =>
      [0, 1, 2].map((late) => ({
        ...crop,
        ...namedAs(`${praise}${crop.name}`, crop.ripeIn + late),
        ...meantBy(`${praise}${crop.name}`),
      })),
    ),
  )
  function meantBy(name: string) {
    const { key, marks } = meaningOf(words, { name, variety: '', places: [] })
    return { produce_key: key, grams: [...searchGrams(name), ...marks] }
  }
  await sql`create table public.bench_kinds (kind int primary key, name text, category text,
    storage text, produce_key text, grams text[], season int4multirange, starts text, ends text)`
  const rows = kinds.map((values, kind) => ({ kind, ...values }))
  await sql`insert into public.bench_kinds
    select kind, name, category, storage, produce_key,
      array(select jsonb_array_elements_text(grams)), season::int4multirange, starts, ends
    from jsonb_to_recordset(${JSON.stringify(rows)}::text::jsonb) as each
      (kind int, name text, category text, storage text, produce_key text, grams jsonb,
      season text, starts text, ends text)`
}

/** A third of the goods is sold all the year, the others for four months. */
function namedAs(name: string, ripeIn: number) {
  const month = (number: number) => String(1 + (number % 12)).padStart(2, '0')
  const window = { starts: `${month(ripeIn)}-05`, ends: `${month(ripeIn + 4)}-20` }
  const windows = ripeIn % 3 === 0 ? [] : [window]
  return {
    name,
    season: seasonRange(windows),
    ...(windows[0] ?? { starts: null, ends: null }),
  }
}

function sellers(size: CatalogueSize): string {
  const place = (n: string) => `(${n} * 7919) % ${size.counties * size.villagesOfCounty}`
  return `
    insert into organisations.organisations (id, kind, name, division_code, created_at)
    select ${idInSql('cooperative', 'n')}, 'cooperative', right(words, 3) || n || '合作社', code,
      now()
    from generate_series(1, ${size.cooperatives}) n
      join public.bench_places on place = ${place('n')};
    insert into organisations.cooperatives
      (organisation_id, cooperative_type, legal_representative, county_code, state, applied_at)
    select ${idInSql('cooperative', 'n')}, 'cooperative', '人', left(code, 6), 'admitted', now()
    from generate_series(1, ${size.cooperatives}) n
      join public.bench_places on place = ${place('n')};
    insert into catalogue.sales_terms
      (cooperative_id, minimum_order_cents, cut_off, lead_time_days)
    select ${idInSql('cooperative', 'n')}, n % 5 * 10000, '16:00', 1 + n % 3
    from generate_series(1, ${size.cooperatives}, 2) n;
    insert into catalogue.delivery_areas (cooperative_id, division_code, freight_cents_per_kg)
    select distinct on (cooperative, area) ${idInSql('cooperative', 'cooperative')}, area,
      (array[0, 30, 50, 80, 120, 200, 300])[1 + (cooperative + length(area)) % 7]
    from (
      select n as cooperative, left(code, digits) as area
      from generate_series(1, ${size.cooperatives}) n
        join public.bench_places on place = ${place('n')}, (values (2), (6)) as own (digits)
      union all
      select n, (11 + (n / 5 + other * 7) % 31)::text
      from generate_series(1, ${size.cooperatives}, 5) n, generate_series(1, 5) other
    ) as reached order by cooperative, area;
    insert into organisations.organisations (id, kind, name, division_code, created_at)
    select ${idInSql('unit', 'n')}, 'unit', '单位' || n, left(code, 6), now()
    from generate_series(1, ${size.units}) n join public.bench_places on place = ${place('n')};
    insert into accounts.people (id, name, phone, created_at)
    values (${idInSql('person', '1')}, '社员', '1', now());`
}

/** Cooperatives sell thirteen products or so, out of the villages of their county. */
function products(size: CatalogueSize): string {
  return `
    insert into catalogue.products (id, cooperative_id, name, variety, category, origin_code, state,
      storage, produce_key, search_words, search_grams, area_codes, season, cents_per_jin,
      latest_harvest, created_at, updated_at)
    select ${idInSql('product', 'n')}, ${idInSql('cooperative', 'seller')}, name, '', category,
      code, 'approved', storage, produce_key, name || ' ' || words || ' 合作社',
      array(select distinct gram from unnest(kinds.grams || places.grams || '{合作,作社}') as gram),
      areas, season, 80 + mod(n::bigint * 7907, 4000) * (1 + kind % 4) / 2,
      current_date - mod(n::bigint * 104729, 400)::int,
      now() - make_interval(mins => mod(n::bigint * 15485863, 900000)::int), now()
    from (select n, 1 + n % ${size.cooperatives} as seller,
        mod(n::bigint * 611953, ${produce.length * praises.length * 3})::int as kind
      from generate_series(1, ${size.products}) n) as made
    join public.bench_kinds kinds using (kind)
    join public.bench_places places
      on place = (seller * 7919) % ${size.counties * size.villagesOfCounty};`
}

/** One pack or two with tiers, and one lot or two; numbers come from the product's. */
const goods = `
  create temporary table numbered on commit drop as
    select id as product_id, cents_per_jin, latest_harvest, origin_code,
      ('x' || right(id::text, 12))::bit(48)::bigint as n from catalogue.products;
  insert into catalogue.packs (id, product_id, position, name, net_grams, price_cents)
  select ${idInSql('pack', 'n * 2 + extra')}, product_id, extra, 5 * (1 + extra) || ' 公斤箱',
    5000 * (1 + extra), cents_per_jin * 10 * (1 + extra)
  from numbered, generate_series(0, 1) extra where extra <= n % 2;
  insert into catalogue.price_tiers (pack_id, from_quantity, price_cents)
  select id, 50, price_cents - price_cents / 20 from catalogue.packs where position = 0;
  insert into catalogue.pack_prices (pack_id, from_at, price_cents)
  select id, now() - make_interval(days => 30 * turn), price_cents
  from catalogue.packs, generate_series(1, 2) turn;
  insert into catalogue.season_windows (product_id, position, starts, ends)
  select id, 0, starts, ends from catalogue.products
  join public.bench_kinds using (name, season) where starts is not null
  on conflict do nothing;
  insert into catalogue.lots (id, product_id, number, harvested_on, expires_on, total_grams,
    certificate_kind, certificate_number, certificate_valid_to, created_by, created_at)
  select ${idInSql('lot', 'n * 2 + extra')}, product_id, 'L' || extra, latest_harvest - extra,
    current_date + 300, 1000000, 'promise', 'C' || n, current_date + 300,
    ${idInSql('person', '1')}, now()
  from numbered, generate_series(0, 1) extra where extra <= n % 4 / 3;
  insert into catalogue.lot_villages (lot_id, position, village_code, share_basis_points)
  select lots.id, 0, origin_code, 10000
  from catalogue.lots join numbered on numbered.product_id = lots.product_id;
  insert into catalogue.lot_stock (lot_id, available_grams)
  select id, 1000000 from catalogue.lots;
  insert into catalogue.produce_medians (category, produce_key, median_cents_per_jin, offers)
  select category, produce_key, percentile_disc(0.5) within group (order by cents_per_jin), count(*)
  from catalogue.products group by 1, 2;`

/** The derived tables that the catalogue's commands maintain. */
const keptOfProducts = `
  select catalogue.count_on_shelves('{}', array(
    select row(area_codes, category, storage, season)::catalogue.shelved
    from catalogue.products));
  select catalogue.write_documents(array(select id from catalogue.products))`
