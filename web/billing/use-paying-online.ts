import { computed, ref } from 'vue'
import * as api from '../../shared/billing/online.api.ts'
import {
  maximumOnlineCents,
  maximumTogether,
  type OnlineMethod,
} from '../../shared/billing/online.schemas.ts'
import type { Result } from '../../shared/endpoint.ts'
import { call } from '../platform/api.ts'
import { useAct } from '../platform/use-act.ts'
import { useCursorList } from '../platform/use-cursor-list.ts'

export type PayableInvoice = Result<typeof api.listPayableOnline>['items'][number]
export type OnlinePayment = Result<typeof api.getOnlinePayment>

/** A unit chooses invoices to pay at once; what is chosen stays while further rows are loaded. */
export function usePayingOnline() {
  const invoices = useCursorList({
    filters: {},
    pageSize: 100,
    load: ({ page, signal }) => call(api.listPayableOnline, { query: page }, { signal }),
  })
  const payments = useCursorList({
    filters: {},
    pageSize: 8,
    load: ({ page, signal }) => call(api.listOnlinePayments, { query: page }, { signal }),
  })
  const chosenIds = ref<string[]>([])
  const chosen = computed(() =>
    invoices.rows.value.filter((row) => chosenIds.value.includes(row.invoiceId)),
  )
  const totalCents = computed(() => chosen.value.reduce((sum, row) => sum + row.openCents, 0))
  /** What each cooperative gets of it. */
  const shares = computed(() =>
    [...Map.groupBy(chosen.value, (row) => row.cooperative.id).values()].map((rows) => ({
      cooperative: (rows[0] as PayableInvoice).cooperative,
      count: rows.length,
      cents: rows.reduce((sum, row) => sum + row.openCents, 0),
    })),
  )
  const excess = computed(() => {
    if (chosen.value.length > maximumTogether) return 'tooMany' as const
    return totalCents.value > maximumOnlineCents ? ('tooMuch' as const) : null
  })

  /** The ids in the order that was sent, by which the server names what it refuses. */
  const sentIds = ref<string[]>([])
  const start = useAct(async (method: OnlineMethod) => {
    const invoiceIds = chosen.value.map((row) => row.invoiceId)
    sentIds.value = invoiceIds
    return call(api.startOnlinePayment, { body: { method, invoiceIds } })
  })

  return {
    ...{ invoices, payments, chosenIds, chosen, shares, totalCents, excess, start, sentIds },
    methods: computed(() => invoices.data.value?.methods ?? null),
    feeBearer: computed(() => invoices.data.value?.feeBearer ?? null),
  }
}
