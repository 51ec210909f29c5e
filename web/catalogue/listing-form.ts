import { type Category, certificateOfCategory } from '../../shared/catalogue/categories.ts'
import type { SeasonWindow } from '../../shared/catalogue/season.ts'
import { dayOf } from '../../shared/scalars.ts'
import type { DivisionChoice } from '../ui/division-choice.ts'

/** What a cooperative fills in, with blanks where nothing is given yet. */
export interface GoodsForm {
  name: string
  variety: string
  category: Category | ''
  origin: DivisionChoice | null
  description: string
  storage: 'ambient' | 'chilled' | 'frozen'
  shelfLifeDays: number | ''
  seasonWindows: SeasonWindow[]
  photoFileIds: string[]
}

export interface TierForm {
  fromQuantity: number | ''
  priceCents: number | null
}

export interface PackForm {
  name: string
  netGrams: number | null
  pieces: number | ''
  priceCents: number | null
  minimumQuantity: number | ''
  tiers: TierForm[]
}

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
  households: number | ''
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
  shelfLifeDays: '',
  seasonWindows: [],
  photoFileIds: [],
})

export const emptyPack = (): PackForm => ({
  name: '',
  netGrams: null,
  pieces: '',
  priceCents: null,
  minimumQuantity: 1,
  tiers: [],
})

export const emptyLot = (): LotForm => ({
  number: '',
  harvestedOn: dayOf(new Date()),
  expiresOn: '',
  totalGrams: null,
  households: '',
  villages: [{ village: null, isUnknown: false, percent: '100' }],
  certificateNumber: '',
  issuedOn: '',
  validTo: '',
  promiser: '',
  certificateFileId: null,
})

/** A share typed in per cent as basis points; null when it is none with at most two decimals. */
export function basisPointsOf(percent: string): number | null {
  const match = /^(\d{1,3})(?:\.(\d{1,2}))?$/.exec(percent.trim())
  if (!match) return null
  return Number(match[1]) * 100 + Number((match[2] ?? '').padEnd(2, '0'))
}

/** The sum of the shares as typed, in basis points. */
export function sumOfShares(villages: readonly VillageForm[]): number {
  return villages.reduce((sum, village) => sum + (basisPointsOf(village.percent) ?? 0), 0)
}

const orNull = <T>(value: T | '') => (value === '' ? null : value)

/** A blank that must be filled is left out, so that the answer says: please fill this in. */
const orMissing = <T extends string>(value: T | '') => (value === '' ? undefined : value) as T

/** What the server is sent of each part of the form; it answers for all faults at once. */
export function goodsGiven(form: GoodsForm) {
  return {
    name: form.name,
    variety: form.variety,
    category: orMissing(form.category),
    originCode: orMissing(form.origin?.code ?? ''),
    description: form.description,
    storage: form.storage,
    shelfLifeDays: orNull(form.shelfLifeDays),
    seasonWindows: form.seasonWindows,
    photoFileIds: form.photoFileIds,
  }
}

export function packGiven(form: PackForm) {
  return {
    name: form.name,
    netGrams: form.netGrams as number,
    pieces: orNull(form.pieces),
    ...priceGiven(form),
  }
}

export function priceGiven(form: Pick<PackForm, 'priceCents' | 'minimumQuantity' | 'tiers'>) {
  return {
    priceCents: form.priceCents as number,
    minimumQuantity: form.minimumQuantity === '' ? 1 : form.minimumQuantity,
    tiers: form.tiers.map((tier) => ({
      fromQuantity: tier.fromQuantity as number,
      priceCents: tier.priceCents as number,
    })),
  }
}

export function lotGiven(form: LotForm, category: Category) {
  return {
    number: orNull(form.number.trim()),
    harvestedOn: orMissing(form.harvestedOn),
    expiresOn: orNull(form.expiresOn),
    totalGrams: form.totalGrams as number,
    households: orNull(form.households),
    villages: form.villages.map(({ village, isUnknown, percent }) => ({
      villageCode: isUnknown ? null : orMissing(village?.code ?? ''),
      shareBasisPoints: basisPointsOf(percent) as number,
    })),
    certificate: {
      kind: certificateOfCategory[category],
      number: form.certificateNumber,
      issuedOn: orNull(form.issuedOn),
      validTo: orNull(form.validTo),
      promiser: form.promiser,
      fileId: form.certificateFileId,
    },
  }
}
