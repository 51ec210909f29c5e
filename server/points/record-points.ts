import type { z } from 'zod'
import { householdKeyOf, householdNumberFault } from '../../shared/billing/settlement-rules.ts'
import { AppError, fieldError } from '../../shared/errors.ts'
import type {
  awardBody,
  contributionBody,
  RuleBasis,
  redemptionBody,
} from '../../shared/points/points.schemas.ts'
import { pointsForGrams } from '../../shared/points/points.ts'
import { dayOf } from '../../shared/scalars.ts'
import { lotsByIds, lotsOfSeller, lotVillages } from '../catalogue/index.ts'
import type { Context } from '../platform/context.ts'
import type { Transaction } from '../platform/db/transaction.ts'
import { type BookRow, gramsOfLot, rewardOf, ruleOf, updateReward } from './books.queries.ts'
import {
  awardedOn,
  balancesOf,
  type EntryRow,
  entryOf,
  insertEntries,
  lockPooledLot,
  saveBalances,
  saveBookSums,
  savePooledLot,
} from './entries.queries.ts'
import { audit, requireBook } from './keep-book.ts'

interface BookKey {
  bookId: string
}

type NewEntry = Pick<EntryRow, 'kind' | 'householdKey' | 'points' | 'occurredOn' | 'matter'> &
  Partial<Omit<EntryRow, 'id' | 'bookId' | 'number' | 'household' | 'recordedBy' | 'recordedAt'>>

const nothingMore = {
  ...{ ruleId: null, lotId: null, grams: null, rewardId: null, count: null },
  ...{ reason: '', reversesId: null },
}

/**
 * Awards the points of a rule to households, one time of a day each (§7.7): under the rule as it
 * was in force on that day.
 */
export async function awardPoints(
  tx: Transaction,
  context: Context,
  { bookId, ruleId, occurredOn, householdNumbers }: z.output<typeof awardBody> & BookKey,
): Promise<{ ids: string[] }> {
  const book = await requireBook(tx, context, bookId)
  requireNotToCome(context, occurredOn)
  const rule = await requireRule(tx, { bookId, ruleId, occurredOn, basis: 'deed' })
  const keys = householdNumbers.map((number) => requireKey(number, ['householdNumbers']))
  const twice = keys.find((key, index) => keys.indexOf(key) !== index)
  const [again = twice] = await awardedOn(tx, { ruleId, occurredOn, householdKeys: keys })
  if (again !== undefined)
    throw fieldError(['householdNumbers'], 'awarded_already', { household: again })
  const rows = keys.map((householdKey): NewEntry => {
    const { points, deed } = rule
    return { kind: 'award', householdKey, points, occurredOn, matter: deed, ruleId }
  })
  const ids = await postEntries(tx, context, { book, rows })
  await audit(tx, context, {
    ...{ bookId, action: 'award' },
    after: { ruleId, points: rule.points, occurredOn, households: keys },
  })
  return { ids }
}

/**
 * Records what households brought to a lot that is sold for all of them: of a lot of this
 * cooperative that comes from the village, together never more than was declared of it. Money for
 * it is paid by settlements of the lot (§3.14).
 */
export async function recordContributions(
  tx: Transaction,
  context: Context,
  input: z.output<typeof contributionBody> & BookKey,
): Promise<{ ids: string[] }> {
  const { bookId, ruleId, occurredOn } = input
  const book = await requireBook(tx, context, bookId)
  requireNotToCome(context, occurredOn)
  const rule =
    ruleId === null
      ? null
      : await requireRule(tx, { bookId, ruleId, occurredOn, basis: 'kilogram' })
  const { lotId, matter } = await requireLot(tx, book, input.lotNumber)
  const brought = await lockPooledLot(tx, lotId)
  const grams = input.rows.reduce((sum, row) => sum + row.grams, brought)
  const total = await gramsOfLot(tx, lotId)
  if (grams > total)
    throw fieldError(['lotNumber'], 'above_lot', { kilograms: (total - brought) / 1_000 })
  await savePooledLot(tx, lotId, grams)
  const rows = input.rows.map((row, index): NewEntry => {
    const householdKey = requireKey(row.householdNumber, ['rows', index, 'householdNumber'])
    const points = rule === null ? 0 : pointsForGrams(rule.points, row.grams)
    const of = { kind: 'contribution' as const, householdKey, points, occurredOn, matter }
    return { ...of, ruleId, lotId, grams: row.grams }
  })
  const ids = await postEntries(tx, context, { book, rows })
  await audit(tx, context, {
    ...{ bookId, action: 'contribute' },
    after: { lotId, ruleId, occurredOn, grams: grams - brought, households: rows.length },
  })
  return { ids }
}

/** Hands out a reward: there is as much of it, and the household has the points. */
export async function redeemPoints(
  tx: Transaction,
  context: Context,
  input: z.output<typeof redemptionBody> & BookKey,
): Promise<{ ids: string[] }> {
  const { bookId, rewardId, count, occurredOn } = input
  const book = await requireBook(tx, context, bookId)
  requireNotToCome(context, occurredOn)
  const reward = await rewardOf(tx, { bookId, rewardId })
  if (reward === undefined) throw fieldError(['rewardId'], 'not_found')
  const { stockCount, name: matter } = reward
  if (count > stockCount) throw fieldError(['count'], 'too_big', { maximum: stockCount })
  const householdKey = requireKey(input.householdNumber, ['householdNumber'])
  const points = -reward.points * count
  await updateReward(tx, rewardId, { stockCount: stockCount - count })
  const row = { kind: 'redemption' as const, householdKey, points, occurredOn, matter }
  const rows = [{ ...row, rewardId, count }]
  const ids = await postEntries(tx, context, { book, rows, path: ['householdNumber'] })
  await audit(tx, context, {
    ...{ bookId, action: 'redeem' },
    after: { rewardId, count, points, household: householdKey },
  })
  return { ids }
}

/** Reverses an entry by another one, once; nothing is taken that the household has redeemed. */
export async function reverseEntry(
  tx: Transaction,
  context: Context,
  { bookId, entryId, reason }: BookKey & { entryId: string; reason: string },
): Promise<{ ids: string[] }> {
  const book = await requireBook(tx, context, bookId)
  const found = await entryOf(tx, { bookId, entryId })
  if (found === undefined) throw new AppError('not_found')
  const { entry, reversedBy } = found
  if (entry.kind === 'reversal' || reversedBy !== null)
    throw new AppError('illegal_transition', { values: { state: 'reversed', move: 'reverse' } })
  const { household: householdKey, matter, ruleId, lotId, grams, rewardId, count } = entry
  if (lotId !== null)
    await savePooledLot(tx, lotId, (await lockPooledLot(tx, lotId)) - (grams ?? 0))
  const reward = rewardId === null ? undefined : await rewardOf(tx, { bookId, rewardId })
  if (reward) await updateReward(tx, reward.id, { stockCount: reward.stockCount + (count ?? 0) })
  const of = { householdKey, matter, ruleId, lotId, grams, rewardId, count }
  const row: NewEntry = {
    ...{ kind: 'reversal', ...of, points: 0 - entry.points },
    ...{ occurredOn: dayOf(context.now), reason, reversesId: entryId },
  }
  const ids = await postEntries(tx, context, { book, rows: [row], path: ['reason'] })
  await audit(tx, context, {
    ...{ bookId, action: 'reverse' },
    after: { entryId, number: entry.number, points: row.points, reason },
  })
  return { ids }
}

/**
 * Writes entries into a locked book with their numbers, and what its households have from then on.
 * Throws a field error at `path` where one would have less than nothing.
 */
async function postEntries(
  tx: Transaction,
  context: Context,
  { book, rows, path = [] }: { book: BookRow; rows: readonly NewEntry[]; path?: string[] },
): Promise<string[]> {
  const keys = [...new Set(rows.map(({ householdKey }) => householdKey))]
  const had = await balancesOf(tx, book.id, keys)
  const has = new Map(keys.map((key) => [key, had.get(key) ?? 0]))
  for (const { householdKey, points } of rows)
    has.set(householdKey, (has.get(householdKey) ?? 0) + points)
  const [short] = [...has].filter(([, points]) => points < 0)
  if (short !== undefined) {
    const [household] = short
    throw fieldError(path, 'points_short', { household, points: had.get(household) ?? 0 })
  }
  const bookId = book.id
  const recorded = { recordedBy: context.actor.personId, recordedAt: context.now }
  const written = rows.map((row, index) => ({
    ...{ ...nothingMore, ...row, id: context.newId(), bookId },
    ...{ number: book.entries + index + 1, ...recorded },
  }))
  await insertEntries(tx, written)
  await saveBalances(
    tx,
    [...has].map(([householdKey, points]) => ({ bookId, householdKey, points })),
  )
  await saveBookSums(tx, bookId, {
    entries: book.entries + rows.length,
    households: book.households + keys.filter((key) => !had.has(key)).length,
    points: rows.reduce((sum, { points }) => sum + points, book.points),
  })
  return written.map(({ id }) => id)
}

/** A household by its number as settlements compare it: `第12户` and `012` are one (§3.14). */
function requireKey(number: string, path: (string | number)[]): string {
  const fault = householdNumberFault(number)
  if (fault !== null) throw fieldError(path, fault)
  return householdKeyOf(number)
}

function requireNotToCome({ now }: Context, occurredOn: string): void {
  if (occurredOn > dayOf(now)) throw fieldError(['occurredOn'], 'in_the_future')
}

/** A rule of the book that was in force on the day. */
async function requireRule(
  tx: Transaction,
  { occurredOn, basis, ...key }: BookKey & { ruleId: string; occurredOn: string; basis: RuleBasis },
) {
  const rule = await ruleOf(tx, key)
  if (rule === undefined || rule.basis !== basis) throw fieldError(['ruleId'], 'not_found')
  if (occurredOn < rule.validFrom || occurredOn > (rule.validTo ?? occurredOn))
    throw fieldError(['occurredOn'], 'rule_not_in_force')
  return rule
}

/** A lot of the cooperative by its number, which comes from the village. */
async function requireLot(
  tx: Transaction,
  { cooperativeId, villageCode }: BookRow,
  number: string,
): Promise<{ lotId: string; matter: string }> {
  const found = await lotsOfSeller(tx, { cooperativeId, numbers: [number] })
  const [lot, another] = found
  if (lot === undefined) throw fieldError(['lotNumber'], 'not_found')
  if (another !== undefined) throw fieldError(['lotNumber'], 'ambiguous', { text: number })
  const { lotId } = lot
  const villages = (await lotVillages(tx, [lotId])).get(lotId) ?? []
  if (!villages.some((village) => village.villageCode === villageCode))
    throw fieldError(['lotNumber'], 'lot_of_another_village')
  const [details] = await lotsByIds(tx, [lotId])
  return { lotId, matter: details?.productName ?? number }
}
