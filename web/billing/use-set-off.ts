import type { getInvoice } from '../../shared/billing/billing.api.ts'
import * as api from '../../shared/billing/corrections.api.ts'
import type { Call, Result } from '../../shared/endpoint.ts'
import { call } from '../platform/api.ts'
import { useAct } from '../platform/use-act.ts'
import { useLoad } from '../platform/use-load.ts'

export type SetOffBody = Call<typeof api.setOff>['body']

/** Setting what is due back on an invoice off against another, for one of its two sides. */
export function useSetOff(
  invoice: () => Pick<Result<typeof getInvoice>, 'id' | 'dueBackCents'>,
  changed: () => Promise<unknown>,
  isParty: boolean,
) {
  const due = () => (isParty ? invoice().dueBackCents : 0)
  const draft = useLoad(
    async (signal) =>
      due() === 0
        ? null
        : call(api.draftSetOff, { params: { invoiceId: invoice().id } }, { signal }),
    [due],
  )
  const setOff = useAct(async (body: SetOffBody) => {
    const answer = await call(api.setOff, { params: { fromInvoiceId: invoice().id }, body })
    await changed()
    return answer
  })
  return { draft, setOff }
}
