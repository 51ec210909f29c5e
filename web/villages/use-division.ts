import type { Reply } from '../../shared/endpoint.ts'
import { division, provinces, readBoundaries } from '../../shared/villages/villages.api.ts'
import { call } from '../platform/api.ts'
import { useLoad } from '../platform/use-load.ts'

/** A node of the division tree with what is above and below it. */
export function useDivision(code: () => string) {
  return useLoad((signal) => call(division, { params: { code: code() } }, { signal }), [code])
}

/** The top of the division tree. */
export function useProvinces() {
  return useLoad((signal) => call(provinces, {}, { signal }))
}

/** The boundaries of the places below one, for a map; none of no place. */
export function useBoundariesOf(code: () => string | null) {
  return useLoad<Reply<typeof readBoundaries>>(
    async (signal) => {
      const of = code()
      return of === null
        ? { items: [] }
        : call(readBoundaries, { params: { code: of } }, { signal })
    },
    [code],
  )
}
