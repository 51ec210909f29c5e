import type { GoodsInput, PackInput } from '../../../../shared/catalogue/catalogue.schemas.ts'
import { multipliedWeight, weightOfName } from '../../../../shared/catalogue/named-weight.ts'
import { firstWrongTier } from '../../../../shared/catalogue/price.ts'
import type { RowRemark } from '../../../../shared/exchange/imports.schemas.ts'
import { centsPerJin, centsToYuanText } from '../../../../shared/money.ts'
import {
  type KnownListing,
  listingNameKey,
  type PriceChange,
  packFaults,
  selectKnownListings,
} from '../../../catalogue/index.ts'
import { type Context, organisationOf } from '../../../platform/context.ts'
import type { Reader } from '../../../platform/db/transaction.ts'
import type { CheckedRow, Decision } from '../kind.ts'
import type { ProductValues } from './product-fields.ts'

/** What a row of products does: a pack of goods that are new or listed, or another price. */
export interface ProductPlan {
  goods: Omit<GoodsInput, 'photoFileIds'>
  pack: Omit<PackInput, 'tiers'> & { id: string }
  /** Of a pack that is there. */
  price: PriceChange | null
  /** Where the pack went; of a listing that the row itself made, `isMade`. */
  productId?: string
  isMade?: boolean
}

type Row = CheckedRow<ProductValues>
type Pack = KnownListing['packs'][number]

export async function checkProducts({
  reader,
  context,
  rows,
}: {
  reader: Reader
  context: Context
  rows: Row[]
}): Promise<Decision<ProductPlan>[]> {
  if (rows.length === 0) return []
  const cooperativeId = organisationOf(context.actor)
  const names = rows.map(({ values }) => values.name)
  const listed = await listingsNamed(reader, { cooperativeId, names })
  const first = new Map<string, Row>()
  return rows.map((row) => {
    const listing = listed(row.values)
    const before = first.get(listingKey(row.values))
    if (before === undefined) first.set(listingKey(row.values), row)
    return decide(context, row, { listing, before })
  })
}

type NameAndVariety = { name: string; variety: string | null }

/**
 * The listing that a row of a sheet means, by name and variety; of two alike the older one. Where
 * no variety is said, a name that only one listing has is enough; of several, none is meant.
 */
export async function listingsNamed(
  reader: Reader,
  question: { cooperativeId: string; names: readonly string[] },
): Promise<(row: NameAndVariety) => KnownListing | 'several' | undefined> {
  const listings = await selectKnownListings(reader, question)
  const exact = new Map(listings.toReversed().map((listing) => [listingKey(listing), listing]))
  const byName = Map.groupBy(listings, ({ name }) => listingNameKey(name))
  return (row) => {
    const found = exact.get(listingKey(row))
    if (found !== undefined || row.variety) return found
    const alike = byName.get(listingNameKey(row.name)) ?? []
    return alike.length > 1 ? 'several' : alike[0]
  }
}

/** By what a listing of a cooperative is recognised in a sheet: its name and its variety. */
export function listingKey({ name, variety }: NameAndVariety): string {
  return `${listingNameKey(name)} ${listingNameKey(variety ?? '')}`
}

function decide(
  context: Context,
  row: Row,
  { listing, before }: { listing: KnownListing | 'several' | undefined; before: Row | undefined },
): Decision<ProductPlan> {
  const { values } = row
  if (listing === 'several')
    return { outcome: 'fault', key: '', faults: [{ field: 'variety', code: 'required' }] }
  const key = `${listing?.productId ?? listingKey(values)} ${listingNameKey(values.pack)}`
  const pack = listing?.packs.find(({ name }) => isSame(name, values.pack))
  const plan = planOf(context, values, pack?.netGrams ?? null)
  if (plan === null) {
    const isUnclear = weightOfName(values.pack) === 'unclear'
    const fault: RowRemark = isUnclear
      ? { field: 'netWeight', code: 'pack_weight_unclear', values: { pack: values.pack } }
      : { field: 'netWeight', code: 'required' }
    return { outcome: 'fault', key, faults: [fault] }
  }
  const faults = [...packFaultsOf(plan), ...goodsFaults(values, listing, before)]
  if (faults.length > 0) return { outcome: 'fault', key, faults }
  const derived = derivedOf(values, plan)
  if (listing === undefined) return { outcome: 'create', key, plan, derived }
  const subject = { type: 'product', id: listing.productId }
  const of = { key, subject, derived, plan: { ...plan, productId: listing.productId } }
  if (pack === undefined)
    return { ...of, outcome: 'change', notes: [{ field: 'pack', code: 'pack_added' }] }
  return ofKnownPack(of, { values, pack, productId: listing.productId })
}

/** What is taken where a cell is empty: the weight that the name of the pack says. */
function derivedOf(values: ProductValues, { pack, goods }: ProductPlan) {
  return {
    ...(values.netWeight === null && { netWeight: pack.netGrams }),
    ...(values.storage === null && { storage: goods.storage }),
    ...(values.minimum === null && { minimum: pack.minimumQuantity }),
  }
}

function isSame(name: string, other: string): boolean {
  return listingNameKey(name) === listingNameKey(other)
}

/** Null: the weight of a new pack stands neither in its cell nor, exactly, in its name. */
function planOf(
  context: Context,
  values: ProductValues,
  knownGrams: number | null,
): ProductPlan | null {
  const { name, variety, category, village, description, storage, shelfLife } = values
  const netGrams = values.netWeight ?? knownGrams ?? weightOfName(values.pack)
  if (netGrams === null || netGrams === 'unclear' || netGrams < 1) return null
  return {
    goods: {
      ...{ name, variety: variety ?? '', category, originCode: village.code },
      ...{ description: description ?? '', storage: storage ?? 'ambient' },
      ...{ shelfLifeDays: shelfLife, seasonWindows: [] },
    },
    pack: {
      ...{ id: context.newId(), name: values.pack, netGrams, pieces: values.pieces },
      ...{ priceCents: values.price, minimumQuantity: values.minimum ?? 1 },
    },
    price: null,
  }
}

const heaviestUnnamedGrams = 1_000_000
const leastCentsPerJin = 10

/** A pack of more than 1 吨 says so itself; under 0.10 元 a 斤 price or weight is wrong (§2.4). */
function packFaultsOf({ pack: { id: _, ...pack } }: ProductPlan): RowRemark[] {
  const faults: RowRemark[] = packFaults({ ...pack, tiers: [] }, []).map(({ code, values }) => ({
    ...{ field: 'netWeight', code },
    ...(values && { values }),
  }))
  if (faults.length > 0) return faults
  const { netGrams, priceCents } = pack
  const weight = netGrams / 1_000
  const named = [weightOfName(pack.name), multipliedWeight(pack.name)]
  if (netGrams > heaviestUnnamedGrams && !named.includes(netGrams))
    return [{ field: 'netWeight', code: 'pack_too_heavy', values: { weight } }]
  if (priceCents * 500 >= leastCentsPerJin * netGrams) return []
  const price = centsToYuanText(centsPerJin(priceCents, netGrams))
  return [{ field: 'price', code: 'price_too_low', values: { weight, price } }]
}

/** What was reviewed of goods is changed on their page, never by a sheet; nor may rows disagree. */
function goodsFaults(
  values: ProductValues,
  listing: KnownListing | undefined,
  before: Row | undefined,
): RowRemark[] {
  if (listing !== undefined) {
    const faults: RowRemark[] = []
    if (listing.category !== values.category)
      faults.push({ field: 'category', code: 'listing_differs' })
    if (listing.originCode !== values.village.code)
      faults.push({ field: 'village', code: 'listing_differs' })
    return faults
  }
  if (before === undefined) return []
  const isOther =
    before.values.category !== values.category || before.values.village.code !== values.village.code
  return isOther ? [{ field: null, code: 'row_differs', values: { row: before.number } }] : []
}

function ofKnownPack(
  of: Pick<Decision<ProductPlan>, 'key' | 'subject' | 'derived'> & { plan: ProductPlan },
  { values, pack, productId }: { values: ProductValues; pack: Pack; productId: string },
): Decision<ProductPlan> {
  const { plan, ...rest } = of
  if (plan.pack.netGrams !== pack.netGrams)
    return { ...rest, outcome: 'fault', faults: [{ field: 'netWeight', code: 'listing_differs' }] }
  const before = { priceCents: pack.priceCents, minimumQuantity: pack.minimumQuantity }
  const after = {
    priceCents: values.price,
    minimumQuantity: values.minimum ?? pack.minimumQuantity,
  }
  if (after.priceCents === before.priceCents && after.minimumQuantity === before.minimumQuantity)
    return { ...rest, outcome: 'same' }
  if (firstWrongTier(after.priceCents, pack.tiers) !== null)
    return { ...rest, outcome: 'fault', faults: [{ field: 'price', code: 'tiers_do_not_fit' }] }
  const price = { productId, packId: pack.packId, before, after }
  return { ...rest, outcome: 'change', notes: notesOf(before, after), plan: { ...plan, price } }
}

function notesOf(before: PriceChange['before'], after: PriceChange['after']): RowRemark[] {
  const notes: RowRemark[] = []
  if (before.priceCents !== after.priceCents) {
    const [from, to] = [before, after].map(({ priceCents }) => centsToYuanText(priceCents))
    notes.push({
      field: 'price',
      code: 'was_before',
      values: { before: from ?? '', after: to ?? '' },
    })
  }
  if (before.minimumQuantity !== after.minimumQuantity)
    notes.push({
      ...{ field: 'minimum', code: 'was_before' as const },
      values: { before: `${before.minimumQuantity}`, after: `${after.minimumQuantity}` },
    })
  return notes
}
