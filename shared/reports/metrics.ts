import { type Figure, figureOf, less } from '../figure.ts'
import { roundedHalfUp } from '../split.ts'

/**
 * Every figure the program states, defined once by name and version (§4.4). Screens, files and
 * endpoints name the definition they use; a definition that changes gets a new version.
 */
export const metrics = {
  recognised_cents: {
    version: 1,
    unit: 'cents',
    definition:
      'Sum of the ledger entries of grade A or B whose village counted when ordered; ' +
      'an entry belongs to the month it is posted in (§3.2, §3.11, §4.2).',
  },
  recognised_grams: {
    version: 1,
    unit: 'grams',
    definition: 'The weight of the entries counted by recognised_cents (§3.2).',
  },
  recognised_orders: {
    version: 1,
    unit: 'count',
    definition:
      'Purchase orders with a counted entry, each once per village, township or county, in the ' +
      'month, and of single days on the day, of its first one there; wider totals are sums over ' +
      'counties.',
  },
  direct: {
    version: 1,
    unit: 'cents',
    definition: 'Counted entries whose direct buyer is one of the units asked for (§3.7).',
  },
  help_sale: {
    version: 1,
    unit: 'cents',
    definition: 'Counted entries whose help-seller is one of the units asked for (§3.7).',
  },
  overlap: {
    version: 1,
    unit: 'cents',
    definition: 'Counted entries that are both direct and help-sale of the units asked for (§3.8).',
  },
  distinct: {
    version: 1,
    unit: 'cents',
    definition: 'Direct plus help-sale less overlap: each counted entry once (§3.8).',
  },
  paired: {
    version: 1,
    unit: 'cents',
    definition:
      'Distinct entries from a village that was paired with the unit they are credited to when ' +
      'the order was placed (§3.10).',
  },
  unknown_village: {
    version: 1,
    unit: 'cents',
    definition:
      'Distinct entries of goods without proof of their village; part of the total (§3.5).',
  },
  not_counted: {
    version: 1,
    unit: 'cents',
    definition:
      'Entries of grade C, or of a village that did not count: in no total (§3.6, §3.11).',
  },
  adjustments: {
    version: 1,
    unit: 'cents',
    definition:
      'Counted entries of a month that correct an entry of an earlier month, directly or through ' +
      'other corrections, or whose own day lies before the month (§4.2).',
  },
  growth: {
    version: 2,
    unit: 'basis_points',
    definition:
      'This period less the same days of the year before, by the latter; of a festival as many ' +
      'days of the same festival of the year before. None without it, and of a period that has ' +
      'not begun.',
  },
  completion: {
    version: 1,
    unit: 'basis_points',
    definition:
      'Distinct of the year to date by the year’s target; a unit’s and a group’s of the whole ' +
      'of it, wherever the goods came from; not capped, none without it (§3.13).',
  },
  households_settled: {
    version: 1,
    unit: 'count',
    definition: 'Distinct households with a settlement in the period (§3.14).',
  },
  households_declared: {
    version: 1,
    unit: 'count',
    definition: 'Households that sellers declared for the lots accepted in the period (§3.14).',
  },
  collective_cents: {
    version: 1,
    unit: 'cents',
    definition: 'Settlements to village collectives in the period (§3.14).',
  },
  household_cents: {
    version: 1,
    unit: 'cents',
    definition: 'Settlements to households in the period, less those taken back in it (§3.14).',
  },
  household_median_cents: {
    version: 1,
    unit: 'cents',
    definition:
      'The median of what each household with a settlement received in the period, from all ' +
      'cooperatives together; of a village, township, county or units (§3.14).',
  },
  share_reached: {
    version: 1,
    unit: 'basis_points',
    definition:
      'Settlements of the period to households and collectives that name an order or a lot, by ' +
      'what was paid for accepted goods from the place in the period, net of refunds and without ' +
      'freight, in figures or not; not capped, none without it (§3.2, §3.14).',
  },
} as const

export type MetricName = keyof typeof metrics

/**
 * `part` of `base` in basis points, rounded half up and not capped; null, shown as "—", when there
 * is no base (§3.13).
 */
export function ratioBasisPoints(part: Figure, base: Figure | null): Figure | null {
  if (base === null || BigInt(base) <= 0n) return null
  return figureOf(roundedHalfUp(BigInt(part) * 10_000n, BigInt(base)))
}

/** Growth on a base in basis points; null when the base is nothing (§3.13). */
export function growthBasisPoints(now: Figure, before: Figure): Figure | null {
  return ratioBasisPoints(less(now, before), before)
}
