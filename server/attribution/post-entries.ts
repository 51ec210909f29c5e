import assert from 'node:assert/strict'
import { isPaired } from '../../shared/attribution/credit.ts'
import { type HashedEntry, ruleVersion } from '../../shared/attribution/ledger-hash.ts'
import type { Context } from '../platform/context.ts'
import type { Transaction } from '../platform/db/transaction.ts'
import type { FactCause } from './facts.ts'
import { genesisHash, hashEntry } from './ledger-chain.ts'
import { OrderCounting } from './order-counting.ts'
import { keyOf, type LineSituation, type PlannedPosting, planPostings } from './plan-postings.ts'
import {
  type ChainedEntry,
  closedPeriods,
  type LedgerHead,
  lockHeads,
  type PostedSum,
  postEntries,
  postedSums,
} from './posting.queries.ts'
import type { KnownLine } from './recognition.queries.ts'

/** A line whose figures changed, and by which document. */
export interface ChangedLine {
  line: KnownLine
  cause: FactCause
  situation: Omit<LineSituation, 'posted'>
}

/** The county in whose chain a village's entries stand; the unknown village has its seller's. */
export function countyOf(villageCode: string, supervisingCountyCode: string): string {
  return villageCode === '' ? supervisingCountyCode : villageCode.slice(0, 6)
}

/**
 * Posts what the changed lines demand. Locks the chains' ends in county order; rollups are only
 * touched under their county's lock, so two counties never wait for each other.
 */
export async function postChanges(
  tx: Transaction,
  context: Context,
  changes: readonly ChangedLine[],
): Promise<void> {
  const counties = [...new Set(changes.flatMap(countiesOf))].sort()
  const heads = await lockHeads(tx, counties.map(beginning))
  const orders = [...new Set(changes.map((change) => change.line.purchaseOrderId))]
  const posted = await postedSums(tx, orders)
  const closed = await closedPeriods(tx, counties)
  const book = new Book({ context, heads, posted, closed })
  for (const change of changes) {
    const before = posted.filter((sum) => sum.orderLineId === change.line.orderLineId)
    for (const planned of planPostings({ ...change.situation, posted: before })) {
      book.enter(change, planned)
    }
  }
  if (book.entries.length === 0) return
  await postEntries(tx, {
    entries: book.entries,
    heads: [...book.heads.values()],
    orderCounts: book.counting.counts,
  })
}

function countiesOf({ line, situation }: ChangedLine): string[] {
  return situation.villages.map((each) => countyOf(each.villageCode, line.supervisingCountyCode))
}

function beginning(countyCode: string): LedgerHead {
  return { countyCode, lastNumber: 0, lastHash: genesisHash(countyCode) }
}

/** The ledger's open end while entries are being written to it. */
class Book {
  readonly entries: ChainedEntry[] = []
  readonly heads: Map<string, LedgerHead>
  readonly counting: OrderCounting
  readonly #context: Context
  readonly #closed: ReadonlySet<string>
  /** The last entry's number of each line, village and pair of units. */
  readonly #lastNumbers: Map<string, number>

  constructor(known: {
    context: Context
    heads: LedgerHead[]
    posted: PostedSum[]
    closed: ReadonlySet<string>
  }) {
    this.heads = new Map(known.heads.map((head) => [head.countyCode, { ...head }]))
    this.counting = new OrderCounting(known.posted)
    this.#context = known.context
    this.#closed = known.closed
    this.#lastNumbers = new Map(
      known.posted.map((sum) => [`${sum.orderLineId} ${keyOf(sum)}`, sum.lastNumber]),
    )
  }

  enter({ line, cause }: ChangedLine, planned: PlannedPosting): void {
    const { villageCode, directUnitId, helpUnitId, day } = planned
    assert(directUnitId !== null || helpUnitId !== null, 'a line is credited to at least one unit')
    const countyCode = countyOf(villageCode, line.supervisingCountyCode)
    const head = this.heads.get(countyCode)
    assert(head !== undefined, `the chain of ${countyCode} is locked`)
    const month = this.#openMonth(countyCode, day.slice(0, 7))
    const key = `${line.orderLineId} ${keyOf(planned)}`
    const corrects = planned.cents < 0 || planned.grams < 0 || month !== day.slice(0, 7)
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
      channel: line.channel,
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
      correctsNumber: corrects ? (this.#lastNumbers.get(key) ?? null) : null,
      actorId: this.#context.actor.personId,
      ruleVersion,
      postedAt: this.#context.now,
    }
    this.#append(head, entry)
    this.#lastNumbers.set(key, entry.number)
    this.counting.count(line, entry)
  }

  #append(head: LedgerHead, entry: HashedEntry): void {
    const previousHash = head.lastHash
    const hash = hashEntry(entry, previousHash)
    this.entries.push({ ...entry, previousHash, hash })
    head.lastNumber = entry.number
    head.lastHash = hash
  }

  /** The day's own month, or the first open one after it (§4.2). */
  #openMonth(countyCode: string, month: string): string {
    let open = month
    while (this.#closed.has(`${countyCode} ${open}`)) open = monthAfter(open)
    return open
  }
}

function monthAfter(month: string): string {
  const [year = 0, number = 0] = month.split('-').map(Number)
  return number === 12 ? `${year + 1}-01` : `${year}-${String(number + 1).padStart(2, '0')}`
}
