import { computed } from 'vue'
import { type LocationQuery, useRoute, useRouter } from 'vue-router'
import { readPeriod } from '../../shared/reports/periods.ts'
import { today } from './periods.ts'

const keys = ['unitId', 'withBelow', 'groupId', 'divisionCode'] as const
type SubjectKey = (typeof keys)[number]

/** The subject and period of a report; both live in the URL. */
export type ReportQuery = Partial<Record<SubjectKey, string>> & { period: string }

/** The report that the address asks for, and ways to ask for another one. */
export function useReportQuery() {
  const route = useRoute()
  const router = useRouter()
  /** The same as long as it asks for the same: an address says more than that. */
  const query = computed<ReportQuery>((before) => {
    const now = reportQueryOf(route.query)
    return before !== undefined && JSON.stringify(before) === JSON.stringify(now) ? before : now
  })

  /** Another period or subject of the same page; what is set to nothing is left out. */
  function ask(
    changes: Partial<Record<SubjectKey | 'period' | 'asOf' | 'pairingId', string | undefined>>,
  ) {
    const next = { ...route.query, ...changes }
    const entries = Object.entries(next).filter(([, value]) => value !== undefined && value !== '')
    void router.push({ query: Object.fromEntries(entries) as LocationQuery })
  }

  /** The day at whose end the ledger is meant, where one is named. */
  const asOf = computed(() => {
    const text = textOf(route.query.asOf)
    return text !== undefined && /^20\d\d-\d\d-\d\d$/.test(text) ? text : undefined
  })

  /** The pairing of which only what it brought is meant. */
  const pairingId = computed(() => {
    const text = textOf(route.query.pairingId)
    return text !== undefined && /^[\da-f-]{36}$/i.test(text) ? text : undefined
  })

  return { query, asOf, pairingId, ask, badPeriod: computed(() => badPeriodOf(route.query)) }
}

export function reportQueryOf(locationQuery: LocationQuery): ReportQuery {
  const query: ReportQuery = { period: periodOr(textOf(locationQuery.period)) }
  for (const key of keys) {
    const value = textOf(locationQuery[key])
    if (value !== undefined) query[key] = value
  }
  return query
}

/** The period that a text of an address stands for, this year for one that stands for none. */
export function periodOr(text: string | undefined): string {
  return text !== undefined && readPeriod(text) !== null ? text : today().slice(0, 4)
}

/** What stands in an address where a period should, if it is none. */
export function badPeriodOf(locationQuery: { period?: unknown }): string | null {
  const text = textOf(locationQuery.period)
  return text === undefined || readPeriod(text) !== null ? null : text.slice(0, 40)
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}
