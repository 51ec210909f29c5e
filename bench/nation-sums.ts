/**
 * A table that is summed from a nation's cells: what its rows are told apart by beside place and
 * period, and what is summed.
 */
interface SumTable {
  keys: readonly string[]
  /** Whether it is kept of places: of a village and of all that it lies in. */
  isOfPlaces: boolean
  sums: readonly string[]
  /** The amounts of a month's days. */
  days?: { columns: readonly string[]; hold: DayAmounts }
  /** The sums of villages, or of no place, in months, from `bench_cells`. */
  months: string
}

/** What each day of a month brought, or what had come by its end. */
type DayAmounts = 'of the day' | 'up to the day'

/** The days of a month on which goods are accepted: once a week. */
export const acceptanceDays = [7, 14, 21, 28]

/** An array with an amount for each day of a month, made of those of the days of acceptance. */
export function daysOf(hold: DayAmounts, amountOn: (day: number) => string): string {
  const amounts = Array.from({ length: 31 }, (_, at) => {
    const day = acceptanceDays.findLast((accepted) =>
      hold === 'of the day' ? accepted === at + 1 : accepted <= at + 1,
    )
    return day === undefined ? '0' : amountOn(day)
  })
  return `array[${amounts}]::bigint[]`
}

const sumWhere = (amount: string, condition: string) =>
  `coalesce(sum(${amount}) filter (where ${condition}), 0)`

/** The cents and the grams of cells: a kilogram costs 3.33 yuan everywhere. */
const amountsWhere = (condition: string) =>
  ['cents', 'cents * 3'].map((amount) => sumWhere(amount, condition))

/** The cents and the grams of cells on each day. */
const daysWhere = (condition: string, hold: DayAmounts) =>
  ['cents', 'cents * 3'].map((amount) =>
    daysOf(hold, (day) =>
      sumWhere(amount, `day ${hold === 'of the day' ? '=' : '<='} ${day} and ${condition}`),
    ),
  )

const isHelped = 'help_unit_id <> attribution.no_unit()'
const isUnknown = `counted and village_code = ''`

/** The figures of a place, as `figures_of` defines them. */
const figures = {
  direct: 'counted',
  help: `counted and ${isHelped}`,
  overlap: `counted and ${isHelped}`,
  distinct: 'counted',
  paired: 'counted and direct_paired',
  unknown: isUnknown,
  not_counted: 'not counted',
}
const inCentsAndGrams = (names: readonly string[]) =>
  names.flatMap((name) => [`${name}_cents`, `${name}_grams`])

/** Cells as their buyer's, their helper's, and as those of both, as `credits_of` defines them. */
const creditedCells = `(
  select cells.*, 'direct' as credit, direct_unit_id as unit_id, attribution.no_unit() as both_id,
    direct_paired as is_paired
  from public.bench_cells cells
  union all
  select cells.*, 'help', help_unit_id, attribution.no_unit(), false
  from public.bench_cells cells where ${isHelped}
  union all
  select cells.*, 'overlap', direct_unit_id, help_unit_id, false
  from public.bench_cells cells where ${isHelped}
) credited`

const sumTables: Record<string, SumTable> = {
  ranked_sums: {
    keys: ['kind', 'key'],
    isOfPlaces: true,
    sums: ['cents', 'grams'],
    months: `
      select 'product', product_id, village_node, month, sum(cents), sum(cents * 3)
      from public.bench_cells where counted group by 2, 3, 4
      union all
      select 'unit', unit_id, village_node, month, sum(cents), sum(cents * 3)
      from ${creditedCells} where counted and credit <> 'overlap' group by 2, 3, 4`,
  },
  dimension_sums: {
    keys: ['kind', 'key'],
    isOfPlaces: true,
    sums: ['cents', 'grams', 'entries'],
    days: { columns: ['cents_to_day', 'grams_to_day'], hold: 'up to the day' },
    months: `
      select kind, key, village_node, month, sum(cents), sum(cents * 3), sum(entries),
        ${daysWhere('counted', 'up to the day')}
      from public.bench_cells cross join lateral (values ('cooperative', cooperative_id::text),
        ('category', category), ('channel', channel), ('mark', '')) as listed(kind, key)
      where counted group by 1, 2, 3, 4`,
  },
  place_sums: {
    keys: ['county_code'],
    isOfPlaces: true,
    sums: [
      ...inCentsAndGrams(Object.keys(figures)),
      ...['direct_orders', 'help_orders', 'overlap_orders', 'distinct_orders', 'entries'],
    ],
    days: { columns: ['cents_by_day', 'grams_by_day'], hold: 'of the day' },
    months: `
      select county_code, village_node, month,
        ${Object.values(figures).flatMap(amountsWhere)},
        sum(orders), ${sumWhere('orders', isHelped)}, ${sumWhere('orders', isHelped)}, sum(orders),
        sum(entries), ${daysWhere('counted', 'of the day')}
      from public.bench_cells group by 1, 2, 3`,
  },
  unit_sums: {
    keys: ['unit_id', 'credit', 'help_unit_id'],
    isOfPlaces: false,
    sums: [
      ...['cents', 'grams', ...inCentsAndGrams(['paired', 'unknown', 'not_counted'])],
      'orders',
    ],
    days: { columns: ['cents_to_day', 'grams_to_day'], hold: 'up to the day' },
    months: `
      select unit_id, credit, both_id, month,
        ${['counted', 'counted and is_paired', isUnknown, 'not counted'].flatMap(amountsWhere)},
        sum(orders), ${daysWhere('counted', 'up to the day')}
      from ${creditedCells} group by 1, 2, 3, 4`,
  },
  unit_village_sums: {
    keys: ['unit_id', 'village_code', 'help_unit_id'],
    isOfPlaces: false,
    sums: ['cents', 'grams'],
    months: `
      select unit_id, village_node, both_id, month, sum(cents), sum(cents * 3)
      from ${creditedCells} where counted group by 1, 2, 3, 4`,
  },
  unit_product_sums: {
    keys: ['unit_id', 'product_id', 'help_unit_id'],
    isOfPlaces: false,
    sums: ['cents', 'grams'],
    months: `
      select unit_id, product_id, both_id, month, sum(cents), sum(cents * 3)
      from ${creditedCells} where counted group by 1, 2, 3, 4`,
  },
}

/** The statements that fill each table, in their order. */
export const sumFillings: Record<string, string[]> = Object.fromEntries(
  Object.entries(sumTables).map(([name, table]) => [name, fillingsOf(name, table)]),
)

/**
 * Months of villages first, then quarters made of them, years of quarters, and each wider place of
 * those within: every step reads sums, of which there are fewer than cells.
 */
function fillingsOf(name: string, table: SumTable): string[] {
  const { keys, isOfPlaces, sums, days } = table
  const dayColumns = days?.columns ?? []
  const place = isOfPlaces ? ['node_code'] : []
  const columns = [...keys, ...place, 'period', ...sums, ...dayColumns]
  const insert = `insert into attribution.${name} (${columns})`
  const sumsOfSums = sums.map((column) => `sum(${column})`)
  const wider = (digits: number, within: number) => {
    const daysOfMonths = dayColumns.map((column) => {
      const amounts = daysOf(days?.hold ?? 'of the day', (day) => `sum(${column}[${day}])`)
      return `case when count(${column}) > 0 then ${amounts} end`
    })
    const groups = [...keys, `left(node_code, ${digits})`, 'period']
    return `${insert} select ${[...groups, ...sumsOfSums, ...daysOfMonths]}
      from attribution.${name} where length(node_code) = ${within}
      group by ${groups.map((_, at) => at + 1)} order by period, ${keys.length + 1}`
  }
  const longer = (period: string, within: string) => {
    const groups = [...keys, ...place, period]
    const noDays = dayColumns.map(() => 'null::bigint[]')
    return `${insert} select ${[...groups, ...sumsOfSums, ...noDays]}
      from attribution.${name} where ${within}
      group by ${groups.map((_, at) => at + 1)} order by ${groups.length}`
  }
  return [
    `${insert} ${table.months}`,
    longer(`left(period, 4) || '-Q' || (right(period, 2)::int + 2) / 3`, 'true'),
    longer('left(period, 4)', `substr(period, 6, 1) = 'Q'`),
    ...(isOfPlaces ? [wider(9, 12), wider(6, 9), wider(4, 6), wider(2, 4), wider(0, 2)] : []),
  ]
}
