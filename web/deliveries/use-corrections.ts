import * as api from '../../shared/deliveries/corrections.api.ts'
import type { Call } from '../../shared/endpoint.ts'
import { readFile } from '../../shared/evidence/evidence.api.ts'
import { call } from '../platform/api.ts'
import { download } from '../platform/api-files.ts'
import { useAct } from '../platform/use-act.ts'
import { useCursorList } from '../platform/use-cursor-list.ts'
import { useDecision } from '../platform/use-decision.ts'

export type CorrectionBody = Call<typeof api.proposeCorrection>['body']

/** Signing corrections; `decided` loads what a signed one changes. */
export function useCorrectionDecision(decided: () => unknown) {
  return useDecision({
    confirm: (correctionId) => call(api.confirmCorrection, { params: { correctionId } }),
    reject: (correctionId, reason) =>
      call(api.rejectCorrection, { params: { correctionId }, body: { reason } }),
    decided,
  })
}

/** The corrections that the actor may see, latest first. */
export function useCorrections() {
  const list = useCursorList({
    filters: {},
    load: ({ page, signal }) => call(api.listCorrections, { query: page }, { signal }),
  })
  const openFile = useAct((fileId: string) => download(readFile, { params: { fileId } }))
  return { ...list, decision: useCorrectionDecision(list.reload), openFile }
}
