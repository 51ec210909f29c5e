import { computed, type MaybeRefOrGetter, ref, toValue, watch } from 'vue'
import * as api from '../../shared/billing/payment-runs.api.ts'
import type { Call, Result } from '../../shared/endpoint.ts'
import { exportPaymentRun } from '../../shared/exchange/exchange.api.ts'
import { dayOf } from '../../shared/scalars.ts'
import { call } from '../platform/api.ts'
import { download } from '../platform/api-files.ts'
import { useAct } from '../platform/use-act.ts'
import { useCursorList } from '../platform/use-cursor-list.ts'
import { useLoad } from '../platform/use-load.ts'

export type RunSummary = Result<typeof api.listPaymentRuns>['items'][number]
export type RunPayee = Result<typeof api.getPaymentRun>['payees'][number]

/** The runs of one's unit, latest first. */
export function usePaymentRuns() {
  return useCursorList({
    filters: {},
    load: ({ page, signal }) => call(api.listPaymentRuns, { query: page }, { signal }),
  })
}

/** What is to be paid until a day, of which all that is in order is chosen at first. */
export function useNewRun() {
  const dueUntil = ref(dayOf(new Date()))
  const load = useLoad(
    (signal) => call(api.listPayable, { query: { dueUntil: dueUntil.value } }, { signal }),
    [dueUntil],
  )
  const chosen = ref<string[]>([])
  const invoices = computed(() =>
    (load.data.value?.payees ?? []).flatMap((payee) =>
      payee.invoices.map((invoice) => ({ ...invoice, mayBePaid: payee.bankAccount !== '' })),
    ),
  )
  watch(invoices, (all) => {
    chosen.value = all
      .filter((invoice) => invoice.isMatched && invoice.mayBePaid)
      .map((invoice) => invoice.invoiceId)
  })
  const sumCents = computed(() =>
    invoices.value
      .filter((invoice) => chosen.value.includes(invoice.invoiceId))
      .reduce((sum, invoice) => sum + invoice.openCents, 0),
  )
  const prepare = useAct(() =>
    call(api.preparePaymentRun, {
      body: { dueUntil: dueUntil.value, invoiceIds: chosen.value },
    }),
  )
  return { ...load, dueUntil, chosen, sumCents, prepare }
}

/** One run: releasing it as another person, giving it up, its lists, and what came back. */
export function usePaymentRun(runId: MaybeRefOrGetter<string>) {
  const params = () => ({ runId: toValue(runId) })
  const load = useLoad(
    (signal) => call(api.getPaymentRun, { params: params() }, { signal }),
    [() => toValue(runId)],
  )
  const release = useAct(async () => {
    load.data.value = await call(api.releasePaymentRun, { params: params() })
  })
  const cancel = useAct(async (reason: string) => {
    load.data.value = await call(api.cancelPaymentRun, { params: params(), body: { reason } })
  })
  const sendBack = useAct(async (cooperativeId: string, reason: string) => {
    const body = { cooperativeId, reason }
    load.data.value = await call(api.returnRunPayment, { params: params(), body })
  })
  const save = useAct((query: Call<typeof exportPaymentRun>['query']) =>
    download(exportPaymentRun, { params: params(), query }),
  )
  return { ...load, release, cancel, sendBack, save }
}
