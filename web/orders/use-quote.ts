import { type ComputedRef, computed, watch } from 'vue'
import { quoteRequisition } from '../../shared/orders/orders.api.ts'
import { call } from '../platform/api.ts'
import { useLoad } from '../platform/use-load.ts'
import type { OrderRequest, Quoted } from './sheet-quote.ts'
import { useLater } from './use-later.ts'

/** How long the sheet waits for the next change before it asks for prices. */
const quietMilliseconds = 300

/** The server's quote of what is asked for, asked anew a moment after each change. */
export function useQuote(request: ComputedRef<OrderRequest | null>) {
  const load = useLoad(async (signal): Promise<Quoted | null> => {
    const current = request.value
    if (current === null) return null
    return { request: current, quote: await call(quoteRequisition, { body: current }, { signal }) }
  })
  const refresh = useLater(quietMilliseconds, load.reload, 'drop')
  const requestText = computed(() => JSON.stringify(request.value))
  watch(requestText, refresh.soon)

  /** The last quote that came; it may belong to what the sheet was a moment ago. */
  const latest = computed(() => (request.value === null ? null : load.data.value))
  /** The quote of exactly what is asked for now, or null. */
  const current = computed(() =>
    latest.value && JSON.stringify(latest.value.request) === requestText.value
      ? latest.value
      : null,
  )
  return {
    latest,
    current,
    pending: computed(
      () => request.value !== null && current.value === null && load.problem.value === null,
    ),
    problem: load.problem,
    reload: load.reload,
  }
}
