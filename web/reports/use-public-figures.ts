import {
  readPublicCounties,
  readPublicPlace,
  readPublicTotals,
  readPublicVillage,
} from '../../shared/reports/reports.api.ts'
import { call } from '../platform/api.ts'
import { useLoad } from '../platform/use-load.ts'

/** The public figures, which need no signing in. */
export function usePublicTotals(period: () => string | undefined) {
  return useLoad(
    (signal) => {
      const requested = period()
      const query = requested === undefined ? {} : { period: requested }
      return call(readPublicTotals, { query }, { signal })
    },
    [period],
  )
}

/** And of one village, what it sold and to whom. */
export function usePublicVillage(code: () => string) {
  return useLoad(
    (signal) => call(readPublicVillage, { params: { code: code() } }, { signal }),
    [code],
  )
}

/** The public totals by county. */
export function usePublicCounties(period: () => string) {
  return useLoad(
    (signal) => call(readPublicCounties, { query: { period: period() } }, { signal }),
    [period],
  )
}

/** The public totals of a county by township, or of a township by village. */
export function usePublicPlace(code: () => string, period: () => string) {
  return useLoad(
    (signal) => {
      const query = { period: period() }
      return call(readPublicPlace, { params: { code: code() }, query }, { signal })
    },
    [code, period],
  )
}
