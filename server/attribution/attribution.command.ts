import type { Command } from '../platform/command.ts'
import { verifyLedger } from './verify-ledger.ts'

/** `verify [county]`: recomputes the ledger and names the first fault. */
export const verify: Command = {
  summary: 'recompute the ledger, its chain, totals and splits; exit status 1 at a fault',
  run: async ({ deps, args, say }) => {
    const [county = ''] = args
    const { counties, entries, lines, fault } = await verifyLedger(deps.db, county)
    if (fault === null) {
      say(`All is well: ${entries} entries of ${lines} lines in ${counties} counties.`)
      return 0
    }
    const place = fault.number === null ? fault.countyCode : `${fault.countyCode} ${fault.number}`
    say(`First fault, in ${place}: ${fault.check}. ${fault.detail}`)
    return 1
  },
}
