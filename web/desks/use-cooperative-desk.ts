import { listPurchaseOrders } from '../../shared/orders/orders.api.ts'
import { call } from '../platform/api.ts'
import { useLoad } from '../platform/use-load.ts'

/** A cooperative's orders by what is to be done with them next. */
export function useCooperativeDesk() {
  const ordersIn = (state: 'placed' | 'confirmed' | 'shipped') =>
    useLoad((signal) => {
      const order = { sort: 'neededOn', count: 'true' } as const
      return call(listPurchaseOrders, { query: { state, ...order, pageSize: 20 } }, { signal })
    })

  return {
    toConfirm: ordersIn('placed'),
    toPack: ordersIn('confirmed'),
    onTheWay: ordersIn('shipped'),
  }
}
