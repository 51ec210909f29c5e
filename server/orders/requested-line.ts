import type { Plan } from './order-plan.ts'

/** A line of a requisition as it was asked, whatever the catalogue says later (§3.6). */
export interface RequestedLine {
  packId: string
  productId: string
  cooperativeId: string
  productName: string
  packName: string
  packGrams: number
  quantity: number
  unitPriceCents: number
  amountCents: number
}

/** The lines of a plan as they are kept. */
export function requestedLines(plan: Plan): RequestedLine[] {
  return plan.lines.map(({ offer, quantity, unitPriceCents, amountCents }) => ({
    packId: offer.packId,
    productId: offer.productId,
    cooperativeId: offer.cooperativeId,
    productName: offer.productName,
    packName: offer.packName,
    packGrams: offer.packGrams,
    quantity,
    unitPriceCents,
    amountCents,
  }))
}
