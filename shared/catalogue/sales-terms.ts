import { z } from 'zod'
import { divisionCode } from '../scalars.ts'
import { largestFreightCentsPerKg } from './price.ts'

export const longestLeadTimeDays = 60
export const largestMinimumOrderCents = 100_000_000
export const mostDeliveryAreas = 200

/** A cooperative's terms of sale: money in 分, freight in 分 per kilogram of goods (§5.2). */
export const salesTerms = z.object({
  minimumOrderCents: z.int().min(0).max(largestMinimumOrderCents),
  cutOff: z
    .string()
    .max(5)
    .regex(/^([01]\d|2[0-3]):[0-5]\d$/),
  leadTimeDays: z.int().min(0).max(longestLeadTimeDays),
  deliveryAreas: z
    .array(
      z.strictObject({
        code: divisionCode,
        freightCentsPerKg: z.int().min(0).max(largestFreightCentsPerKg),
      }),
    )
    .max(mostDeliveryAreas),
})
export type SalesTerms = z.output<typeof salesTerms>

/** Some of the terms; what is null stays as it is. */
export type PartialTerms = { [K in keyof SalesTerms]: SalesTerms[K] | null }

/** The terms with those in place that are stated. */
export function withTerms(terms: SalesTerms, stated: PartialTerms): SalesTerms {
  return {
    minimumOrderCents: stated.minimumOrderCents ?? terms.minimumOrderCents,
    cutOff: stated.cutOff ?? terms.cutOff,
    leadTimeDays: stated.leadTimeDays ?? terms.leadTimeDays,
    deliveryAreas: stated.deliveryAreas ?? terms.deliveryAreas,
  }
}

/** Whether two terms say the same, in whatever order their areas stand. */
export function areSameTerms(one: PartialTerms, other: PartialTerms): boolean {
  return textOf(one) === textOf(other)
}

function textOf({ minimumOrderCents, cutOff, leadTimeDays, deliveryAreas }: PartialTerms): string {
  const areas = deliveryAreas?.map((area) => `${area.code} ${area.freightCentsPerKg}`).sort()
  return JSON.stringify([minimumOrderCents, cutOff, leadTimeDays, areas ?? null])
}
