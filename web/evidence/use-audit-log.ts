import { listAudit } from '../../shared/evidence/evidence.api.ts'
import { call } from '../platform/api.ts'
import { useCursorList } from '../platform/use-cursor-list.ts'
import { filledIn } from '../platform/use-list.ts'

/** Who did what for whom, newest first. */
export function useAuditLog() {
  return useCursorList({
    filters: { action: '', from: '', to: '' },
    pageSize: 50,
    load: ({ filters, page, signal }) => {
      const query = { ...filledIn(filters), ...page }
      return call(listAudit, { query }, { signal })
    },
  })
}
