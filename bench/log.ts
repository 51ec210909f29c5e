import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { parseConfig } from '../server/config.ts'
import { systemClock } from '../server/platform/clock.ts'
import { connect } from '../server/platform/db/connect.ts'
import type { Client } from '../server/platform/db/driver.ts'
import { newId } from '../server/platform/ids.ts'
import { appendEntries } from '../server/transparency/append-entries.ts'
import { keepLog, publishLog } from '../server/transparency/index.ts'
import type { Figure, Part } from './figures.ts'
import { idInSql } from './ids.ts'
import { zeroFigure } from './measure.ts'
import { spread } from './statistics.ts'

const counties = 832

/** How fast the transparency log takes up what was posted while it stood still. */
export const logPart: Part = {
  name: 'log',
  run: async (cluster, { share }) => {
    const { url, sql } = await cluster.database('log')
    const entries = await seedEntries(sql, Math.round(1_000_000 * share))
    const pool = connect({ url, max: 2, applicationName: 'cunji-bench' })
    const directory = mkdtempSync(path.join(tmpdir(), 'cunji-bench-log-'))
    const config = parseConfig({ DATA_DIR: directory, NODE_ENV: 'test' })
    const deps = { config, clock: systemClock, db: pool.db, newId }
    await keepLog(deps)

    const delay = monitorEventLoopDelay({ resolution: 5 })
    delay.enable()
    const started = performance.now()
    while (await appendEntries(pool.db, { withSm3: false })) {
      // The next ones.
    }
    const minutes = (performance.now() - started) / 60_000
    delay.disable()
    const signing = performance.now()
    await publishLog(deps)
    const signedMs = performance.now() - signing
    const [row] = await sql<
      { size: number }[]
    >`select max(size) as size from transparency.checkpoints`
    await pool.close()
    rmSync(directory, { recursive: true, force: true })
    return [
      figure('entries logged a minute', '', entries / minutes, { atLeast: 1_000_000 }),
      figure('requests held up by hashing, p99', 'ms', delay.percentile(99) / 1e6, { atMost: 50 }),
      figure('signing and publishing the head', 'ms', signedMs, { atMost: 1_000 }),
      zeroFigure('entries left out', entries - Number(row?.size)),
    ]
  },
}

function figure(label: string, unit: string, value: number, limit: Figure['limit']): Figure {
  return { label, unit, spread: spread([value]), ...(limit && { limit }) }
}

/**
 * A ledger of so many entries, spread over the counties of the nation. The log reads nothing of
 * them but their hashes, so these are made up.
 */
async function seedEntries(sql: Client, wanted: number): Promise<number> {
  const each = Math.ceil(wanted / counties)
  const county = `(110101 + c * 100)::text`
  await sql.begin(async (tx) => {
    await tx`set local session_replication_role = replica`
    await tx.unsafe(`
      insert into attribution.ledger_entries (county_code, number, month, recognised_on, ordered_on,
        village_code, order_line_id, purchase_order_id, cooperative_id, product_id, category,
        channel, direct_unit_id, direct_paired, help_paired, eligible, grade, grams, cents,
        cause_type, cause_id, cause_line_id, actor_id, rule_version, posted_at, previous_hash, hash)
      select ${county}, n, '2026-01', '2026-01-10', '2026-01-01', '', ${idInSql('orderLine', 'n')},
        ${idInSql('purchaseOrder', 'n')}, ${idInSql('cooperative', '1')},
        ${idInSql('product', '1')},
        'vegetables', 'canteen', ${idInSql('unit', '1')}, false, false, true, 'A', 1000, 1000,
        'payment', ${idInSql('orderLine', 'n')}, ${idInSql('orderLine', 'n')},
        ${idInSql('person', '1')}, 'recognition-1', '2026-01-10', '',
        encode(sha256(convert_to(c || ' ' || n, 'UTF8')), 'hex')
      from generate_series(0, ${counties - 1}) c, generate_series(1, ${each}) n`)
    await tx.unsafe(`
      insert into attribution.ledger_heads (county_code, last_number, last_hash)
      select ${county}, ${each}, '' from generate_series(0, ${counties - 1}) c`)
  })
  await sql.unsafe('vacuum analyze')
  return each * counties
}
