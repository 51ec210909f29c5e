import * as api from '../../shared/exchange/imports.api.ts'
import { call } from '../platform/api.ts'
import { useLoad } from '../platform/use-load.ts'

/** The codes that an import of people leaves to be handed over, all of them: for printing. */
export function useImportCodes(importId: () => string) {
  return useLoad(
    async (signal) => {
      const params = { importId: importId() }
      const query = { pageSize: 100 }
      let page = await call(api.listImportCodes, { params, query }, { signal })
      const items = [...page.items]
      while (page.nextCursor !== null) {
        const next = { ...query, cursor: page.nextCursor }
        page = await call(api.listImportCodes, { params, query: next }, { signal })
        items.push(...page.items)
      }
      return { address: page.address, items }
    },
    [importId],
  )
}
