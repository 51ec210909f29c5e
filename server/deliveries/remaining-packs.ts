import type { OrderLineRow } from '../orders/index.ts'

/** Packs of each order line that no shipment holds yet. */
export function remainingPacks(
  ordered: readonly Pick<OrderLineRow, 'id' | 'quantity'>[],
  onTheirWay: readonly { orderLineId: string; packs: number }[],
): Map<string, number> {
  const left = new Map(ordered.map((line) => [line.id, line.quantity]))
  for (const { orderLineId, packs } of onTheirWay) {
    const before = left.get(orderLineId)
    if (before !== undefined) left.set(orderLineId, before - packs)
  }
  return left
}
