import { z } from 'zod'
import { day, divisionCode, id, instant, villageCode, year } from '../scalars.ts'
import { line, text } from '../text.ts'
import { enteredGrams, positiveGrams } from '../weight.ts'

/** A node of the division tree in a list or a picker. */
export const divisionItem = z.object({
  code: divisionCode,
  name: z.string(),
  pathName: z.string(),
  /** 1 province, 2 city, 3 county, 4 township, 5 village. */
  level: z.int(),
  /** The last day of an abolished code. */
  validTo: day.nullable(),
  successorCode: divisionCode.nullable(),
})
export type DivisionItem = z.infer<typeof divisionItem>

const namedNode = z.object({ code: divisionCode, name: z.string() })

/** A node with its way up, its way down, and what became of it. */
export const divisionDetail = divisionItem.omit({ successorCode: true }).extend({
  officialName: z.string(),
  validFrom: day.nullable(),
  above: z.array(namedNode),
  below: z.array(namedNode),
  /** The node in force today, through any number of reforms. */
  successor: namedNode.extend({ pathName: z.string() }).nullable(),
})

/** An import of the national division table, under way or finished. */
export const divisionImport = z.object({
  id,
  /** Codes of provinces to townships; null is the nation. */
  onlyCodes: z.array(divisionCode).nullable(),
  requestedAt: instant,
  finishedAt: instant.nullable(),
  hasFailed: z.boolean(),
  /** How many divisions are to be read and stored; null until it has begun. */
  total: z.int().nullable(),
  read: z.int(),
  stored: z.int(),
  added: z.int(),
  changed: z.int(),
  abolished: z.int(),
})

export const capacity = z.object({
  produce: z.string(),
  seasonYear: z.int(),
  capacityGrams: positiveGrams,
  declaredAt: instant,
  /** The document, which those read who oversee the village. */
  fileId: id.nullable(),
})

/** The public data of a village: no personal data. */
export const villageProfile = z.object({
  village: divisionItem,
  introduction: z.string(),
  /** When what is ripe, in the village's own words. */
  season: z.string(),
  households: z.int().nullable(),
  photoFileId: id.nullable(),
  capacities: z.array(capacity),
  /** Null while nobody has written a profile. */
  updatedAt: instant.nullable(),
})
export type VillageProfile = z.infer<typeof villageProfile>

export const profileBody = z.object({
  introduction: text(4_000),
  season: line(80).default(''),
  households: z.int().min(0).max(100_000).nullable(),
  photoFileId: id.nullable(),
})

/** What a cooperative says of its village, which an official confirms or returns (§3.18). */
export const proposedProfileBody = z.strictObject({
  introduction: text(4_000, 1),
  season: line(80).default(''),
  photoFileId: id.nullable().default(null),
})

export const profileProposalStates = ['waiting', 'confirmed', 'returned', 'withdrawn'] as const
export type ProfileProposalState = (typeof profileProposalStates)[number]

export const profileProposal = z.object({
  id,
  village: z.object({ code: villageCode, name: z.string() }),
  organisationName: z.string(),
  introduction: z.string(),
  season: z.string(),
  photoFileId: id.nullable(),
  state: z.enum(profileProposalStates),
  proposedAt: instant,
  /** Why it was returned. */
  reason: z.string(),
  /** Whether whoever reads it may confirm or return it, or take it back. */
  mayDecide: z.boolean(),
  mayWithdraw: z.boolean(),
})

export const capacityBody = z.object({
  produce: line(40, 1),
  seasonYear: year,
  /** Null takes the declaration back. */
  capacityGrams: enteredGrams.min(1).nullable(),
  fileId: id.nullable().default(null),
})

export const villagePath = z.object({ code: villageCode })
