import { type MaybeRefOrGetter, toValue } from 'vue'
import * as api from '../../shared/assistance/assistance.api.ts'
import type { Call } from '../../shared/endpoint.ts'
import { division } from '../../shared/villages/villages.api.ts'
import { call } from '../platform/api.ts'
import { useAct } from '../platform/use-act.ts'
import { useCursorList } from '../platform/use-cursor-list.ts'
import { useLoad } from '../platform/use-load.ts'

export type PairingBody = Call<typeof api.createPairing>['body']

/** Pairings within an area, those of `today` or all there ever were. */
export function usePairings(options: { today: string; within: string }) {
  const list = useCursorList({
    filters: { within: options.within, when: 'now' },
    load: ({ filters, page, signal }) => {
      const on = filters.when === 'now' ? options.today : undefined
      const query = { within: filters.within || undefined, on, ...page }
      return call(api.pairings, { query }, { signal })
    },
  })
  /** The place of the filter, which an address or the person's own area may have set. */
  const within = useLoad(
    async (signal) => {
      const code = list.filters.within
      return code === '' ? null : call(division, { params: { code } }, { signal })
    },
    [() => list.filters.within],
  )
  const create = useAct(async (body: PairingBody) => {
    const created = await call(api.createPairing, { body })
    await list.reload()
    return created
  })
  const end = useAct(async (pairingId: string, toDate: string) => {
    const ended = await call(api.endPairing, { params: { pairingId }, body: { toDate } })
    await list.reload()
    return ended
  })
  return { list, within, create, end }
}

/** The places that a group itself is paired with, past ones too. */
export function useGroupPairings(groupId: MaybeRefOrGetter<string>) {
  const id = () => toValue(groupId)
  const query = () => ({ organisationId: id(), pageSize: 100 })
  return useLoad((signal) => call(api.pairings, { query: query() }, { signal }), [id])
}

/** Who is paired with a village today. */
export function useVillagePairings(code: MaybeRefOrGetter<string>) {
  const id = () => toValue(code)
  return useLoad(
    (signal) => call(api.villagePairings, { params: { code: id() } }, { signal }),
    [id],
  )
}
