import assert from 'node:assert/strict'
import {
  type DecisionState,
  otherSide,
  type Side,
} from '../../shared/deliveries/two-sided-record.ts'
import { AppError } from '../../shared/errors.ts'
import { recordAudits } from '../evidence/index.ts'
import type { Context } from '../platform/context.ts'
import type { Transaction } from '../platform/db/transaction.ts'
import { publishEvents } from '../platform/jobs/outbox.ts'
import { type OrderParties, sideOf } from './deliveries.policy.ts'

/**
 * A record that one side of a purchase order makes and the other side confirms or rejects, once:
 * a return (§3.4), a payment or a refund (§7.5). It counts for nothing until it is confirmed.
 */
export interface TwoSidedRecord extends OrderParties {
  id: string
  state: DecisionState
  recordedBy: string
}

/** The operations in which returns, payments and refunds differ. */
export interface TwoSidedKind<Row extends TwoSidedRecord> {
  domain: 'deliveries' | 'billing'
  /** `payment` makes the audit action `billing.confirm-payment` and `billing.payment-confirmed`. */
  noun: string
  subjectType: string
  recordedSide(row: Row): Side
  find(tx: Transaction, id: string): Promise<Row | null>
  /** Locks the purchase order: the first lock of whatever is recorded about it. */
  lock(tx: Transaction, row: Row): Promise<unknown>
  /** Writes a decision on a record that waits for one; returns how many rows that were. */
  update(tx: Transaction, id: string, decision: DecisionColumns): Promise<number>
  /** The event's payload beside the two parties and the recording side. */
  payload(row: Row): Record<string, unknown>
}

export interface DecisionColumns {
  state: 'confirmed' | 'rejected'
  stateReason: string
  decidedBy: string
  decidedAt: Date
}

/** A kind that whoever recorded it takes back while the other side has not decided. */
export interface WithdrawableKind<Row extends TwoSidedRecord> extends TwoSidedKind<Row> {
  /** Writes that it was withdrawn, as `update` writes a decision. */
  withdraw(tx: Transaction, id: string, withdrawal: WithdrawalColumns): Promise<number>
}

export interface WithdrawalColumns {
  state: 'rejected'
  stateReason: string
  withdrawnBy: string
  decidedAt: Date
}

export type Decision = { state: 'confirmed' } | { state: 'rejected'; reason: string }

/** The columns of a record that is made now. */
export function recordedNow(context: Context) {
  return {
    state: 'recorded' as const,
    recordedBy: context.actor.personId,
    recordedAt: context.now,
  }
}

/** Audits and publishes a record just inserted; `after` is what the audit log keeps of it. */
export async function publishRecorded<Row extends TwoSidedRecord>(
  tx: Transaction,
  context: Context,
  kind: TwoSidedKind<Row>,
  { row, after }: { row: Row; after: Record<string, unknown> },
): Promise<void> {
  await auditAndPublish(tx, context, kind, [row], { state: 'recorded', after })
}

/**
 * The record under the lock of its order, for whoever may decide on it: only the other side, and
 * never the person who recorded it, who may belong to both (§7.5). Throws `not_found`,
 * `other_side_decides`, `same_person`, or `illegal_transition` where it was decided already.
 */
export async function lockUndecided<Row extends TwoSidedRecord>(
  tx: Transaction,
  context: Context,
  kind: TwoSidedKind<Row>,
  id: string,
): Promise<Row> {
  const record = await kind.find(tx, id)
  if (record === null) throw new AppError('not_found')
  if (sideOf(context.actor, record) !== otherSide(kind.recordedSide(record)))
    throw new AppError('other_side_decides')
  if (context.actor.personId === record.recordedBy) throw new AppError('same_person')
  return lockRecorded(tx, kind, record)
}

async function lockRecorded<Row extends TwoSidedRecord>(
  tx: Transaction,
  kind: TwoSidedKind<Row>,
  record: Row,
): Promise<Row> {
  await kind.lock(tx, record)
  // Whoever waited for the lock may find that a rival has decided meanwhile.
  const row = await kind.find(tx, record.id)
  if (row?.state !== 'recorded')
    throw new AppError('illegal_transition', { values: { state: row?.state } })
  return row
}

/** Decides on a record that this transaction holds by `lockUndecided`; audits and publishes it. */
export async function decide<Row extends TwoSidedRecord>(
  tx: Transaction,
  context: Context,
  kind: TwoSidedKind<Row>,
  { row, decision }: { row: Row; decision: Decision },
): Promise<void> {
  const changed = await kind.update(tx, row.id, {
    state: decision.state,
    stateReason: decision.state === 'rejected' ? decision.reason : '',
    decidedBy: context.actor.personId,
    decidedAt: context.now,
  })
  assert.equal(changed, 1, `a ${kind.noun} is decided once`)
  await auditDecisions(tx, context, kind, { rows: [row], decision })
}

/** Audits and publishes one decision on records whose columns have been written. */
export async function auditDecisions<Row extends TwoSidedRecord>(
  tx: Transaction,
  context: Context,
  kind: TwoSidedKind<Row>,
  { rows, decision }: { rows: readonly Row[]; decision: Decision },
): Promise<void> {
  await auditAndPublish(tx, context, kind, rows, {
    state: decision.state,
    before: 'recorded',
    after: decision,
  })
}

/**
 * Takes back a record of one's own side that was entered by mistake, whoever of that side recorded
 * it, with a reason. Throws `not_found`, `forbidden` for the other side, which rejects it instead,
 * or `illegal_transition` where it was decided already.
 */
export async function withdraw<Row extends TwoSidedRecord>(
  tx: Transaction,
  context: Context,
  kind: WithdrawableKind<Row>,
  { id, reason, require }: { id: string; reason: string; require: (row: Row) => unknown },
): Promise<void> {
  const record = await kind.find(tx, id)
  if (record === null) throw new AppError('not_found')
  if (sideOf(context.actor, record) !== kind.recordedSide(record)) throw new AppError('forbidden')
  await require(record)
  const row = await lockRecorded(tx, kind, record)
  const changed = await kind.withdraw(tx, row.id, {
    state: 'rejected',
    stateReason: reason,
    withdrawnBy: context.actor.personId,
    decidedAt: context.now,
  })
  assert.equal(changed, 1, `a ${kind.noun} is withdrawn once`)
  const after = { state: 'rejected', reason }
  await auditAndPublish(tx, context, kind, [row], { state: 'withdrawn', before: 'recorded', after })
}

const verbs = {
  recorded: 'record',
  confirmed: 'confirm',
  rejected: 'reject',
  withdrawn: 'withdraw',
} as const

async function auditAndPublish<Row extends TwoSidedRecord>(
  tx: Transaction,
  context: Context,
  kind: TwoSidedKind<Row>,
  rows: readonly Row[],
  change: { state: keyof typeof verbs; before?: DecisionState; after: Record<string, unknown> },
): Promise<void> {
  const { domain, noun, subjectType } = kind
  await recordAudits(
    tx,
    context,
    rows.map((row) => ({
      action: `${domain}.${verbs[change.state]}-${noun}`,
      subjectType,
      subjectId: row.id,
      ...(change.before === undefined ? {} : { before: { state: change.before } }),
      after: change.after,
    })),
  )
  await publishEvents(
    tx,
    context,
    rows.map((row) => ({
      topic: `${domain}.${noun}-${change.state}`,
      subjectType,
      subjectId: row.id,
      payload: {
        unitId: row.unitId,
        cooperativeId: row.cooperativeId,
        recordedSide: kind.recordedSide(row),
        ...kind.payload(row),
      },
    })),
  )
}
