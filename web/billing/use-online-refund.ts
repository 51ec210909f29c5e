import { computed } from 'vue'
import type { z } from 'zod'
import type { invoice as invoiceShape } from '../../shared/billing/billing.schemas.ts'
import * as api from '../../shared/billing/online.api.ts'
import type { Call, Result } from '../../shared/endpoint.ts'
import { call } from '../platform/api.ts'
import { useSession } from '../platform/session.store.ts'
import { useAct } from '../platform/use-act.ts'
import { useLoad } from '../platform/use-load.ts'

export type OnlineRefundDraft = Result<typeof api.draftOnlineRefund>
type Body = Call<typeof api.requestOnlineRefund>['body']

/** Sending back what was paid of an invoice online; asked for only where something was. */
export function useOnlineRefund(
  invoice: () => z.infer<typeof invoiceShape>,
  reload: () => Promise<unknown>,
) {
  const session = useSession()
  const params = () => ({ invoiceId: invoice().id })
  const wasPaidOnline = () =>
    invoice().payments.some(({ method, state }) => method === 'online' && state === 'confirmed')
  const load = useLoad(
    async (signal) =>
      wasPaidOnline() && session.may(['cooperative_manager'])
        ? call(api.draftOnlineRefund, { params: params() }, { signal })
        : null,
    [invoice],
  )
  /** Null where nothing may be sent back this way. */
  const draft = computed(() => {
    const { data } = load
    return data.value?.isOffered && data.value.refundableCents > 0 ? data.value : null
  })
  const refund = useAct(async (body: Body) => {
    const requested = await call(api.requestOnlineRefund, { params: params(), body })
    await reload()
    return requested
  })
  return { draft, refund }
}
