import { computed, onScopeDispose, reactive, shallowRef, watch } from 'vue'
import { useRoute, useRouter } from 'vue-router'

/** How long a person pauses between two letters at most. */
const typingMilliseconds = 250

/**
 * What a list is asked for, kept in the URL: it can be reloaded, sent to a colleague, and gone
 * back to. What equals the default stays out of the URL. The URL decides what is loaded; the
 * fields bound to `filters` follow it and, a moment after the last letter, lead it.
 */
export function useListQuery<F extends Record<string, string>>(defaults: {
  filters: F
  sort?: string
  /** What says what the list is of and narrows nothing down: clearing the filters keeps it. */
  kept?: readonly (keyof F & string)[]
}) {
  const route = useRoute()
  const router = useRouter()
  const ownPath = route.path
  const initial: Record<string, string> = {
    ...defaults.filters,
    sort: defaults.sort ?? '',
    page: '1',
  }

  const narrowing = Object.entries(defaults.filters).filter(
    ([key]) => !defaults.kept?.includes(key),
  )
  let typing: ReturnType<typeof setTimeout> | undefined
  let written = ''

  const query = shallowRef(readUrl())
  const filters = reactive({ ...query.value.filters }) as F

  watch(
    () => route.query,
    () => {
      if (route.path !== ownPath) return
      const next = readUrl()
      if (JSON.stringify(next) === JSON.stringify(query.value)) return
      query.value = next
      // What the fields wrote there themselves must not undo the letters typed since.
      if (JSON.stringify(route.query) !== written) Object.assign(filters, next.filters)
    },
  )
  watch(filters, () => {
    clearTimeout(typing)
    // They were just set from the URL: nobody typed.
    if (JSON.stringify(filters) === JSON.stringify(query.value.filters)) return
    typing = setTimeout(() => change({ ...filters, page: '1' }), typingMilliseconds)
  })
  onScopeDispose(() => clearTimeout(typing))

  function readUrl() {
    const texts = Object.fromEntries(
      Object.entries(initial).map(([key, value]) => [key, textOf(route.query[key]) ?? value]),
    )
    const { sort = '', page, ...own } = texts
    return { filters: own as F, sort, page: Math.max(1, Number(page) || 1) }
  }

  /** Writes other filters, another order or page into the URL. */
  function change(changes: Record<string, string>) {
    if (route.path !== ownPath) return
    const changed = Object.entries({ ...route.query, ...changes })
    const next = Object.fromEntries(
      changed.filter(([key, value]) => (value ?? '') !== initial[key]),
    )
    written = JSON.stringify(next)
    if (written !== JSON.stringify(route.query)) void router.replace({ query: next })
  }

  return {
    query,
    filters,
    filtered: computed(() => narrowing.some(([key]) => filters[key] !== initial[key])),
    change,
    clear: () => Object.assign(filters, Object.fromEntries(narrowing)),
  }
}

/** The filters that somebody has set; an empty field asks for nothing. */
export function filledIn<F extends Record<string, string>>(filters: F): Partial<F> {
  const filled = Object.entries(filters).filter(([, value]) => value !== '')
  return Object.fromEntries(filled) as Partial<F>
}

function textOf(value: unknown): string | undefined {
  const first = Array.isArray(value) ? value[0] : value
  return typeof first === 'string' ? first : undefined
}
