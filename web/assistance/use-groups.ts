import { type MaybeRefOrGetter, toValue } from 'vue'
import * as api from '../../shared/assistance/assistance.api.ts'
import type { Call } from '../../shared/endpoint.ts'
import { call } from '../platform/api.ts'
import { useAct } from '../platform/use-act.ts'
import { useCursorList } from '../platform/use-cursor-list.ts'
import { useLoad } from '../platform/use-load.ts'

export type GroupBody = Call<typeof api.createGroup>['body']
export type MemberBody = Call<typeof api.addMember>['body']

/** The assistance groups that are the actor's business. */
export function useGroups() {
  const list = useCursorList({
    filters: {},
    load: ({ page, signal }) => call(api.groups, { query: page }, { signal }),
  })
  const create = useAct((body: GroupBody) => call(api.createGroup, { body }))
  /** The actor's unit asks to be a member. */
  const join = useAct((wish: { groupId: string; unitId: string; fromDate: string }) => {
    const { groupId, ...body } = wish
    return call(api.addMember, { params: { groupId }, body })
  })
  return { list, create, join }
}

/** One group with its members over time. */
export function useGroup(groupId: MaybeRefOrGetter<string>) {
  const id = () => toValue(groupId)
  const params = () => ({ groupId: id() })
  const load = useLoad((signal) => call(api.group, { params: params() }, { signal }), [id])

  const addMember = useAct(async (body: MemberBody) => {
    const proposal = await call(api.addMember, { params: params(), body })
    await load.reload()
    return proposal
  })
  const endMember = useAct(async (membershipId: string, toDate: string) => {
    const input = { params: { ...params(), membershipId }, body: { toDate } }
    const membership = await call(api.endMember, input)
    await load.reload()
    return membership
  })
  return { ...load, addMember, endMember }
}
