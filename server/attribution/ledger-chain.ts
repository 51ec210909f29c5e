import { createHash } from 'node:crypto'
import {
  canonicalEntry,
  genesisText,
  type HashedEntry,
} from '../../shared/attribution/ledger-hash.ts'

/*
 * Apart from the hashed text in shared, because only the server has node's hash function.
 */

/** The hash of an entry over its content and its predecessor's hash, as lower-case hex (§4.1). */
export function hashEntry(entry: HashedEntry, previousHash: string): string {
  return createHash('sha256').update(canonicalEntry(entry, previousHash), 'utf8').digest('hex')
}

/** The predecessor hash of a county's first entry, which has no predecessor. */
export function genesisHash(countyCode: string): string {
  return createHash('sha256').update(genesisText(countyCode), 'utf8').digest('hex')
}
