import { readFile } from '../../shared/evidence/evidence.api.ts'
import * as api from '../../shared/organisations/licences.api.ts'
import { call } from '../platform/api.ts'
import { download } from '../platform/api-files.ts'
import { useAct } from '../platform/use-act.ts'
import { useCursorList } from '../platform/use-cursor-list.ts'
import { useDecision } from '../platform/use-decision.ts'

/** Accepting and declining licences, and opening their scans. */
export function useLicenceDecision(decided: () => Promise<unknown>) {
  const answer = (licenceId: string, answer: 'confirm' | 'decline', reason = '') =>
    call(api.decideLicence, { params: { licenceId }, body: { answer, reason } })
  const decision = useDecision({
    confirm: (id) => answer(id, 'confirm'),
    reject: (id, reason) => answer(id, 'decline', reason),
    decided,
  })
  const openScan = useAct((fileId: string) => download(readFile, { params: { fileId } }))
  return { decision, openScan }
}

/** The licences that wait in one's area, those that wait longest first. */
export function useLicenceReviews() {
  const list = useCursorList({
    filters: {},
    load: ({ page, signal }) => call(api.listLicenceReviews, { query: page }, { signal }),
  })
  return { list, ...useLicenceDecision(list.reload) }
}
