import { onScopeDispose } from 'vue'
import * as api from '../../shared/deliveries/deliveries.api.ts'
import { type ShipmentState, shipmentStates } from '../../shared/deliveries/shipment-states.ts'
import { call } from '../platform/api.ts'
import { keepFirstRows } from '../platform/offline/keep-first-rows.ts'
import { useSession } from '../platform/session.store.ts'
import { useCursorList } from '../platform/use-cursor-list.ts'
import { keepAhead } from './keep-ahead.ts'
import { keptOpenShipments, useQueuedOfShipment } from './use-shipment.ts'

/**
 * The shipments that the actor may see; at first those of `firstState`, '' for all. What waits for
 * the actor is kept on this device whole, and listed out of that where the list itself is not.
 */
export function useShipments(firstState: ShipmentState | '') {
  const session = useSession()
  const { loadFirst, keptAt } = keepFirstRows('shipments', () => keptOpenShipments(session.owner))
  const list = useCursorList({
    filters: { state: firstState as string },
    load: ({ filters, page, signal }) => {
      const state = shipmentStates.find((candidate) => candidate === filters.state)
      const query = { ...page, ...(state && { state }) }
      return call(api.listShipments, { query }, { signal })
    },
    loadFirst,
  })
  // Soon, and beside what the page itself asks for.
  const timer = setTimeout(keepAhead, 500)
  onScopeDispose(() => clearTimeout(timer))
  return { ...list, keptAt, queuedOf: useQueuedOfShipment() }
}
