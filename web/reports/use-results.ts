import { computed } from 'vue'
import { type LocationQueryRaw, useRoute, useRouter } from 'vue-router'
import type { Reply } from '../../shared/endpoint.ts'
import { readResults } from '../../shared/reports/reports.api.ts'
import { call } from '../platform/api.ts'
import { useSession } from '../platform/session.store.ts'
import { useLoad } from '../platform/use-load.ts'
import { badPeriodOf, periodOr } from './use-report-query.ts'

export type Results = Reply<typeof readResults>
export type PlaceResult = Results['items'][number]

const keys = ['unitId', 'groupId', 'pairingId', 'placeCode'] as const

/** What a unit, a group or a first secretary brought; the whole query lives in the URL. */
export function useResults() {
  const route = useRoute()
  const router = useRouter()
  const text = (key: string) => {
    const value = route.query[key]
    return typeof value === 'string' && value !== '' ? value : undefined
  }
  const query = computed(() => {
    const named: Partial<Record<(typeof keys)[number], string>> = {}
    for (const key of keys) {
      const value = text(key)
      if (value !== undefined) named[key] = value
    }
    return { ...named, period: periodOr(text('period')) }
  })
  /** Whoever acts for a unit or a group asks of it; others come by a pairing. */
  const session = useSession()
  const isOfOwn = ['unit', 'group'].includes(session.acting?.kind ?? '')
  const isMeant = computed(
    () => isOfOwn || keys.some((key) => key !== 'placeCode' && query.value[key] !== undefined),
  )
  const load = useLoad(
    async (signal) =>
      isMeant.value ? call(readResults, { query: query.value }, { signal }) : null,
    [query],
  )

  function ask(changes: Partial<Record<(typeof keys)[number] | 'period', string | undefined>>) {
    const entries = Object.entries({ ...route.query, ...changes })
    void router.push({ query: Object.fromEntries(entries.filter(([, value]) => value)) })
  }

  return { load, isMeant, query, ask, badPeriod: computed(() => badPeriodOf(route.query)) }
}

/** The lines of the ledger that the figures of a paired place are sums of (§4.3). */
export function linesOf({ organisation, place, days }: PlaceResult, isOfGroup: boolean) {
  const query: LocationQueryRaw = {
    period: days,
    [isOfGroup ? 'groupId' : 'unitId']: organisation.id,
    divisionCode: place.code,
    recognition: 'counted',
  }
  return { name: 'reports.ledger', query }
}
