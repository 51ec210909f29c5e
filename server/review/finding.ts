import type { CheckRule, Evidence, EvidenceDocument } from '../../shared/review/evidence.ts'
import type { OrderLineRow, PurchaseOrderRow } from '../orders/index.ts'
import type { Reader } from '../platform/db/transaction.ts'
import type { Thresholds } from './thresholds.ts'

/** An order that is checked, with its lines in their order. */
export interface CheckedOrder extends PurchaseOrderRow {
  lines: OrderLineRow[]
}

/** What the rules look at together, so that each asks once for all of it. */
export interface Batch {
  orders: readonly CheckedOrder[]
  now: Date
  thresholds: Thresholds
}

/** What a rule found odd of an order, with the evidence as it stands at this moment. */
export interface Finding {
  rule: CheckRule
  /** The same words for the same matter, whenever it is found again. */
  matter: string
  /** How much of it there is; a greater one is new evidence. Null where nothing is measured. */
  measure: number | null
  order: CheckedOrder
  month: string
  cents: number
  /** The lines concerned, of this order and others. */
  lines: readonly { orderLineId: string; purchaseOrderId: string }[]
  evidence: Evidence
}

/** A check of §8: reads, and says what it found; it decides nothing. */
export type Rule = (reader: Reader, batch: Batch) => Promise<Finding[]>

/** An order as evidence names it. */
export function orderDocument({ id, number }: { id: string; number: string }): EvidenceDocument {
  return { type: 'purchase_order', id, name: number }
}

/** All lines of an order, as a finding names them. */
export function linesOf({ lines }: CheckedOrder): Finding['lines'] {
  return lines.map(({ id, purchaseOrderId }) => ({ orderLineId: id, purchaseOrderId }))
}
