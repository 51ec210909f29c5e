import { sql } from 'drizzle-orm'
import type { z } from 'zod'
import { priceForQuantity } from '../../shared/catalogue/price.ts'
import type { earlierLine, lineAgain } from '../../shared/orders/basket.schemas.ts'
import { id } from '../../shared/scalars.ts'
import { offer } from '../catalogue/index.ts'
import { arrayOf, queryRows } from '../platform/db/rows.ts'
import type { Reader } from '../platform/db/transaction.ts'
import { isForSale } from './refusals.ts'

type EarlierLine = z.output<typeof earlierLine>

const currentPack = offer
  .pick({
    productName: true,
    packName: true,
    priceCents: true,
    tiers: true,
    isPackOffered: true,
    productState: true,
    cooperativeState: true,
  })
  .extend({ packId: id })

async function currentPacks(reader: Reader, lines: readonly { packId: string }[]) {
  const packIds = lines.map((line) => line.packId)
  const packs = await queryRows(
    reader,
    currentPack,
    sql`
    select pack_id, product_name, pack_name, price_cents, tiers, is_pack_offered, product_state,
      cooperative_state
    from catalogue.offers_published
    where pack_id = any((select ${arrayOf('uuid', packIds)})::uuid[])`,
  )
  return new Map(packs.map((pack) => [pack.packId, pack]))
}

/**
 * Earlier lines, each beside what its pack is now: whoever orders again sees what changed and what
 * is gone. In the order given; packs are withdrawn and never deleted.
 */
export async function linesAgain(
  reader: Reader,
  lines: readonly EarlierLine[],
): Promise<z.input<typeof lineAgain>[]> {
  const packs = await currentPacks(reader, lines)
  return lines.flatMap(({ packId, quantity, productName, packName, unitPriceCents }) => {
    const pack = packs.get(packId)
    if (pack === undefined) return []
    const now = {
      productName: pack.productName,
      packName: pack.packName,
      unitPriceCents: priceForQuantity(pack.priceCents, pack.tiers, quantity),
      isForSale: isForSale(pack),
    }
    return [{ packId, quantity, productName, packName, unitPriceCents, now }]
  })
}

/** Rows with the names and prices of today; null in the place of a pack that does not exist. */
export async function currentLines(
  reader: Reader,
  lines: readonly { packId: string; quantity: number }[],
): Promise<(EarlierLine | null)[]> {
  const packs = await currentPacks(reader, lines)
  return lines.map(({ packId, quantity }) => {
    const pack = packs.get(packId)
    if (pack === undefined) return null
    const { productName, packName, priceCents, tiers } = pack
    const unitPriceCents = priceForQuantity(priceCents, tiers, quantity)
    return { packId, quantity, productName, packName, unitPriceCents }
  })
}
