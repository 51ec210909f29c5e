import type { AttributionChannel, CreditSnapshot } from '../../shared/attribution/credit.ts'
import { AppError, fieldError } from '../../shared/errors.ts'
import { helpersOfOrder } from '../assistance/index.ts'
import { creditOfOrder, type OrderCredit } from '../attribution/index.ts'
import type { PurchaseOrderRow } from '../orders/index.ts'
import { unitById } from '../organisations/index.ts'
import type { Reader, Transaction } from '../platform/db/transaction.ts'

/** What an order should be credited as; null where it is right. */
export interface RightCredit {
  /** Whether the buyer or the helper of the order was wrong. */
  creditAs: 'direct' | 'help'
  /** The wrong buyer, needed where several units are credited; the helper that was wrong. */
  fromUnitId: string | null
  /** Of a helper null where nobody introduced the sale. */
  toUnitId: string | null
  channel: AttributionChannel | null
}

/** Between whom credit moves, and who signs that beside the side that proposes it. */
export interface CreditMove {
  fromUnitId: string | null
  toUnitId: string | null
  introductionId: string | null
  channel: AttributionChannel
  sides: string[]
}

/** What an order is credited as on this day: as placed, or as corrected last. */
export async function creditOf(reader: Reader, order: PurchaseOrderRow): Promise<OrderCredit> {
  const corrected = await creditOfOrder(reader, order.id)
  const channel = order.channelKind as AttributionChannel
  return corrected ?? { channel, credit: order.credit }
}

/** Who signs a correction of the channel: the unit that is credited, and the seller. */
export function channelSides(order: PurchaseOrderRow, { credit }: OrderCredit): string[] {
  const credited = creditedUnits(credit)
  const unitId = credited.includes(order.unitId) ? order.unitId : credited[0]
  return [unitId ?? order.unitId, order.cooperativeId]
}

/** The units that are credited as buyers. */
export function creditedUnits(credit: CreditSnapshot): string[] {
  return credit.directCredits.map(({ unitId }) => unitId)
}

/** Who introduced the sale, as credited; also while it counts as the buyer itself (§3.7). */
export function helperOf({ credit }: OrderCredit): string | null {
  return credit.helpUnitId
}

/** Another buyer or channel: those sign between whom credit moves, or the unit and the seller. */
export async function buyerMove(
  tx: Transaction,
  order: PurchaseOrderRow,
  { current, right }: { current: OrderCredit; right: RightCredit },
): Promise<CreditMove> {
  const { toUnitId } = right
  const channel = right.channel ?? current.channel
  if (toUnitId === null && channel === current.channel) throw new AppError('nothing_changed')
  const fromUnitId = toUnitId === null ? null : await wrongUnit(tx, current, { ...right, toUnitId })
  const sides = fromUnitId && toUnitId ? [fromUnitId, toUnitId] : channelSides(order, current)
  return { fromUnitId, toUnitId, introductionId: null, channel, sides }
}

/**
 * Another helper, or none (§3.7): whoever placed the order and confirmed the introduction says
 * which, the helper that loses it and the one that gains it sign. The helper itself says only that
 * it was none: whom else the buyer knows is not its business.
 */
export async function helperMove(
  tx: Transaction,
  order: PurchaseOrderRow,
  { current, right, own }: { current: OrderCredit; right: RightCredit; own: string },
): Promise<CreditMove> {
  const { toUnitId } = right
  const fromUnitId = helperOf(current)
  if (own !== order.unitId && (own !== fromUnitId || toUnitId !== null))
    throw new AppError('forbidden')
  if (right.channel !== null) throw fieldError(['channel'], 'not_an_option')
  if (right.fromUnitId !== fromUnitId) throw fieldError(['fromUnitId'], 'not_found')
  if (fromUnitId === toUnitId) throw new AppError('nothing_changed')
  const introduced = toUnitId === null ? [] : await possibleHelpers(tx, order, current)
  const introduction = introduced.find(({ helperUnitId }) => helperUnitId === toUnitId)
  if (toUnitId !== null && introduction === undefined)
    throw fieldError(['toUnitId'], 'not_an_option')
  return {
    ...{ fromUnitId, toUnitId, channel: current.channel },
    introductionId: introduction?.introductionId ?? null,
    sides: [order.unitId, fromUnitId, toUnitId].filter((side) => side !== null),
  }
}

/** The units that could have introduced an order; one that is credited as buyer is not (§3.7). */
export async function possibleHelpers(
  reader: Reader,
  order: PurchaseOrderRow,
  { credit }: OrderCredit,
) {
  const { unitId: buyerUnitId, cooperativeId, orderedOn: on, placedAt: before } = order
  const introduced = await helpersOfOrder(reader, { buyerUnitId, cooperativeId, on, before })
  const credited = creditedUnits(credit)
  return introduced.filter(({ helperUnitId }) => !credited.includes(helperUnitId))
}

/** The credited unit that the right one takes the place of. */
async function wrongUnit(
  tx: Transaction,
  { credit }: OrderCredit,
  { fromUnitId, toUnitId }: { fromUnitId: string | null; toUnitId: string },
): Promise<string> {
  const credited = creditedUnits(credit)
  const wrong = fromUnitId ?? (credited.length === 1 ? credited[0] : undefined)
  if (wrong === undefined) throw fieldError(['fromUnitId'], 'required')
  if (!credited.includes(wrong)) throw fieldError(['fromUnitId'], 'not_found')
  if (credited.includes(toUnitId)) throw fieldError(['toUnitId'], 'same_unit')
  if ((await unitById(tx, toUnitId)) === null) throw fieldError(['toUnitId'], 'not_found')
  return wrong
}
