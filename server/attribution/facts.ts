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

/**
 * The document and line that report a fact, of which a second report is ignored, the correction of
 * a channel or unit, the flag that disallowed the line, or what was bought outside (§3.11).
 */
export interface FactCause {
  type:
    | 'goods_receipt'
    | 'return'
    | 'payment'
    | 'refund'
    | 'credit_note'
    | 'set_off'
    | 'payment_move'
    | 'correction'
    | 'credit_correction'
    | 'flag'
    | 'outside_purchase'
    | 'outside_reversal'
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

/** Through whom an order was bought, and who is credited with it. */
export interface OrderCredit {
  channel: AttributionChannel
  credit: CreditSnapshot
}

/** The channel or unit of an order was wrong, and both sides have signed what is right (§3.16). */
export interface CreditCorrection {
  /** The record that both sides signed. */
  id: string
  purchaseOrderId: string
  occurredOn: string
  /** All lines of the order, as they stood at placement. */
  lines: AttributedLine[]
  /** Who was credited before stays among its `pairedCodes`. */
  after: OrderCredit
}

/** Lines that an official found made up, and another one confirmed (§8). */
export interface Disallowance {
  /** The flag that was upheld. */
  id: string
  occurredOn: string
  /** As they stood at placement. */
  lines: AttributedLine[]
}
