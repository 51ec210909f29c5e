import * as api from '../../shared/deliveries/deliveries.api.ts'
import { type ShipmentState, shipmentStates } from '../../shared/deliveries/shipment-states.ts'
import { call } from '../platform/api.ts'
import { useCursorList } from '../platform/use-cursor-list.ts'

/** The shipments that the actor may see; at first those of `firstState`, '' for all. */
export function useShipments(firstState: ShipmentState | '') {
  return useCursorList({
    filters: { state: firstState as string },
    load: ({ filters, page, signal }) => {
      const state = shipmentStates.find((candidate) => candidate === filters.state)
      const query = { ...page, ...(state && { state }) }
      return call(api.listShipments, { query }, { signal })
    },
  })
}
