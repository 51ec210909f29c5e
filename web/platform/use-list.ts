import { type ComputedRef, computed, type Ref, reactive, watch } from 'vue'
import { useRoute, useRouter } from 'vue-router'
import type { ApiProblem } from './api-problem.ts'
import { useLoad } from './use-load.ts'

/** What a list is asked for. `sort` is a field's name, with `-` before it for descending. */
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

export interface List<T, F extends Record<string, string> = Record<string, string>> {
  /** Bind fields to these; a change loads the list and is written into the URL. */
  filters: F
  rows: ComputedRef<readonly T[]>
  total: ComputedRef<number>
  sort: ComputedRef<string>
  page: ComputedRef<number>
  pageSize: number
  filtered: ComputedRef<boolean>
  loading: Ref<boolean>
  problem: Ref<ApiProblem | null>
  reload: () => Promise<void>
  sortBy: (field: string) => void
  goTo: (page: number) => void
  clear: () => void
}

/**
 * A list whose filters, order and page live in the URL: it can be reloaded, sent to a colleague,
 * and gone back to. What equals the default stays out of the URL.
 */
export function useList<T, F extends Record<string, string>>(given: {
  filters: F
  load: (query: ListQuery<F>) => Promise<ListAnswer<T>>
  sort?: string
  pageSize?: number
}): List<T, F> {
  const route = useRoute()
  const router = useRouter()
  const pageSize = given.pageSize ?? 24
  const ownPath = route.path

  const filters = reactive({ ...given.filters }) as F
  const sort = computed(() => textOf(route.query.sort) ?? given.sort ?? '')
  const page = computed(() => Math.max(1, Number(textOf(route.query.page) ?? 1) || 1))
  const filtered = computed(() =>
    Object.keys(given.filters).some((key) => filters[key] !== given.filters[key]),
  )
  readUrl()

  const { data, loading, problem, reload } = useLoad(
    (signal) =>
      given.load({ filters: { ...filters }, sort: sort.value, page: page.value, pageSize, signal }),
    [() => ({ ...filters }), sort, page],
  )

  /** Going back and forth changes the URL under the page. */
  watch(
    () => route.query,
    () => {
      if (route.path === ownPath) readUrl()
    },
  )
  watch(filters, () => write({ ...filters, page: '1' }))

  function readUrl() {
    for (const [key, initial] of Object.entries(given.filters)) {
      const value = textOf(route.query[key]) ?? initial
      if (filters[key] !== value) Object.assign(filters, { [key]: value })
    }
  }

  function write(changes: Record<string, string>) {
    const defaults: Record<string, string> = { ...given.filters, sort: given.sort ?? '', page: '1' }
    const query: Record<string, unknown> = { ...route.query, ...changes }
    const kept = Object.entries(query).filter(([key, value]) => value !== defaults[key])
    const same = JSON.stringify(Object.fromEntries(kept)) === JSON.stringify(route.query)
    if (!same) void router.replace({ query: Object.fromEntries(kept) as Record<string, string> })
  }

  return {
    filters,
    rows: computed(() => data.value?.items ?? []),
    total: computed(() => data.value?.total ?? 0),
    sort,
    page,
    pageSize,
    filtered,
    loading,
    problem,
    reload,
    sortBy: (field) => write({ sort: sort.value === field ? `-${field}` : field, page: '1' }),
    goTo: (next) => write({ page: String(next) }),
    clear: () => Object.assign(filters, given.filters),
  }
}

function textOf(value: unknown): string | undefined {
  const first = Array.isArray(value) ? value[0] : value
  return typeof first === 'string' ? first : undefined
}
