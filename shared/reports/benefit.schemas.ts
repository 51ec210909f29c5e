import { z } from 'zod'
import { figure, ofMetric } from '../figure.ts'
import { day } from '../scalars.ts'

/** What reached villagers, in 分 (§3.14). */
export const benefit = z.object({
  /** Each once. */
  households: ofMetric('households_settled', z.int()),
  householdCents: ofMetric('household_cents'),
  collectiveCents: ofMetric('collective_cents'),
  /** Paid for accepted goods from there, net of refunds, freight apart; of places only. */
  paidCents: ofMetric('paid_for_goods').nullable(),
  /** The part of it that was settled, of orders and lots; not capped. */
  shareBasisPoints: ofMetric('share_reached').nullable(),
  /** Of what each household received; none of a place wider than a county. */
  medianCents: ofMetric('household_median_cents', z.int()).nullable(),
})

/** What everybody may know, of the year to the end of whole months. */
export const publicBenefit = z.object({
  /** The last day of the last whole month. */
  to: day,
  collectiveCents: ofMetric('collective_cents'),
  /** Null where figures or what changed in them would tell of fewer than five households. */
  households: ofMetric(
    'public_benefit',
    z.object({
      /** The last day that these figures cover, which may be of an earlier month. */
      to: day,
      count: z.int(),
      householdCents: figure,
      /** Of a village only. */
      medianCents: z.int().nullable(),
      shareBasisPoints: figure.nullable(),
    }),
  ).nullable(),
})
