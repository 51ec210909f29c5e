/** A line of a requisition as it was asked, kept with it whatever the catalogue says later (§3.6). */
export interface RequestedLine {
  packId: string
  productId: string
  cooperativeId: string
  productName: string
  packName: string
  category: string
  packGrams: number
  quantity: number
  unitPriceCents: number
  amountCents: number
}
