import type { listToPack } from '../../../shared/deliveries/deliveries.api.ts'
import type { Reply } from '../../../shared/endpoint.ts'
import type { Shipment } from '../../../web/deliveries/use-shipment.ts'

export function uuid(number: number): string {
  return `01900000-0000-7000-8000-${String(number).padStart(12, '0')}`
}

export const shipmentId = uuid(1)
export const plums = uuid(11)
export const tomatoes = uuid(12)

/** 60 kg of plums in packs of 5 kg, and 60 kg of tomatoes in packs of 10 kg, on the road. */
export function aShipment(attributes: Partial<Shipment> = {}): Shipment {
  return {
    id: shipmentId,
    number: 'SH260714-000001',
    code: 'ABC123',
    state: 'dispatched',
    purchaseOrderId: uuid(2),
    purchaseOrderNumber: 'PO260706-000001',
    neededOn: '2026-07-15',
    cooperative: { id: uuid(3), name: '下庄合作社' },
    unit: { id: uuid(4), name: '示例机关' },
    packs: 18,
    grams: 120_000,
    lineCount: 2,
    carrier: '邮政快递',
    vehicle: '',
    driverPhone: '',
    preparedAt: '2026-07-14T01:00:00.000Z',
    dispatchedAt: '2026-07-14T02:00:00.000Z',
    receiptId: null,
    weightToleranceBasisPoints: 500,
    version: 3,
    lines: [
      { ...lineOf(11, 5_000, 12), productName: '巫山脆李' },
      { ...lineOf(12, 10_000, 6), productName: '高山番茄' },
    ],
    ...attributes,
  }
}

function lineOf(number: number, packGrams: number, packs: number): Shipment['lines'][number] {
  return {
    id: uuid(number),
    orderLineId: uuid(900 + number),
    lineNumber: 1,
    productName: '',
    packName: '箱',
    packGrams,
    unitPriceCents: 6_000,
    lotId: uuid(5),
    lotNumber: 'L-1',
    harvestedOn: '2026-07-10',
    packs,
    grams: packs * packGrams,
    villages: [],
  }
}

type PackingOrder = Reply<typeof listToPack>['items'][number]

/** An order of which 12 packs of plums and 6 of tomatoes are still to pack. */
export function anOrderToPack(): PackingOrder {
  return {
    purchaseOrderId: uuid(2),
    purchaseOrderNumber: 'PO260706-000001',
    unit: { id: uuid(4), name: '示例机关' },
    neededOn: '2026-07-15',
    note: '',
    lines: [lineToPack(uuid(21), 12), lineToPack(uuid(22), 6), lineToPack(uuid(23), 0)],
  }
}

export const reservedLot = uuid(31)
export const otherLot = uuid(32)

function lineToPack(orderLineId: string, remainingPacks: number): PackingOrder['lines'][number] {
  const lot = {
    lotNumber: 'L-1',
    harvestedOn: '2026-07-10',
    expiresOn: null,
    certificateValidTo: null,
  }
  return {
    orderLineId,
    lineNumber: 1,
    productName: '巫山脆李',
    packName: '箱',
    packGrams: 5_000,
    quantity: 12,
    remainingPacks,
    reservedLotId: reservedLot,
    lots: [
      { ...lot, lotId: reservedLot, availableGrams: 0 },
      { ...lot, lotId: otherLot, availableGrams: 50_000 },
    ],
  }
}
