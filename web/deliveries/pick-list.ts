import type { PackingOrder } from './use-packing.ts'

/** The packs to fetch from one lot, by buyer. */
export interface PickedGoods {
  key: string
  productName: string
  packName: string
  lotNumber: string
  packs: number
  grams: number
  parts: { purchaseOrderNumber: string; unitName: string; neededOn: string; packs: number }[]
}

/** All open orders by goods instead of by buyer, so that each lot is walked to once. */
export function pickListOf(orders: readonly PackingOrder[]): PickedGoods[] {
  const goods = new Map<string, PickedGoods>()
  for (const order of orders) {
    for (const line of order.lines.filter((candidate) => candidate.remainingPacks > 0)) {
      const key = `${line.reservedLotId} ${line.packName} ${line.packGrams}`
      const lot = line.lots.find((candidate) => candidate.lotId === line.reservedLotId)
      const item = goods.get(key) ?? {
        key,
        productName: line.productName,
        packName: line.packName,
        lotNumber: lot?.lotNumber ?? '',
        packs: 0,
        grams: 0,
        parts: [],
      }
      item.packs += line.remainingPacks
      item.grams += line.remainingPacks * line.packGrams
      item.parts.push({
        purchaseOrderNumber: order.purchaseOrderNumber,
        unitName: order.unit.name,
        neededOn: order.neededOn,
        packs: line.remainingPacks,
      })
      goods.set(key, item)
    }
  }
  return [...goods.values()]
}
