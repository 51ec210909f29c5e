import type { z } from 'zod'
import {
  longestWantedDays,
  mostWanted,
  type requestGoods as requestEndpoint,
} from '../../shared/catalogue/wanted-goods.api.ts'
import { AppError, fieldError } from '../../shared/errors.ts'
import { addDays, dayOf } from '../../shared/scalars.ts'
import { recordAudit } from '../evidence/index.ts'
import { lockOrganisation } from '../organisations/index.ts'
import { type Context, organisationOf } from '../platform/context.ts'
import type { Transaction } from '../platform/db/transaction.ts'
import { publishEvent } from '../platform/jobs/outbox.ts'
import {
  answerOf,
  countOpenWanted,
  endWanted,
  insertWanted,
  lockWanted,
  selectWantedNear,
  soldProductOf,
  type WantedRow,
  writeAnswer,
} from './wanted-goods.queries.ts'

const dayMilliseconds = 86_400_000

/**
 * Asks those who deliver to the unit for goods that it did not find. Refused as `too_many_wanted`,
 * or at its day, which lies ahead and not too far.
 */
export async function wantGoods(
  tx: Transaction,
  context: Context,
  input: z.output<(typeof requestEndpoint)['body']>,
): Promise<string> {
  const unitId = organisationOf(context.actor)
  const today = dayOf(context.now)
  if (input.neededOn < today) throw fieldError(['neededOn'], 'in_the_past')
  if (input.neededOn > addDays(today, longestWantedDays))
    throw fieldError(['neededOn'], 'in_the_future')
  // Of two who ask at once, the second waits here and then counts the first.
  await lockOrganisation(tx, unitId)
  const since = new Date(context.now.getTime() - dayMilliseconds)
  if ((await countOpenWanted(tx, { unitId, today, since })) >= mostWanted)
    throw new AppError('too_many_wanted')
  const id = context.newId()
  const by = { requestedBy: context.actor.personId, requestedAt: context.now }
  await insertWanted(tx, { id, unitId, ...input, ...by })
  await recordAudit(tx, context, {
    action: 'catalogue.request-goods',
    subjectType: 'wanted_goods',
    subjectId: id,
    after: input,
  })
  return id
}

/** Ends a request of the actor's unit. */
export async function withdrawWanted(tx: Transaction, context: Context, id: string): Promise<void> {
  const wanted = await lockWanted(tx, id)
  if (wanted === null || wanted.unitId !== organisationOf(context.actor))
    throw new AppError('not_found')
  requireOpen(wanted, context)
  await endWanted(tx, id, context.now)
  await recordAudit(tx, context, {
    action: 'catalogue.withdraw-wanted-goods',
    subjectType: 'wanted_goods',
    subjectId: id,
  })
}

/**
 * Answers a request with a product that the actor's cooperative sells, or with none; another
 * answer takes the place of the first. The unit is told of a product.
 */
export async function answerWanted(
  tx: Transaction,
  context: Context,
  { id, productId }: { id: string; productId: string | null },
): Promise<void> {
  const cooperativeId = organisationOf(context.actor)
  const today = dayOf(context.now)
  const wanted = await lockWanted(tx, id)
  if (wanted === null) throw new AppError('not_found')
  const before = await answerOf(tx, { wantedId: id, cooperativeId })
  if (before === null) {
    const question = { cooperativeId, today, id, pageSize: 1, count: 'false' as const }
    const [reached] = await selectWantedNear(tx, question)
    if (reached === undefined && isOpen(wanted, today)) throw new AppError('not_found')
  }
  requireOpen(wanted, context)
  const productName = productId && (await soldProductOf(tx, { productId, cooperativeId }))
  if (productId !== null && !productName) throw fieldError(['productId'], 'not_found')
  if (before !== null && before.productId === productId) return
  await writeAnswer(tx, {
    wantedId: id,
    cooperativeId,
    productId,
    answeredBy: context.actor.personId,
    answeredAt: context.now,
  })
  await recordAudit(tx, context, {
    action: 'catalogue.answer-wanted-goods',
    subjectType: 'wanted_goods',
    subjectId: id,
    ...(before && { before }),
    after: { productId },
  })
  if (productName)
    await publishEvent(tx, context, {
      topic: 'catalogue.wanted-goods-answered',
      subjectType: 'wanted_goods',
      subjectId: id,
      payload: { unitId: wanted.unitId, cooperativeId, goods: wanted.goods, product: productName },
    })
}

function isOpen(wanted: WantedRow, today: string): boolean {
  return wanted.withdrawnAt === null && wanted.neededOn >= today
}

function requireOpen(wanted: WantedRow, context: Context): void {
  if (!isOpen(wanted, dayOf(context.now))) throw new AppError('wanted_ended')
}
