import type { Category } from '../../shared/catalogue/categories.ts'
import type { showListing } from '../../shared/catalogue/listings.api.ts'
import type { SeasonWindow } from '../../shared/catalogue/season.ts'
import type { Result } from '../../shared/endpoint.ts'
import { dayOf } from '../../shared/scalars.ts'
import type { DivisionChoice } from '../ui/division-choice.ts'

type Listing = Result<typeof showListing>

/** The form of a listing; empty fields are null or blank. */
export interface GoodsForm {
  name: string
  variety: string
  category: Category | ''
  origin: DivisionChoice | null
  description: string
  storage: 'ambient' | 'chilled' | 'frozen'
  shelfLifeDays: number | null
  seasonWindows: SeasonWindow[]
  photoFileIds: string[]
}

export interface TierForm {
  fromQuantity: number | null
  priceCents: number | null
}

export interface PackForm {
  name: string
  netGrams: number | null
  pieces: number | null
  priceCents: number | null
  minimumQuantity: number | null
  tiers: TierForm[]
}

export type PriceForm = Pick<PackForm, 'priceCents' | 'minimumQuantity' | 'tiers'>

export interface VillageForm {
  /** Null where a part is said to be of unknown village. */
  village: DivisionChoice | null
  isUnknown: boolean
  percent: string
}

export interface LotForm {
  number: string
  harvestedOn: string
  expiresOn: string
  totalGrams: number | null
  households: number | null
  villages: VillageForm[]
  certificateNumber: string
  issuedOn: string
  validTo: string
  promiser: string
  certificateFileId: string | null
}

export const emptyGoods = (): GoodsForm => ({
  name: '',
  variety: '',
  category: '',
  origin: null,
  description: '',
  storage: 'ambient',
  shelfLifeDays: null,
  seasonWindows: [],
  photoFileIds: [],
})

export const emptyPack = (): PackForm => ({
  name: '',
  netGrams: null,
  pieces: null,
  priceCents: null,
  minimumQuantity: 1,
  tiers: [],
})

export const emptyLot = (): LotForm => ({
  number: '',
  harvestedOn: dayOf(new Date()),
  expiresOn: '',
  totalGrams: null,
  households: null,
  villages: [{ village: null, isUnknown: false, percent: '100' }],
  certificateNumber: '',
  issuedOn: '',
  validTo: '',
  promiser: '',
  certificateFileId: null,
})

export interface ListingForm {
  goods: GoodsForm
  packs: PackForm[]
  withLot: boolean
  lot: LotForm
}

export const emptyListing = (): ListingForm => ({
  goods: emptyGoods(),
  packs: [emptyPack()],
  withLot: true,
  lot: emptyLot(),
})

/** The form of goods that are listed already. */
export function goodsOf(listing: Listing): GoodsForm {
  return {
    name: listing.name,
    variety: listing.variety,
    category: listing.category,
    origin: originOf(listing),
    description: listing.description,
    storage: listing.storage,
    shelfLifeDays: listing.shelfLifeDays,
    seasonWindows: [...listing.seasonWindows],
    photoFileIds: [...listing.photoFileIds],
  }
}

/** A further lot: the last one's villages are the likeliest, else the place of the goods. */
export function nextLot(listing: Listing): LotForm {
  const last = listing.lots.at(-1)
  const villages = last?.villages.map(({ code, pathName, shareBasisPoints }) => ({
    village: code === null ? null : { code, name: pathName ?? code, path: '' },
    isUnknown: code === null,
    percent: String(shareBasisPoints / 100),
  }))
  const origin = { village: originOf(listing), isUnknown: false, percent: '100' }
  return { ...emptyLot(), villages: villages ?? [origin] }
}

function originOf(listing: Listing): DivisionChoice {
  return { code: listing.originCode, name: listing.originPathName, path: '' }
}

/**
 * A share typed in per cent ("60", "６０", "60%") as basis points; null when it is none with at
 * most two decimals (§2.7).
 */
export function basisPointsOf(percent: string): number | null {
  const plain = percent.normalize('NFKC').trim()
  const match = /^(\d{1,3})(?:\.(\d{1,2}))?\s*%?$/.exec(plain)
  if (!match) return null
  return Number(match[1]) * 100 + Number((match[2] ?? '').padEnd(2, '0'))
}

/** The sum of the shares as typed, in basis points. */
export function sumOfShares(villages: readonly VillageForm[]): number {
  return villages.reduce((sum, village) => sum + (basisPointsOf(village.percent) ?? 0), 0)
}
