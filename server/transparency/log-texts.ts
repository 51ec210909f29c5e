import type { Reader } from '../platform/db/transaction.ts'
import { logTextOf } from './hashing.ts'
import { type Run, selectEntriesToLog } from './log-entries.queries.ts'

/** The texts of the leaves of runs, in their order; null where the ledger lacks the entry. */
export async function logTexts(reader: Reader, runs: readonly Run[]): Promise<(string | null)[]> {
  const texts = new Map<string, string>()
  for (const hasSm3 of [false, true]) {
    const ofKind = runs.filter((run) => run.hasSm3 === hasSm3)
    if (ofKind.length === 0) continue
    const entries = await selectEntriesToLog(reader, ofKind, { withContent: hasSm3 })
    for (const entry of entries) texts.set(`${entry.countyCode} ${entry.number}`, logTextOf(entry))
  }
  return runs.flatMap(({ countyCode, firstNumber, entries }) =>
    Array.from(
      { length: entries },
      (_, at) => texts.get(`${countyCode} ${firstNumber + at}`) ?? null,
    ),
  )
}
