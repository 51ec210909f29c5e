import { purchaseOrderAllows, purchaseOrderStates } from '../../shared/orders/order-states.ts'
import {
  cancelPurchaseOrder,
  confirmPurchaseOrder,
  declinePurchaseOrder,
  listPurchaseOrders,
  purchaseOrderSorts,
  readPurchaseOrder,
} from '../../shared/orders/orders.api.ts'
import { call } from '../platform/api.ts'
import { useSession } from '../platform/session.store.ts'
import { useAct } from '../platform/use-act.ts'
import { useCursorList } from '../platform/use-cursor-list.ts'
import { filledIn, oneOf } from '../platform/use-list.ts'
import { useLoad } from '../platform/use-load.ts'

const endpoints = {
  confirm: confirmPurchaseOrder,
  decline: declinePurchaseOrder,
  cancel: cancelPurchaseOrder,
}

/** A purchase order and what its two sides decide on it before it is packed. */
export function usePurchaseOrder(id: string) {
  const session = useSession()
  const params = { id }
  const load = useLoad((signal) => call(readPurchaseOrder, { params }, { signal }))

  /** Whether the order's state and the person's roles allow the act now. */
  function may(act: keyof typeof endpoints): boolean {
    const state = load.data.value?.state
    if (state === undefined) return false
    return purchaseOrderAllows(act, state) && session.may(endpoints[act].access)
  }

  const confirm = useAct(async () => {
    load.data.value = await call(confirmPurchaseOrder, { params })
  })
  const decline = useAct(async (reason: string) => {
    load.data.value = await call(declinePurchaseOrder, { params, body: { reason } })
  })
  const cancel = useAct(async (reason: string) => {
    load.data.value = await call(cancelPurchaseOrder, { params, body: { reason } })
  })

  return { ...load, may, confirm, decline, cancel }
}

/** The purchase orders the person may see, by filters and order of the URL. */
export function usePurchaseOrders() {
  return useCursorList({
    filters: { state: '', search: '', from: '', to: '' },
    sort: '-placedAt',
    load: ({ filters, sort, page, signal }) => {
      const state = oneOf(purchaseOrderStates, filters.state)
      const order = oneOf(purchaseOrderSorts, sort)
      const query = { ...filledIn(filters), state, sort: order, ...page }
      return call(listPurchaseOrders, { query }, { signal })
    },
  })
}
