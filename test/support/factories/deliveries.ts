import { dispatchShipment } from '../../../server/deliveries/dispatch-shipment.ts'
import {
  type PrepareShipment,
  prepareShipment,
} from '../../../server/deliveries/prepare-shipment.ts'
import {
  receiveShipment,
  type WeighedLineInput,
} from '../../../server/deliveries/receive-shipment.ts'
import { selectShipmentLines } from '../../../server/deliveries/shipments.queries.ts'
import { orderLinesOf } from '../../../server/orders/index.ts'
import type { Actor } from '../../../server/platform/context.ts'
import { transaction } from '../../../server/platform/db/transaction.ts'
import { contextFor } from '../app.ts'
import type { TestDatabase } from '../database.ts'
import { aMember } from './accounts.ts'
import type { OfferAttributes } from './catalogue.ts'
import { aBuyingUnit, aPlacedOrder, aSeller, orderedAt, type SellerAttributes } from './orders.ts'

/** A week after the orders of the tests are placed. */
export const shippedAt = new Date('2026-07-14T01:00:00Z')
export const receivedAt = new Date('2026-07-15T01:00:00Z')

export interface ConfirmedAttributes {
  /** One line each; a crate of 5 kg for 60 yuan unless said. */
  lines?: (Partial<OfferAttributes> & { quantity: number })[]
  seller?: SellerAttributes
  /** Another order between the same two sides. */
  beside?: {
    seller: Awaited<ReturnType<typeof aSeller>>
    unit: Awaited<ReturnType<typeof aBuyingUnit>>
  }
  /** A new one unless given. */
  unit?: Awaited<ReturnType<typeof aBuyingUnit>>
}

/** A purchase order that its cooperative has confirmed, with everybody who acts on it. */
export async function aConfirmedOrder(
  database: TestDatabase,
  attributes: ConfirmedAttributes = {},
) {
  const { beside } = attributes
  const seller = beside?.seller ?? (await aSeller(database, attributes.seller))
  const unit = beside?.unit ?? attributes.unit ?? (await aBuyingUnit(database))
  const wanted = attributes.lines ?? [{ quantity: 10 }]
  const lines: { packId: string; quantity: number }[] = []
  const offers: Awaited<ReturnType<typeof seller.offer>>[] = []
  for (const { quantity, ...offer } of wanted) {
    const made = await seller.offer(offer)
    offers.push(made)
    lines.push({ packId: made.packId, quantity })
  }
  const { buyer, channelId } = unit
  const placed = await aPlacedOrder(database, { buyer, channelId, lines })
  const purchaseOrderId = placed.purchaseOrders[0]?.id as string
  await database.sql`update orders.purchase_orders set state = 'confirmed',
    decided_by = ${seller.manager.personId}, decided_at = ${orderedAt}
    where id = ${purchaseOrderId}`
  const packer = await aMember(database, {
    organisationId: seller.id,
    roles: ['cooperative_packer'],
  })
  return {
    purchaseOrderId,
    seller,
    unit,
    offers,
    manager: seller.manager,
    packer: packer.actor,
    receiver: await unit.member('receiver'),
    finance: await unit.member('finance'),
    orderLines: await orderLinesOf(database.db, purchaseOrderId),
  }
}
export type ConfirmedOrder = Awaited<ReturnType<typeof aConfirmedOrder>>

export interface DispatchedAttributes {
  purchaseOrderId: string
  packer: Actor
  lines?: PrepareShipment['lines']
  at?: Date
}

/** A shipment on its way: all that is left of the order unless lines are given. */
export async function aDispatchedShipment(
  database: TestDatabase,
  attributes: DispatchedAttributes,
) {
  const context = contextFor(attributes.packer, attributes.at ?? shippedAt)
  return transaction(database.db, async (tx) => {
    const { purchaseOrderId, lines } = attributes
    const shipmentId = await prepareShipment(tx, context, { purchaseOrderId, lines })
    const carrier = '邮政快递'
    const way = { carrier, vehicle: '渝F12345', driverPhone: '13800000000', version: 1 }
    await dispatchShipment(tx, context, { shipmentId, ...way })
    return { shipmentId, lines: await selectShipmentLines(tx, [shipmentId]) }
  })
}

/** How a line was weighed; everything as shipped unless said. */
export type Weighed = Partial<Omit<WeighedLineInput, 'shipmentLineId'>>

export interface ReceivedAttributes {
  shipmentId: string
  receiver: Actor
  /** By the order of the shipment's lines. */
  weighed?: (Weighed | undefined)[]
  at?: Date
}

/** The goods receipt of a dispatched shipment. */
export async function aReceipt(database: TestDatabase, attributes: ReceivedAttributes) {
  const shipped = await selectShipmentLines(database.db, [attributes.shipmentId])
  const lines = shipped.map(({ line }, index) =>
    weighedLine(line.id, line.grams, attributes.weighed?.[index]),
  )
  const context = contextFor(attributes.receiver, attributes.at ?? receivedAt)
  return transaction(database.db, async (tx) => ({
    receiptId: await receiveShipment(tx, context, {
      shipmentId: attributes.shipmentId,
      note: '',
      lines,
    }),
    shipped,
  }))
}

/** A weighed line as a receipt takes it. */
export function weighedLine(
  shipmentLineId: string,
  grams: number,
  weighed: Weighed = {},
): WeighedLineInput {
  return {
    shipmentLineId,
    weighedGrams: grams,
    acceptedGrams: weighed.weighedGrams ?? grams,
    reason: null,
    deductionCents: 0,
    remark: '',
    photoFileId: null,
    weightConfirmed: false,
    ...weighed,
  }
}

/** A confirmed order, all of it shipped and received. */
export async function aReceivedOrder(
  database: TestDatabase,
  attributes: ConfirmedAttributes & { weighed?: (Weighed | undefined)[] } = {},
) {
  const order = await aConfirmedOrder(database, attributes)
  const { shipmentId } = await aDispatchedShipment(database, order)
  const { weighed = [] } = attributes
  const { receiptId } = await aReceipt(database, { shipmentId, receiver: order.receiver, weighed })
  return { ...order, shipmentId, receiptId }
}
