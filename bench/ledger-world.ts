import type { Client } from '../server/platform/db/driver.ts'
import { idInSql } from './ids.ts'

/**
 * A ledger of `entries` lines over 24 months, 50 villages, 2 products and 4 units each: 9,600
 * cells. Every cell is filled from the start, so that a larger ledger has more lines in a cell, as
 * a longer use of the same market has.
 */
export async function seedLedger(sql: Client, entries: number): Promise<void> {
  await sql.unsafe('alter table attribution.ledger_entries disable trigger user')
  await sql.unsafe(`
    insert into attribution.recognition_lines
      (order_line_id, purchase_order_id, purchase_order_number,
      ordered_on, placed_at, cooperative_id, supervising_county_code, buyer_unit_id, channel,
      product_id, category, credit, grade)
    values (${idInSql('pack', '1')}, ${idInSql('pack', '1')}, 'PO', current_date, now(),
      ${idInSql('cooperative', '1')}, '500101', ${idInSql('unit', '1')}, 'canteen',
      ${idInSql('product', '1')}, 'vegetables', '{}', 'A') on conflict do nothing`)
  await sql.unsafe(ledgerEntries(entries))
  await sql.unsafe('alter table attribution.ledger_entries enable trigger user')
  await sql.unsafe(rollups())
  await sql.unsafe('analyze')
}

const cell = '(n % 9600)'
const village = `(${cell} % 50)`
const monthsAgo = `(${cell} / 400)`

function ledgerEntries(entries: number): string {
  return `
    insert into attribution.ledger_entries (county_code, number, month, recognised_on, ordered_on,
      village_code, order_line_id, purchase_order_id, cooperative_id, product_id, category, channel,
      direct_unit_id, help_unit_id, direct_paired, help_paired, eligible, grade, grams, cents,
      cause_type, cause_id, cause_line_id, actor_id, rule_version, posted_at, previous_hash, hash)
    select '500101', n + 1, to_char(day, 'YYYY-MM'), day, day,
      '500101100' || (200 + ${village}), ${idInSql('pack', '1')}, ${idInSql('pack', '1')},
      ${idInSql('cooperative', `1 + ${village} % 40`)},
      ${idInSql('product', `1 + ${village} * 2 + (${cell} / 50) % 2`)}, 'vegetables', 'canteen',
      ${idInSql('unit', `1 + (${village} + (${cell} / 100) % 4) % 100`)},
      case when ${cell} % 7 = 0 then ${idInSql('unit', `101 + ${village} % 20`)} end,
      true, false, true, 'A', 1000 + n % 9000, 500 + n % 70000,
      'payment', ${idInSql('pack', '1')}, ${idInSql('pack', '1')}, ${idInSql('person', '1')},
      '1', now(), '', ''
    from generate_series(0, ${entries - 1}) n,
      lateral (select
        (date_trunc('month', current_date) - make_interval(months => ${monthsAgo}))::date
          + (n / 9600) % 28 as day) d`
}

function rollups(): string {
  return `
    with daily as (
      select county_code, month, village_code, product_id, direct_unit_id,
        coalesce(help_unit_id, attribution.no_unit()) as help_unit_id,
        direct_paired, help_paired, eligible, grade,
        attribution.day_within(month, recognised_on) as day,
        sum(grams)::bigint as grams, sum(cents)::bigint as cents, count(*) as entries
      from attribution.ledger_entries group by 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11
    )
    insert into attribution.ledger_rollups
    select county_code, month, village_code, product_id, direct_unit_id, help_unit_id,
      direct_paired, help_paired, eligible, grade, sum(grams), sum(cents), sum(entries),
      attribution.sum_days(attribution.on_day(day, grams)),
        attribution.sum_days(attribution.on_day(day, cents))
    from daily group by 1, 2, 3, 4, 5, 6, 7, 8, 9, 10;
    insert into attribution.ledger_order_counts
    select county_code, node_code, month, array[direct_unit_id], help_unit_id, sum(entries)
    from attribution.ledger_rollups,
      unnest(array[county_code, left(village_code, 9), village_code]) as node_code
    group by 1, 2, 3, 4, 5`
}
