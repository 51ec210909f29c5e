import { listAudit } from '../../shared/evidence/evidence.api.ts'
import { call } from '../platform/api.ts'
import { filledIn, useList } from '../platform/use-list.ts'

/** Who did what for whom, newest first. */
export function useAuditLog() {
  return useList({
    filters: { action: '', from: '', to: '' },
    pageSize: 50,
    load: ({ filters, page, pageSize, signal }) => {
      const query = { ...filledIn(filters), page, pageSize }
      return call(listAudit, { query }, { signal })
    },
  })
}
