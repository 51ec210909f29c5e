import { readLog } from '../../shared/transparency/transparency.api.ts'
import { call } from '../platform/api.ts'
import { useLoad } from '../platform/use-load.ts'

/** The log of all ledger entries, as anybody may follow it. */
export function useLog() {
  return useLoad((signal) => call(readLog, {}, { signal }))
}
