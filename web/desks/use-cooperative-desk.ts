import { listPurchaseOrders } from '../../shared/orders/orders.api.ts'
import { call } from '../platform/api.ts'
import { useLoad } from '../platform/use-load.ts'

/** A cooperative's orders by what is to be done with them next. */
export function useCooperativeDesk() {
  const ordersIn = (state: 'placed' | 'confirmed' | 'shipped') =>
    useLoad((signal) => {
      const query = { state, sort: 'neededOn' as const, pageSize: 20 }
      return call(listPurchaseOrders, { query }, { signal })
    })

  return {
    toConfirm: ordersIn('placed'),
    toPack: ordersIn('confirmed'),
    onTheWay: ordersIn('shipped'),
  }
}
