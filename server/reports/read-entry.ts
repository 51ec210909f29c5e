import { canonicalEntry } from '../../shared/attribution/ledger-hash.ts'
import type { Reply } from '../../shared/endpoint.ts'
import { AppError } from '../../shared/errors.ts'
import type { readEntry, readEntryProof } from '../../shared/reports/reports.api.ts'
import { dayOf } from '../../shared/scalars.ts'
import { peopleNames } from '../accounts/index.ts'
import { ledgerEntry, lineTotals } from '../attribution/index.ts'
import type { Config } from '../config.ts'
import type { Context } from '../platform/context.ts'
import type { Reader } from '../platform/db/transaction.ts'
import { proofOfEntry } from '../transparency/index.ts'
import { selectEntry } from './ledger.queries.ts'
import { ledgerRowView } from './ledger-view.ts'
import { documentsOfLines, noDocuments } from './read-documents.ts'
import { unitsOfActor } from './read-subject.ts'
import { mayReadEntry } from './reports.policy.ts'

interface EntryKey {
  countyCode: string
  number: number
}

/** One entry with its cause, its documents and what its hash was made over. */
export async function entryPageOf(
  reader: Reader,
  context: Context,
  key: EntryKey,
): Promise<Reply<typeof readEntry>> {
  const { entry, units } = await requireEntry(reader, context, key)
  const row = await selectEntry(reader, key, units)
  if (row === undefined) throw new Error(`entry ${key.number} has no line or no view`)
  const names = await peopleNames(reader, [entry.actorId])
  const documents = (await documentsOfLines(reader, [entry.orderLineId])).get(entry.orderLineId)
  return {
    entry: {
      ...ledgerRowView(row),
      postedAt: entry.postedAt.toISOString(),
      actorName: names.get(entry.actorId) ?? '',
      ruleVersion: entry.ruleVersion,
      causeId: entry.causeId,
      causeLineId: entry.causeLineId,
      purchaseOrderId: entry.purchaseOrderId,
      hash: entry.hash,
      previousHash: entry.previousHash,
      canonicalText: canonicalEntry(entry, entry.previousHash),
    },
    line: await lineTotals(reader, entry.orderLineId),
    documents: documents ?? noDocuments,
  }
}

/** The proof file of an entry, for those who may read it (§4.5). */
export async function entryProofOf(
  reader: Reader,
  context: Context,
  { key, config }: { key: EntryKey; config: Config },
): Promise<Reply<typeof readEntryProof>> {
  const { entry } = await requireEntry(reader, context, key)
  return proofOfEntry(reader, config, entry)
}

async function requireEntry(reader: Reader, context: Context, key: EntryKey) {
  const entry = await ledgerEntry(reader, key)
  if (entry === undefined) throw new AppError('not_found')
  const days = { from: entry.recognisedOn, to: dayOf(context.now) }
  const units = await unitsOfActor(reader, context.actor, days)
  if (!mayReadEntry(context.actor, entry, units)) throw new AppError('not_found')
  return { entry, units }
}
