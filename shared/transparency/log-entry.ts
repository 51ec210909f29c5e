/** What the log keeps of a ledger entry. */
export interface LoggedEntry {
  countyCode: string
  number: number
  /** The entry's hash in its county's chain (§4.1), hex. */
  hash: string
  /** SM3 of the entry's canonical text as hex, where national rules ask for it; else null. */
  sm3: string | null
}

/**
 * The text of a ledger entry in the log (§4.5), whose UTF-8 bytes are the leaf: which entry of
 * which county, and its hash. Anybody may read it, so it says nothing of what was bought: the hash
 * covers ids that nobody guesses.
 */
export function logEntryText({ countyCode, number, hash, sm3 }: LoggedEntry): string {
  return `cunji-log-1 entry ${countyCode} ${number} ${hash}${sm3 === null ? '' : ` sm3:${sm3}`}`
}
