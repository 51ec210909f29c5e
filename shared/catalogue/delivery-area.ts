/** Where a cooperative delivers, and the freight in 分 per kilogram of goods (§5.2). */
export interface DeliveryArea {
  code: string
  freightCentsPerKg: number
}

/** The area that a place lies in, the narrowest of several; null: not delivered there. */
export function areaOf(areas: readonly DeliveryArea[], placeCode: string): DeliveryArea | null {
  let narrowest: DeliveryArea | null = null
  for (const area of areas) {
    if (!placeCode.startsWith(area.code)) continue
    if (narrowest === null || area.code.length > narrowest.code.length) narrowest = area
  }
  return narrowest
}
