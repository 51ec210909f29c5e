import assert from 'node:assert/strict'
import { isPaired } from '../../shared/attribution/credit.ts'
import { type HashedEntry, ruleVersion } from '../../shared/attribution/ledger-hash.ts'
import { monthAfter, monthOfDay } from '../../shared/months.ts'
import type { Context } from '../platform/context.ts'
import type { Transaction } from '../platform/db/transaction.ts'
import { publishEvent } from '../platform/jobs/outbox.ts'
import type { FactCause } from './facts.ts'
import { genesisHash, hashEntry } from './ledger-chain.ts'
import type { RecordedLine } from './lines.queries.ts'
import {
  keyOf,
  type LineChange,
  type PlannedPosting,
  type PostedPart,
  planPostings,
} from './plan-postings.ts'
import {
  type ChainedEntry,
  type ClosedPeriod,
  type LedgerHead,
  lastClosedPeriods,
  lockHeads,
  type PostedSum,
  postEntries,
  postedSums,
} from './posting.queries.ts'

/** A line that was locked, and the document that changed it. */
export interface RecordedChange extends LineChange {
  before: RecordedLine
  after: RecordedLine
  cause: FactCause
}

/** The county in whose chain a village's entries stand; the unknown village has its seller's. */
export function countyOf(villageCode: string, supervisingCountyCode: string): string {
  return villageCode === '' ? supervisingCountyCode : villageCode.slice(0, 6)
}

/**
 * Posts what the changed lines require. Locks the chains' ends in county order; rollups are only
 * touched under their county's lock, so two counties never wait for each other. Most receipts come
 * before any money: nothing is recognised then, and no chain need be locked.
 */
export async function postChanges(
  tx: Transaction,
  context: Context,
  changes: readonly RecordedChange[],
): Promise<void> {
  const moving = changes.filter(
    ({ before, after }) => before.recognisedCents > 0 || after.recognisedCents > 0,
  )
  if (moving.length === 0) return
  const counties = [...new Set(moving.flatMap(countiesOf))].sort()
  const heads = await lockCounties(tx, counties)
  const orders = [...new Set(moving.map(({ after }) => after.purchaseOrderId))]
  const posted = await postedSums(tx, orders)
  const closed = await lastClosedPeriods(tx, counties)
  const writer = new LedgerWriter({ context, heads, posted, closed })
  for (const change of moving) {
    const own = posted.filter((sum) => sum.orderLineId === change.after.orderLineId)
    for (const planned of planPostings(change, sumsOf(own), own)) writer.write(change, planned)
  }
  const { entries } = writer
  if (entries.length === 0) return
  await postEntries(tx, { entries, heads: writer.heads })
  await publishPosted(tx, context, entries)
}

/** One event for all that a document posts: they came about together. */
async function publishPosted(
  tx: Transaction,
  context: Context,
  entries: readonly ChainedEntry[],
): Promise<void> {
  const [first] = entries
  assert(first !== undefined, 'something was posted')
  await publishEvent(tx, context, {
    topic: 'attribution.entries-posted',
    subjectType: 'purchase_order',
    subjectId: first.purchaseOrderId,
    payload: {
      entries: entries.map(({ countyCode, number, purchaseOrderId, directUnitId, helpUnitId }) => ({
        ...{ countyCode, number, purchaseOrderId },
        unitIds: [directUnitId, helpUnitId].filter((unitId) => unitId !== null),
      })),
    },
  })
}

/** What stands under each village, channel and pair of units of a line, of all days. */
function sumsOf(posted: readonly PostedSum[]): PostedPart[] {
  const byKey = Map.groupBy(posted, keyOf)
  return [...byKey.values()].map((days) => {
    const [{ villageCode, channel, directUnitId, helpUnitId }] = days as [PostedSum]
    const sum = (of: 'grams' | 'cents') => days.reduce((total, day) => total + day[of], 0)
    const key = { villageCode, channel, directUnitId, helpUnitId }
    return { ...key, grams: sum('grams'), cents: sum('cents') }
  })
}

/** The counties in whose chains entries of a line may stand. */
export function countiesOf({
  after,
  villages,
}: Pick<RecordedChange, 'villages'> & { after: { supervisingCountyCode: string } }): string[] {
  return villages.map((village) => countyOf(village.villageCode, after.supervisingCountyCode))
}

/** Locks the chains' ends of counties, distinct and in order. */
export function lockCounties(tx: Transaction, counties: readonly string[]): Promise<LedgerHead[]> {
  const beginning = (countyCode: string) => ({
    countyCode,
    lastNumber: 0,
    lastHash: genesisHash(countyCode),
  })
  return lockHeads(tx, counties.map(beginning))
}

/** Makes entries at the ends of chains whose heads are locked, before any of them is stored. */
class LedgerWriter {
  readonly entries: ChainedEntry[] = []
  readonly #heads: Map<string, LedgerHead>
  readonly #context: Context
  readonly #closed: readonly ClosedPeriod[]
  /** The last entry's number of each line, village, channel and pair of units. */
  readonly #lastNumbers: Map<string, number>
  /** The last entry that was reversed of each line, village and share of its credit. */
  readonly #reversed = new Map<string, number | null>()

  constructor(state: {
    context: Context
    heads: readonly LedgerHead[]
    posted: readonly PostedSum[]
    closed: readonly ClosedPeriod[]
  }) {
    this.#heads = new Map(state.heads.map((head) => [head.countyCode, head]))
    this.#context = state.context
    this.#closed = state.closed
    this.#lastNumbers = new Map()
    for (const sum of state.posted) {
      const key = `${sum.orderLineId} ${keyOf(sum)}`
      this.#lastNumbers.set(key, Math.max(sum.lastNumber, this.#lastNumbers.get(key) ?? 0))
    }
  }

  /** The chains' ends as they are after the entries. */
  get heads(): LedgerHead[] {
    return [...this.#heads.values()]
  }

  write({ before, after: line, cause }: RecordedChange, planned: PlannedPosting): void {
    const { villageCode, directUnitId, helpUnitId, day } = planned
    assert(directUnitId !== null || helpUnitId !== null, 'a line is credited to at least one unit')
    const countyCode = countyOf(villageCode, line.supervisingCountyCode)
    const head = this.#heads.get(countyCode)
    assert(head !== undefined, `the chain of ${countyCode} is locked`)
    const month = openMonth(this.#closed, countyCode, monthOfDay(day))
    const key = `${line.orderLineId} ${keyOf(planned)}`
    const isFall = planned.cents < 0 || planned.grams < 0
    const corrects = isFall || month !== monthOfDay(day)
    const lastNumber = this.#lastNumbers.get(key) ?? null
    // A unit takes the place of another among those that share an order (§3.9, §3.16).
    const { directCredits } = (isFall ? before : line).credit
    const share = directCredits.findIndex(({ unitId }) => unitId === directUnitId)
    const place = `${line.orderLineId} ${villageCode} ${share}`
    const isPair = cause.type === 'credit_correction' && !isFall
    const replaced = isPair ? this.#reversed.get(place) : undefined
    const entry: HashedEntry = {
      countyCode,
      number: head.lastNumber + 1,
      month,
      recognisedOn: day,
      orderedOn: line.orderedOn,
      villageCode,
      orderLineId: line.orderLineId,
      purchaseOrderId: line.purchaseOrderId,
      cooperativeId: line.cooperativeId,
      productId: line.productId,
      category: line.category,
      channel: planned.channel,
      directUnitId,
      helpUnitId,
      directPaired: isPaired(line.credit, directUnitId, villageCode),
      helpPaired: isPaired(line.credit, helpUnitId, villageCode),
      eligible: planned.eligible,
      grade: line.grade,
      grams: planned.grams,
      cents: planned.cents,
      causeType: cause.type,
      causeId: cause.id,
      causeLineId: cause.lineId,
      correctsNumber: replaced ?? (corrects ? lastNumber : null),
      actorId: this.#context.actor.personId,
      ruleVersion,
      postedAt: this.#context.now,
    }
    this.#append(head, entry, line.marks)
    this.#lastNumbers.set(key, entry.number)
    if (isFall) this.#reversed.set(place, lastNumber)
  }

  #append(head: LedgerHead, entry: HashedEntry, marks: string[]): void {
    const previousHash = head.lastHash
    const hash = hashEntry(entry, previousHash)
    this.entries.push({ ...entry, previousHash, hash, marks })
    this.#heads.set(head.countyCode, { ...head, lastNumber: entry.number, lastHash: hash })
  }
}

/**
 * A month, or in this county the first open one after it (§4.2). Months are closed in their order:
 * with the last one that is closed all before it are.
 */
export function openMonth(
  closed: readonly ClosedPeriod[],
  countyCode: string,
  month: string,
): string {
  const last = closed.find((period) => period.countyCode === countyCode)?.month
  return last === undefined || month > last ? month : monthAfter(last)
}
