import type { ShipmentState } from '../../shared/deliveries/shipment-states.ts'

/** How a shipment's state looks; the word beside it says the same. */
export const shipmentTones: Record<ShipmentState, 'plain' | 'good' | 'waiting' | 'bad'> = {
  prepared: 'waiting',
  dispatched: 'waiting',
  received: 'good',
  cancelled: 'plain',
}
