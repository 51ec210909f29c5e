import type { getInvoice } from '../../shared/billing/billing.api.ts'
import * as api from '../../shared/billing/waivers.api.ts'
import type { Result } from '../../shared/endpoint.ts'
import { call } from '../platform/api.ts'
import { useAct } from '../platform/use-act.ts'
import { useDecision } from '../platform/use-decision.ts'

/** Waiving what is open of an invoice, and deciding on another person's waiver. */
export function useWaivers(
  invoice: () => Pick<Result<typeof getInvoice>, 'id' | 'openCents'>,
  changed: () => Promise<unknown>,
) {
  const waive = useAct(async (reason: string) => {
    const { id, openCents } = invoice()
    const body = { amountCents: openCents, reason }
    const answer = await call(api.waiveDifference, { params: { invoiceId: id }, body })
    await changed()
    return answer
  })
  const decision = useDecision({
    confirm: (waiverId) => call(api.confirmWaiver, { params: { waiverId } }),
    reject: (waiverId, reason) =>
      call(api.rejectWaiver, { params: { waiverId }, body: { reason } }),
    decided: changed,
  })
  return { waive, decision }
}
