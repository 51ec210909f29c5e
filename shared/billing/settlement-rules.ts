/** The payees of settlements: households of a village, or its collective. */
export const recipientKinds = ['household', 'collective'] as const
export type RecipientKind = (typeof recipientKinds)[number]

/** Digits that look like a Chinese identity-card number: region, birthday, order, check sign. */
const identityNumber =
  /(?<!\d)[1-9]\d{5}(19|20)\d{2}(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])\d{3}[\dXx](?!\d)/

/**
 * Whether a text holds an identity-card number, which is never kept (domain.md §9): as it stands,
 * or written in full-width digits, with gaps, hyphens, strokes, stops or invisible signs between.
 */
export function holdsIdentityNumber(text: string): boolean {
  const plain = text.normalize('NFKC')
  return identityNumber.test(plain) || identityNumber.test(plain.replace(separators, ''))
}

const separators = /[\s\p{Pd}\p{Cf}.·_/,、:;|]/gu

/** A household's number as it is kept: `１２ `, `第12户`, `12.0` and `12` are one (§2.7, §3.14). */
export function householdNumberOf(text: string): string {
  const plain = text.normalize('NFKC').replace(/[\s\p{Cf}]/gu, '')
  const bare = plain.replace(wordsBefore, '').replace(wordsBehind, '')
  return bare === '' ? plain : bare
}

/** What people write around a household's number, and what its slip prints. */
const wordsBefore = /^(?:第|农户|户主|户号|编号|号|户|No\.?|[#:.])+/i
const wordsBehind = /(?:[号號户戶家#]|\.0*)+$/

/** The number as it is compared, like the column `household_key`: `A-01` and `a01` are one. */
export function householdKeyOf(text: string): string {
  return householdNumberOf(text).replaceAll('-', '').toUpperCase().replace(/^0+/, '')
}

/** What a settlement is worth for figures: without an order it waits for the county (§3.14). */
export const settlementStates = ['counted', 'waiting', 'rejected', 'withdrawn'] as const
export type SettlementState = (typeof settlementStates)[number]

/** A household's name as it is kept: the first sign, the rest masked: 毛建国 → 毛**. */
export function maskedName(name: string): string {
  const signs = [...name.trim()]
  if (signs.length <= 1) return `${signs.join('')}*`
  return signs.map((sign, index) => (index === 0 ? sign : '*')).join('')
}

/** Of fewer households nothing is told to the public: their number, their money, their median. */
export const fewestShown = 5
