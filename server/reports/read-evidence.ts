import { AppError } from '../../shared/errors.ts'
import type { EntryProof } from '../../shared/transparency/transparency.schemas.ts'
import { ledgerEntries } from '../attribution/index.ts'
import type { Config } from '../config.ts'
import type { Reader } from '../platform/db/transaction.ts'
import { proofsOfEntries } from '../transparency/index.ts'
import { selectEntryTotal } from './entry-totals.queries.ts'
import { type LedgerLine, type LedgerSort, selectEntries } from './ledger.queries.ts'
import type { EntryFilter } from './ledger-filter.queries.ts'
import { documentsOfLines, type LineDocuments, noDocuments } from './read-documents.ts'

/** An entry with all that proves it: what its hash was made over, its documents, its proof. */
export interface EntryEvidence {
  line: LedgerLine
  hashed: Awaited<ReturnType<typeof ledgerEntries>>[number]
  documents: LineDocuments
  /** None until a published head of the log holds it. */
  proof: EntryProof | null
}

/** What stands behind a figure. Throws `too_many_entries` where it is more than one file holds. */
export async function evidenceOf(
  reader: Reader,
  filter: EntryFilter,
  {
    config,
    ...few
  }: { config: Pick<Config, 'logSm3'>; sort: LedgerSort | undefined; maximum: number },
): Promise<EntryEvidence[]> {
  const lines = await selectFew(reader, filter, few)
  const entries = await ledgerEntries(reader, lines)
  const proofs = await proofsOfEntries(reader, config, entries)
  const hashed = new Map(entries.map((entry, at) => [keyOf(entry), { entry, proof: proofs[at] }]))
  const documents = await documentsOfLines(reader, [
    ...new Set(lines.map(({ orderLineId }) => orderLineId)),
  ])
  return lines.flatMap((line) => {
    const { entry, proof = null } = hashed.get(keyOf(line)) ?? {}
    if (entry === undefined) return []
    const own = documents.get(line.orderLineId) ?? noDocuments
    return { line, hashed: entry, documents: own, proof }
  })
}

/** All entries that a filter means. Throws `too_many_entries` where they are more than that. */
export async function selectFew(
  reader: Reader,
  filter: EntryFilter,
  { maximum, sort = 'number' }: { maximum: number; sort: LedgerSort | undefined },
): Promise<LedgerLine[]> {
  const page = { cursor: null, limit: maximum + 1, sort }
  const lines = await selectEntries(reader, filter, page)
  if (lines.length <= maximum) return lines
  const { entries } = await selectEntryTotal(reader, filter)
  throw new AppError('too_many_entries', { values: { maximum, entries } })
}

function keyOf({ countyCode, number }: { countyCode: string; number: number }): string {
  return `${countyCode}-${number}`
}
