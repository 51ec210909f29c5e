import { householdKeyOf } from '../../shared/billing/settlement-rules.ts'
import type { Reply } from '../../shared/endpoint.ts'
import { AppError } from '../../shared/errors.ts'
import type { CursorPage } from '../../shared/pagination.ts'
import type * as api from '../../shared/points/points.api.ts'
import { mostBalances } from '../../shared/points/points.schemas.ts'
import { householdNames, householdOfSlip } from '../billing/index.ts'
import type { Context } from '../platform/context.ts'
import { pageOf } from '../platform/db/keyset.ts'
import type { Reader } from '../platform/db/transaction.ts'
import {
  type BookDetails,
  balancesOfBook,
  bookById,
  bookOf,
  pooledLotsOf,
  rewardsOfBook,
  rulesOfBook,
  selectBookPage,
} from './books.queries.ts'
import {
  balancesOf,
  type EntryDetails,
  latestEntriesOf,
  selectEntryPage,
} from './entries.queries.ts'
import { keepsBook, readsBook } from './points.policy.ts'

export async function listBooks(reader: Reader, { actor }: Context, filter: CursorPage) {
  const { rows, total } = await selectBookPage(reader, actor, filter)
  return pageOf(rows, filter, summaryOf, { total })
}

async function requireReadable(reader: Reader, { actor }: Context, bookId: string) {
  const details = await bookById(reader, bookId)
  if (details === undefined || !readsBook(actor, details.book)) throw new AppError('not_found')
  return details
}

/** The points of a village with their rules and rewards. Throws `not_found`. */
export async function readBook(
  reader: Reader,
  context: Context,
  bookId: string,
): Promise<Reply<typeof api.readBook>> {
  const details = await requireReadable(reader, context, bookId)
  const rules = await rulesOfBook(reader, bookId)
  const rewards = await rewardsOfBook(reader, bookId)
  return {
    ...summaryOf(details),
    isKeeper: keepsBook(context.actor, details.book),
    rules: rules.map(({ id, basis, deed, points, decidedBy, validFrom, validTo }) => {
      return { id, basis, deed, points, decidedBy, validFrom, validTo }
    }),
    rewards: rewards.map(({ id, name, points, stockCount, stockedCount }) => {
      return { id, name, points, stockCount, redeemedCount: stockedCount - stockCount }
    }),
    lots: await pooledLotsOf(reader, bookId),
  }
}

/** What each household has, for the screen and the notice board. */
export async function readBalances(
  reader: Reader,
  context: Context,
  bookId: string,
): Promise<Reply<typeof api.readBalances>> {
  const { book } = await requireReadable(reader, context, bookId)
  const rows = await balancesOfBook(reader, bookId)
  const shown = rows.slice(0, mostBalances)
  const names = await householdNames(reader, {
    ...{ cooperativeId: book.cooperativeId, villageCode: book.villageCode },
    householdKeys: shown.map(({ householdKey }) => householdKey),
  })
  return {
    households: shown.map(({ householdKey, points }) => {
      const recipientName = names.get(householdKey) ?? ''
      return { householdNumber: householdKey, recipientName, points }
    }),
    isMore: rows.length > shown.length,
  }
}

export async function listEntries(
  reader: Reader,
  context: Context,
  { bookId, household, ...page }: CursorPage & { bookId: string; household?: string | undefined },
) {
  await requireReadable(reader, context, bookId)
  const key = household === undefined ? undefined : householdKeyOf(household)
  const { rows, total } = await selectEntryPage(reader, bookId, { ...page, household: key })
  return pageOf(rows, page, entryView, { total })
}

/** A household's own points, by the code of its slip (§3.14, §7.7). Throws `not_found`. */
export async function showHouseholdPoints(
  reader: Reader,
  code: string,
): Promise<Reply<typeof api.showHouseholdPoints>> {
  const household = await householdOfSlip(reader, code)
  if (household === undefined) throw new AppError('not_found')
  const { householdKey } = household
  const book = await bookOf(reader, household)
  if (book === undefined) return { household: null }
  const key = { bookId: book.id, householdKey }
  const points = (await balancesOf(reader, book.id, [householdKey])).get(householdKey)
  if (points === undefined) return { household: null }
  const entries = await latestEntriesOf(reader, key, 100)
  return { household: { points, entries: entries.map(factsOf) } }
}

function summaryOf({ book, cooperativeName, villageName }: BookDetails) {
  const { id, households, points, openedAt, villageCode } = book
  const village = { code: villageCode, name: villageName }
  return { id, cooperativeName, village, households, points, openedAt: openedAt.toISOString() }
}

function entryView(details: EntryDetails) {
  const { entry, lotNumber, recordedBy } = details
  return {
    ...{ id: entry.id, householdNumber: entry.household, lotNumber, recordedBy },
    ...factsOf(details),
    recordedAt: entry.recordedAt.toISOString(),
  }
}

function factsOf({ entry, reversedBy, reverses }: EntryDetails) {
  const { number, kind, occurredOn, matter, points, grams, count, reason } = entry
  const isReversed = reversedBy !== null
  return { number, kind, occurredOn, matter, points, grams, count, reason, reverses, isReversed }
}
