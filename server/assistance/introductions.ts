import type { z } from 'zod'
import type { introductionBody } from '../../shared/assistance/assistance.schemas.ts'
import { AppError, fieldError } from '../../shared/errors.ts'
import { dayOf } from '../../shared/scalars.ts'
import { recordAudit } from '../evidence/index.ts'
import { cooperativeById, unitById } from '../organisations/index.ts'
import { type Context, organisationOf } from '../platform/context.ts'
import type { Transaction } from '../platform/db/transaction.ts'
import { publishEvent } from '../platform/jobs/outbox.ts'
import { organisationSides, type Side } from './assistance.policy.ts'
import {
  type IntroductionRow,
  insertIntroduction,
  lockIntroduction,
  updateIntroduction,
} from './introductions.queries.ts'
import { hasDaysLeft, requireEnd } from './periods.ts'
import { publishEnd, wordsForSides } from './tell-sides.ts'

/** Who was introduced to whom, as the contract takes it. */
export type IntroductionInput = z.output<typeof introductionBody>

/**
 * Records that the actor's unit introduced a seller to another unit. It makes a help-sale only of
 * orders placed after the buyer has confirmed it (§3.7).
 */
export async function recordIntroduction(
  tx: Transaction,
  context: Context,
  input: IntroductionInput,
): Promise<{ introductionId: string }> {
  const helperUnitId = organisationOf(context.actor)
  const { buyerUnitId, cooperativeId, validTo } = input
  if (buyerUnitId === helperUnitId) throw fieldError(['buyerUnitId'], 'same_unit')
  if ((await unitById(tx, buyerUnitId)) === null) throw fieldError(['buyerUnitId'], 'not_found')
  if (cooperativeId !== null) {
    const seller = await cooperativeById(tx, cooperativeId)
    if (seller?.state !== 'admitted') throw fieldError(['cooperativeId'], 'not_found')
  }
  if (validTo !== null && validTo < dayOf(context.now)) throw fieldError(['validTo'], 'in_the_past')
  const id = context.newId()
  const { personId } = context.actor
  const recorded = { helperUnitId, recordedBy: personId, recordedAt: context.now }
  await insertIntroduction(tx, { ...input, ...recorded, id })
  await publishEvent(tx, context, {
    topic: 'assistance.introduction-recorded',
    subjectType: 'introduction',
    subjectId: id,
    payload: await wordsOf(tx, context, { buyerUnitId, helperUnitId }),
  })
  await recordAudit(tx, context, {
    action: 'assistance.record-introduction',
    subjectType: 'introduction',
    subjectId: id,
    after: { ...input, helperUnitId },
  })
  return { introductionId: id }
}

/** The buyer says, once and by another person than who recorded it, whether it was introduced. */
export async function answerIntroduction(
  tx: Transaction,
  context: Context,
  { introductionId, answer }: { introductionId: string; answer: 'confirm' | 'decline' },
): Promise<void> {
  const introduction = await lockIntroduction(tx, introductionId)
  if (introduction === null) throw new AppError('not_found')
  if (introduction.confirmedAt !== null || introduction.declinedAt !== null)
    throw new AppError('illegal_transition')
  if (introduction.recordedBy === context.actor.personId) throw new AppError('same_person')
  const change =
    answer === 'confirm'
      ? { confirmedBy: context.actor.personId, confirmedAt: context.now }
      : { declinedAt: context.now }
  await updateIntroduction(tx, introductionId, change)
  await publishEvent(tx, context, {
    topic: `assistance.introduction-${answer === 'confirm' ? 'confirmed' : 'declined'}`,
    subjectType: 'introduction',
    subjectId: introductionId,
    payload: await wordsOf(tx, context, introduction),
  })
  await recordAudit(tx, context, {
    action: `assistance.${answer}-introduction`,
    subjectType: 'introduction',
    subjectId: introductionId,
    after: { answer },
  })
}

/** Whether orders placed on the day or later may still count as helped by it. */
export function isInForce(introduction: IntroductionRow, today: string): boolean {
  return introduction.confirmedAt !== null && hasDaysLeft({ toDate: introduction.validTo }, today)
}

/** Either side ends an introduction with its last day; orders placed until then stay helped. */
export async function endIntroduction(
  tx: Transaction,
  context: Context,
  { introductionId, toDate }: { introductionId: string; toDate: string },
): Promise<void> {
  const introduction = await lockIntroduction(tx, introductionId)
  if (introduction?.confirmedAt == null) throw new AppError('illegal_transition')
  const period = { fromDate: dayOf(introduction.confirmedAt), toDate: introduction.validTo }
  requireEnd(period, { toDate, today: dayOf(context.now) })
  await updateIntroduction(tx, introductionId, { validTo: toDate })
  await recordAudit(tx, context, {
    action: 'assistance.end-introduction',
    subjectType: 'introduction',
    subjectId: introductionId,
    before: { validTo: introduction.validTo },
    after: { validTo: toDate },
  })
  const sides = sidesOf(introduction)
  await publishEnd(tx, context, { kind: 'introduction', relationId: introductionId, toDate, sides })
}

type Parties = Pick<IntroductionRow, 'helperUnitId' | 'buyerUnitId'>

function sidesOf({ helperUnitId, buyerUnitId }: Parties): Side[] {
  return organisationSides([helperUnitId, buyerUnitId])
}

function wordsOf(tx: Transaction, context: Context, parties: Parties) {
  return wordsForSides(tx, context, { kind: 'introduction', sides: sidesOf(parties) })
}
