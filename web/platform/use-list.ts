import {
  type ComputedRef,
  computed,
  onScopeDispose,
  type Ref,
  reactive,
  shallowRef,
  watch,
} from 'vue'
import { useRoute, useRouter } from 'vue-router'
import type { ApiProblem } from './api-problem.ts'
import { useLoad } from './use-load.ts'

/** How long a person pauses between two letters at most. */
const typingMilliseconds = 250

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

  let typing: ReturnType<typeof setTimeout> | undefined
  let written = ''

  /** The URL decides what is loaded; the fields below follow it and, a moment later, lead it. */
  const asked = shallowRef(readUrl())
  const filters = reactive({ ...asked.value.filters }) as F
  const { data, loading, problem, reload } = useLoad(
    (signal) => given.load({ ...asked.value, pageSize, signal }),
    [asked],
  )

  watch(
    () => route.query,
    () => {
      if (route.path !== ownPath) return
      const next = readUrl()
      if (JSON.stringify(next) === JSON.stringify(asked.value)) return
      asked.value = next
      // What the fields wrote there themselves must not undo the letters typed since.
      if (JSON.stringify(route.query) !== written) Object.assign(filters, next.filters)
    },
  )
  watch(filters, () => {
    clearTimeout(typing)
    // They were just set from the URL: nobody typed.
    if (JSON.stringify(filters) === JSON.stringify(asked.value.filters)) return
    typing = setTimeout(() => write({ ...filters, page: '1' }), typingMilliseconds)
  })
  onScopeDispose(() => clearTimeout(typing))

  function readUrl() {
    const entries = Object.entries(given.filters).map(([key, initial]) => [
      key,
      textOf(route.query[key]) ?? initial,
    ])
    return {
      filters: Object.fromEntries(entries) as F,
      sort: textOf(route.query.sort) ?? given.sort ?? '',
      page: Math.max(1, Number(textOf(route.query.page) ?? 1) || 1),
    }
  }

  function write(changes: Record<string, string>) {
    if (route.path !== ownPath) return
    const defaults: Record<string, string> = { ...given.filters, sort: given.sort ?? '', page: '1' }
    const query = { ...route.query, ...changes }
    const kept = Object.entries(query).filter(([key, value]) => (value ?? '') !== defaults[key])
    const next = Object.fromEntries(kept)
    written = JSON.stringify(next)
    if (written !== JSON.stringify(route.query)) void router.replace({ query: next })
  }

  return {
    filters,
    rows: computed(() => data.value?.items ?? []),
    total: computed(() => data.value?.total ?? 0),
    sort: computed(() => asked.value.sort),
    page: computed(() => asked.value.page),
    pageSize,
    filtered: computed(() =>
      Object.keys(given.filters).some((key) => filters[key] !== given.filters[key]),
    ),
    loading,
    problem,
    reload,
    sortBy: (field) => write({ sort: asked.value.sort === field ? `-${field}` : field, page: '1' }),
    goTo: (next) => write({ page: String(next) }),
    clear: () => Object.assign(filters, given.filters),
  }
}

/** The filters that somebody has set; an empty field asks for nothing. */
export function filledIn<F extends Record<string, string>>(filters: F): Partial<F> {
  const given = Object.entries(filters).filter(([, value]) => value !== '')
  return Object.fromEntries(given) as Partial<F>
}

function textOf(value: unknown): string | undefined {
  const first = Array.isArray(value) ? value[0] : value
  return typeof first === 'string' ? first : undefined
}
