import { ref } from 'vue'
import * as api from '../../shared/billing/settlements.api.ts'
import type { Call } from '../../shared/endpoint.ts'
import { readFile } from '../../shared/evidence/evidence.api.ts'
import { useUpload } from '../evidence/use-upload.ts'
import { call } from '../platform/api.ts'
import { download } from '../platform/api-files.ts'
import { useAct } from '../platform/use-act.ts'
import { useCursorList } from '../platform/use-cursor-list.ts'

type Decision = Call<typeof api.decideSettlements>['body']['decision']

/** Settlements that the actor sees; at first those that wait for their county (§3.14). */
export function useCountySettlements() {
  const chosen = ref<string[]>([])
  const list = useCursorList({
    filters: { show: 'waiting', village: '', from: '', to: '' },
    load: ({ filters, page, signal }) => {
      const waiting = filters.show === 'waiting' ? ('true' as const) : ('false' as const)
      const { village, from, to } = filters
      const only = {
        ...(village !== '' && { villageCode: village }),
        ...(from !== '' && { from }),
        ...(to !== '' && { to }),
      }
      const query = { ...page, ...only, waiting, pageSize: 100 }
      return call(api.listSettlements, { query }, { signal })
    },
  })
  const decide = useAct(async (decision: Decision) => {
    const body = { settlementIds: chosen.value, decision }
    const { items } = await call(api.decideSettlements, { body })
    chosen.value = []
    await list.reload()
    return items
  })
  const upload = useUpload({ isPublic: false })
  const openDocument = useAct((fileId: string) => download(readFile, { params: { fileId } }))
  return { list, chosen, decide, upload, openDocument }
}
