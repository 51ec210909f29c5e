import { type MaybeRefOrGetter, toValue } from 'vue'
import * as corrected from '../../shared/deliveries/corrections.api.ts'
import * as api from '../../shared/deliveries/deliveries.api.ts'
import { readFile } from '../../shared/evidence/evidence.api.ts'
import { useStoredFile } from '../evidence/use-upload.ts'
import { call } from '../platform/api.ts'
import { download } from '../platform/api-files.ts'
import { useAct } from '../platform/use-act.ts'
import { useLoad } from '../platform/use-load.ts'
import { type CorrectionBody, useCorrectionDecision } from './use-corrections.ts'
import { type ReturnBody, useReturnDecision } from './use-returns.ts'
import { useSurplusDecision } from './use-surpluses.ts'

/** A goods receipt (验收单), its returns and what it accepted beyond the tolerance. */
export function useReceipt(receiptId: MaybeRefOrGetter<string>) {
  const id = () => toValue(receiptId)
  const params = () => ({ receiptId: id() })
  const load = useLoad((signal) => call(api.getReceipt, { params: params() }, { signal }), [id])
  const returns = useLoad(
    (signal) => call(api.listReturns, { query: { ...params(), pageSize: 100 } }, { signal }),
    [id],
  )
  const surpluses = useLoad(
    (signal) => call(api.listSurpluses, { query: { ...params(), pageSize: 100 } }, { signal }),
    [id],
  )

  const corrections = useLoad(
    (signal) =>
      call(corrected.listCorrections, { query: { ...params(), pageSize: 100 } }, { signal }),
    [id],
  )

  async function reload(): Promise<void> {
    const lists = [returns, surpluses, corrections]
    await Promise.all([load.reload(), ...lists.map((list) => list.reload())])
  }

  const recordReturn = useAct(async (body: ReturnBody) => {
    const recorded = await call(api.recordReturn, { params: params(), body })
    await reload()
    return recorded
  })
  const proposeCorrection = useAct(async (body: CorrectionBody) => {
    const proposed = await call(corrected.proposeCorrection, { params: params(), body })
    await reload()
    return proposed
  })
  const openPhoto = useAct((fileId: string) => download(readFile, { params: { fileId } }))

  const decisions = {
    returnDecision: useReturnDecision(reload),
    surplusDecision: useSurplusDecision(reload),
    correctionDecision: useCorrectionDecision(reload),
  }
  const acts = { recordReturn, proposeCorrection, openPhoto }
  const lists = { returns, surpluses, corrections }
  return { ...load, ...lists, correctionFile: useStoredFile(), ...acts, ...decisions }
}
