import { listMetrics } from '../../shared/reports/reports.api.ts'
import { call } from '../platform/api.ts'
import { useLoad } from '../platform/use-load.ts'

/** The definitions of all figures, as anybody may read them. */
export function useMetrics() {
  return useLoad((signal) => call(listMetrics, {}, { signal }))
}
