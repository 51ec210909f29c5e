import { z } from 'zod'
import { figure } from '../figure.ts'

/** What reached villagers, in 分 (§3.14). */
export const benefit = z.object({
  /** Each once. */
  households: z.int(),
  householdCents: figure,
  collectiveCents: figure,
  /** Paid for accepted goods from there, net of refunds, freight apart; of places only. */
  paidCents: figure.nullable(),
  /** The part of it that was settled, of orders and lots; not capped. */
  shareBasisPoints: figure.nullable(),
  /** Of what each household received; none of a place wider than a county. */
  medianCents: z.int().nullable(),
})

/** What everybody may know: null where it would tell of fewer than five households. */
export const publicBenefit = benefit
  .omit({ paidCents: true })
  .extend({ households: z.int().nullable(), householdCents: figure.nullable() })
