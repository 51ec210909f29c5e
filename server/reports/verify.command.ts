import type { Command } from '../platform/command.ts'
import { connect } from '../platform/db/connect.ts'
import { verifyRecords } from './verify-records.ts'

/** Verifies the whole ledger, or the counties whose code begins with what is given. */
export const verify: Command = {
  summary:
    'recompute the ledger and all that rests on it; name the first fault (or: verify 500237)',
  run: async ({ databaseUrl, args, say }) => {
    const prefix = args[0] ?? ''
    // A verification reads the whole database, so it has no time limit.
    const pool = connect({
      url: databaseUrl,
      max: 1,
      statementTimeoutMs: 0,
      idleInTransactionTimeoutMs: 0,
      applicationName: 'cunji-verify',
    })
    try {
      const { counties, entries, lines, fault } = await verifyRecords(pool.db, prefix)
      if (fault === null) {
        say(
          `The ledger is whole: ${entries} entries of ${counties} counties, ${lines} order lines.`,
        )
        return 0
      }
      const place = fault.number === null ? '' : `, number ${fault.number}`
      say(`First fault: ${fault.check}, county ${fault.countyCode ?? '-'}${place}: ${fault.detail}`)
      return 1
    } finally {
      await pool.close()
    }
  },
}
