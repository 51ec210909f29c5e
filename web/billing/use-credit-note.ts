import * as api from '../../shared/billing/billing.api.ts'
import type { Call } from '../../shared/endpoint.ts'
import { useStoredFile } from '../evidence/use-upload.ts'
import { call } from '../platform/api.ts'
import { useAct } from '../platform/use-act.ts'
import { useLoad } from '../platform/use-load.ts'

export type CreditNoteBody = Call<typeof api.createCreditNote>['body']
export type CreditNoteEntry = ReturnType<typeof useCreditNoteEntry>

/** Entering a credit note of an invoice; `entered` loads what it changes. */
export function useCreditNoteEntry(invoiceId: () => string, entered: () => Promise<unknown>) {
  const params = () => ({ invoiceId: invoiceId() })
  const load = useLoad(
    (signal) => call(api.draftCreditNote, { params: params() }, { signal }),
    [invoiceId],
  )
  const enter = useAct(async (body: CreditNoteBody) => {
    const invoice = await call(api.createCreditNote, { params: params(), body })
    await entered()
    return invoice
  })
  return { load, enter, file: useStoredFile() }
}
