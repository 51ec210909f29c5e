import type { z } from 'zod'
import { AppError } from '../../shared/errors.ts'
import type { ledgerQuery } from '../../shared/reports/query.schemas.ts'
import type { Context } from '../platform/context.ts'
import type { Reader } from '../platform/db/transaction.ts'
import { resolveLedger, selectEntryTotal } from '../reports/index.ts'
import type { FileLanguage } from './ledger-columns.ts'
import type { LedgerHeading } from './ledger-heading.ts'
import { makerOf } from './maker.ts'

/** A file of the ledger: of which entries, and in which language. */
export interface LedgerWish {
  question: z.output<typeof ledgerQuery>
  language: FileLanguage
}

/**
 * What a file of the ledger is of and says of itself, after it was judged whether the actor may
 * read it. Throws `too_many_entries` where it is more than `maximum`.
 */
export async function headedLedger(
  reader: Reader,
  context: Context,
  { question, language, maximum }: LedgerWish & { maximum?: number },
) {
  const { filter, subject, names } = await resolveLedger(reader, context, question)
  const total = await selectEntryTotal(reader, filter)
  const { entries } = total
  if (maximum !== undefined && entries > maximum)
    throw new AppError('too_many_entries', { values: { maximum, entries } })
  const maker = await makerOf(reader, context)
  const heading: LedgerHeading = {
    ...{ language, question, subject, names, total, maker, now: context.now },
  }
  return { filter, heading, total }
}
