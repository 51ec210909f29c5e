import type { Category } from '../shared/catalogue/categories.ts'

/** A pack a cooperative sells; prices in 分. */
export interface DemoPack {
  name: string
  netGrams: number
  priceCents: number
  tiers?: { fromQuantity: number; priceCents: number }[]
  minimumQuantity?: number
}

export interface DemoProduct {
  key: string
  name: string
  variety: string
  category: Category
  description: string
  storage: 'ambient' | 'chilled' | 'frozen'
  shelfLifeDays: number
  season: { starts: string; ends: string }[]
  /** Villages a lot comes from, in basis points; null is what cannot be shown. */
  origin: { villageCode: string | null; shareBasisPoints: number }[]
  pack: DemoPack
  /** How often kitchens choose it, relative to the others in season. */
  demand: number
  households: number
}

export interface DemoCooperative {
  key: string
  name: string
  creditBody: string
  type: 'cooperative' | 'village_company' | 'family_farm' | 'processor'
  countyCode: string
  villageCode: string
  legalRepresentative: string
  freightCentsPerKg: number
  products: DemoProduct[]
}

export const allYear = [{ starts: '01-01', ends: '12-31' }]

export const season = (starts: string, ends: string) => [{ starts, ends }]

/** Villages with their shares in basis points. */
export const from = (...shares: [string | null, number][]) =>
  shares.map(([villageCode, shareBasisPoints]) => ({ villageCode, shareBasisPoints }))
