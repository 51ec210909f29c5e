import { sql } from 'drizzle-orm'
import { beforeEach, describe, expect, test } from 'vitest'
import { foldEntries, keepUnitSet, verifyLedger } from '../../../server/attribution/index.ts'
import { ledgerChecks } from '../../../server/attribution/verify-ledger.ts'
import { sqlstateOf } from '../../../server/platform/db/sqlstate.ts'
import { newId } from '../../../server/platform/ids.ts'
import { recordChecks } from '../../../server/reports/verify-records.ts'
import { testDatabase } from '../../support/database.ts'
import { aCredit, accept, anAttributedLine, pay } from '../../support/factories/attribution.ts'
import { breaksInvariants } from '../../support/invariants.ts'
import { readText } from '../../support/sources.ts'

const database = await testDatabase({ max: 2 })
const county = '500237'
breaksInvariants(database, 'each test tampers with the ledger and asks what the verifier finds')

/** What somebody with all rights over the database could do to it. */
async function tamper(...statements: string[]) {
  await database.db.transaction(async (tx) => {
    await tx.execute(sql.raw('set local session_replication_role = replica'))
    for (const statement of statements) await tx.execute(sql.raw(statement))
  })
}

beforeEach(async () => {
  await tamper(
    'truncate attribution.recognition_lines, attribution.recognition_line_villages, ' +
      'attribution.recognition_facts, attribution.ledger_heads, attribution.ledger_entries, ' +
      'attribution.ledger_rollups, attribution.ledger_order_counts, ' +
      'attribution.place_sums, attribution.ranked_sums, attribution.unfolded_entries, ' +
      'attribution.unit_sums, attribution.unit_village_sums, attribution.unit_product_sums, ' +
      'attribution.unit_sets, attribution.unit_set_members, attribution.unit_set_sums, ' +
      'attribution.dimension_sums',
  )
  const same = { credit: aCredit(), productId: newId() }
  for (let at = 0; at < 4; at += 1) {
    const line = anAttributedLine(same)
    await accept(database, line, { grams: 1_000, cents: 1_000 + at })
    await pay(database, line, { cents: 1_000 + at })
  }
  expect(await verifyLedger(database.db)).toMatchObject({ fault: null, entries: 4, lines: 4 })
})

describe('§3.4 the database refuses to change what was posted', () => {
  for (const table of ['attribution.ledger_entries', 'attribution.recognition_facts']) {
    for (const change of [
      `update ${table} set cents = 1`,
      `delete from ${table}`,
      `truncate ${table} cascade`,
    ]) {
      test(change, async () => {
        const refused = database.db.execute(sql.raw(change))
        await expect(refused).rejects.toSatisfy((error) => sqlstateOf(error) === '42501')
      })
    }
  }
})

describe('§4.1 the verifier finds', () => {
  const fault = async () => (await verifyLedger(database.db)).fault
  const at = (number: number) => ({ countyCode: county, number })

  test('a changed amount', async () => {
    await tamper('update attribution.ledger_entries set cents = cents + 1 where number = 3')
    expect(await fault()).toMatchObject({ check: 'hash', ...at(3) })
  })

  test('a changed amount with a hash made anew', async () => {
    await tamper(
      `update attribution.ledger_entries set cents = 7, hash = repeat('0', 64) where number = 2`,
    )
    expect(await fault()).toMatchObject({ check: 'hash', ...at(2) })
  })

  test('a mark that the goods did not bear', async () => {
    await tamper(`update attribution.ledger_entries set marks = '{organic}' where number = 2`)
    expect(await fault()).toMatchObject({ check: 'marks', ...at(2) })
  })

  test('a mark given to a line and its entries', async () => {
    await tamper(
      `update attribution.ledger_entries set marks = '{organic}' where number = 3`,
      `update attribution.recognition_lines set marks = '{organic}' where order_line_id in (
        select order_line_id from attribution.ledger_entries where number = 3)`,
    )
    expect(await fault()).toMatchObject({ check: 'marks', ...at(3) })
  })

  test('a deleted entry', async () => {
    await tamper('delete from attribution.ledger_entries where number = 2')
    expect(await fault()).toMatchObject({ check: 'number', ...at(2) })
  })

  test('a deleted last entry', async () => {
    await tamper('delete from attribution.ledger_entries where number = 4')
    expect(await fault()).toMatchObject({ check: 'number', ...at(4) })
  })

  test('a chain that was emptied', async () => {
    await tamper('delete from attribution.ledger_entries')
    expect(await fault()).toMatchObject({ check: 'number', ...at(1) })
  })

  test('a chain that lost its end and its last entry', async () => {
    await tamper(
      'delete from attribution.ledger_entries where number = 4',
      'delete from attribution.ledger_heads',
    )
    expect(await fault()).toMatchObject({ check: 'head', ...at(3) })
  })

  test('entries in another order', async () => {
    await tamper(
      'update attribution.ledger_entries set number = 99 where number = 2',
      'update attribution.ledger_entries set number = 2 where number = 3',
      'update attribution.ledger_entries set number = 3 where number = 99',
    )
    expect(await fault()).toMatchObject({ check: 'link', ...at(2) })
  })

  test('a changed rollup', async () => {
    await tamper('update attribution.ledger_rollups set cents = cents + 1')
    expect(await fault()).toMatchObject({ check: 'rollup', ...at(4) })
  })

  test('a rollup out of nothing', async () => {
    await tamper(
      `insert into attribution.ledger_rollups select county_code, '2026-12', village_code,
        product_id,
        direct_unit_id, help_unit_id, direct_paired, help_paired, eligible, grade, 1, 1, 1,
        attribution.add_on_day(array_fill(0::bigint, array[31]), 1, 1),
        attribution.add_on_day(array_fill(0::bigint, array[31]), 1, 1)
        from attribution.ledger_rollups limit 1`,
    )
    expect(await fault()).toMatchObject({ check: 'rollup', countyCode: county, number: null })
  })

  test('a day’s money moved to another day', async () => {
    await tamper(
      `update attribution.ledger_rollups
        set cents_by_day =
          attribution.add_on_day(attribution.add_on_day(cents_by_day, 1, 5), 2, -5)`,
    )
    expect(await fault()).toMatchObject({ check: 'rollup_day', countyCode: county })
  })

  test('a changed count of orders', async () => {
    await tamper('update attribution.ledger_order_counts set orders = orders + 1')
    expect(await fault()).toMatchObject({ check: 'order_count', ...at(4) })
  })

  test('a changed sum of a place', async () => {
    await tamper(
      `update attribution.place_sums set paired_cents = paired_cents + 1 where period = '2026'`,
    )
    expect(await fault()).toMatchObject({ check: 'place', countyCode: county })
  })

  test('a place’s day moved to another day', async () => {
    await tamper(
      `update attribution.place_sums
        set cents_by_day =
          attribution.add_on_day(attribution.add_on_day(cents_by_day, 1, 5), 2, -5)
        where node_code = '500237' and cents_by_day is not null`,
    )
    expect(await fault()).toMatchObject({ check: 'place_day', countyCode: county })
  })

  test('an order that the nation counts twice', async () => {
    await tamper(
      `update attribution.ledger_order_counts set orders = orders + 1 where node_code = ''`,
      `update attribution.place_sums set distinct_orders = distinct_orders + 1,
        direct_orders = direct_orders + 1 where node_code = ''`,
    )
    expect(await fault()).toMatchObject({ check: 'shared_order', countyCode: '' })
  })

  test.each([
    ['of a province', 'length(node_code) = 2', '50'],
    ['of a township', 'length(node_code) = 9', county],
    ['of a village', 'length(node_code) = 12', county],
  ])('a changed ranked sum %s', async (_, where, countyCode) => {
    await foldEntries(database.db)
    await tamper(`update attribution.ranked_sums set grams = grams + 1 where ${where}`)
    expect(await fault()).toMatchObject({ check: 'ranked', countyCode })
  })

  test('a ranked sum of a village that nobody sold in', async () => {
    await foldEntries(database.db)
    await tamper(`update attribution.ranked_sums set node_code = '${county}999999'
      where length(node_code) = 12 and period = '2026'`)
    expect(await fault()).toMatchObject({ check: 'ranked', countyCode: county })
  })

  test.each([
    ['money of a province', `cents = cents + 1 where length(node_code) = 2`, '50'],
    [
      'days of a village',
      `grams_to_day[3] = 7 where length(node_code) = 12 and cents_to_day is not null`,
      county,
    ],
  ])('a changed sum of a cooperative, category or channel: %s', async (_, change, countyCode) => {
    await foldEntries(database.db)
    await tamper(`update attribution.dimension_sums set ${change}`)
    expect(await fault()).toMatchObject({ check: 'dimension', countyCode })
  })

  test('an entry that was lost before it was folded', async () => {
    await tamper('delete from attribution.unfolded_entries where number = 2')
    expect(await fault()).toMatchObject({ check: 'ranked', countyCode: county })
  })

  test.each([
    ['unit', 'update attribution.unit_sums set paired_cents = paired_cents + 1'],
    ['unit', `update attribution.unit_sums set orders = orders + 1 where period = '2026'`],
    [
      'unit_day',
      `update attribution.unit_sums set cents_to_day = attribution.add_on_day(cents_to_day, 1, 5)
        where cents_to_day is not null`,
    ],
    ['unit_source', 'update attribution.unit_village_sums set grams = grams + 1'],
    ['unit_source', `delete from attribution.unit_product_sums where period = '2026-Q2'`],
  ])('what was changed of a unit: %s, by %s', async (check, change) => {
    await foldEntries(database.db)
    await tamper(change)
    expect(await fault()).toMatchObject({ check, countyCode: '' })
  })

  test.each([
    'update attribution.unit_set_sums set grams = grams + 1',
    `delete from attribution.unit_set_sums where kind = 'village' and period = '2026'`,
    `update attribution.unit_set_sums set cents_to_day = attribution.add_on_day(cents_to_day, 1, 5)
      where kind = 'province' and cents_to_day is not null`,
    `update attribution.unit_set_sums set cents = cents + 1 where kind = 'figure'`,
    `update attribution.unit_set_members set first_month = '2031-01'`,
  ])('what was changed of a set of units, by %s', async (change) => {
    const [line] = await database.sql<{ unit: string }[]>`
      select direct_unit_id as unit from attribution.ledger_entries limit 1`
    const months = { firstMonths: ['2000-01'], lastMonths: ['9999-12'] }
    await database.db.transaction((tx) =>
      keepUnitSet(tx, { unitIds: [line?.unit ?? ''], ...months }),
    )
    await foldEntries(database.db)
    expect(await fault()).toBeNull()
    await tamper(change)
    expect(await fault()).toMatchObject({ check: 'unit_set', countyCode: '' })
  })

  test('an order that was forgotten before it was folded', async () => {
    await tamper('update attribution.unfolded_entries set begins_order = not begins_order')
    expect(await fault()).toMatchObject({ check: 'unit', countyCode: '' })
  })

  test('a changed fact', async () => {
    await tamper(
      `update attribution.recognition_facts set cents = cents + 5 where kind = 'payment'`,
    )
    expect(await fault()).toMatchObject({ check: 'facts', countyCode: county })
  })

  test('villages that do not sum to their line', async () => {
    await tamper(
      'update attribution.recognition_line_villages set accepted_grams = accepted_grams + 1',
    )
    expect(await fault()).toMatchObject({ check: 'villages', countyCode: county })
  })

  test('a line that says it has less recognised than the rule gives', async () => {
    await tamper('update attribution.recognition_lines set recognised_cents = recognised_cents - 1')
    expect(await fault()).toMatchObject({ check: 'recognised', countyCode: county })
  })
})

test.each(['zh-CN', 'en'])('every check has its words on a screen in %s', (language) => {
  const { fault } = JSON.parse(readText(`web/locales/${language}/verification.json`)) as {
    fault: Record<string, string>
  }
  const checks = [...ledgerChecks, ...recordChecks]
  expect(Object.keys(fault)).toEqual(expect.arrayContaining(checks))
})

test('the verifier covers the counties it is asked for', async () => {
  await tamper('update attribution.ledger_entries set cents = cents + 1 where number = 3')
  expect(await verifyLedger(database.db, '44')).toMatchObject({ fault: null, counties: 0 })
  expect((await verifyLedger(database.db, '5002')).fault).toMatchObject({ check: 'hash' })
})
