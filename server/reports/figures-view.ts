import type { z } from 'zod'
import { less } from '../../shared/figure.ts'
import { ratioBasisPoints } from '../../shared/reports/ratios.ts'
import type { recognisedFigures, target } from '../../shared/reports/reports.schemas.ts'
import type { FigureSums } from './figures.queries.ts'
import type { OrderCounts } from './order-counts.queries.ts'

type Figures = z.input<typeof recognisedFigures>

/** Sums as they are stated: other villages are what is neither paired nor unknown (§3.10). */
export function figuresView(sums: FigureSums, orders: OrderCounts): Figures {
  return {
    direct: { cents: sums.directCents, grams: sums.directGrams, orders: orders.direct },
    helpSale: { cents: sums.helpCents, grams: sums.helpGrams, orders: orders.help },
    overlap: { cents: sums.overlapCents, grams: sums.overlapGrams, orders: orders.overlap },
    distinct: { cents: sums.distinctCents, grams: sums.distinctGrams, orders: orders.distinct },
    paired: { cents: sums.pairedCents, grams: sums.pairedGrams },
    otherVillages: {
      cents: less(sums.distinctCents, sums.pairedCents, sums.unknownCents),
      grams: less(sums.distinctGrams, sums.pairedGrams, sums.unknownGrams),
    },
    unknownVillage: { cents: sums.unknownCents, grams: sums.unknownGrams },
    notCounted: { cents: sums.notCountedCents, grams: sums.notCountedGrams },
  }
}

/** A target beside what of it was reached in its year (§3.13). */
export function targetView(
  { measure, amount }: { measure: string; amount: number },
  reached: FigureSums,
): z.input<typeof target> {
  const isMoney = measure === 'money'
  const sum = isMoney ? reached.distinctCents : reached.distinctGrams
  return {
    measure: isMoney ? 'money' : 'weight',
    amount,
    reached: sum,
    completionBasisPoints: ratioBasisPoints(sum, amount),
  }
}
