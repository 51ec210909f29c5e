import type { Call, Result } from '../../shared/endpoint.ts'
import * as api from '../../shared/villages/villages.api.ts'
import { useUpload } from '../evidence/use-upload.ts'
import { call } from '../platform/api.ts'
import { useAct, useActs } from '../platform/use-act.ts'
import { useCursorList } from '../platform/use-cursor-list.ts'
import { useLoad } from '../platform/use-load.ts'

export type ProfileProposal = Result<typeof api.listProfileProposals>['items'][number]
export type ProposedProfile = Call<typeof api.proposeProfile>['body']
export type ProposalDecision = Call<typeof api.decideProfileProposal>['body']

/** What was proposed of village pages, and what one's own cooperative and officials do about it. */
export function useProfileProposals(isProposer: boolean) {
  const list = useCursorList({
    filters: {},
    load: ({ page, signal }) => call(api.listProfileProposals, { query: page }, { signal }),
  })
  /** The village of one's own cooperative; null for whoever decides. */
  const village = useLoad(
    async (signal) => (isProposer ? call(api.readOwnVillage, {}, { signal }) : null),
    [],
  )
  const photo = useUpload({ isPublic: true })

  async function afterwards<T>(answer: Promise<T>): Promise<T> {
    const result = await answer
    await list.reload()
    return result
  }

  const propose = useAct((body: ProposedProfile) => afterwards(call(api.proposeProfile, { body })))
  const decide = useActs((proposalId, body: ProposalDecision) =>
    afterwards(call(api.decideProfileProposal, { params: { proposalId }, body })),
  )
  const withdraw = useActs((proposalId) =>
    afterwards(call(api.withdrawProfileProposal, { params: { proposalId } })),
  )
  return { list, village, photo, propose, decide, withdraw }
}
