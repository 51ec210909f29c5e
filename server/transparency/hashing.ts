import { createHash, hash as hashAtOnce } from 'node:crypto'
import { canonicalEntry } from '../../shared/attribution/ledger-hash.ts'
import { logEntryText } from '../../shared/transparency/log-entry.ts'
import { type HashOf, leafHash } from '../../shared/transparency/merkle.ts'
import type { EntryToLog } from './log-entries.queries.ts'

/*
 * Apart from the tree in shared, because only the server has node's hash functions.
 */

/** Where the parts are put together: a tree is hundreds of thousands of hashes of a few bytes. */
const scratch = Buffer.alloc(1_024)

/** SHA-256 of the parts one after the other. */
export const sha256: HashOf = (...parts) => {
  const length = parts.reduce((sum, part) => sum + part.length, 0)
  if (length > scratch.length) return hashAtOnce('sha256', Buffer.concat(parts), 'buffer')
  let at = 0
  for (const part of parts) {
    scratch.set(part, at)
    at += part.length
  }
  return hashAtOnce('sha256', scratch.subarray(0, length), 'buffer')
}

/** SM3 (GB/T 32905) of a text's UTF-8 bytes, as lower-case hex. */
export function sm3Hex(text: string): string {
  return createHash('sm3').update(text, 'utf8').digest('hex')
}

/** An entry's text in the log. */
export function logTextOf({ hash, countyCode, number, content }: EntryToLog): string {
  const sm3 = content === null ? null : sm3Hex(canonicalEntry(content, content.previousHash))
  return logEntryText({ countyCode, number, hash, sm3 })
}

/** The leaf of a text in the log. */
export function leafOf(text: string): Uint8Array {
  return leafHash(sha256, Buffer.from(text, 'utf8'))
}
