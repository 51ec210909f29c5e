import { ref } from 'vue'
import * as api from '../../shared/billing/misdirected.api.ts'
import type { Call } from '../../shared/endpoint.ts'
import { call } from '../platform/api.ts'
import { useAct } from '../platform/use-act.ts'
import { useCursorList } from '../platform/use-cursor-list.ts'
import { useDecision } from '../platform/use-decision.ts'
import { useLoad } from '../platform/use-load.ts'

export type MisdirectedBody = Call<typeof api.recordMisdirected>['body']

/** Money without an invoice: recording it, deciding on it, and setting it off. */
export function useMisdirected() {
  const list = useCursorList({
    filters: {},
    load: ({ page, signal }) => call(api.listMisdirected, { query: page }, { signal }),
  })
  const record = useAct(async (body: MisdirectedBody) => {
    const recorded = await call(api.recordMisdirected, { body })
    await list.reload()
    return recorded
  })
  const decision = useDecision({
    confirm: (misdirectedId) => call(api.confirmMisdirected, { params: { misdirectedId } }),
    reject: (misdirectedId, reason) =>
      call(api.rejectMisdirected, { params: { misdirectedId }, body: { reason } }),
    withdraw: (misdirectedId, reason) =>
      call(api.withdrawMisdirected, { params: { misdirectedId }, body: { reason } }),
    decided: list.reload,
  })
  /** With whom it is being set off; null: with nobody. */
  const partyId = ref<string | null>(null)
  const draft = useLoad(
    async (signal) =>
      partyId.value === null
        ? null
        : call(api.draftMisdirectedSetOff, { query: { partyId: partyId.value } }, { signal }),
    [partyId],
  )
  const setOff = useAct(async (body: Call<typeof api.setOffMisdirected>['body']) => {
    const left = await call(api.setOffMisdirected, { body })
    partyId.value = null
    await list.reload()
    return left
  })
  return { list, record, decision, partyId, draft, setOff }
}
