import type { LotInput, PackInput } from '../../shared/catalogue/catalogue.schemas.ts'
import { type Category, certificateOfCategory } from '../../shared/catalogue/categories.ts'
import { harvestedLongAgo } from '../../shared/catalogue/harvest-age.ts'
import {
  looksLikeWrongUnit,
  multipliedWeight,
  namedWeight,
} from '../../shared/catalogue/named-weight.ts'
import { firstWrongTier, type PriceTier } from '../../shared/catalogue/price.ts'
import { AppError, type FieldError, type FieldErrorCode } from '../../shared/errors.ts'
import { isFoodLicence } from '../../shared/food-licence.ts'
import { centsToYuanText } from '../../shared/money.ts'

type Path = (string | number)[]
type Values = Record<string, string | number>

/** Refuses all faults of a form at once, each at its field. */
export function refuseFaults(faults: readonly FieldError[]): void {
  if (faults.length > 0) throw new AppError('validation_failed', { fields: [...faults] })
}

/** The faults of a pack; `path` is its place in the request. */
export function packFaults(pack: PackInput, path: Path): FieldError[] {
  const faults = tierFaults(pack.priceCents, pack.tiers, path)
  const named = contradictedWeight(pack)
  if (named === null) return faults
  const values = { named, given: pack.netGrams }
  return [...faults, fault([...path, 'netGrams'], 'weight_differs_from_name', values)]
}

/** What the name of a pack says, where its net weight contradicts it (§2.4). */
function contradictedWeight({ name, netGrams }: PackInput): number | null {
  const grams = namedWeight(name)
  if (grams !== null) return looksLikeWrongUnit(netGrams, grams) ? grams : null
  const product = multipliedWeight(name)
  return product === netGrams ? null : product
}

/** A tier dearer than the base price or the one before it, or not beginning later (§5.2). */
export function tierFaults(
  priceCents: number,
  tiers: readonly PriceTier[],
  path: Path,
): FieldError[] {
  const wrong = firstWrongTier(priceCents, tiers)
  if (wrong === null) return []
  const before = tiers[wrong.index - 1] ?? { fromQuantity: 1, priceCents }
  const at = [...path, 'tiers', wrong.index]
  return [
    wrong.fault === 'tier_too_dear'
      ? fault([...at, 'priceCents'], wrong.fault, { maximum: centsToYuanText(before.priceCents) })
      : fault([...at, 'fromQuantity'], wrong.fault, { minimum: before.fromQuantity + 1 }),
  ]
}

export interface LotOf {
  category: Category
  /** Today in Asia/Shanghai. */
  today: string
  smallestPackGrams: number
}

/** The faults of a lot; whether its villages exist is checked by the caller. */
export function lotFaults(lot: LotInput, of: LotOf, path: Path): FieldError[] {
  const faults = [...villageFaults(lot, path), ...certificateFaults(lot, of, path)]
  if (lot.harvestedOn > of.today) faults.push(fault([...path, 'harvestedOn'], 'in_the_future'))
  const age = harvestedLongAgo(of.category, { harvestedOn: lot.harvestedOn, today: of.today })
  if (age?.isRefused)
    faults.push(fault([...path, 'harvestedOn'], 'harvested_long_ago', { days: age.days }))
  if (lot.expiresOn !== null && lot.expiresOn < lot.harvestedOn)
    faults.push(fault([...path, 'expiresOn'], 'dates_out_of_order'))
  else if (lot.expiresOn !== null && lot.expiresOn < of.today)
    faults.push(fault([...path, 'expiresOn'], 'in_the_past'))
  if (lot.totalGrams < of.smallestPackGrams) {
    const values = { given: lot.totalGrams, pack: of.smallestPackGrams }
    faults.push(fault([...path, 'totalGrams'], 'weight_below_pack', values))
  }
  return faults
}

function villageFaults(lot: LotInput, path: Path): FieldError[] {
  const sum = lot.villages.reduce((total, village) => total + village.shareBasisPoints, 0)
  const seen = new Set<string | null>()
  const faults: FieldError[] = []
  for (const [index, { villageCode }] of lot.villages.entries()) {
    if (seen.has(villageCode))
      faults.push(fault([...path, 'villages', index, 'villageCode'], 'duplicate'))
    seen.add(villageCode)
  }
  if (sum !== 10_000)
    faults.push(fault([...path, 'villages'], 'shares_do_not_sum', { sum: sum / 100 }))
  return faults
}

function certificateFaults(lot: LotInput, of: LotOf, path: Path): FieldError[] {
  const { certificate } = lot
  const at = [...path, 'certificate']
  if (certificate.kind !== certificateOfCategory[of.category])
    return [fault([...at, 'kind'], 'certificate_does_not_fit')]
  const faults: FieldError[] = []
  if (certificate.kind === 'licence' && !isFoodLicence(certificate.number))
    faults.push(fault([...at, 'number'], 'wrong_licence_number'))
  if (certificate.issuedOn !== null && certificate.issuedOn > of.today)
    faults.push(fault([...at, 'issuedOn'], 'in_the_future'))
  if (certificate.validTo !== null && certificate.validTo < of.today) {
    const { validTo } = certificate
    faults.push(fault([...at, 'validTo'], 'certificate_expired', { validTo }))
  }
  return faults
}

function fault(path: Path, code: FieldErrorCode, values?: Values): FieldError {
  return values === undefined ? { path, code } : { path, code, values }
}
