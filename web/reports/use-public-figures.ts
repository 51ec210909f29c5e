import { readPublicTotals, readPublicVillage } from '../../shared/reports/reports.api.ts'
import { call } from '../platform/api.ts'
import { useLoad } from '../platform/use-load.ts'

/** What anybody may see without signing in: the sums of all. */
export function usePublicTotals() {
  return useLoad((signal) => call(readPublicTotals, {}, { signal }))
}

/** And of one village, what it sold and to whom. */
export function usePublicVillage(code: () => string) {
  return useLoad(
    (signal) => call(readPublicVillage, { params: { code: code() } }, { signal }),
    [code],
  )
}
