import { computed, type MaybeRefOrGetter, toValue } from 'vue'
import { useRoute } from 'vue-router'
import type { Result } from '../../shared/endpoint.ts'
import { exportStatement, exportStatementPaper } from '../../shared/exchange/exchange.api.ts'
import * as api from '../../shared/reports/closing.api.ts'
import { call } from '../platform/api.ts'
import { download } from '../platform/api-files.ts'
import { language } from '../platform/i18n.ts'
import { useAct } from '../platform/use-act.ts'
import { useCursorList } from '../platform/use-cursor-list.ts'
import { useLoad } from '../platform/use-load.ts'
import { useRouteParam } from '../platform/use-route-param.ts'

export type MonthRow = Result<typeof api.listMonths>['items'][number]
export type MonthPage = Result<typeof api.readMonth>
export type Statement = Result<typeof api.readStatement>

/** The county and month of the page's address. */
export function useMonthKey() {
  const countyCode = useRouteParam('countyCode')
  const month = useRouteParam('month')
  return computed(() => ({ countyCode: countyCode.value, month: month.value }))
}

/** The months of one's county, or of the county that the address names. */
export function useMonths() {
  const route = useRoute()
  const page = route.name
  const query = computed<{ countyCode?: string }>((before) => {
    if (before !== undefined && route.name !== page) return before
    const { county } = route.query
    return typeof county === 'string' && county !== '' ? { countyCode: county } : {}
  })
  return useLoad(
    (signal) => call(api.listMonths, { query: query.value }, { signal }),
    [() => JSON.stringify(query.value)],
  )
}

/** A month before and after its close, and what its officials do with it. */
export function useMonth(key: ReturnType<typeof useMonthKey>) {
  const load = useLoad((signal) => call(api.readMonth, { params: key.value }, { signal }), [key])
  const closingId = () => load.data.value?.closings[0]?.id ?? ''
  const prepare = useAct(async (remark: string) => {
    await call(api.prepareClosing, { params: key.value, body: { remark } })
    await load.reload()
  })
  const giveBack = useAct(async (reason: string) => {
    const body = { closingId: closingId(), reason }
    await call(api.returnClosing, { params: key.value, body })
    await load.reload()
  })
  const close = useAct(async () => {
    await call(api.closeMonth, { params: key.value, body: { closingId: closingId() } })
    await load.reload()
  })
  return { load, prepare, giveBack, close }
}

/** A frozen statement, with its files. */
export function useStatement(key: ReturnType<typeof useMonthKey>) {
  const load = useLoad(
    (signal) => call(api.readStatement, { params: key.value }, { signal }),
    [key],
  )
  const saveJson = useAct(() => download(api.downloadStatement, { params: key.value }))
  const saveSheet = useAct(() =>
    download(exportStatement, { params: key.value, query: { language: language.value } }),
  )
  const savePaper = useAct(() =>
    download(exportStatementPaper, { params: key.value, query: { language: language.value } }),
  )
  return { load, saveJson, saveSheet, savePaper }
}

/** What was posted since a statement and concerns its months; further lines are added below. */
export function useChanges(key: MaybeRefOrGetter<{ countyCode: string; month: string }>) {
  return useCursorList({
    filters: {},
    sources: [() => toValue(key)],
    load: async ({ page: { cursor }, signal }) => {
      const query = cursor === undefined ? {} : { cursor }
      const answer = await call(api.listChanges, { params: toValue(key), query }, { signal })
      return { ...answer, total: answer.total.entries, sum: answer.total }
    },
  })
}
