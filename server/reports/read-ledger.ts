import type { z } from 'zod'
import { canonicalEntry } from '../../shared/attribution/ledger-hash.ts'
import type { Reply } from '../../shared/endpoint.ts'
import { AppError } from '../../shared/errors.ts'
import type { listLedger, readEntry } from '../../shared/reports/reports.api.ts'
import type { ledgerQuery } from '../../shared/reports/reports.schemas.ts'
import { dayOf } from '../../shared/scalars.ts'
import { peopleNames } from '../accounts/index.ts'
import { ledgerEntry, lineStanding } from '../attribution/index.ts'
import type { Context } from '../platform/context.ts'
import type { Reader } from '../platform/db/transaction.ts'
import { selectDocuments } from './documents.queries.ts'
import { type EntryFilter, selectEntries, selectEntry, selectEntryTotal } from './ledger.queries.ts'
import { cursorText, ledgerRowView, parseCursor } from './ledger-view.ts'
import { namedSubject } from './read-totals.ts'
import { mayReadEntry } from './reports.policy.ts'
import { knownOfOrganisation, type ResolvedReport, resolveReport } from './resolve-scope.ts'

type LedgerAsked = z.output<typeof ledgerQuery>

/** The filter an actor's question means, after it was judged whether he may ask it. */
export async function resolveEntryFilter(
  reader: Reader,
  context: Context,
  asked: LedgerAsked,
): Promise<EntryFilter> {
  return filterOf(await resolveReport(reader, context, asked), asked)
}

function filterOf({ scope, days }: ResolvedReport, asked: LedgerAsked): EntryFilter {
  const { credit, pairing, unknownVillage, standing, productId } = asked
  const months = { first: days.from.slice(0, 7), last: days.to.slice(0, 7) }
  return { ...scope, months, credit, pairing, unknownVillage, standing, productId }
}

/** A page of the ledger with the total of everything the filter means. */
export async function ledgerPageOf(
  reader: Reader,
  context: Context,
  asked: LedgerAsked & { cursor?: string | undefined; limit: number },
): Promise<Reply<typeof listLedger>> {
  const report = await resolveReport(reader, context, asked)
  const filter = filterOf(report, asked)
  const cursor = parseCursor(asked.cursor)
  const rows = await selectEntries(reader, filter, { cursor, limit: asked.limit + 1 })
  const page = rows.slice(0, asked.limit)
  const last = page.at(-1)
  const isMore = rows.length > asked.limit && last !== undefined
  return {
    subject: await namedSubject(reader, report.subject),
    items: page.map(ledgerRowView),
    total: await selectEntryTotal(reader, filter),
    nextCursor: isMore ? cursorText(last) : null,
  }
}

/** One entry with its cause, its documents and what its hash was made over. */
export async function entryPageOf(
  reader: Reader,
  context: Context,
  key: { countyCode: string; number: number },
): Promise<Reply<typeof readEntry>> {
  const entry = await ledgerEntry(reader, key)
  const row = await selectEntry(reader, key)
  if (entry === undefined || row === undefined) throw new AppError('not_found')
  const days = { from: entry.recognisedOn, to: dayOf(context.now) }
  const known = await knownOfOrganisation(reader, context, days)
  if (!mayReadEntry(context.actor, entry, known)) throw new AppError('not_found')
  const line = await lineStanding(reader, entry.orderLineId)
  if (line === undefined) throw new Error(`the ledger holds an entry of no line: ${key.number}`)
  const names = await peopleNames(reader, [entry.actorId])
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
    line,
    documents: await selectDocuments(reader, entry.orderLineId),
  }
}
