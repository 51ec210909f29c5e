import { recogniseLine } from '../../shared/attribution/recognise.ts'
import type { Reader } from '../platform/db/transaction.ts'
import { nilId } from '../platform/ids.ts'
import { genesisHash, hashEntry } from './ledger-chain.ts'
import { planPostings } from './plan-postings.ts'
import type { LedgerHead } from './posting.queries.ts'
import {
  type CountyPrefix,
  chainEnds,
  chainPage,
  type LineAccount,
  ledgerCounties,
  lineAccounts,
} from './verify.queries.ts'
import { firstDimensionDifference, firstMarkDifference } from './verify-dimensions.queries.ts'
import {
  firstDayDifference,
  firstOrderCountDifference,
  firstPlaceDayDifference,
  firstPlaceDifference,
  firstRankedDifference,
  firstRollupDifference,
  firstSharedOrderDifference,
  type SumCheck,
} from './verify-sums.queries.ts'
import { firstUnitSetDifference } from './verify-unit-sets.queries.ts'
import {
  firstUnitDayDifference,
  firstUnitDifference,
  firstUnitSourceDifference,
} from './verify-unit-sums.queries.ts'

/** The checks of the ledger, in the order in which they run. */
export const ledgerChecks = [
  'number',
  'link',
  'hash',
  'head',
  'marks',
  'rollup',
  'rollup_day',
  'order_count',
  'place',
  'place_day',
  'shared_order',
  'ranked',
  'dimension',
  'unit',
  'unit_day',
  'unit_source',
  'unit_set',
  'facts',
  'villages',
  'limit',
  'recognised',
  'split',
] as const
/** The name of one of the checks of the ledger. */
export type LedgerCheck = (typeof ledgerChecks)[number]

/** A fault of the ledger: its county, entry and description. */
export interface LedgerFault {
  check: LedgerCheck
  countyCode: string
  /** The entry, or the last one of the sum or line that is wrong; null where none is left. */
  number: number | null
  detail: string
}

/** How much was verified, and the first fault if there is one. */
export interface Verification {
  counties: number
  entries: number
  lines: number
  /** The first fault in the order of the checks, counties and numbers. */
  fault: LedgerFault | null
}

const pageSize = 5_000

/** The checks of what is summed from a county's own entries. */
const sumChecks: Partial<Record<LedgerCheck, SumCheck>> = {
  marks: firstMarkDifference,
  rollup: firstRollupDifference,
  rollup_day: firstDayDifference,
  order_count: firstOrderCountDifference,
  place: firstPlaceDifference,
  place_day: firstPlaceDayDifference,
  ranked: firstRankedDifference,
  dimension: firstDimensionDifference,
}

/** The checks of what is summed of several counties. */
const sharedChecks: Partial<Record<LedgerCheck, SumCheck>> = {
  ranked: firstRankedDifference,
  dimension: firstDimensionDifference,
}

/** The checks of what is summed of units, which belong to no place. */
const unitChecks: Partial<Record<LedgerCheck, SumCheck>> = {
  unit: firstUnitDifference,
  unit_day: firstUnitDayDifference,
  unit_source: firstUnitSourceDifference,
  unit_set: firstUnitSetDifference,
}

/**
 * Recomputes the ledger of the counties whose code begins with `prefix` and names the first fault
 * (§4.1). For a reader that is one snapshot, or that nobody writes beside.
 */
export async function verifyLedger(
  reader: Reader,
  prefix: CountyPrefix = '',
): Promise<Verification> {
  let result = nothingVerified
  for (const countyCode of await ledgerCounties(reader, prefix)) {
    result = withCounty(result, await verifyCounty(reader, countyCode))
    if (result.fault !== null) return result
  }
  return { ...result, fault: await findSharedFault(reader, prefix) }
}

/** A verification before the first county. */
export const nothingVerified: Verification = { counties: 0, entries: 0, lines: 0, fault: null }

/** The verification of some counties and of one more: their counts, and the fault found last. */
export function withCounty(before: Verification, county: Verification): Verification {
  return {
    counties: before.counties + county.counties,
    entries: before.entries + county.entries,
    lines: before.lines + county.lines,
    fault: county.fault,
  }
}

/**
 * Recomputes one county's ledger: its chain, everything summed from it, the facts against the lines
 * it supervises, and each line's entries against what its figures require. Everything is read in
 * pages; beside running business the reader must be one snapshot (repeatable read). `counties` is
 * 1, or 0 where lines wait for their first entry.
 */
export async function verifyCounty(reader: Reader, countyCode: string): Promise<Verification> {
  const verification = { ...nothingVerified }
  const [head] = await chainEnds(reader, countyCode)
  if (head !== undefined) {
    verification.counties = 1
    const fault = await chainFault(reader, head, verification)
    verification.fault =
      fault === null
        ? await firstDifference(reader, sumChecks, countyCode)
        : { countyCode, ...fault }
  }
  verification.fault ??= await firstLineFault(reader, countyCode, verification)
  return verification
}

/**
 * The first fault of the sums to which several counties add: in the cities and provinces whose code
 * begins with `prefix`, and with the empty prefix in the nation and of units.
 */
export async function findSharedFault(
  reader: Reader,
  prefix: CountyPrefix,
): Promise<LedgerFault | null> {
  const orders = await firstDifference(reader, { shared_order: firstSharedOrderDifference }, prefix)
  if (orders !== null) return orders
  const counties = await ledgerCounties(reader, prefix)
  const nodes = new Set(counties.flatMap((code) => [code.slice(0, 4), code.slice(0, 2), '']))
  for (const node of [...nodes]
    .filter((code) => code.startsWith(prefix))
    .sort()
    .reverse()) {
    const wrongSum = await firstDifference(reader, sharedChecks, node)
    if (wrongSum !== null) return wrongSum
  }
  return prefix === '' ? firstDifference(reader, unitChecks, prefix) : null
}

async function firstDifference(
  reader: Reader,
  checks: Partial<Record<LedgerCheck, SumCheck>>,
  place: string,
): Promise<LedgerFault | null> {
  for (const [check, find] of Object.entries(checks)) {
    const difference = await find(reader, place)
    if (difference !== undefined) return { check: check as LedgerCheck, ...difference }
  }
  return null
}

type Found = Omit<LedgerFault, 'countyCode'>

async function chainFault(
  reader: Reader,
  head: LedgerHead,
  verification: Verification,
): Promise<Found | null> {
  const { countyCode } = head
  let number = 0
  let hash = genesisHash(countyCode)
  for (;;) {
    const page = await chainPage(reader, { countyCode, after: number, limit: pageSize })
    for (const entry of page) {
      if (entry.number !== number + 1) return faultOf('number', number + 1, 'the entry is missing')
      if (entry.previousHash !== hash) {
        return faultOf('link', entry.number, 'it does not name its predecessor')
      }
      if (!entry.isWholeMillisecond || hashEntry(entry, hash) !== entry.hash) {
        return faultOf('hash', entry.number, 'its content is not what its hash was made over')
      }
      number = entry.number
      hash = entry.hash
      verification.entries += 1
    }
    if (page.length < pageSize) break
  }
  if (head.lastNumber > number) return faultOf('number', number + 1, 'the entry is missing')
  if (head.lastNumber < number || head.lastHash !== hash) {
    return faultOf('head', number, `the chain's end names ${head.lastNumber} ${head.lastHash}`)
  }
  return null
}

function faultOf(check: LedgerCheck, number: number, detail: string): Found {
  return { check, number, detail }
}

async function firstLineFault(
  reader: Reader,
  countyCode: string,
  verification: Verification,
): Promise<LedgerFault | null> {
  let after = nilId
  for (;;) {
    const page = await lineAccounts(reader, { countyCode, after, limit: pageSize })
    for (const line of page) {
      const fault = lineFault(line)
      if (fault !== null) return fault
      verification.lines += 1
    }
    const last = page.at(-1)
    if (last === undefined || page.length < pageSize) return null
    after = last.orderLineId
  }
}

/** The first thing wrong with one line's figures, if anything is. */
function lineFault(line: LineAccount): LedgerFault | null {
  const { acceptedGrams, acceptedCents, paidCents, recognisedGrams, recognisedCents } = line
  const wrong = (check: LedgerCheck, detail: string): LedgerFault => ({
    check,
    countyCode: line.lastCountyCode ?? line.supervisingCountyCode,
    number: line.lastNumber,
    detail: `${line.purchaseOrderNumber}, line ${line.orderLineId}: ${detail}`,
  })
  const { facts } = line
  if (
    facts.grams !== acceptedGrams ||
    facts.acceptedCents !== acceptedCents ||
    facts.paidCents !== paidCents
  ) {
    return wrong('facts', 'the facts do not sum to what the line says')
  }
  const villageGrams = line.villages.reduce((sum, village) => sum + village.acceptedGrams, 0)
  if (villageGrams !== acceptedGrams) {
    return wrong('villages', `villages hold ${villageGrams} g, the line ${acceptedGrams} g`)
  }
  if (recognisedCents > acceptedCents || recognisedCents > Math.max(paidCents, 0)) {
    return wrong('limit', `${recognisedCents} fen is more than was accepted or paid`)
  }
  const target = recogniseLine(line, line.disallowedBy)
  if (target.cents !== recognisedCents || target.grams !== recognisedGrams) {
    return wrong('recognised', `it holds ${recognisedCents} fen, the rule says ${target.cents}`)
  }
  const postedCents = line.posted.reduce((sum, part) => sum + part.cents, 0)
  if (postedCents !== recognisedCents) {
    return wrong('split', `its entries sum to ${postedCents} fen, not ${recognisedCents}`)
  }
  const unchanged = { before: line, after: line, villages: line.villages }
  const missing = planPostings({ ...unchanged, facts: [], occurredOn: '' }, line.posted, [])
  if (missing.length > 0) {
    return wrong('split', `the entries differ from its split in ${missing.length} parts`)
  }
  return null
}
