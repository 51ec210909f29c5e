import type { z } from 'zod'
import { AppError, fieldError } from '../../shared/errors.ts'
import type { rewardBody, ruleBody } from '../../shared/points/points.schemas.ts'
import { dayOf } from '../../shared/scalars.ts'
import { recordAudit } from '../evidence/index.ts'
import { requireAdmittedCooperative } from '../organisations/index.ts'
import { type Context, organisationOf } from '../platform/context.ts'
import type { Transaction } from '../platform/db/transaction.ts'
import { requireVillage } from '../villages/index.ts'
import {
  type BookRow,
  endRuleOn,
  insertBook,
  insertReward,
  insertRule,
  lockBook,
  rewardOf,
  ruleOf,
  updateReward,
} from './books.queries.ts'
import { keepsBook } from './points.policy.ts'

interface BookKey {
  bookId: string
}

/**
 * Begins to keep the points of a village in the cooperative's county (§7.7); where the cooperative
 * keeps them already, its book.
 */
export async function openBook(
  tx: Transaction,
  context: Context,
  { villageCode }: { villageCode: string },
): Promise<{ id: string }> {
  const cooperativeId = organisationOf(context.actor)
  const { countyCode } = await requireAdmittedCooperative(tx, cooperativeId, dayOf(context.now))
  await requireVillage(tx, villageCode, ['villageCode'])
  if (!villageCode.startsWith(countyCode)) throw fieldError(['villageCode'], 'village_elsewhere')
  const { id, isNew } = await insertBook(tx, {
    ...{ id: context.newId(), cooperativeId, villageCode },
    ...{ openedBy: context.actor.personId, openedAt: context.now },
  })
  if (isNew) await audit(tx, context, { bookId: id, action: 'open-book', after: { villageCode } })
  return { id }
}

/** The book, held until the end of the act. Throws `not_found` to whoever does not keep it. */
export async function requireBook(
  tx: Transaction,
  { actor }: Context,
  bookId: string,
): Promise<BookRow> {
  const book = await lockBook(tx, bookId)
  if (book === undefined || !keepsBook(actor, book)) throw new AppError('not_found')
  return book
}

/** Enters a rule as the village decided it, in whole points for a deed or a kilogram (§7.7). */
export async function addRule(
  tx: Transaction,
  context: Context,
  { bookId, ...rule }: z.output<typeof ruleBody> & BookKey,
): Promise<{ id: string }> {
  await requireBook(tx, context, bookId)
  const id = context.newId()
  const added = { addedBy: context.actor.personId, addedAt: context.now }
  await insertRule(tx, { id, bookId, ...rule, ...added })
  await audit(tx, context, { bookId, action: 'add-rule', after: { ruleId: id, ...rule } })
  return { id }
}

/** A rule ends once, on a day that is not before its first. */
export async function endRule(
  tx: Transaction,
  context: Context,
  { bookId, ruleId, validTo }: BookKey & { ruleId: string; validTo: string },
): Promise<{ id: string }> {
  await requireBook(tx, context, bookId)
  const rule = await ruleOf(tx, { bookId, ruleId })
  if (rule === undefined) throw new AppError('not_found')
  if (rule.validTo !== null)
    throw new AppError('illegal_transition', { values: { state: 'ended', move: 'end' } })
  if (validTo < rule.validFrom) throw fieldError(['validTo'], 'dates_out_of_order')
  await endRuleOn(tx, ruleId, { validTo, endedBy: context.actor.personId })
  await audit(tx, context, { bookId, action: 'end-rule', after: { ruleId, validTo } })
  return { id: ruleId }
}

/** Sets goods aside, so many pieces, for so many points each (§7.7). */
export async function addReward(
  tx: Transaction,
  context: Context,
  { bookId, count, ...reward }: z.output<typeof rewardBody> & BookKey,
): Promise<{ id: string }> {
  await requireBook(tx, context, bookId)
  const id = context.newId()
  const stock = { stockedCount: count, stockCount: count }
  const added = { addedBy: context.actor.personId, addedAt: context.now }
  await insertReward(tx, { id, bookId, ...reward, ...stock, ...added })
  const after = { rewardId: id, ...reward, count }
  await audit(tx, context, { bookId, action: 'add-reward', after })
  return { id }
}

/** Sets more aside, or takes some back; never more than is there. */
export async function stockReward(
  tx: Transaction,
  context: Context,
  { bookId, rewardId, countChange }: BookKey & { rewardId: string; countChange: number },
): Promise<{ id: string }> {
  await requireBook(tx, context, bookId)
  const reward = await rewardOf(tx, { bookId, rewardId })
  if (reward === undefined) throw new AppError('not_found')
  const { stockCount, stockedCount } = reward
  if (stockCount + countChange < 0)
    throw fieldError(['countChange'], 'too_small', { minimum: -stockCount })
  await updateReward(tx, rewardId, {
    stockCount: stockCount + countChange,
    stockedCount: stockedCount + countChange,
  })
  await audit(tx, context, { bookId, action: 'stock-reward', after: { rewardId, countChange } })
  return { id: rewardId }
}

/** Remembers who did what to the points of a village. */
export async function audit(
  tx: Transaction,
  context: Context,
  { bookId, action, after }: { bookId: string; action: string; after: unknown },
): Promise<void> {
  const subject = { subjectType: 'points_book', subjectId: bookId }
  await recordAudit(tx, context, { action: `points.${action}`, ...subject, after })
}
