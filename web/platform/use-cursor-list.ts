import { computed, shallowRef, type WatchSource, watch } from 'vue'
import { useAct } from './use-act.ts'
import type { ListAnswer } from './use-list.ts'
import { useListQuery } from './use-list-query.ts'
import { useLoad } from './use-load.ts'

export interface CursorAnswer<T> extends ListAnswer<T> {
  /** Where the next rows begin; null after the last ones. */
  nextCursor: string | null
}

interface CursorQuery<F> {
  filters: F
  /** Null asks for the first rows. */
  cursor: string | null
  signal?: AbortSignal
}

/**
 * A list that grows below by `more`, for what has no pages that stay what they were. Its filters
 * live in the URL; `sources` are what else it depends on.
 */
export function useCursorList<
  T,
  F extends Record<string, string>,
  A extends CursorAnswer<T>,
>(given: {
  filters: F
  load: (query: CursorQuery<F>) => Promise<A & CursorAnswer<T>>
  sources?: readonly WatchSource[]
}) {
  const { query, filters, filtered, clear } = useListQuery(given)
  const first = useLoad(
    (signal) => given.load({ filters: query.value.filters, cursor: null, signal }),
    [query, ...(given.sources ?? [])],
  )
  const added = shallowRef<readonly CursorAnswer<T>[]>([])
  const nextCursor = computed(() => (added.value.at(-1) ?? first.data.value)?.nextCursor ?? null)
  watch(first.data, () => {
    added.value = []
  })

  const more = useAct(async () => {
    if (nextCursor.value === null) return
    const below = first.data.value
    const { filters } = query.value
    const answer = await given.load({ filters, cursor: nextCursor.value })
    // Meanwhile another list may stand there, to which these rows do not belong.
    if (first.data.value === below) added.value = [...added.value, answer]
  })

  return {
    filters,
    /** The filters of what is shown; those being typed may be ahead of them. */
    shownFilters: computed(() => query.value.filters),
    filtered,
    clear,
    /** The first answer, for what it tells of the whole list. */
    data: first.data,
    rows: computed(() => [...(first.data.value?.items ?? []), ...added.value.flatMap(itemsOf)]),
    total: computed(() => first.data.value?.total ?? 0),
    loading: first.loading,
    problem: first.problem,
    reload: first.reload,
    more,
    isMore: computed(() => nextCursor.value !== null),
  }
}

function itemsOf<T>(answer: CursorAnswer<T>): readonly T[] {
  return answer.items
}
