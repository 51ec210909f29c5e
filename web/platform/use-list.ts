import { type ComputedRef, computed, type Ref } from 'vue'
import type { ApiProblem } from './api-problem.ts'
import type { Act } from './use-act.ts'
import { useListQuery } from './use-list-query.ts'
import { useLoad } from './use-load.ts'

export { filledIn } from './use-list-query.ts'

/** The query of a list. `sort` is a field's name, with `-` before it for descending. */
export interface ListQuery<F> {
  filters: F
  sort: string
  page: number
  pageSize: number
  signal: AbortSignal
}

export interface ListAnswer<T> {
  items: readonly T[]
  total: number
}

/** A list as a table shows it; one that is whole, or not sorted, has no ways to be so. */
export interface ListView<T> {
  rows: ComputedRef<readonly T[]>
  /** Null where there are more than are shown, and nobody has counted them. */
  total: ComputedRef<number | null>
  filtered: ComputedRef<boolean>
  loading: Ref<boolean>
  problem: Ref<ApiProblem | null>
  reload: () => Promise<void>
  clear: () => void
  sort?: ComputedRef<string>
  sortBy?: (field: string) => void
  /** Brings further rows below, while there are any. */
  more?: Act<[], void>
  isMore?: ComputedRef<boolean>
}

export interface List<T, F extends Record<string, string> = Record<string, string>>
  extends Omit<ListView<T>, 'more' | 'isMore'> {
  total: ComputedRef<number>
  sort: ComputedRef<string>
  sortBy: (field: string) => void
  page: ComputedRef<number>
  pageSize: number
  goTo: (page: number) => void
  /** Bind fields to these; a change loads the list and is written into the URL. */
  filters: F
}

/** A list in pages, whose filters, order and page live in the URL. */
export function useList<T, F extends Record<string, string>>(options: {
  filters: F
  load: (query: ListQuery<F>) => Promise<ListAnswer<T>>
  sort?: string
  pageSize?: number
}): List<T, F> {
  const pageSize = options.pageSize ?? 24
  const { query, filters, filtered, change, clear } = useListQuery(options)
  const { data, loading, problem, reload } = useLoad(
    (signal) => options.load({ ...query.value, pageSize, signal }),
    [query],
  )

  return {
    filters,
    rows: computed(() => data.value?.items ?? []),
    total: computed(() => data.value?.total ?? 0),
    sort: computed(() => query.value.sort),
    page: computed(() => query.value.page),
    pageSize,
    filtered,
    loading,
    problem,
    reload,
    sortBy: (field) =>
      change({ sort: query.value.sort === field ? `-${field}` : field, page: '1' }),
    goTo: (next) => change({ page: String(next) }),
    clear,
  }
}

/** What stands in the URL as one of the choices there are; anything else asks for nothing. */
export function oneOf<T extends string>(choices: readonly T[], text: string): T | undefined {
  return choices.find((choice) => choice === text)
}
