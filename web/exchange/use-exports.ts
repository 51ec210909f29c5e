import { onScopeDispose, watch } from 'vue'
import * as api from '../../shared/exchange/exports.api.ts'
import { isUnderWay } from '../../shared/exchange/exports.schemas.ts'
import { call } from '../platform/api.ts'
import { download } from '../platform/api-files.ts'
import { useActs } from '../platform/use-act.ts'
import { useCursorList } from '../platform/use-cursor-list.ts'

const pauseMs = 2_000

/**
 * The files that one had made. While one of them is being made, the list is read again and again;
 * the page may be left meanwhile.
 */
export function useExports() {
  const list = useCursorList({
    filters: {},
    load: ({ page, signal }) => call(api.listExports, { query: page }, { signal }),
  })
  let timer: ReturnType<typeof setTimeout> | undefined
  // After a failed reading as well: the files are made, whether that can be seen or not.
  watch([list.data, list.problem], () => {
    clearTimeout(timer)
    if (list.rows.value.some(({ state }) => isUnderWay(state)))
      timer = setTimeout(list.reload, pauseMs)
  })
  onScopeDispose(() => clearTimeout(timer))

  const save = useActs((exportId) => download(api.downloadExport, { params: { exportId } }))
  const remove = useActs(async (exportId) => {
    await call(api.removeExport, { params: { exportId } })
    await list.reload()
  })
  return { list, save, remove }
}
