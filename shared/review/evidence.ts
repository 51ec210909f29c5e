import { z } from 'zod'
import { policyName } from '../assistance/policies.ts'
import { day } from '../scalars.ts'

/** The checks of §8 that run, in the order in which they are listed there. */
export const checkRules = [
  ...(['price', 'capacity', 'minutes', 'same_photo', 'same_account'] as const),
  ...(['same_representative', 'same_person', 'year_end', 'late_refund', 'same_number'] as const),
] as const
export const checkRule = z.enum(checkRules)
export type CheckRule = (typeof checkRules)[number]

/**
 * How a figure of the evidence is written; a price is in 分 for 500 g, a ratio and a share (as per
 * cent) in 10,000ths, a weight in grams.
 */
export const factKinds = [
  ...(['text', 'money', 'price', 'count', 'minutes', 'ratio'] as const),
  ...(['weight', 'share', 'day', 'instant'] as const),
] as const
export type FactKind = (typeof factKinds)[number]

const fact = z.object({
  /** A key of the texts. */
  name: z.string(),
  kind: z.enum(factKinds),
  value: z.union([z.string(), z.int()]),
})
export type EvidenceFact = z.infer<typeof fact>

const documentTypes = ['purchase_order', 'goods_receipt', 'shipment', 'invoice'] as const

const document = z.object({
  type: z.enum(documentTypes),
  id: z.string(),
  name: z.string(),
})
export type EvidenceDocument = z.infer<typeof document>

const side = z.object({
  /** A key of the texts: what stands on this side. */
  name: z.string(),
  facts: z.array(fact),
  documents: z.array(document),
  /** Whether it tells of somebody else's records, which a party of the flag does not see. */
  isOfOthers: z.boolean(),
})
export type EvidenceSide = z.infer<typeof side>

/**
 * What was compared when a flag was opened, kept as it stood at that moment: its sides next to each
 * other, and the threshold with the day since which it holds (§3.12); null: the usual one.
 */
export const evidence = z.object({
  sides: z.array(side),
  threshold: z
    .object({ policy: policyName, value: z.unknown(), validFrom: day.nullable() })
    .nullable(),
})
export type Evidence = z.infer<typeof evidence>
