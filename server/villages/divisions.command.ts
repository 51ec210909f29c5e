import { levelOfCode } from '../../shared/villages/division-code.ts'
import type { Command } from '../platform/command.ts'
import { systemActor } from '../platform/context.ts'
import { connect } from '../platform/db/connect.ts'
import { transaction } from '../platform/db/transaction.ts'
import { sourceSize } from './division-source.ts'
import { type ImportProgress, importDivisions } from './import-divisions.ts'

/** `import divisions [--only 500237,441826]`: the division tree out of the national table. */
export const importDivisionsCommand: Command = {
  summary: 'load the national division tree; --only 500237,441826 for some counties',
  run: async ({ deps, databaseUrl, args, say }) => {
    const only = areasOf(args)
    if (only === null) {
      say('Usage: import divisions [--only CODE,CODE…], each the code of a province to township.')
      return 1
    }
    // Indexes over the whole nation may take longer than any request is allowed to.
    const pool = connect({ url: databaseUrl, max: 1, statementTimeoutMs: 0 })
    const started = performance.now()
    const context = {
      actor: systemActor,
      requestId: 'import divisions',
      now: deps.clock(),
      newId: deps.newId,
    }
    const size = sourceSize(only)
    const onProgress = ({ read, stored }: ImportProgress) =>
      say(stored === 0 ? `${read} of ${size} read` : `${stored} of ${size} stored`)
    try {
      const outcome = await transaction(pool.db, (tx) =>
        importDivisions(tx, context, { only, onProgress }),
      )
      const seconds = ((performance.now() - started) / 1000).toFixed(1)
      const { read, added, changed, abolished } = outcome
      say(
        `${read} divisions read in ${seconds} s: ` +
          `${added} added, ${changed} changed, ${abolished} abolished.`,
      )
      return 0
    } finally {
      await pool.close()
    }
  },
}

/** The areas asked for; undefined for the whole nation, null when they cannot be understood. */
function areasOf(args: readonly string[]): string[] | undefined | null {
  if (args.length === 0) return undefined
  const [flag, list, ...rest] = args.flatMap((arg) => arg.split('='))
  if (flag !== '--only' || list === undefined || rest.length > 0) return null
  const codes = list.split(',')
  return codes.every((code) => /^\d+$/.test(code) && levelOfCode(code) > 0) ? codes : null
}
