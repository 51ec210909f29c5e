import { readTotals } from '../../shared/reports/reports.api.ts'
import { call } from '../platform/api.ts'
import { useLoad } from '../platform/use-load.ts'
import { today } from './periods.ts'

/** This year's totals of whom the person acts for; shown by UnitProgress on first screens. */
export function useOwnTotals() {
  return useLoad((signal) =>
    call(readTotals, { query: { period: today().slice(0, 4) } }, { signal }),
  )
}
