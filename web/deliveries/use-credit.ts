import * as api from '../../shared/deliveries/credit-corrections.api.ts'
import type { Call, Result } from '../../shared/endpoint.ts'
import { readFile } from '../../shared/evidence/evidence.api.ts'
import { useStoredFile } from '../evidence/use-upload.ts'
import { call } from '../platform/api.ts'
import { download } from '../platform/api-files.ts'
import { useAct } from '../platform/use-act.ts'
import { useCursorList } from '../platform/use-cursor-list.ts'
import { useDecision } from '../platform/use-decision.ts'
import { useLoad } from '../platform/use-load.ts'

export type OrderCredit = Result<typeof api.readOrderCredit>
export type CreditCorrectionBody = Call<typeof api.proposeCreditCorrection>['body']
export type CreditCorrection = Result<typeof api.listCreditCorrections>['items'][number]

/** Signing corrections of credit; `decided` loads what a signed one changes. */
function useCreditDecision(decided: () => unknown) {
  return useDecision({
    confirm: (correctionId) => call(api.confirmCreditCorrection, { params: { correctionId } }),
    reject: (correctionId, reason) =>
      call(api.rejectCreditCorrection, { params: { correctionId }, body: { reason } }),
    decided,
  })
}

const useEvidence = () => useAct((fileId: string) => download(readFile, { params: { fileId } }))

/** The corrections of credit that the actor may see, latest first. */
export function useCreditCorrections() {
  const list = useCursorList({
    filters: {},
    load: ({ page, signal }) => call(api.listCreditCorrections, { query: page }, { signal }),
  })
  return { ...list, decision: useCreditDecision(list.reload), openFile: useEvidence() }
}

/** Who is credited with an order, the corrections of that, and the way to propose one (§3.16). */
export function useOrderCredit(purchaseOrderId: () => string) {
  const params = () => ({ purchaseOrderId: purchaseOrderId() })
  const load = useLoad(
    (signal) => call(api.readOrderCredit, { params: params() }, { signal }),
    [purchaseOrderId],
  )
  const corrections = useLoad(
    (signal) =>
      call(api.listCreditCorrections, { query: { ...params(), pageSize: 100 } }, { signal }),
    [purchaseOrderId],
  )
  async function reload(): Promise<void> {
    await Promise.all([load.reload(), corrections.reload()])
  }
  const propose = useAct(async (body: CreditCorrectionBody) => {
    const proposed = await call(api.proposeCreditCorrection, { params: params(), body })
    await reload()
    return proposed
  })
  const decision = useCreditDecision(reload)
  return {
    ...load,
    corrections,
    propose,
    decision,
    evidence: useStoredFile(),
    openFile: useEvidence(),
  }
}
