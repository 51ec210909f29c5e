import { z } from 'zod'
import { ofMetric } from '../figure.ts'

/**
 * What entries are ranked by that only they and sums of their own hold. A line whose goods bore
 * several marks stands under each of them (§5.10).
 */
export const dimensions = ['cooperative', 'category', 'channel', 'mark'] as const
export type Dimension = (typeof dimensions)[number]

export const rankingKinds = ['village', 'unit', 'product', 'division', ...dimensions] as const

/** Pairings with places of a county and, where it wants it, its first secretaries (§3.15). */
export const pairingKinds = ['pairing', 'first_secretary'] as const

/** What may be ranked. */
export const rankingChoices = [...rankingKinds, ...pairingKinds] as const

/**
 * What stands in opening figures beside the amounts of this year and the last (§3.11); null of
 * goods, sellers and channels where there are any: they do not tell these apart.
 */
const openings = {
  openingCents: ofMetric('opening').nullable(),
  lastYearOpeningCents: ofMetric('opening').nullable(),
}

export const rankingRow = z.object({
  /** Null of the unknown village and of no mark, which stand last and compete with none (§3.5). */
  rank: z.int().nullable(),
  /** The rank of the year, quarter or month before; null: unknown, or below the ranks read. */
  previousRank: z.int().nullable(),
  /**
   * The code of a village or division, the id of a unit, product, cooperative or pairing, of a
   * first secretary that of the newest pairing, the name of a category or channel, of a mark its
   * kind or `brand:` and the brand's name; '' is the unknown village, or goods without any mark.
   */
  key: z.string(),
  name: z.string(),
  detail: z.string(),
  cents: ofMetric('recognised_cents'),
  grams: ofMetric('recognised_grams'),
  lastYearCents: ofMetric('last_year'),
  ...openings,
  growthBasisPoints: ofMetric('growth').nullable(),
  /** Of units and divisions with a target for the year. */
  completionBasisPoints: ofMetric('completion').nullable(),
})

/** What the rows of a ranking are parts of; units or marks of one line overlap (§3.8, §5.10). */
export const rankingTotal = z.object({
  cents: ofMetric('distinct'),
  grams: ofMetric('distinct'),
  lastYearCents: ofMetric('last_year'),
  ...openings,
  growthBasisPoints: ofMetric('growth').nullable(),
})
