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

/**
 * A household's number as it is kept: `１２ `, `第12户`, `12.0` and `12` are one, and what parts two
 * figures is a stroke: `3组12号`, `3/12` and `3 12` are `3-12` (§2.7, §3.14).
 */
export function householdNumberOf(text: string): string {
  const plain = text
    .normalize('NFKC')
    .replace(/\p{Cf}/gu, '')
    .replace(looseGaps, '')
  const bare = plain.replace(wordsBefore, '').replace(wordsBehind, '')
  return (bare === '' ? plain : bare).replace(betweenFigures, '-')
}

/** Gaps that part no two figures. */
const looseGaps = /(?<![\d\s])\s+|\s+(?![\d\s])/g

/** What people write around a household's number, and what its slip prints. */
const wordsBefore = /^(?:第|农户|户主|户号|编号|号|户|No\.?|[#:.])+/i
const wordsBehind = /(?:[号號户戶家#]|\.0*)+$/

/** Strokes, slashes, dots and gaps; and between two figures the words for group and house too. */
const signs = String.raw`[-‐‑‒–—―−_/\\.·•・\s]`
const betweenFigures = new RegExp(
  `(?<=\\d)(?:${signs}|村民|小?[组組]|[社队隊第号號户戶])+(?=\\d)`,
  'g',
)

/**
 * The number as it is compared, like the column `household_key` (`billing.household_key` in SQL):
 * `A-01` and `a1` are one, and so are `01-02` and `1-2`, but `1-12` and `11-2` are two.
 */
export function householdKeyOf(text: string): string {
  const number = householdNumberOf(text)
  const key = number.replace(looseSigns, '').replace(/(?<!\d)0+(?=\d)/g, '')
  return (key === '' ? number : key).toUpperCase()
}

/** Signs that part no two figures. */
const looseSigns = new RegExp(`(?<!\\d)${signs}+|${signs}+(?!\\d)`, 'g')

/** Why a text is no household's number (§2.7, §9); null where it is one. */
export function householdNumberFault(text: string) {
  if (!/[\p{L}\d]/u.test(householdKeyOf(text))) return 'household_number_required'
  if (holdsIdentityNumber(text)) return 'identity_number'
  return isDay(text) ? 'household_number_day' : null
}

/** A day, as spreadsheets make one of `3-12`: which household it was is asked. */
function isDay(text: string): boolean {
  const plain = text.normalize('NFKC').trim()
  return writtenDays.some((written) => written.test(plain))
}

const writtenDays = [
  /^(?:19|20)\d\d[-/.年](?:0?[1-9]|1[0-2])[-/.月](?:0?[1-9]|[12]\d|3[01])(?:[日号 ]|$)/,
  /^(?:\d{4}年)?\d{1,2}月(?:\d{1,2}[日号]?)?$/,
  /^\d{1,2}-(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)(?:-\d{2,4})?$/i,
  /^(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)-\d{2}$/i,
]

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
