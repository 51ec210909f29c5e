import { type ComputedRef, computed, ref, watch } from 'vue'
import { useRoute } from 'vue-router'
import { daysBetweenReminders } from '../../shared/assistance/reminders.ts'
import type { Call, Reply } from '../../shared/endpoint.ts'
import { exportTargetProgress } from '../../shared/exchange/exchange.api.ts'
import { listTargetProgress, remindUnits } from '../../shared/reports/reports.api.ts'
import type { ProgressRow } from '../../shared/reports/target-progress.schemas.ts'
import {
  isBehind,
  mostReminded,
  progressMeasures,
  progressSorts,
  rowsShown,
} from '../../shared/reports/target-progress.ts'
import { addDays } from '../../shared/scalars.ts'
import { call } from '../platform/api.ts'
import { download } from '../platform/api-files.ts'
import { language } from '../platform/i18n.ts'
import { useAct } from '../platform/use-act.ts'
import { type ListView, oneOf } from '../platform/use-list.ts'
import { useListQuery } from '../platform/use-list-query.ts'
import { type Load, useLoad } from '../platform/use-load.ts'
import { today } from './periods.ts'
import { reportQueryOf } from './use-report-query.ts'

type Query = Call<typeof listTargetProgress>['query']

/**
 * Targets and who is behind: the subject, the day, the measure, the order and the filter live in
 * the URL. All rows are loaded at once; they are put in order here, as they are in the file.
 */
export function useTargetProgress() {
  const route = useRoute()
  const ownPath = route.path
  const { query, filters, filtered, change, clear } = useListQuery({
    filters: { on: '', measure: 'money', by: '', behind: '' },
    kept: ['on', 'measure', 'by'],
    sort: 'pace',
  })
  const asked = computed<string>((before) => {
    if (before !== undefined && route.path !== ownPath) return before
    const { period: _period, ...subject } = reportQueryOf(route.query)
    const { on, measure, by } = query.value.filters
    const wanted: Query = {
      ...subject,
      measure: oneOf(progressMeasures, measure) ?? 'money',
      ...(/^20\d{2}-\d{2}-\d{2}$/.test(on) && { on }),
      ...((by === 'unit' || by === 'division') && { by }),
    }
    return JSON.stringify(wanted)
  })
  const load = useLoad(
    (signal) => call(listTargetProgress, { query: JSON.parse(asked.value) }, { signal }),
    [asked],
  )

  const shown = computed(() => {
    const { sort } = query.value
    const field = oneOf(progressSorts, sort.replace('-', ''))
    return {
      sort: field === undefined ? 'pace' : sort,
      behind: query.value.filters.behind === 'true',
    }
  })
  const rows = computed(() => rowsShown(load.data.value?.items ?? [], shown.value))
  const list: ListView<ProgressRow> = {
    ...{ rows, filtered, clear },
    total: computed(() => rows.value.length),
    ...{ loading: load.loading, problem: load.problem, reload: load.reload },
    sort: computed(() => shown.value.sort),
    sortBy: (field) => change({ sort: shown.value.sort === field ? `-${field}` : field }),
  }

  /** The rows in their order, as a workbook. */
  const save = useAct(() => {
    const { sort, behind } = shown.value
    const query = { ...JSON.parse(asked.value), sort, language: language.value }
    return download(exportTargetProgress, {
      query: { ...query, ...(behind && { behind: 'true' }) },
    })
  })
  const reminding = useReminding({ asked, filters, rows, load })
  return { list, filters, save, data: load.data, reminding }
}

/** Choosing those that are behind, and reminding them. */
function useReminding(of: {
  asked: ComputedRef<string>
  filters: { on: string }
  rows: ComputedRef<readonly ProgressRow[]>
  load: Load<Reply<typeof listTargetProgress>>
}) {
  const { asked, filters, rows, load } = of
  /** What stands on another day is not what units are reminded of. */
  const mayRemind = computed(() => load.data.value?.mayRemind === true && filters.on === '')
  const mayBeChosen = (row: ProgressRow) =>
    isBehind(row) &&
    (row.remindedOn === null || addDays(row.remindedOn, daysBetweenReminders) <= today())
  const choosable = computed(() =>
    rows.value
      .filter(mayBeChosen)
      .map(({ key }) => key)
      .slice(0, mostReminded),
  )
  const chosen = ref<string[]>([])
  const remind = useAct(async () => {
    const { on: _on, by: _by, ...question } = JSON.parse(asked.value)
    const answer = await call(remindUnits, { body: { ...question, unitIds: chosen.value } })
    chosen.value = []
    await load.reload()
    return answer
  })
  watch(asked, () => {
    chosen.value = []
  })
  return { mayRemind, mayBeChosen, choosable, chosen, remind }
}
