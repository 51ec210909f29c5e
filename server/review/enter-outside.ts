import { AppError, fieldError } from '../../shared/errors.ts'
import type { OutsideFiles, OutsidePurchase } from '../../shared/review/outside.schemas.ts'
import { outsideStateAfter } from '../../shared/review/outside-states.ts'
import { dayOf } from '../../shared/scalars.ts'
import { fileExists, recordAudits } from '../evidence/index.ts'
import { organisationsCalled, unitsByIds } from '../organisations/index.ts'
import { type Context, organisationOf } from '../platform/context.ts'
import type { Reader, Transaction } from '../platform/db/transaction.ts'
import { idOfText } from '../platform/ids.ts'
import { requireVillage } from '../villages/index.ts'
import {
  insertOutside,
  keyOfPurchase,
  lockPurchases,
  type NewOutsideRow,
  type OutsideRow,
  outsideByIds,
  purchasesNumbered,
  updateOutside,
} from './outside.queries.ts'
import { entersOutside, entersOutsideFor } from './review.policy.ts'

/** A line that is entered, under an id of its own. */
export interface EnteredOutside extends OutsidePurchase {
  id: string
  grade: 'B' | 'C'
}

/**
 * Enters one purchase outside, with its documents submitted at once (§3.11); of grade C it is a
 * declaration, and documents are not asked for. Refused at its fields.
 */
export async function enterOutside(
  tx: Transaction,
  context: Context,
  { files, ...input }: EnteredOutside & { files: OutsideFiles | null },
): Promise<void> {
  if (!entersOutsideFor(context.actor, input))
    throw context.actor.organisationKind === 'unit'
      ? fieldError(['unitId'], 'not_a_side')
      : fieldError(['villageCode'], 'not_a_side')
  if (!(await unitsByIds(tx, [input.unitId])).has(input.unitId))
    throw fieldError(['unitId'], 'not_found')
  await requireVillage(tx, input.villageCode, ['villageCode'])
  const latest = dayOf(context.now)
  if (input.purchasedOn > latest) throw fieldError(['purchasedOn'], 'in_the_future')
  if (input.paidOn > latest) throw fieldError(['paidOn'], 'in_the_future')
  await enterManyOutside(tx, context, [input])
  if (files !== null && input.grade === 'B')
    await submitOutside(tx, context, { outsideId: input.id, files })
}

/** Enters lines that were checked before, many at once; those of grade B wait for documents. */
export async function enterManyOutside(
  tx: Transaction,
  context: Context,
  lines: readonly EnteredOutside[],
): Promise<void> {
  const rows = await outsideRowsOf(tx, context, lines)
  await insertOutside(tx, rows)
  await recordAudits(
    tx,
    context,
    rows.map((row) => ({
      action: row.grade === 'B' ? 'review.enter-outside' : 'review.declare-outside',
      ...{ subjectType: 'outside_purchase', subjectId: row.id, after: { ...row } },
    })),
  )
}

async function outsideRowsOf(
  reader: Reader,
  context: Context,
  lines: readonly EnteredOutside[],
): Promise<NewOutsideRow[]> {
  const sellers = await sellersOf(reader, lines)
  const keyed = lines.map((line, at) => ({ ...line, sellerId: sellers[at] as string }))
  const purchases = await purchasesNumbered(reader, keyed)
  return keyed.map((line) => {
    const key = keyOfPurchase(line)
    const purchaseId = (line.number !== '' && purchases.get(key)) || line.id
    purchases.set(key, purchaseId)
    return {
      ...line,
      purchaseId,
      goodsId: goodsIdOf(line),
      state: line.grade === 'B' ? 'draft' : 'declared',
      enteredBy: context.actor.personId,
      enteredFor: organisationOf(context.actor),
      enteredAt: context.now,
    }
  })
}

/** The id of goods in figures, made of their name and category: the same for the same goods. */
export function goodsIdOf({
  category,
  productName,
}: Pick<OutsidePurchase, 'category' | 'productName'>): string {
  return idOfText(`outside goods ${category} ${productName}`)
}

/** The cooperative that a seller is, by its credit code or name; else an id made of both. */
export async function sellersOf(
  reader: Reader,
  lines: readonly Pick<OutsidePurchase, 'sellerName' | 'sellerCreditCode'>[],
): Promise<string[]> {
  const texts = lines.map((line) => line.sellerCreditCode ?? line.sellerName)
  const called = await organisationsCalled(reader, [...new Set(texts)])
  return lines.map(({ sellerName, sellerCreditCode }, at) => {
    const found = (called.get(texts[at] ?? '') ?? []).filter(({ kind }) => kind === 'cooperative')
    const [only] = found
    if (only !== undefined && found.length === 1) return only.id
    return idOfText(`outside seller ${sellerCreditCode ?? sellerName}`)
  })
}

/**
 * Submits a line and whatever else of its purchase waits for the same documents: of what another
 * side entered under the same number nothing, as neither speaks for the other.
 */
export async function submitOutside(
  tx: Transaction,
  context: Context,
  { outsideId, files }: { outsideId: string; files: OutsideFiles },
): Promise<void> {
  const { row, purchase } = await lockEntered(tx, context, outsideId)
  if (outsideStateAfter(row.state, 'submit') === undefined)
    throw new AppError('illegal_transition', { values: { state: row.state } })
  const own = organisationOf(context.actor)
  for (const [name, fileId] of Object.entries(files))
    if (!(await fileExists(tx, fileId, own))) throw fieldError(['files', name], 'not_found')
  const lines = purchase.filter(
    ({ state, enteredFor }) =>
      enteredFor === row.enteredFor && outsideStateAfter(state, 'submit') !== undefined,
  )
  await updateOutside(
    tx,
    lines.map(({ id }) => id),
    {
      ...{ ...files, state: 'submitted' as const, reason: '', decidedBy: null, decidedAt: null },
      ...{ submittedBy: context.actor.personId, submittedAt: context.now },
    },
  )
  await recordAudits(
    tx,
    context,
    lines.map(({ id, state }) => ({
      ...{ action: 'review.submit-outside', subjectType: 'outside_purchase', subjectId: id },
      ...{ before: { state }, after: { state: 'submitted', ...files } },
    })),
  )
}

/** Takes back what does not count yet. */
export async function withdrawOutside(
  tx: Transaction,
  context: Context,
  outsideId: string,
): Promise<void> {
  const { row } = await lockEntered(tx, context, outsideId)
  if (outsideStateAfter(row.state, 'withdraw') === undefined)
    throw new AppError('illegal_transition', { values: { state: row.state } })
  await withdrawManyOutside(tx, context, [row])
}

/** The same of lines that the caller has locked. */
export async function withdrawManyOutside(
  tx: Transaction,
  context: Context,
  rows: readonly OutsideRow[],
): Promise<void> {
  const ids = rows.map(({ id }) => id)
  await updateOutside(tx, ids, { state: 'withdrawn' })
  await recordAudits(
    tx,
    context,
    rows.map(({ id, state }) => ({
      ...{ action: 'review.withdraw-outside', subjectType: 'outside_purchase', subjectId: id },
      ...{ before: { state }, after: { state: 'withdrawn' } },
    })),
  )
}

/** Locks the purchase of a line that the actor may have entered. Throws `not_found`. */
async function lockEntered(tx: Transaction, context: Context, outsideId: string) {
  const [seen] = await outsideByIds(tx, [outsideId])
  if (seen === undefined || !entersOutside(context.actor, seen)) throw new AppError('not_found')
  const purchase = await lockPurchases(tx, [seen.purchaseId])
  const row = purchase.find(({ id }) => id === outsideId)
  if (row === undefined) throw new AppError('not_found')
  return { row, purchase }
}
