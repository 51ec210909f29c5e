import type { z } from 'zod'
import { AppError } from '../../shared/errors.ts'
import type * as api from '../../shared/review/outside.api.ts'
import type { Likeness } from '../../shared/review/outside.schemas.ts'
import { peopleNames } from '../accounts/index.ts'
import { type FileGrant, filesOfSameContent } from '../evidence/index.ts'
import type { Context } from '../platform/context.ts'
import { pageOf } from '../platform/db/keyset.ts'
import type { Reader } from '../platform/db/transaction.ts'
import { type LikenessRow, selectLikenesses } from './likenesses.queries.ts'
import {
  countOpenLines,
  entriesOfOutside,
  type OutsideRow,
  outsideOfFile,
} from './outside.queries.ts'
import {
  type OutsideDetails,
  type OutsideFilter,
  selectOutside,
  selectOutsidePage,
  selectOutsideTotals,
} from './outside-list.queries.ts'
import { actsOnOutside, attestsOutside, readsOutside } from './review.policy.ts'
import { readThresholds } from './thresholds.ts'

type OutsideView = z.input<typeof api.readOutside.response>

/** A page of the purchases outside that an actor may see, latest first. */
export async function listOutside(reader: Reader, { actor }: Context, filter: OutsideFilter) {
  const { rows, ...rest } = await selectOutsidePage(reader, actor, filter)
  return pageOf(rows, filter, summaryOf, rest)
}

export async function sumOutside(
  reader: Reader,
  { actor }: Context,
  filter: Parameters<typeof selectOutsideTotals>[2],
) {
  return { items: await selectOutsideTotals(reader, actor, filter) }
}

/** One purchase with everything that is known of it. Throws `not_found`. */
export async function readOutside(
  reader: Reader,
  { actor }: Context,
  outsideId: string,
): Promise<OutsideView> {
  const [details] = await selectOutside(reader, outsideId)
  if (details === undefined || !readsOutside(actor, details.row)) throw new AppError('not_found')
  const { row } = details
  const { enteredBy, submittedBy, decidedBy, reversedBy } = row
  const people = await peopleNames(
    reader,
    [enteredBy, submittedBy, decidedBy, reversedBy].filter((id) => id !== null),
  )
  const nameOf = (id: string | null) => (id === null ? null : (people.get(id) ?? ''))
  const isOpen = row.grade === 'B' && ['draft', 'submitted', 'returned'].includes(row.state)
  const likenesses = isOpen ? await likenessRowsOf(reader, row) : row.likenesses
  const { channel, sellerCreditCode, category, paidOn, remark, reason, reversalReason } = row
  const { invoiceFileId, paymentFileId, weighFileId } = row
  return {
    ...summaryOf(details),
    ...{ channel, sellerCreditCode, category, paidOn, remark, reason, reversalReason },
    ...{ invoiceFileId, paymentFileId, weighFileId },
    enteredBy: nameOf(enteredBy) ?? '',
    submittedBy: nameOf(submittedBy),
    decidedBy: nameOf(decidedBy),
    decidedAt: row.decidedAt?.toISOString() ?? null,
    reversedBy: nameOf(reversedBy),
    reversedAt: row.reversedAt?.toISOString() ?? null,
    otherLines: await countOpenLines(reader, row),
    // What other units bought is their business and the county's.
    likenesses: likenesses.filter(
      (like) =>
        attestsOutside(actor, row) ||
        actor.organisationKind === 'platform' ||
        ('unitId' in like && like.unitId === row.unitId),
    ),
    entries: row.grade === 'B' ? await entriesOfOutside(reader, row) : [],
    acts: actsOnOutside(actor, row),
  }
}

/** What a line may double, by the thresholds of the day it was bought on. */
export async function likenessesOf(reader: Reader, row: OutsideRow): Promise<Likeness[]> {
  const rows = await likenessRowsOf(reader, row)
  return rows.map(({ unitId: _, ...likeness }) => likeness)
}

async function likenessRowsOf(reader: Reader, row: OutsideRow): Promise<LikenessRow[]> {
  const thresholds = await readThresholds(reader)
  const near = thresholds.on('outside_duplicates', row.purchasedOn).value
  const files = [row.invoiceFileId, row.paymentFileId, row.weighFileId].filter((id) => id !== null)
  const alike = await filesOfSameContent(reader, files)
  return selectLikenesses(reader, row, { near, fileIds: alike.map(({ fileId }) => fileId) })
}

/** The documents of a purchase show themselves to whoever may see it. */
export const mayReadOutsideFile: FileGrant = async (reader, { actor }, file) => {
  const rows = await outsideOfFile(reader, file.id)
  return rows.some((row) => readsOutside(actor, row))
}

function summaryOf({ row, unitName, villageName }: OutsideDetails) {
  const { id, grade, state, sellerName, productName, grams, cents, purchasedOn, number } = row
  return {
    ...{ id, grade, state, sellerName, productName, grams, cents, purchasedOn, number },
    unit: { id: row.unitId, name: unitName },
    village: { code: row.villageCode, name: villageName },
    enteredAt: row.enteredAt.toISOString(),
  }
}
