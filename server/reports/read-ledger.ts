import type { z } from 'zod'
import type { Reply } from '../../shared/endpoint.ts'
import { monthsOfPeriod } from '../../shared/reports/periods.ts'
import type { ledgerQuery } from '../../shared/reports/query.schemas.ts'
import type { listLedger } from '../../shared/reports/reports.api.ts'
import type { Context } from '../platform/context.ts'
import type { Reader } from '../platform/db/transaction.ts'
import { type EntryFilter, selectEntries, selectEntryTotal } from './ledger.queries.ts'
import { cursorText, ledgerRowView, parseCursor } from './ledger-view.ts'
import { productNames } from './ranking.queries.ts'
import { namedSubject } from './read-subject.ts'
import { type ResolvedReport, resolveReport } from './resolve-report.ts'

type LedgerQuestion = z.output<typeof ledgerQuery>

/** What a question means, after it was judged whether the actor may ask it, and whom it is of. */
export async function resolveLedger(reader: Reader, context: Context, question: LedgerQuestion) {
  const report = await resolveReport(reader, context, question)
  const { productId } = question
  const products = productId === undefined ? null : await productNames(reader, [productId])
  return {
    filter: filterOf(report, question),
    subject: await namedSubject(reader, report.subject),
    productName: products?.get(productId ?? '') ?? null,
  }
}

function filterOf({ scope, period }: ResolvedReport, question: LedgerQuestion): EntryFilter {
  const { credit, pairing, unknownVillage, recognition } = question
  const { productId, adjustments, outside } = question
  return {
    scope,
    months: monthsOfPeriod(period),
    credit,
    pairing,
    unknownVillage,
    recognition,
    productId,
    adjustments,
    outside,
  }
}

/** A page of the ledger with the total of everything the filter means. */
export async function ledgerPageOf(
  reader: Reader,
  context: Context,
  question: LedgerQuestion & { cursor?: string | undefined; limit: number },
): Promise<Reply<typeof listLedger>> {
  const report = await resolveReport(reader, context, question)
  const filter = filterOf(report, question)
  const cursor = parseCursor(question.cursor)
  const rows = await selectEntries(reader, filter, { cursor, limit: question.limit + 1 })
  const page = rows.slice(0, question.limit)
  const last = page.at(-1)
  const isMore = rows.length > question.limit && last !== undefined
  return {
    subject: await namedSubject(reader, report.subject),
    items: page.map(ledgerRowView),
    total: await selectEntryTotal(reader, filter),
    nextCursor: isMore ? cursorText(last) : null,
  }
}
