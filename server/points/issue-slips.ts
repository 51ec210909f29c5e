import { householdKeyOf } from '../../shared/billing/settlement-rules.ts'
import { mostSlips } from '../../shared/billing/slips.api.ts'
import type { Reply } from '../../shared/endpoint.ts'
import { AppError, fieldError } from '../../shared/errors.ts'
import type * as api from '../../shared/points/points.api.ts'
import { householdNames, issueSlipsTo, slipKeyOf } from '../billing/index.ts'
import type { Context } from '../platform/context.ts'
import type { Transaction } from '../platform/db/transaction.ts'
import { type BookRow, balancesOfBook, bookById } from './books.queries.ts'
import { balancesOf } from './entries.queries.ts'
import { keepsBook } from './points.policy.ts'

interface Balance {
  householdKey: string
  points: number
}

/**
 * Slips by which households see their points (§7.7): of those that the cooperative never paid, as
 * the others have one with their settlements, or of some by number. A household keeps its code,
 * which opens what it is paid later too. Throws `not_found` where another keeps the book, a field
 * error where a household has no points there.
 */
export async function issueSlips(
  tx: Transaction,
  context: Context,
  {
    bookId,
    householdNumbers,
  }: { bookId: string; householdNumbers?: readonly string[] | undefined },
): Promise<Reply<typeof api.issueSlips>> {
  const book = (await bookById(tx, bookId))?.book
  if (book === undefined || !keepsBook(context.actor, book)) throw new AppError('not_found')
  const households =
    householdNumbers === undefined
      ? await unpaidHouseholds(tx, book)
      : await requireHouseholds(tx, book, householdNumbers)
  const shown = households.slice(0, mostSlips)
  const { cooperativeId, villageCode } = book
  const slips = await issueSlipsTo(tx, context, {
    cooperativeId,
    households: shown.map(({ householdKey }) => ({ villageCode, householdKey })),
  })
  const names = await namesIn(tx, book, shown)
  return {
    items: shown.flatMap(({ householdKey, points }) => {
      const slip = slips.get(slipKeyOf({ villageCode, householdKey }))
      const recipientName = names.get(householdKey) ?? ''
      if (slip === undefined) return []
      return [
        { id: slip.id, code: slip.code, householdNumber: householdKey, recipientName, points },
      ]
    }),
    isMore: households.length > shown.length,
  }
}

async function unpaidHouseholds(tx: Transaction, book: BookRow): Promise<Balance[]> {
  const all = await balancesOfBook(tx, book.id)
  const paid = await namesIn(tx, book, all)
  return all.filter(({ householdKey }) => !paid.has(householdKey))
}

async function requireHouseholds(
  tx: Transaction,
  book: BookRow,
  numbers: readonly string[],
): Promise<Balance[]> {
  const keys = [...new Set(numbers.map(householdKeyOf))]
  const points = await balancesOf(tx, book.id, keys)
  return keys.map((householdKey) => {
    const had = points.get(householdKey)
    if (had === undefined)
      throw fieldError(['householdNumbers'], 'no_points', { household: householdKey })
    return { householdKey, points: had }
  })
}

/** By the latest settlement to each household: those that were never paid have none. */
const namesIn = (
  tx: Transaction,
  { cooperativeId, villageCode }: BookRow,
  households: readonly Balance[],
) => {
  const householdKeys = households.map(({ householdKey }) => householdKey)
  return householdNames(tx, { cooperativeId, villageCode, householdKeys })
}
