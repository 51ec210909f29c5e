import type { Reply } from '../../shared/endpoint.ts'
import { AppError } from '../../shared/errors.ts'
import type { listOpenings, readOpening } from '../../shared/review/opening.api.ts'
import { peopleNames } from '../accounts/index.ts'
import type { FileGrant } from '../evidence/index.ts'
import type { Context } from '../platform/context.ts'
import { pageOf } from '../platform/db/keyset.ts'
import type { Reader } from '../platform/db/transaction.ts'
import {
  linesOfOpening,
  type OpeningRow,
  type OpeningTotal,
  openingsOfFile,
  openingTotals,
  selectOpening,
  selectOpeningPage,
} from './opening.queries.ts'
import { actsOnOpening, readsOpening } from './review.policy.ts'

/** A page of the opening figures that an actor may see, latest first. */
export async function listOpeningFigures(
  reader: Reader,
  { actor }: Context,
  filter: Parameters<typeof selectOpeningPage>[2],
): Promise<Reply<typeof listOpenings>> {
  const { rows, ...rest } = await selectOpeningPage(reader, actor, filter)
  const totals = await openingTotals(
    reader,
    rows.map(({ row }) => row.id),
  )
  return pageOf(rows, filter, (each) => summaryOf(each, totals), rest)
}

/** Opening figures with their lines. Throws `not_found`. */
export async function openingFigures(
  reader: Reader,
  { actor }: Context,
  openingId: string,
): Promise<Reply<typeof readOpening>> {
  const [found] = await selectOpening(reader, openingId)
  if (found === undefined || !readsOpening(actor, found.row)) throw new AppError('not_found')
  const { row } = found
  const { enteredBy, decidedBy, reversedBy, fileId, reason, reversalReason } = row
  const people = await peopleNames(
    reader,
    [enteredBy, decidedBy, reversedBy].filter((id) => id !== null),
  )
  const nameOf = (id: string | null) => (id === null ? null : (people.get(id) ?? ''))
  return {
    ...summaryOf(found, await openingTotals(reader, [row.id])),
    ...{ fileId, reason, reversalReason },
    enteredBy: nameOf(enteredBy) ?? '',
    decidedBy: nameOf(decidedBy),
    decidedAt: row.decidedAt?.toISOString() ?? null,
    reversedBy: nameOf(reversedBy),
    reversedAt: row.reversedAt?.toISOString() ?? null,
    shown: await linesOfOpening(reader, row.id),
    acts: actsOnOpening(actor, row),
  }
}

/** The document of opening figures shows itself to whoever may see them. */
export const mayReadOpeningFile: FileGrant = async (reader, { actor }, file) => {
  const rows = await openingsOfFile(reader, file.id)
  return rows.some((row) => readsOpening(actor, row))
}

function summaryOf(
  { row, countyName }: { row: OpeningRow; countyName: string },
  totals: ReadonlyMap<string, OpeningTotal>,
) {
  const { id, countyCode, year, state, source } = row
  const { lines = 0, villages = 0, cents = 0, grams = 0 } = totals.get(id) ?? {}
  return {
    ...{ id, countyCode, countyName, year, state, source, lines, villages, cents, grams },
    enteredAt: row.enteredAt.toISOString(),
  }
}
