/** The rules by which entries are made and hashed; kept on each entry, so that they may change. */
export const ruleVersion = 'recognition-1'

/** Everything of a ledger entry that its hash covers. Amounts in grams and 分. */
export interface HashedEntry {
  countyCode: string
  number: number
  month: string
  recognisedOn: string
  orderedOn: string
  villageCode: string
  orderLineId: string
  purchaseOrderId: string
  cooperativeId: string
  productId: string
  category: string
  channel: string
  directUnitId: string | null
  helpUnitId: string | null
  directPaired: boolean
  helpPaired: boolean
  eligible: boolean
  grade: string
  grams: number
  cents: number
  causeType: string
  causeId: string
  causeLineId: string
  correctsNumber: number | null
  actorId: string
  ruleVersion: string
  postedAt: Date
}

/**
 * The text whose SHA-256, over its UTF-8 bytes, is an entry's hash (§4.1): one JSON array without
 * spaces, holding the format's name, the predecessor's hash and the fields in this order. Numbers
 * stand as integers, instants in UTC with milliseconds, what is absent as null. Whoever has the
 * file of a county's ledger can recompute the chain with these lines and nothing else.
 */
export function canonicalEntry(entry: HashedEntry, previousHash: string): string {
  return JSON.stringify([
    'cunji-ledger-1',
    previousHash,
    entry.countyCode,
    entry.number,
    entry.month,
    entry.recognisedOn,
    entry.orderedOn,
    entry.villageCode,
    entry.orderLineId,
    entry.purchaseOrderId,
    entry.cooperativeId,
    entry.productId,
    entry.category,
    entry.channel,
    entry.directUnitId,
    entry.helpUnitId,
    entry.directPaired,
    entry.helpPaired,
    entry.eligible,
    entry.grade,
    entry.grams,
    entry.cents,
    entry.causeType,
    entry.causeId,
    entry.causeLineId,
    entry.correctsNumber,
    entry.actorId,
    entry.ruleVersion,
    entry.postedAt.toISOString(),
  ])
}

/** The text whose SHA-256 stands as the predecessor of a county's first entry. */
export function genesisText(countyCode: string): string {
  return `cunji-ledger-1 genesis ${countyCode}`
}
