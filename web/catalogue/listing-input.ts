import { type Category, certificateOfCategory } from '../../shared/catalogue/categories.ts'
import {
  basisPointsOf,
  type GoodsForm,
  type ListingForm,
  type LotForm,
  type PackForm,
  type PriceForm,
} from './listing-form.ts'

const orNull = <T>(value: T | '') => (value === '' ? null : value)

/** A blank that must be filled is left out, so that the answer says: please fill this in. */
const orMissing = <T extends string>(value: T | '') => (value === '' ? undefined : value) as T

/** The request body of each part of the form; the server reports all faults at once. */
export function goodsInput(form: GoodsForm) {
  return {
    name: form.name,
    variety: form.variety,
    category: orMissing(form.category),
    originCode: orMissing(form.origin?.code ?? ''),
    description: form.description,
    storage: form.storage,
    shelfLifeDays: form.shelfLifeDays,
    seasonWindows: form.seasonWindows,
    photoFileIds: form.photoFileIds,
  }
}

export function packInput(form: PackForm) {
  return {
    name: form.name,
    netGrams: form.netGrams as number,
    pieces: form.pieces,
    ...priceInput(form),
  }
}

export function priceInput(form: PriceForm) {
  return {
    priceCents: form.priceCents as number,
    minimumQuantity: form.minimumQuantity ?? 1,
    tiers: form.tiers.map((tier) => ({
      fromQuantity: tier.fromQuantity as number,
      priceCents: tier.priceCents as number,
    })),
  }
}

export function lotInput(form: LotForm, category: Category) {
  return {
    number: orNull(form.number.trim()),
    harvestedOn: orMissing(form.harvestedOn),
    expiresOn: orNull(form.expiresOn),
    totalGrams: form.totalGrams as number,
    households: form.households,
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

/** Without a category the form is refused anyway; which proof a lot needs is then left open. */
export function listingInput({ goods, packs, withLot, lot }: ListingForm, submit: boolean) {
  return {
    ...goodsInput(goods),
    packs: packs.map(packInput),
    lot: withLot ? lotInput(lot, goods.category === '' ? 'fruit' : goods.category) : null,
    submit,
  }
}
