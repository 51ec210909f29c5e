/** A shipment's way: packed, on the road, weighed; or given up before it left. */
export const shipmentStates = ['prepared', 'dispatched', 'received', 'cancelled'] as const
export type ShipmentState = (typeof shipmentStates)[number]

export const shipmentActs = ['dispatch', 'cancel', 'receive'] as const
export type ShipmentAct = (typeof shipmentActs)[number]

/** The one transition table of shipments, for the server's checks and the screen's buttons. */
const transitions: Record<ShipmentAct, { from: ShipmentState; to: ShipmentState }> = {
  dispatch: { from: 'prepared', to: 'dispatched' },
  cancel: { from: 'prepared', to: 'cancelled' },
  receive: { from: 'dispatched', to: 'received' },
}

/** The state an act leads to, or null where it is not allowed. */
export function shipmentStateAfter(state: ShipmentState, act: ShipmentAct): ShipmentState | null {
  const transition = transitions[act]
  return transition.from === state ? transition.to : null
}
