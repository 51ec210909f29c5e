import { computed, reactive, ref, watch } from 'vue'
import * as api from '../../shared/billing/billing.api.ts'
import { dayOf } from '../../shared/scalars.ts'
import { useUpload } from '../evidence/use-upload.ts'
import { call } from '../platform/api.ts'
import { useAct } from '../platform/use-act.ts'
import { useLoad } from '../platform/use-load.ts'

/** The invoice for what was accepted of an order and not yet invoiced, as it is entered. */
export function useInvoiceEntry(purchaseOrderId: string) {
  const params = { purchaseOrderId }
  const load = useLoad((signal) => call(api.draftInvoice, { params }, { signal }))
  const draft = reactive({
    number: '',
    /** Of an older invoice. */
    code: '',
    issuedOn: dayOf(new Date()),
    freightCents: 0 as number | null,
    reason: '',
    fileId: null as string | null,
  })
  const amounts = reactive<Record<string, number | null>>({})
  const fileName = ref('')
  watch(load.data, (suggested) => {
    if (!suggested) return
    draft.freightCents = suggested.freightCents
    for (const line of suggested.lines) amounts[line.orderLineId] = line.amountCents
  })

  const lines = computed(() =>
    (load.data.value?.lines ?? []).map(({ orderLineId }) => ({
      orderLineId,
      amountCents: amounts[orderLineId] ?? 0,
    })),
  )
  const goodsCents = computed(() =>
    lines.value.reduce((sum, { amountCents }) => sum + amountCents, 0),
  )
  const totalCents = computed(() => goodsCents.value + (draft.freightCents ?? 0))
  /** More than was accepted of a line, or than its freight, is invoiced only with a reason. */
  const needsReason = computed(() => {
    const suggested = load.data.value
    if (suggested === null) return false
    const isAbove = suggested.lines.some((line) => {
      const typed = amounts[line.orderLineId]
      return typeof typed === 'number' && typed > line.amountCents
    })
    return isAbove || (draft.freightCents ?? 0) > suggested.freightCents
  })

  function updateAmount(orderLineId: string, amountCents: number | null): void {
    amounts[orderLineId] = amountCents
  }

  const storing = useUpload({ isPublic: false })
  async function storeFile(file: File, onProgress: (share: number) => void): Promise<void> {
    const stored = await storing.run(file, onProgress)
    if (stored === null) return
    draft.fileId = stored.fileId
    fileName.value = stored.name
  }
  const enter = useAct(() => {
    const freightCents = draft.freightCents ?? 0
    const body = { ...draft, freightCents, lines: lines.value }
    return call(api.createInvoice, { params, body })
  })
  return {
    ...load,
    draft,
    amounts,
    updateAmount,
    totalCents,
    needsReason,
    fileName,
    storeFile,
    fileProblem: storing.problem,
    enter,
  }
}
