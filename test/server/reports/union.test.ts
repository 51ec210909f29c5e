import fc from 'fast-check'
import { expect, test } from 'vitest'
import { newId } from '../../../server/platform/ids.ts'
import { selectFigures } from '../../../server/reports/figures.queries.ts'
import { unitsAlways } from '../../../server/reports/scope.ts'
import { less } from '../../../shared/figure.ts'
import { testDatabase } from '../../support/database.ts'
import { aCredit, aRecognisedSale } from '../../support/factories/attribution.ts'

const database = await testDatabase()

const units = Array.from({ length: 5 }, () => newId())
const all = { first: '2026-01', last: '2026-12' }

/** What each line is, by itself: the units that bought it, who helped, and its money. */
interface Line {
  shares: Map<string, number>
  help: string | null
  cents: number
}

test('§3.8 direct plus help-sale less overlap equals the union of any set of units', async () => {
  const lines: Line[] = []
  const sales = fc.record({
    buyers: fc.uniqueArray(fc.constantFrom(...units), { minLength: 1, maxLength: 3 }),
    help: fc.option(fc.constantFrom(...units)),
    cents: fc.integer({ min: 1, max: 100_000 }),
  })
  for (const { buyers, help, cents } of fc.sample(sales, { numRuns: 40, seed: 7 })) {
    const directCredits = buyers.map((unitId, index) => ({
      unitId,
      shareBasisPoints:
        Math.floor(10_000 / buyers.length) + (index === 0 ? 10_000 % buyers.length : 0),
    }))
    const credit = aCredit({ directCredits, helpUnitId: help })
    const line = await aRecognisedSale(database, { grams: cents, cents, credit })
    const entries = await database.sql<{ direct_unit_id: string; cents: number }[]>`
      select direct_unit_id, cents from attribution.ledger_entries
        where order_line_id = ${line.orderLineId}`
    const shares = new Map(entries.map((entry) => [entry.direct_unit_id, entry.cents]))
    const helped = help !== null && !buyers.includes(help) ? help : null
    lines.push({ shares, help: helped, cents })
  }
  await fc.assert(
    fc.asyncProperty(fc.subarray(units), async (chosen) => {
      const scope = { units: unitsAlways(chosen), node: null }
      const sums = await selectFigures(database.db, scope, all)
      expect(sums.distinctCents).toBe(unionOf(lines, new Set(chosen)))
      const once = less(sums.directCents, less(sums.overlapCents, sums.helpCents))
      expect(once).toBe(sums.distinctCents)
    }),
    { numRuns: 40 },
  )
})

/** Every share of every line once: when its buyer is in the set, or its helper is. */
function unionOf(lines: readonly Line[], chosen: ReadonlySet<string>): number {
  let total = 0
  for (const { shares, help } of lines) {
    for (const [unit, cents] of shares) {
      if (chosen.has(unit) || (help !== null && chosen.has(help))) total += cents
    }
  }
  return total
}
