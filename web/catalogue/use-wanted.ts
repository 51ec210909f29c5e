import { listings } from '../../shared/catalogue/listings.api.ts'
import * as api from '../../shared/catalogue/wanted-goods.api.ts'
import type { Call, Result } from '../../shared/endpoint.ts'
import { call } from '../platform/api.ts'
import { withNote } from '../platform/punctuation.ts'
import { useAct } from '../platform/use-act.ts'
import { useCursorList } from '../platform/use-cursor-list.ts'
import { useLoad } from '../platform/use-load.ts'

export type WantedGoods = Result<typeof api.listWantedGoods>['items'][number]
export type WantedNearby = Result<typeof api.listWantedNearby>['items'][number]
export type WantedRequest = Call<typeof api.requestGoods>['body']

/** What the unit asks for that it did not find. */
export function useWanted() {
  const list = useCursorList({
    filters: {},
    load: ({ page, signal }) => call(api.listWantedGoods, { query: page }, { signal }),
  })
  const send = useAct(async (body: WantedRequest) => {
    const sent = await call(api.requestGoods, { body })
    await list.reload()
    return sent
  })
  const withdraw = useAct(async (id: string) => {
    const ended = await call(api.withdrawWantedGoods, { params: { id } })
    await list.reload()
    return ended
  })
  return { list, send, withdraw }
}

/** What units ask for where the cooperative delivers, and its products that are an answer. */
export function useWantedNearby() {
  const list = useCursorList({
    filters: {},
    load: ({ page, signal }) => call(api.listWantedNearby, { query: page }, { signal }),
  })
  const products = useLoad(async () => {
    const { items } = await call(listings, { query: { state: 'approved', pageSize: 100 } })
    return items.map(({ productId, name, variety }) => ({
      value: productId,
      label: variety === '' ? name : withNote(name, variety),
    }))
  })
  const answer = useAct(async (id: string, productId: string | null) => {
    const answered = await call(api.answerWantedGoods, { params: { id }, body: { productId } })
    await list.reload()
    return answered
  })
  return { list, products, answer }
}
