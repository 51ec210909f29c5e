import { ledgerWorkbook } from '../server/exchange/export-ledger.ts'
import { connect } from '../server/platform/db/connect.ts'
import type { Client } from '../server/platform/db/driver.ts'
import { trustRows } from '../server/platform/db/rows.ts'
import { monthsOfPeriod } from '../shared/reports/periods.ts'
import type { Figure, Part } from './figures.ts'
import { idInSql } from './ids.ts'
import { spread } from './statistics.ts'

const rows = 100_000
const county = '500237'

/** The ledger of a large county as a file: how long it takes, and in how much memory. */
export const exportsPart: Part = {
  name: 'exports',
  run: async (cluster, { rounds }) => {
    // As in production.
    trustRows()
    const { url, sql } = await cluster.database('exports')
    await seedLedger(sql)
    const pool = connect({ url, max: 1, applicationName: 'cunji-bench' })
    const seconds: number[] = []
    const before = process.memoryUsage.rss()
    let mostBytes = before
    for (let round = 0; round < rounds; round += 1) {
      const started = performance.now()
      const file = ledgerWorkbook(
        pool.db,
        { scope: { units: null, node: county }, months: monthsOfPeriod('2026') },
        {
          language: 'zh-CN',
          question: { period: '2026' },
          subject: { name: '巫山县', pathName: '重庆市巫山县' },
          names: {
            ...{ product: null, cooperative: null, buyerUnit: null, helperUnit: null },
            firstSecretary: null,
          },
          total: { entries: rows },
          maker: '示例县农业农村委员会',
          now: new Date(),
        },
      )
      for await (const _chunk of file) mostBytes = Math.max(mostBytes, process.memoryUsage.rss())
      seconds.push((performance.now() - started) / 1_000)
    }
    await pool.close()
    return [
      { ...figure('100,000 rows as xlsx', 's', seconds), limit: { atMost: 10 } },
      {
        ...figure('memory more than before', 'MB', [(mostBytes - before) / 1e6]),
        limit: { atMost: 200 },
      },
    ]
  },
}

function figure(label: string, unit: string, values: number[]): Figure {
  return { label, unit, spread: spread(values) }
}

/** Each order line comes from two villages, so that it has two entries; all are paid. */
async function seedLedger(sql: Client): Promise<void> {
  const line = idInSql('orderLine', '((n + 1) / 2)')
  const order = idInSql('purchaseOrder', '((n + 3) / 4)')
  await sql.begin(async (tx) => {
    await tx`set local session_replication_role = replica`
    await tx.unsafe(`
      insert into attribution.recognition_lines (order_line_id, purchase_order_id,
        purchase_order_number, ordered_on, placed_at, cooperative_id, supervising_county_code,
        buyer_unit_id, channel, product_id, category, credit, grade, accepted_grams,
        accepted_cents, paid_cents)
      select ${line}, ${order}, 'CG' || ((n + 3) / 4), '2026-01-01', '2026-01-01',
        ${idInSql('cooperative', '1')}, '${county}', ${idInSql('unit', '1')}, 'canteen',
        ${idInSql('product', '1')}, 'vegetables', '{}', 'A', 2000, 2000, 2000
      from generate_series(1, ${rows}, 2) n`)
    await tx.unsafe(`
      insert into attribution.ledger_entries (county_code, number, month, recognised_on, ordered_on,
        village_code, order_line_id, purchase_order_id, cooperative_id, product_id, category,
        channel, direct_unit_id, direct_paired, help_paired, eligible, grade, grams, cents,
        cause_type, cause_id, cause_line_id, actor_id, rule_version, posted_at, previous_hash, hash)
      select '${county}', n, '2026-' || to_char(1 + n * 10 / ${rows}, 'FM00'),
        make_date(2026, 1 + n * 10 / ${rows}, 10), '2026-01-01', '', ${line}, ${order},
        ${idInSql('cooperative', '1')},
        ${idInSql('product', '1')}, 'vegetables', 'canteen', ${idInSql('unit', '1')}, false, false,
        true, 'A', 1000, 1000, 'payment', ${line}, ${line}, ${idInSql('person', '1')},
        'recognition-1', '2026-01-10', '', n::text
      from generate_series(1, ${rows}) n`)
  })
  await sql.unsafe('vacuum analyze')
}
