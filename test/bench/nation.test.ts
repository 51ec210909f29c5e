import { expect, test } from 'vitest'
import { countyCode, type NationSize, seedNation } from '../../bench/nation-world.ts'
import {
  firstPlaceDayDifference,
  firstPlaceDifference,
  firstRankedDifference,
} from '../../server/attribution/verify-sums.queries.ts'
import {
  firstUnitDayDifference,
  firstUnitDifference,
  firstUnitSourceDifference,
} from '../../server/attribution/verify-unit-sums.queries.ts'
import { testDatabase } from '../support/database.ts'
import { breaksInvariants } from '../support/invariants.ts'

const database = await testDatabase()
breaksInvariants(database, 'no entries stand behind its sums')

const size: NationSize = {
  counties: 2,
  villages: 16,
  units: 240,
  cooperativesOfCounty: 3,
  months: 5,
  cellsOfCountyMonth: 180,
}

test('§4.4 what is measured of a nation are the sums that the program would keep', async () => {
  await seedNation(database.sql, size, '2026-02')
  const [made] = await database.sql`
    select count(*) filter (where help_unit_id <> attribution.no_unit()) as helped,
      count(*) filter (where village_code = '') as unknown,
      count(*) filter (where not counted) as "notCounted"
    from attribution.ledger_rollups`
  expect(Object.values(made ?? {}).every((count) => count > 0)).toBe(true)

  for (const code of ['', ...[2, 4, 6].map((digits) => countyCode(1).slice(0, digits))])
    expect(await firstRankedDifference(database.db, code)).toBeUndefined()
  for (const check of [firstPlaceDifference, firstPlaceDayDifference])
    expect(await check(database.db, countyCode(1))).toBeUndefined()
  for (const check of [firstUnitDifference, firstUnitDayDifference, firstUnitSourceDifference])
    expect(await check(database.db, '')).toBeUndefined()
})

test('§4.4 cooperatives, categories, channels and marks add up to each place and day', async () => {
  const places = await database.sql`
    select node_code, period, sum(distinct_cents) as cents, sum(distinct_grams) as grams,
      sum(cents_by_day[7]) as "first", sum(cents_by_day[28]) as last
    from attribution.place_sums group by 1, 2 having sum(distinct_cents) > 0 order by 1, 2`
  expect(places.length).toBeGreaterThan(0)
  for (const kind of ['cooperative', 'category', 'channel', 'mark']) {
    const kept = await database.sql`
      select node_code, period, sum(cents) as cents, sum(grams) as grams,
        sum(cents_to_day[7]) as "first", sum(cents_to_day[28] - cents_to_day[27]) as last
      from attribution.dimension_sums where kind = ${kind} group by 1, 2 order by 1, 2`
    expect([...kept], kind).toEqual([...places])
  }
})
