import { produceKinds, saveProduceKind } from '../../shared/catalogue/produce-names.api.ts'
import type { Call, Result } from '../../shared/endpoint.ts'
import { call } from '../platform/api.ts'
import { useAct } from '../platform/use-act.ts'
import { useCursorList } from '../platform/use-cursor-list.ts'

export type ProduceKind = Result<typeof produceKinds>['items'][number]
export type ProduceKindBody = Call<typeof saveProduceKind>['body']

/** What goods are called, and additions to it by the platform. */
export function useProduceNames() {
  const list = useCursorList({
    filters: { q: '' },
    load: ({ filters, page, signal }) =>
      call(produceKinds, { query: { q: filters.q, ...page } }, { signal }),
  })
  const save = useAct(async (body: ProduceKindBody) => {
    const saved = await call(saveProduceKind, { body })
    await list.reload()
    return saved
  })
  return { list, save }
}

/** Names as they are typed, apart by commas, 、 or spaces. */
export function namesTyped(text: string): string[] {
  return text.split(/[\s,，、;；]+/u).filter(Boolean)
}
