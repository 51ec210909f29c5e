import type { receiveShipment } from '../../../shared/deliveries/deliveries.api.ts'
import type { Reply } from '../../../shared/endpoint.ts'
import { aShipment, shipmentId, uuid } from './sample-shipment.ts'

/** The receipt of the sample shipment, as far as a screen needs it. */
export function aReceipt(): Reply<typeof receiveShipment> {
  const { purchaseOrderId, purchaseOrderNumber, cooperative, unit } = aShipment()
  return {
    ...{ id: uuid(40), number: 'GR260715-000001', shipmentId, shipmentNumber: 'SH260714-000001' },
    ...{ purchaseOrderId, purchaseOrderNumber, cooperative, unit, note: '' },
    ...{ receivedByName: '李收货', receivedAt: '2026-07-15T02:00:00.000Z' },
    ...{ receivedOn: '2026-07-15', acceptedGrams: 117_500, acceptedCents: 96_000, lines: [] },
  }
}
