import { z } from 'zod'
import { day, id, instant, villageCode } from '../scalars.ts'
import { line, reference } from '../text.ts'
import { enteredGrams, positiveGrams } from '../weight.ts'

/** What a rule counts: a deed, or each kilogram brought to a lot that is sold for all. */
export const ruleBases = ['deed', 'kilogram'] as const
export type RuleBasis = (typeof ruleBases)[number]

export const entryKinds = ['award', 'contribution', 'redemption', 'reversal'] as const
export type EntryKind = (typeof entryKinds)[number]

/** As many households are written at once, and as many rules and rewards are shown. */
export const mostAtOnce = 200

/** Households of a book that a notice and the list of balances show. */
export const mostBalances = 5_000

const points = z.int()

export const ruleBody = z.strictObject({
  basis: z.enum(ruleBases),
  deed: line(80, 1),
  points: z.int().min(1).max(100_000),
  /** Who decided it, such as the villagers' meeting with its day or number. */
  decidedBy: line(80, 1),
  validFrom: day,
})

export const rewardBody = z.strictObject({
  name: line(80, 1),
  points: z.int().min(1).max(1_000_000),
  /** How many are set aside. */
  count: z.int().min(1).max(100_000),
})

const householdNumber = reference(20, 1)

export const awardBody = z.strictObject({
  ruleId: id,
  occurredOn: day,
  householdNumbers: z.array(householdNumber).min(1).max(mostAtOnce),
})

export const contributionBody = z.strictObject({
  /** Null: what is brought earns no points. */
  ruleId: id.nullable(),
  lotNumber: reference(40, 1),
  occurredOn: day,
  rows: z
    .array(
      z.strictObject({
        householdNumber,
        grams: enteredGrams.min(1),
      }),
    )
    .min(1)
    .max(mostAtOnce),
})

export const redemptionBody = z.strictObject({
  rewardId: id,
  householdNumber,
  count: z.int().min(1).max(1_000),
  occurredOn: day,
})

export const slipsBody = z.strictObject({
  /** Those that were never paid, and have no slip of settlements, unless some are named. */
  householdNumbers: z.array(householdNumber).min(1).max(mostAtOnce).optional(),
})

export const bookSummary = z.object({
  id,
  cooperativeName: z.string(),
  village: z.object({ code: villageCode, name: z.string() }),
  households: z.int(),
  /** What all households together have and may redeem. */
  points,
  openedAt: instant,
})

const rule = ruleBody.extend({ id, validTo: day.nullable() })
export type Rule = z.output<typeof rule>

const reward = z.object({
  id,
  name: z.string(),
  points,
  stockCount: z.int(),
  redeemedCount: z.int(),
})
export type Reward = z.output<typeof reward>

const pooledLot = z.object({
  lotId: id,
  number: z.string(),
  productName: z.string(),
  households: z.int(),
  grams: positiveGrams,
})

export const bookView = bookSummary.extend({
  /** Whether whoever reads it also keeps it. */
  isKeeper: z.boolean(),
  /** Those in force first. */
  rules: z.array(rule),
  rewards: z.array(reward),
  /** What is sold together: lots with what households of this village brought to them. */
  lots: z.array(pooledLot),
})

export const balance = z.object({
  householdNumber: z.string(),
  /** Masked, as its latest settlement has it (§9); empty where there is none. */
  recipientName: z.string(),
  points,
})

export const pointsSlip = balance.extend({ id, code: z.string() })

const entryFacts = z.object({
  number: z.int(),
  kind: z.enum(entryKinds),
  occurredOn: day,
  /** The deed, the goods, or the lot's goods. */
  matter: z.string(),
  points,
  grams: positiveGrams.nullable(),
  count: z.int().nullable(),
  reason: z.string(),
  /** The number of the entry that it reverses. */
  reverses: z.int().nullable(),
  isReversed: z.boolean(),
})

export const pointsEntry = entryFacts.extend({
  id,
  householdNumber: z.string(),
  lotNumber: z.string().nullable(),
  recordedBy: z.string(),
  recordedAt: instant,
})

/** What a household sees of its own by the code of its slip. */
export const householdPoints = z.object({
  points,
  /** The latest first, a hundred at most. */
  entries: z.array(entryFacts),
})
