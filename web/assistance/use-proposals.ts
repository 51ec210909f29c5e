import * as api from '../../shared/assistance/proposals.api.ts'
import type { ProposalKind } from '../../shared/assistance/proposals.schemas.ts'
import { readFile } from '../../shared/evidence/evidence.api.ts'
import { call } from '../platform/api.ts'
import { download } from '../platform/api-files.ts'
import { useSession } from '../platform/session.store.ts'
import { useAct } from '../platform/use-act.ts'
import { useCursorList } from '../platform/use-cursor-list.ts'
import { useLoad } from '../platform/use-load.ts'

export type ProposalActs = ReturnType<typeof useProposalActs>
export type OpenProposals = ReturnType<typeof useOpenProposals>

/** Answering and withdrawing; `decided` loads what either changes. */
function useProposalActs(decided: () => Promise<unknown>) {
  const answer = useAct(async (proposalId: string, decision: 'accept' | 'decline') => {
    const input = { params: { proposalId }, body: { answer: decision } }
    const proposal = await call(api.answerProposal, input)
    await decided()
    return proposal
  })
  const withdraw = useAct(async (proposalId: string) => {
    const proposal = await call(api.withdrawProposal, { params: { proposalId } })
    await decided()
    return proposal
  })
  const openDocument = useAct((fileId: string) => download(readFile, { params: { fileId } }))
  return { answer, withdraw, openDocument }
}

/** All proposals to which the actor is a side: those that wait for their answer first. */
export function useProposals() {
  const list = useCursorList({
    filters: { which: 'open' },
    load: ({ filters, page, signal }) => {
      const which = (['mine', 'all'] as const).find((one) => one === filters.which) ?? 'open'
      return call(api.listProposals, { query: { ...page, which } }, { signal })
    },
  })
  return { list, ...useProposalActs(list.reload) }
}

/** What of one kind is proposed and undecided; nothing for whoever has no say in it. */
export function useOpenProposals(kind: ProposalKind, changed: () => Promise<unknown>) {
  const session = useSession()
  const load = useLoad(async (signal) => {
    if (!session.may(api.listProposals.access)) return []
    const { items } = await call(api.listProposals, { query: { kind } }, { signal })
    return items
  })
  const decided = () => Promise.all([load.reload(), changed()])
  return { ...load, ...useProposalActs(decided) }
}

/** How many proposals wait for the actor's own answer. */
export function useWaitingProposals() {
  const session = useSession()
  return useLoad(async (signal) => {
    if (!session.may(api.answerProposal.access)) return 0
    const query = { which: 'mine' as const, count: 'true' as const, pageSize: 1 }
    const { total } = await call(api.listProposals, { query }, { signal })
    return total ?? 0
  })
}
