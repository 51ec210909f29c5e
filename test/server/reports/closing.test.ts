import { expect, test } from 'vitest'
import { periods } from '../../../server/attribution/attribution.tables.ts'
import { sqlstateOf } from '../../../server/platform/db/sqlstate.ts'
import * as api from '../../../shared/reports/reports.api.ts'
import { signedIn, testApp } from '../../support/app.ts'
import {
  accept,
  anAttributedLine,
  aRecognisedSale,
  pay,
  shijing,
} from '../../support/factories/attribution.ts'

const { call, database } = await testApp({ clock: () => new Date('2026-11-22T04:00:00Z') })

test('§4.2 what corrects an earlier month, or comes too late for it, is an adjustment', async () => {
  const county = '441826'
  const here = { supervisingCountyCode: county }
  const from = (grams: number) => [{ villageCode: shijing, grams }]
  const sale = { ...here, grams: 1_000, villages: from(1_000) }
  const line = await aRecognisedSale(database, { ...sale, cents: 9_000, on: '2026-04-20' })
  const late = anAttributedLine(here)
  await accept(database, late, { grams: 500, cents: 500, on: '2026-04-21', villages: from(500) })
  await database.db
    .insert(periods)
    .values({ countyCode: county, month: '2026-04', state: 'closed' })

  // Two refunds, of which the second corrects the first one's entry, and a payment found late.
  await pay(database, line, { cents: -1_000, on: '2026-05-03' })
  await pay(database, line, { cents: -2_000, on: '2026-05-04' })
  await pay(database, late, { cents: 500, on: '2026-04-30' })
  // Bought and taken back within May: nothing of an earlier month.
  const own = await aRecognisedSale(database, { ...sale, cents: 4_000, on: '2026-05-05' })
  await pay(database, own, { cents: -100, on: '2026-05-06' })

  const official = signedIn({ roles: ['official'], divisionCode: county })
  const may = { period: '2026-05' }
  const { items } = await call(api.listLedger, { query: may }, { as: official })
  expect(items.map((row) => [row.cents, row.month, row.adjustsMonth]).reverse()).toEqual([
    [-1_000, '2026-05', '2026-04'],
    [-2_000, '2026-05', '2026-04'],
    [500, '2026-05', '2026-04'],
    [4_000, '2026-05', null],
    [-100, '2026-05', null],
  ])
  const { figures, adjustments } = await call(api.readTotals, { query: may }, { as: official })
  expect(figures.distinct.cents).toBe(1_400)
  expect(adjustments).toMatchObject({ cents: -2_500, entries: 3 })
  const filter = { ...may, adjustments: 'true' as const }
  const opened = await call(api.listLedger, { query: filter }, { as: official })
  expect(opened.total).toEqual(adjustments)
  expect(opened.items).toHaveLength(3)
  const year = await call(api.readTotals, { query: { period: '2026' } }, { as: official })
  expect(year.adjustments).toBeNull()
})

test('§4.2 the database itself refuses entries of a closed month, and to open one again', async () => {
  const anew = database.db.transaction((tx) => tx.update(periods).set({ state: 'open' }))
  await expect(anew).rejects.toSatisfy((error) => sqlstateOf(error) === '42501')
  const again = database.sql`
    insert into attribution.ledger_entries (county_code, number, month, recognised_on, ordered_on,
      village_code, order_line_id, purchase_order_id, cooperative_id, product_id, category, channel,
      direct_unit_id, direct_paired, help_paired, eligible, grade, grams, cents, cause_type,
      cause_id, cause_line_id, actor_id, rule_version, posted_at, previous_hash, hash)
    select county_code, 99, '2026-04', recognised_on, ordered_on, village_code, order_line_id,
      purchase_order_id, cooperative_id, product_id, category, channel, direct_unit_id,
      direct_paired, help_paired, eligible, grade, grams, cents, cause_type, cause_id,
      cause_line_id, actor_id, rule_version, posted_at, previous_hash, hash
    from attribution.ledger_entries where number = 1`
  await expect(again).rejects.toSatisfy((error) => sqlstateOf(error) === '23514')
})
