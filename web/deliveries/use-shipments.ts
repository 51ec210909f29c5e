import * as api from '../../shared/deliveries/deliveries.api.ts'
import { type ShipmentState, shipmentStates } from '../../shared/deliveries/shipment-states.ts'
import { call } from '../platform/api.ts'
import { useList } from '../platform/use-list.ts'

/** The shipments that the actor may see; at first those of `firstState`, '' for all. */
export function useShipments(firstState: ShipmentState | '') {
  return useList({
    filters: { state: firstState as string },
    load: ({ filters, page, pageSize, signal }) => {
      const state = shipmentStates.find((each) => each === filters.state)
      const query = { page, pageSize, ...(state && { state }) }
      return call(api.listShipments, { query }, { signal })
    },
  })
}
