import { computed } from 'vue'
import { useRoute, useRouter } from 'vue-router'
import type { Result } from '../../shared/endpoint.ts'
import { checkRules } from '../../shared/review/evidence.ts'
import { listFlagRates, rateGroups } from '../../shared/review/review.api.ts'
import { dayOf } from '../../shared/scalars.ts'
import { call } from '../platform/api.ts'
import { useLoad } from '../platform/use-load.ts'

export type FlagRate = Result<typeof listFlagRates>['items'][number]

/** The columns by which rates are ordered, the greatest first. */
export const rateColumns = ['opened', 'waiting', 'cleared', 'upheld', 'upheldCents'] as const
export type RateColumn = (typeof rateColumns)[number]

/** The share of what was decided that was upheld, in basis points; null where nothing was. */
export function upheldShare({ upheld, cleared }: FlagRate): number | null {
  const decided = upheld + cleared
  return decided === 0 ? null : Math.round((upheld * 10_000) / decided)
}

/** What became of flags, by what stands in the URL. */
export function useFlagRates() {
  const route = useRoute()
  const router = useRouter()
  const today = dayOf(new Date())
  const query = computed(() => {
    const { by, from, to, rule } = route.query
    const first = monthOf(from) ?? `${today.slice(0, 4)}-01`
    const last = monthOf(to) ?? today.slice(0, 7)
    return {
      by: rateGroups.find((group) => group === by) ?? 'cooperative',
      from: first,
      to: last < first ? first : last,
      rule: checkRules.find((name) => name === rule),
    }
  })
  const sort = computed(() => rateColumns.find((name) => name === route.query.sort) ?? 'upheld')
  const load = useLoad((signal) => call(listFlagRates, { query: query.value }, { signal }), [query])
  const items = computed(() =>
    (load.data.value?.items ?? []).toSorted((a, b) => b[sort.value] - a[sort.value]),
  )
  function ask(changes: Record<string, string | undefined>) {
    return router.replace({ query: { ...route.query, ...changes } })
  }
  return { load, query, sort, items, ask }
}

/** A month as addresses write it; null of whatever else somebody typed there. */
function monthOf(text: unknown): string | null {
  return typeof text === 'string' && /^20\d\d-(0[1-9]|1[0-2])$/.test(text) ? text : null
}
