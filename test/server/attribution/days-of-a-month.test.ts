import { expect, test } from 'vitest'
import { testDatabase } from '../../support/database.ts'

const { sql } = await testDatabase()

test('§4.2 what is booked in a later month counts from that month’s first day', async () => {
  const [days] = await sql`select attribution.day_within('2026-03', '2026-03-01') as first,
    attribution.day_within('2026-03', '2026-03-31') as last,
    attribution.day_within('2026-03', '2026-01-20') as earlier`
  expect(days).toEqual({ first: 1, last: 31, earlier: 1 })
})

test('amounts of days add up day by day, thirty-one of them', async () => {
  const [sums] = await sql<{ days: (number | string)[] }[]>`
    select attribution.by_day(day, amount) as days
    from (values (1, 5::bigint), (31, 7), (31, -2), (2, -3)) as d(day, amount)`
  const days = sums?.days.map(Number) ?? []
  expect(days).toEqual([5, -3, ...Array.from({ length: 28 }, () => 0), 5])
})
