import type { FieldError } from '../../shared/errors.ts'
import type { Offer } from '../catalogue/index.ts'

/** A requested order: packs with their quantities, for one day. */
export interface OrderRequest {
  /** `YYYY-MM-DD`, Asia/Shanghai. */
  neededOn: string
  lines: readonly OrderRequestLine[]
}

export interface OrderRequestLine {
  packId: string
  quantity: number
  /** The price the person saw; another one is refused (§5.4). */
  expectedUnitPriceCents?: number | undefined
}

/** The input of a plan. */
export interface PlanningContext {
  offers: ReadonlyMap<string, Offer>
  /** The division code of where the goods go. */
  deliverTo: string
  now: Date
}

/** Whole packs out of one lot. */
export interface LotPart {
  lotId: string
  quantity: number
  grams: number
}

/** A line with its price, and out of which lots it comes; no parts where it cannot be had. */
export interface PlannedLine extends OrderRequestLine {
  /** Its place among the requested lines. */
  index: number
  offer: Offer
  unitPriceCents: number
  amountCents: number
  parts: LotPart[]
  /** How many packs its lots could still give, this line included. */
  packsLeft: number
}

/** The part of a requisition that one cooperative fulfils. */
export interface PlannedOrder {
  cooperativeId: string
  cooperativeName: string
  terms: Offer['terms']
  lines: PlannedLine[]
  goodsCents: number
  freightCents: number
  grams: number
  /** The first day it can deliver on. */
  earliestDay: string
}

export interface Plan {
  lines: PlannedLine[]
  /** By cooperative, in id order. */
  orders: PlannedOrder[]
  goodsCents: number
  freightCents: number
  /** Goods and freight: what approval and budget look at. */
  totalCents: number
  refusals: FieldError[]
}
