import { computed, onScopeDispose, watch } from 'vue'
import type { Locale } from '../../shared/accounts/accounts.schemas.ts'
import type { Call } from '../../shared/endpoint.ts'
import { readFile } from '../../shared/evidence/evidence.api.ts'
import * as api from '../../shared/exchange/imports.api.ts'
import { isUnderWay } from '../../shared/exchange/imports.schemas.ts'
import { call } from '../platform/api.ts'
import { download } from '../platform/api-files.ts'
import { useAct } from '../platform/use-act.ts'
import { useCursorList } from '../platform/use-cursor-list.ts'
import { oneOf } from '../platform/use-list.ts'
import { useLoad } from '../platform/use-load.ts'

type ApplyBody = Call<typeof api.applyImport>['body']

const pauseMs = 1_000
export const rowFilters = ['all', 'faults', 'changes'] as const

/**
 * One import with its rows. While it is under way it is read again and again, whoever looks; the
 * page may be left meanwhile.
 */
export function useImport(importId: () => string) {
  const params = () => ({ importId: importId() })
  const load = useLoad(
    (signal) => call(api.readImport, { params: params() }, { signal }),
    [importId],
  )
  const { data, problem } = load
  const isRunning = computed(() => data.value !== null && isUnderWay(data.value.state))
  const state = computed(() => `${data.value?.state} ${data.value?.version}`)
  const rows = useCursorList({
    filters: { which: 'all' },
    sources: [importId, state],
    load: ({ filters, page, signal }) =>
      call(
        api.listImportRows,
        { params: params(), query: { ...page, which: oneOf(rowFilters, filters.which) ?? 'all' } },
        { signal },
      ),
  })

  let timer: ReturnType<typeof setTimeout> | undefined
  // After a failed reading as well: the import goes on, whether it can be seen or not.
  watch([data, problem], () => {
    clearTimeout(timer)
    if (isRunning.value) timer = setTimeout(load.reload, pauseMs)
  })
  onScopeDispose(() => clearTimeout(timer))

  const version = () => data.value?.version ?? 1
  const chooseColumns = useAct(async (fields: (string | null)[]) => {
    const body = { fields, version: version() }
    data.value = await call(api.chooseColumns, { params: params(), body })
  })
  const chooseMeant = useAct(async (choice: { field: string; text: string; value: string }) => {
    const body = { ...choice, version: version() }
    data.value = await call(api.chooseMeant, { params: params(), body })
  })
  const apply = useAct(async (document: ApplyBody['document'] = null) => {
    const body = { version: version(), document }
    data.value = await call(api.applyImport, { params: params(), body })
    return data.value
  })
  const resume = useAct(async () => {
    data.value = await call(api.resumeImport, { params: params() })
    return data.value
  })
  const undo = useAct(async () => {
    data.value = await call(api.undoImport, { params: params() })
    return data.value
  })
  const faults = useAct((language: Locale) =>
    download(api.exportImportFaults, { params: params(), query: { language } }),
  )
  const openDocument = useAct((fileId: string) => download(readFile, { params: { fileId } }))
  const acts = { chooseColumns, chooseMeant, apply, resume, undo, faults, openDocument }
  return { ...load, isRunning, rows, ...acts }
}
