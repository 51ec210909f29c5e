import { computed, type Ref, reactive, ref, watch } from 'vue'
import * as api from '../../shared/billing/billing.api.ts'
import type { InvoiceFacts } from '../../shared/billing/invoice-file.ts'
import type { Result } from '../../shared/endpoint.ts'
import { dayOf } from '../../shared/scalars.ts'
import { useUpload } from '../evidence/use-upload.ts'
import { call } from '../platform/api.ts'
import { useAct } from '../platform/use-act.ts'
import { useLoad } from '../platform/use-load.ts'
import { amountsIn, useInvoiceFacts } from './use-invoice-facts.ts'

export type OrderToInvoice = Result<typeof api.draftInvoice>['others'][number]

/** The invoice for what was accepted of orders and not yet invoiced, as it is entered. */
export function useInvoiceEntry(purchaseOrderId: string, seller: string) {
  const params = { purchaseOrderId }
  const today = dayOf(new Date())
  const load = useLoad((signal) => call(api.draftInvoice, { params }, { signal }))
  const draft = reactive({
    number: '',
    /** Of an older invoice. */
    code: '',
    issuedOn: today,
    freightCents: 0 as number | null,
    reason: '',
    fileId: null as string | null,
  })
  const fileName = ref('')
  const { sumOf, goodsCents, isAnyAbove, ...billed } = useBilledOrders(load.data)
  watch(load.data, (suggested) => {
    if (suggested) draft.freightCents = suggested.freightCents
  })
  const totalCents = computed(() => goodsCents.value + (draft.freightCents ?? 0))
  /** More than was accepted of a line, or than its freight, is invoiced only with a reason. */
  const needsReason = computed(
    () => isAnyAbove.value || (draft.freightCents ?? 0) > sumOf((order) => order.freightCents),
  )
  const acceptedCents = computed(() => sumOf((order) => order.acceptedCents))

  /** Takes another order onto the invoice, or off it, with its freight. */
  function toggleOrder(order: OrderToInvoice): void {
    const change = billed.toggle(order.purchaseOrderId) ? order.freightCents : -order.freightCents
    draft.freightCents = Math.max(0, (draft.freightCents ?? 0) + change)
  }

  const storing = useUpload({ isPublic: false })
  const typed = computed(() => ({
    ...{ number: draft.number, issuedOn: draft.issuedOn, seller, totalCents: totalCents.value },
    buyer: load.data.value?.unit.name ?? '',
  }))
  const { readFacts, ...file } = useInvoiceFacts(typed)
  async function storeFile(chosen: File, onProgress: (share: number) => void): Promise<void> {
    const stored = await storing.run(chosen, onProgress)
    if (stored === null) return
    draft.fileId = stored.fileId
    fileName.value = stored.name
    const facts = await readFacts(chosen)
    if (facts === null) return
    // What was typed stays, and is compared.
    if (draft.number === '') Object.assign(draft, { number: facts.number, code: facts.code ?? '' })
    if (draft.issuedOn === today) draft.issuedOn = facts.issuedOn ?? today
    billed.fillAmounts(facts)
  }
  const enter = useAct(() => {
    const freightCents = draft.freightCents ?? 0
    const otherOrderIds = billed.orders.value.slice(1).map((order) => order.purchaseOrderId)
    const body = { ...draft, freightCents, lines: billed.lines.value, otherOrderIds }
    return call(api.createInvoice, { params, body })
  })
  return {
    ...load,
    ...billed,
    ...file,
    draft,
    acceptedCents,
    toggleOrder,
    totalCents,
    needsReason,
    fileName,
    storeFile,
    fileProblem: storing.problem,
    enter,
  }
}

/** The orders on an invoice, the suggested one first, and what is typed of their lines. */
function useBilledOrders(suggestion: Ref<Result<typeof api.draftInvoice> | null>) {
  const amounts = reactive<Record<string, number | null>>({})
  const otherOrderIds = ref<string[]>([])
  const orders = computed(() => {
    if (suggestion.value === null) return []
    const others = suggestion.value.others.filter((order) =>
      otherOrderIds.value.includes(order.purchaseOrderId),
    )
    return [suggestion.value, ...others]
  })
  watch(suggestion, (suggested) => {
    for (const order of suggested ? [suggested, ...suggested.others] : [])
      for (const line of order.lines) amounts[line.orderLineId] = line.amountCents
  })
  const lines = computed(() =>
    orders.value
      .flatMap((order) => order.lines)
      .map(({ orderLineId }) => ({ orderLineId, amountCents: amounts[orderLineId] ?? 0 })),
  )
  const goodsCents = computed(() =>
    lines.value.reduce((sum, { amountCents }) => sum + amountCents, 0),
  )
  const isAnyAbove = computed(() =>
    orders.value
      .flatMap((order) => order.lines)
      .some((line) => (amounts[line.orderLineId] ?? 0) > line.amountCents),
  )

  function sumOf(value: (order: OrderToInvoice) => number): number {
    return orders.value.reduce((sum, order) => sum + value(order), 0)
  }

  function updateAmount(orderLineId: string, amountCents: number | null): void {
    amounts[orderLineId] = amountCents
  }

  /** Whether the order is on the invoice afterwards. */
  function toggle(id: string): boolean {
    const rest = otherOrderIds.value.filter((other) => other !== id)
    const isOn = rest.length === otherOrderIds.value.length
    otherOrderIds.value = isOn ? [...rest, id] : rest
    return isOn
  }

  /** Takes over what a file says of lines as they were suggested. */
  function fillAmounts(facts: InvoiceFacts): void {
    const suggested = orders.value.flatMap((order) => order.lines)
    for (const [orderLineId, amountCents] of amountsIn(facts, suggested)) {
      const line = suggested.find((candidate) => candidate.orderLineId === orderLineId)
      if (amounts[orderLineId] === line?.amountCents) amounts[orderLineId] = amountCents
    }
  }

  const sums = { goodsCents, isAnyAbove, sumOf }
  return { ...sums, amounts, orders, lines, updateAmount, toggle, fillAmounts }
}
