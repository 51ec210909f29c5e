import type { FieldError } from '../../shared/errors.ts'
import type { Offer } from '../catalogue/index.ts'
import type { LotPart } from './choose-lots.ts'

/** What is asked: packs and whole numbers of them, for one day. */
export interface Asked {
  /** `YYYY-MM-DD`, Asia/Shanghai. */
  neededOn: string
  lines: readonly AskedLine[]
}

export interface AskedLine {
  packId: string
  quantity: number
  /** The price the person saw; another one is refused (§5.4). */
  expectedUnitPriceCents?: number | undefined
}

/** What the answer hangs on. */
export interface PlanningGround {
  offers: ReadonlyMap<string, Offer>
  /** The division code of where the goods go. */
  deliverTo: string
  now: Date
}

/** A line with its price, and out of which lots it comes; no parts where it cannot be had. */
export interface PlannedLine {
  /** Its place among the asked lines. */
  index: number
  offer: Offer
  quantity: number
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
  problems: FieldError[]
}
