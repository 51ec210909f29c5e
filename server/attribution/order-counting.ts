import { type CreditSnapshot, splitByCredit } from '../../shared/attribution/credit.ts'
import type { HashedEntry } from '../../shared/attribution/ledger-hash.ts'
import type { OrderCount, PostedSum } from './posting.queries.ts'

/**
 * Counts each purchase order once below each node of the division tree: in the month of its first
 * countable entry there.
 */
export class OrderCounting {
  readonly counts: OrderCount[] = []
  /** `order node` of every order that is counted there. */
  readonly #counted: Set<string>

  constructor(posted: readonly PostedSum[]) {
    this.#counted = new Set(
      posted
        .filter((sum) => sum.countable)
        .flatMap((sum) =>
          nodesOf(sum.countyCode, sum.villageCode).map((node) => `${sum.purchaseOrderId} ${node}`),
        ),
    )
  }

  count(line: { credit: CreditSnapshot }, entry: HashedEntry): void {
    if (!entry.eligible || entry.grade === 'C') return
    for (const nodeCode of nodesOf(entry.countyCode, entry.villageCode)) {
      const key = `${entry.purchaseOrderId} ${nodeCode}`
      if (this.#counted.has(key)) continue
      this.#counted.add(key)
      const { countyCode, month, helpUnitId } = entry
      this.counts.push({
        countyCode,
        nodeCode,
        month,
        directUnitIds: directUnitsOf(line.credit),
        helpUnitId,
      })
    }
  }
}

/** The county, and the township and village where the village is known. */
function nodesOf(countyCode: string, villageCode: string): string[] {
  return villageCode === '' ? [countyCode] : [countyCode, villageCode.slice(0, 9), villageCode]
}

function directUnitsOf(credit: CreditSnapshot): string[] {
  const parts = splitByCredit({ grams: 0, cents: 0 }, credit)
  return parts.flatMap((part) => part.directUnitId ?? []).sort()
}
