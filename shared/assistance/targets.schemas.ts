import { z } from 'zod'
import { ofMetric } from '../figure.ts'
import { largestSumCents } from '../money.ts'
import { place, reference } from '../organisations/identity.ts'
import { basisPoints, day, divisionCode, id, instant, year, yearInAddress } from '../scalars.ts'
import { line, text } from '../text.ts'
import { allShares, sumOfShares } from './target-shares.ts'

export const measures = ['money', 'weight'] as const
export const measure = z.enum(measures)
export const targetStates = ['proposed', 'in_force', 'declined', 'withdrawn'] as const
export const targetSources = ['form', 'import', 'earlier'] as const

/** 分 for money, grams for weight. */
const amount = z.int().min(1).max(largestSumCents)

/** What a change is decided by: its name, and where there is one the scanned document. */
export const targetDocument = z.object({
  name: line(200, 2),
  fileId: id.nullable().default(null),
})

/** What a target was, is or is to be from a day on (§3.9). */
export const targetChange = z.object({
  id,
  validFrom: day,
  /** Null: from that day on there is no target. */
  amount: z.int().nullable(),
  shareBasisPoints: z.int().nullable(),
  reason: z.string(),
  document: z.object({ name: z.string(), fileId: id.nullable() }).nullable(),
  source: z.enum(targetSources),
  state: z.enum(targetStates),
  /** Who set or proposed it; null: from before values were dated, or by the program. */
  by: z.string().nullable(),
  byOrganisation: reference.nullable(),
  proposedAt: instant,
  /** Whose confirmation it waits for or had; both null: the platform's, or nobody's. */
  confirming: z.object({ organisation: reference.nullable(), place: place.nullable() }),
  decidedBy: z.string().nullable(),
  decidedAt: instant.nullable(),
  decidedReason: z.string(),
  mayAnswer: z.boolean(),
  mayWithdraw: z.boolean(),
})
export type TargetChange = z.infer<typeof targetChange>

export const target = z.object({
  id,
  organisation: reference.nullable(),
  place: place.nullable(),
  year,
  measure,
  /** In force today, or on the nearest day of its year; null: taken back. */
  amount: z.int().nullable(),
  /** What waits for the side above, if anything does. */
  waiting: z.object({ amount: z.int().nullable(), validFrom: day }).nullable(),
  mayEdit: z.boolean(),
})
export type Target = z.infer<typeof target>

const whose = z.object({
  organisationId: id.nullable().default(null),
  divisionCode: divisionCode.nullable().default(null),
})

function requireOne(target: z.output<typeof whose>, context: z.core.$RefinementCtx): void {
  if ((target.organisationId === null) !== (target.divisionCode === null)) return
  context.addIssue({ code: 'custom', path: ['organisationId'], params: { code: 'required' } })
}

const why = z.object({
  reason: text(500).default(''),
  document: targetDocument.nullable().default(null),
})

export const targetBody = whose
  .extend({
    year,
    measure,
    /** Null takes the target back. */
    amount: amount.nullable(),
    /** Left out: the first value holds the whole year, a further one from today on. */
    validFrom: day.nullable().default(null),
    ...why.shape,
  })
  .superRefine(requireOne)

/** A target by whose it is, its year and measure. */
export const targetKey = z.object({
  organisationId: id.optional(),
  divisionCode: divisionCode.optional(),
  year: yearInAddress,
  measure: measure.default('money'),
})

/** No share takes back what the member has. */
const sharePart = z.object({ unitId: id, shareBasisPoints: basisPoints })

/** How a group's target of a year is split over its members; the rest is unassigned (§3.9). */
export const splitBody = z
  .object({
    year,
    measure,
    parts: z.array(sharePart).min(1).max(1_000),
    validFrom: day.nullable().default(null),
    ...why.shape,
  })
  .superRefine(({ parts }, context) => {
    const sum = sumOfShares(parts)
    const params = { code: 'shares_above_whole', values: { sum: sum / 100 } }
    if (sum > allShares) context.addIssue({ code: 'custom', path: ['parts'], params })
    const known = new Set<string>()
    for (const [index, { unitId }] of parts.entries()) {
      const path = ['parts', index, 'unitId']
      if (known.has(unitId))
        context.addIssue({ code: 'custom', path, params: { code: 'duplicate' } })
      known.add(unitId)
    }
  })

/** A member of a group today, with what it undertakes in a year and its share of the whole. */
export const targetShare = z.object({
  unit: reference,
  /** In force today, or on the nearest day of the year; null: none. */
  amount: z.int().nullable(),
  /** As the target was last split; null: set otherwise. */
  shareBasisPoints: z.int().nullable(),
  waiting: target.shape.waiting,
})
export type TargetShare = z.infer<typeof targetShare>

/** What a group's target is on that day, what its members undertake of it, and the rest (§3.9). */
export const targetShareTotals = z.object({
  on: day,
  /** Null: the group has none. */
  whole: z.int().nullable(),
  assigned: ofMetric('target'),
  /** Whole less assigned: below nothing where members undertake more than their group. */
  unassigned: ofMetric('target').nullable(),
})
export type TargetShareTotals = z.infer<typeof targetShareTotals>
