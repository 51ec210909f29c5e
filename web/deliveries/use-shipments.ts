import { onScopeDispose } from 'vue'
import * as api from '../../shared/deliveries/deliveries.api.ts'
import { type ShipmentState, shipmentStates } from '../../shared/deliveries/shipment-states.ts'
import { call } from '../platform/api.ts'
import { ApiProblem } from '../platform/api-problem.ts'
import { keepFirstRows } from '../platform/offline/keep-first-rows.ts'
import { useSession } from '../platform/session.store.ts'
import { useCursorList } from '../platform/use-cursor-list.ts'
import { keepOpenShipments, keptOpenShipments } from './use-shipment.ts'

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
  if (session.may(api.listOpenShipments.access)) keepAhead(() => keepOpenShipments(session.owner))
  return { ...list, keptAt }
}

/** Soon, and beside what the page itself asks for. */
function keepAhead(keep: () => Promise<void>): void {
  const timer = setTimeout(() => {
    keep().catch((thrown: unknown) => {
      if (!(thrown instanceof ApiProblem)) throw thrown
    })
  }, 500)
  onScopeDispose(() => clearTimeout(timer))
}
