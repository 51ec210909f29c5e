import { type ComputedRef, computed, type Ref, shallowRef, watch } from 'vue'
import type { Result } from '../../shared/endpoint.ts'
import { placeRequisition } from '../../shared/orders/orders.api.ts'
import { call } from '../platform/api.ts'
import { useAct } from '../platform/use-act.ts'
import type { OrderRequest, Quoted } from './sheet-quote.ts'

export interface Placed {
  request: OrderRequest
  requisition: Result<typeof placeRequisition>
}

/**
 * Places what was quoted, at the prices of the quote. `quoted` is null while what the sheet asks
 * for cannot be placed as it stands; then nothing is sent.
 */
export function usePlacing(order: {
  request: ComputedRef<OrderRequest | null>
  quoted: ComputedRef<Quoted | null>
  note: Ref<string>
  /** The rejected requisition that it replaces. */
  correctsId: Ref<string | null>
}) {
  const sentRequest = shallowRef<OrderRequest | null>(null)

  const { run, busy, problem, reset } = useAct(async (): Promise<Placed | null> => {
    if (!ready.value || order.quoted.value === null) return null
    const { request, quote } = order.quoted.value
    const prices = new Map(quote.lines.map((line) => [line.packId, line.unitPriceCents]))
    const lines = request.lines.map((line) => ({
      ...line,
      expectedUnitPriceCents: prices.get(line.packId),
    }))
    sentRequest.value = request
    const correctsId = order.correctsId.value
    const body = { ...request, lines, note: order.note.value, correctsId }
    return { request, requisition: await call(placeRequisition, { body }) }
  })

  // A refusal speaks of what was sent; it ends with the first change of it.
  watch(() => JSON.stringify(order.request.value), reset)
  const refused = computed(() =>
    sentRequest.value && problem.value
      ? { request: sentRequest.value, fields: problem.value.fields }
      : null,
  )
  /** Where a field was refused, sending the same again would be refused again. */
  const ready = computed(() => order.quoted.value !== null && !refused.value?.fields.length)
  return { run, busy, problem, refused, ready }
}
