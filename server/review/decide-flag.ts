import { AppError, fieldError } from '../../shared/errors.ts'
import { type FlagAct, flagStateAfter } from '../../shared/review/flag-states.ts'
import { dayOf } from '../../shared/scalars.ts'
import { disallowLines } from '../attribution/index.ts'
import { fileExists, recordAudit } from '../evidence/index.ts'
import { attributedLines, lockPurchaseOrders } from '../orders/index.ts'
import { type Context, organisationOf } from '../platform/context.ts'
import type { Transaction } from '../platform/db/transaction.ts'
import { publishEvent } from '../platform/jobs/outbox.ts'
import {
  type DecisionRow,
  decisionsOf,
  type FlagRow,
  flagById,
  insertDecision,
  insertStatement,
  linesOfFlag,
  lockFlag,
  moveFlag,
} from './flags.queries.ts'
import { decidesOn, isPartyOf } from './review.policy.ts'

/** An official finds nothing wrong: final for this evidence (§8). */
export async function clearFlag(
  tx: Transaction,
  context: Context,
  { flagId, reason }: { flagId: string; reason: string },
): Promise<void> {
  const flag = await lockOwnFlag(tx, context, flagId)
  await decide(tx, context, { flag, act: 'clear', reason, orderLineIds: [] })
}

/**
 * An official finds a flag right. What moves money waits for a second person (§11.2); without lines
 * to reverse it stands at once.
 */
export async function upholdFlag(
  tx: Transaction,
  context: Context,
  { flagId, reason, orderLineIds }: { flagId: string; reason: string; orderLineIds: string[] },
): Promise<void> {
  const flag = await lockOwnFlag(tx, context, flagId)
  if (flag.state !== 'open')
    throw new AppError('illegal_transition', { values: { state: flag.state } })
  const known = new Set((await linesOfFlag(tx, flagId)).map((line) => line.orderLineId))
  const chosen = [...new Set(orderLineIds)].sort()
  const unknown = chosen.findIndex((lineId) => !known.has(lineId))
  if (unknown >= 0) throw fieldError(['orderLineIds', unknown], 'not_found')
  const act = chosen.length > 0 ? 'propose' : 'uphold'
  await decide(tx, context, { flag, act, reason, orderLineIds: chosen })
}

/**
 * A second person confirms: what the ledger counts of the lines is reversed in the open month, with
 * the flag as cause, and nothing of them counts any more (§8).
 */
export async function confirmFlag(
  tx: Transaction,
  context: Context,
  { flagId }: { flagId: string },
): Promise<void> {
  const { flag, proposal } = await proposedFlag(tx, context, flagId)
  const { orderLineIds, reason } = proposal
  const chosen = new Set(orderLineIds)
  const lines = (await linesOfFlag(tx, flagId)).filter((line) => chosen.has(line.orderLineId))
  // Their orders before the lines: whatever changes a line holds its order's lock.
  await lockPurchaseOrders(tx, [...new Set(lines.map((line) => line.purchaseOrderId))])
  const placed = await attributedLines(tx, lines)
  await disallowLines(tx, context, {
    ...{ id: flagId, occurredOn: dayOf(context.now) },
    lines: placed.map(({ attributed }) => attributed),
  })
  await decide(tx, context, { flag, act: 'uphold', reason, orderLineIds })
}

/** A second person does not agree; the flag is open as before. */
export async function refuseFlag(
  tx: Transaction,
  context: Context,
  { flagId, reason }: { flagId: string; reason: string },
): Promise<void> {
  const { flag } = await proposedFlag(tx, context, flagId)
  await decide(tx, context, { flag, act: 'refuse', reason, orderLineIds: [] })
}

/** A party says its side of a flag that was upheld, once, with a file if it has one. */
export async function stateOnFlag(
  tx: Transaction,
  context: Context,
  input: { flagId: string; statement: string; fileId: string | null },
): Promise<void> {
  const { flagId, statement, fileId } = input
  const flag = await flagById(tx, flagId)
  if (flag === null || !isPartyOf(context.actor, flag)) throw new AppError('not_found')
  const own = organisationOf(context.actor)
  if (fileId !== null && !(await fileExists(tx, fileId, own)))
    throw fieldError(['fileId'], 'not_found')
  const isFirst = await insertStatement(tx, {
    ...{ flagId, organisationId: own, statement, fileId },
    ...{ statedBy: context.actor.personId, statedAt: context.now },
  })
  if (!isFirst) throw new AppError('nothing_changed')
  await recordAudit(tx, context, {
    action: 'review.state-on-flag',
    ...{ subjectType: 'flag', subjectId: flagId, after: { statement, fileId } },
  })
  await publishEvent(tx, context, {
    ...{ topic: 'review.flag-stated', subjectType: 'flag', subjectId: flagId },
    payload: { rule: flag.rule, divisionCodes: [flag.supervisingCountyCode] },
  })
}

/** Locks a flag of the official's area, before the orders of its lines. */
async function lockOwnFlag(tx: Transaction, { actor }: Context, flagId: string): Promise<FlagRow> {
  const flag = await lockFlag(tx, flagId)
  if (flag === null || !decidesOn(actor, flag)) throw new AppError('not_found')
  return flag
}

/** A flag that waits for a second person, and what the first one proposed. */
async function proposedFlag(tx: Transaction, context: Context, flagId: string) {
  const flag = await lockOwnFlag(tx, context, flagId)
  const proposal = (await decisionsOf(tx, flagId)).at(-1)
  if (flag.state !== 'proposed' || proposal === undefined)
    throw new AppError('illegal_transition', { values: { state: flag.state } })
  if (proposal.decidedBy === context.actor.personId) throw new AppError('same_person')
  return { flag, proposal }
}

interface Decision extends Pick<DecisionRow, 'reason' | 'orderLineIds'> {
  flag: FlagRow
  act: FlagAct
}

async function decide(
  tx: Transaction,
  context: Context,
  { flag, act, reason, orderLineIds }: Decision,
): Promise<void> {
  const next = flagStateAfter(flag.state, act)
  if (next === undefined)
    throw new AppError('illegal_transition', { values: { state: flag.state } })
  await moveFlag(tx, flag.id, next)
  await insertDecision(tx, {
    ...{ id: context.newId(), flagId: flag.id, act, reason, orderLineIds },
    ...{ decidedBy: context.actor.personId, decidedAt: context.now },
  })
  const subject = { subjectType: 'flag', subjectId: flag.id }
  await recordAudit(tx, context, {
    action: `review.${act}-flag`,
    ...subject,
    ...{ before: { state: flag.state }, after: { state: next, reason, orderLineIds } },
  })
  const { cooperativeId, unitId, supervisingCountyCode, rule } = flag
  await publishEvent(tx, context, {
    ...{ topic: `review.flag-${next === 'open' ? 'refused' : next}`, ...subject },
    payload: {
      ...{ rule, cooperativeId, unitId },
      divisionCodes: next === 'proposed' ? [supervisingCountyCode] : [],
    },
  })
}
