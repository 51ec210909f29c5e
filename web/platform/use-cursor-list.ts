import { computed, onScopeDispose, shallowRef, type WatchSource, watch } from 'vue'
import { useAct } from './use-act.ts'
import type { ListView } from './use-list.ts'
import { useListQuery } from './use-list-query.ts'
import { type Load, useLoad } from './use-load.ts'

export interface CursorAnswer<T> {
  items: readonly T[]
  /** Where the next rows begin; null after the last ones. */
  nextCursor: string | null
  /** How many there are, where the answer says so. */
  total: number | null
}

/** So many pages of a list are found again at most. */
const mostKept = 20

/** Loads the first rows; `query` tells the filters and the order they are of. */
export type LoadFirst = <R>(
  load: (signal: AbortSignal) => Promise<R>,
  sources: readonly WatchSource[],
  query: () => object,
) => Load<R>

interface CursorQuery<F> {
  filters: F
  /** A field's name, with `-` before it for descending. */
  sort: string
  /** Which rows are asked for, as a query says it; without a cursor the first. */
  page: { pageSize: number; cursor?: string }
  signal: AbortSignal
}

interface CursorListOptions<T, F extends Record<string, string>, A extends CursorAnswer<T>> {
  filters: F
  load: (query: CursorQuery<F>) => Promise<A & CursorAnswer<T>>
  sort?: string
  /** Filters that clearing keeps, see `useListQuery`. */
  kept?: readonly (keyof F & string)[]
  pageSize?: number
  /** How far it has grown stands in the address too: whoever comes back finds as much of it. */
  keepsPlace?: boolean
  sources?: readonly WatchSource[]
  /** How the first rows are loaded, if otherwise than by `useLoad`: with what is kept offline. */
  loadFirst?: LoadFirst
}

/**
 * A list that grows below by `more`, so that no row is counted or read that nobody sees. Its
 * filters and its order live in the URL; `sources` are what else it depends on.
 */
export function useCursorList<T, F extends Record<string, string>, A extends CursorAnswer<T>>(
  options: CursorListOptions<T, F, A>,
) {
  const { query, filters, filtered, change, clear } = useListQuery(options)
  const pageSize = options.pageSize ?? 24
  const load = (page: CursorQuery<F>['page'], signal: AbortSignal) => {
    const { filters, sort } = query.value
    return options.load({ filters, sort, page, signal })
  }
  const loadFirst = options.loadFirst ?? useLoad
  // How far the list has grown changes nothing that is loaded.
  const meant = computed(() => JSON.stringify([query.value.filters, query.value.sort]))
  const sources = [meant, ...(options.sources ?? [])]
  const first = loadFirst(
    (signal) => load({ pageSize }, signal),
    sources,
    () => query.value,
  )
  const added = shallowRef<readonly CursorAnswer<T>[]>([])
  const nextCursor = computed(() => (added.value.at(-1) ?? first.data.value)?.nextCursor ?? null)
  const rows = computed(() => [
    ...(first.data.value?.items ?? []),
    ...added.value.flatMap((answer) => answer.items),
  ])
  watch(first.data, async () => {
    added.value = []
    if (!options.keepsPlace) return
    const pages = Math.min(query.value.page, mostKept)
    while (added.value.length + 1 < pages && nextCursor.value !== null) {
      const before = added.value.length
      await more.run()
      if (added.value.length === before) return
    }
  })

  const leaving = new AbortController()
  onScopeDispose(() => leaving.abort())
  const more = useAct(async () => {
    if (nextCursor.value === null) return
    const below = first.data.value
    const answer = await load({ pageSize, cursor: nextCursor.value }, leaving.signal)
    // Meanwhile another list may stand there, to which these rows do not belong.
    if (first.data.value !== below) return
    added.value = [...added.value, answer]
    const pages = added.value.length + 1
    if (options.keepsPlace && pages > query.value.page) change({ page: String(pages) })
  })

  return {
    filters,
    /** The filters of what is shown; those being typed may be ahead of them. */
    shownFilters: computed(() => query.value.filters),
    filtered,
    clear,
    sort: computed(() => query.value.sort),
    sortBy: (field: string) =>
      change({ sort: query.value.sort === field ? `-${field}` : field, page: '1' }),
    /** The first answer, for what it tells of the whole list. */
    data: first.data,
    rows,
    total: computed(
      () => first.data.value?.total ?? (nextCursor.value === null ? rows.value.length : null),
    ),
    loading: first.loading,
    problem: first.problem,
    reload: first.reload,
    more,
    isMore: computed(() => nextCursor.value !== null),
  } satisfies ListView<T> & Record<string, unknown>
}
