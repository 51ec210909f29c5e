import { listChargebacks } from '../../shared/billing/online.api.ts'
import { call } from '../platform/api.ts'
import { useLoad } from '../platform/use-load.ts'

/** Disputes of one's own online payments, or of those of one invoice. */
export function useChargebacks(invoiceId: () => string | undefined = () => undefined) {
  return useLoad(
    (signal) => {
      const id = invoiceId()
      const query = id === undefined ? {} : { invoiceId: id }
      return call(listChargebacks, { query }, { signal })
    },
    [invoiceId],
  )
}
