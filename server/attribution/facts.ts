import type {
  AttributionChannel,
  CreditSnapshot,
  EvidenceGrade,
} from '../../shared/attribution/credit.ts'

/** An order line as it stood at placement, by value: attribution never reads orders (§3.6). */
export interface AttributedLine {
  orderLineId: string
  purchaseOrderId: string
  purchaseOrderNumber: string
  /** Calendar day in Asia/Shanghai. */
  orderedOn: string
  placedAt: Date
  cooperativeId: string
  /** Six digits; where entries of unknown village are kept. */
  supervisingCountyCode: string
  buyerUnitId: string
  channel: AttributionChannel
  productId: string
  category: string
  credit: CreditSnapshot
  grade: EvidenceGrade
}

/** The document and line that report a fact; a second report of the same line is ignored. */
export interface FactCause {
  type: 'goods_receipt' | 'return' | 'payment' | 'refund' | 'credit_note' | 'set_off' | 'correction'
  id: string
  lineId: string
}

/** Weight of one origin village in an acceptance; null is the unknown village (§3.5). */
export interface VillageWeight {
  villageCode: string | null
  grams: number
}

/** One line's share of a goods receipt, or, negative in all figures, of a return. */
export interface AcceptedLine {
  line: AttributedLine
  cause: FactCause
  acceptedGrams: number
  acceptedCents: number
  /** Sums to `acceptedGrams`; each village once. */
  villages: VillageWeight[]
}

/** Goods accepted, or returned, on a day; figures are changes, not states. */
export interface Acceptance {
  occurredOn: string
  kind?: 'acceptance' | 'return'
  lines: AcceptedLine[]
}

/** One line's share of a payment, or, negative, of a refund; goods only, never freight (§3.2). */
export interface PaidLine {
  line: AttributedLine
  cause: FactCause
  paidCents: number
}

/** Money that arrived, or went back, on a day; figures are changes, not states. */
export interface Payment {
  occurredOn: string
  kind?: 'payment' | 'refund'
  lines: PaidLine[]
}
