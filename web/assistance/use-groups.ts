import { type MaybeRefOrGetter, toValue } from 'vue'
import * as api from '../../shared/assistance/assistance.api.ts'
import type { Call } from '../../shared/endpoint.ts'
import { call } from '../platform/api.ts'
import { useAct } from '../platform/use-act.ts'
import { useList } from '../platform/use-list.ts'
import { useLoad } from '../platform/use-load.ts'

export type GroupBody = Call<typeof api.createGroup>['body']
export type MemberBody = Call<typeof api.addMember>['body']

/** The assistance groups that are the actor's business. */
export function useGroups() {
  const list = useList({
    filters: {},
    load: async ({ signal }) => {
      const { items } = await call(api.groups, {}, { signal })
      return { items, total: items.length }
    },
    pageSize: 1_000,
  })
  const create = useAct((body: GroupBody) => call(api.createGroup, { body }))
  return { list, create }
}

/** One group with its members over time; every act answers with the group as it now is. */
export function useGroup(groupId: MaybeRefOrGetter<string>) {
  const id = () => toValue(groupId)
  const params = () => ({ groupId: id() })
  const load = useLoad((signal) => call(api.group, { params: params() }, { signal }), [id])

  const addMember = useAct(async (body: MemberBody) => {
    load.data.value = await call(api.addMember, { params: params(), body })
    return load.data.value
  })
  const endMember = useAct(async (membershipId: string, toDate: string) => {
    const input = { params: { ...params(), membershipId }, body: { toDate } }
    load.data.value = await call(api.endMember, input)
    return load.data.value
  })
  return { ...load, addMember, endMember }
}
