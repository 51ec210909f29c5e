import { z } from 'zod'

/** The rules by which entries are made and hashed; kept on each entry, so that they may change. */
export const ruleVersion = 'recognition-1'

/**
 * Everything of a ledger entry that its hash covers, in the order of the hashed text. Amounts in
 * grams and 分, days in Asia/Shanghai; a changed order or field is another format.
 */
export const hashedEntry = z.object({
  countyCode: z.string(),
  number: z.int(),
  month: z.string(),
  recognisedOn: z.string(),
  orderedOn: z.string(),
  villageCode: z.string(),
  orderLineId: z.string(),
  purchaseOrderId: z.string(),
  cooperativeId: z.string(),
  productId: z.string(),
  category: z.string(),
  channel: z.string(),
  directUnitId: z.string().nullable(),
  helpUnitId: z.string().nullable(),
  directPaired: z.boolean(),
  helpPaired: z.boolean(),
  eligible: z.boolean(),
  grade: z.string(),
  grams: z.int(),
  cents: z.int(),
  causeType: z.string(),
  causeId: z.string(),
  causeLineId: z.string(),
  correctsNumber: z.int().nullable(),
  actorId: z.string(),
  ruleVersion: z.string(),
  postedAt: z.date(),
})

export type HashedEntry = z.output<typeof hashedEntry>

const hashedFields = hashedEntry.keyof().options

/**
 * The text whose SHA-256, over its UTF-8 bytes, is an entry's hash (§4.1): one JSON array without
 * spaces, holding the format's name, the predecessor's hash and the fields in the order above.
 * Numbers stand as integers, instants in UTC with milliseconds, what is absent as null. Whoever
 * has the file of a county's ledger can recompute the chain with these lines and nothing else.
 */
export function canonicalEntry(entry: HashedEntry, previousHash: string): string {
  return JSON.stringify([
    'cunji-ledger-1',
    previousHash,
    ...hashedFields.map((field) => entry[field]),
  ])
}

/** The text whose SHA-256 stands as the predecessor of a county's first entry. */
export function genesisText(countyCode: string): string {
  return `cunji-ledger-1 genesis ${countyCode}`
}
