import { AppError } from '../../shared/errors.ts'
import { lastDayOf } from '../../shared/months.ts'
import type { BlockerKind } from '../../shared/reports/closing.schemas.ts'
import { addDays, dayOf } from '../../shared/scalars.ts'
import { closePeriod, lockChain, nextMonthToClose } from '../attribution/index.ts'
import type { Config } from '../config.ts'
import { recordAudit } from '../evidence/index.ts'
import type { Context } from '../platform/context.ts'
import type { Reader, Transaction } from '../platform/db/transaction.ts'
import { publishEvent } from '../platform/jobs/outbox.ts'
import { buildStatement, countyOf } from './build-statement.ts'
import {
  insertClosing,
  insertStatement,
  isVerified,
  lockClosing,
  type MonthKey,
  updateClosing,
} from './closing.queries.ts'
import { closesCounty } from './reports.policy.ts'
import type { ClosingRow } from './reports.tables.ts'

export interface Blocker {
  kind: BlockerKind
  /** The month that comes first. */
  month: string | null
}

/** What a month must wait for before it is closed, in the order in which it is mended (§4.2). */
export async function blockersOf(
  reader: Reader,
  { now }: Context,
  { countyCode, month }: MonthKey,
): Promise<Blocker[]> {
  const blockers: Blocker[] = []
  if (dayOf(now) <= lastDayOf(month)) blockers.push({ kind: 'month_not_over', month: null })
  const next = await nextMonthToClose(reader, countyCode)
  if (next !== null && next < month) blockers.push({ kind: 'earlier_month_open', month: next })
  // The first instant after the month in Shanghai (§2.5).
  const since = new Date(`${addDays(lastDayOf(month), 1)}T00:00:00+08:00`)
  if (!(await isVerified(reader, { countyCode, since })))
    blockers.push({ kind: 'ledger_not_verified', month: null })
  return blockers
}

/**
 * Prepares the close of a month (制表). Throws `not_found` outside the official's own county, what
 * the month must wait for, or `illegal_transition` where it is prepared or closed already.
 */
export async function prepareClosing(
  tx: Transaction,
  context: Context,
  { remark, ...key }: MonthKey & { remark: string },
): Promise<{ id: string }> {
  const { actor, now } = context
  if (!closesCounty(actor, key.countyCode)) throw new AppError('not_found')
  await requireClosable(tx, context, key)
  const id = context.newId()
  const prepared = { preparedBy: actor.personId, preparedAt: now }
  if (!(await insertClosing(tx, { ...key, id, state: 'prepared', remark, ...prepared })))
    throw new AppError('illegal_transition')
  await publishClosing(tx, context, { id, ...key, state: 'prepared' }, { remark })
  return { id }
}

/** Returns what a colleague prepared, or withdraws one's own (退回、撤回). */
export async function returnClosing(
  tx: Transaction,
  context: Context,
  { closingId, reason, ...key }: MonthKey & { closingId: string; reason: string },
): Promise<{ id: string }> {
  const closing = await requirePrepared(tx, context, key, closingId)
  const isOwn = closing.preparedBy === context.actor.personId
  const state = isOwn ? 'withdrawn' : 'returned'
  await updateClosing(tx, closing.id, {
    state,
    ...{ decidedBy: context.actor.personId, decidedAt: context.now, reason },
  })
  await publishClosing(tx, context, { ...closing, state }, { reason })
  return { id: closing.id }
}

/**
 * Closes a month that a colleague prepared, and freezes its statement (§4.2, §11.2). Who posts
 * meanwhile waits for the chain, and then posts into the open month; what was posted before stands
 * in the statement.
 */
export async function closeMonth(
  tx: Transaction,
  context: Context,
  { closingId, config, ...key }: MonthKey & { closingId: string; config: Config },
): Promise<{ id: string; sha256: string }> {
  const { actor, now } = context
  if (!closesCounty(actor, key.countyCode)) throw new AppError('not_found')
  const { lastNumber, lastHash } = await lockChain(tx, key.countyCode)
  const closing = await requirePrepared(tx, context, key, closingId)
  if (closing.preparedBy === actor.personId) throw new AppError('same_person')
  await requireClosable(tx, context, key)
  await closePeriod(tx, { ...key, closedAt: now })
  const frozen = await buildStatement(tx, {
    closing,
    config,
    closed: { by: actor.personId, at: now },
    chain: { lastNumber, lastHash },
  })
  const decided = { decidedBy: actor.personId, decidedAt: now, reason: '' }
  await updateClosing(tx, closing.id, { state: 'closed', ...decided })
  await insertStatement(tx, { ...key, closingId: closing.id, ...frozen, closedAt: now })
  const { sha256 } = frozen
  await publishClosing(tx, context, { ...closing, state: 'closed' }, { sha256 })
  return { id: closing.id, sha256 }
}

async function requireClosable(reader: Reader, context: Context, key: MonthKey): Promise<void> {
  const next = await nextMonthToClose(reader, key.countyCode)
  if (next === null || key.month < next) throw new AppError('illegal_transition')
  const [first] = await blockersOf(reader, context, key)
  if (first !== undefined)
    throw new AppError(first.kind, { ...(first.month && { values: { month: first.month } }) })
}

/** Locks a closing of one's own county that nobody has decided. */
async function requirePrepared(
  tx: Transaction,
  { actor }: Context,
  key: MonthKey,
  id: string,
): Promise<ClosingRow> {
  if (!closesCounty(actor, key.countyCode)) throw new AppError('not_found')
  const closing = await lockClosing(tx, key, id)
  if (closing?.state !== 'prepared') throw new AppError('illegal_transition')
  return closing
}

const actions = {
  prepared: 'prepare-closing',
  returned: 'return-closing',
  withdrawn: 'withdraw-closing',
  closed: 'close-month',
} as const

/** Audits and publishes what became of a closing: the county's officials are told of it. */
async function publishClosing(
  tx: Transaction,
  context: Context,
  { id, countyCode, month, state }: Pick<ClosingRow, 'id' | 'countyCode' | 'month' | 'state'>,
  after: Record<string, unknown>,
): Promise<void> {
  const subject = { subjectType: 'month_closing', subjectId: id }
  await recordAudit(tx, context, {
    action: `reports.${actions[state]}`,
    ...subject,
    after: { countyCode, month, ...after },
  })
  const county = await countyOf(tx, countyCode)
  await publishEvent(tx, context, {
    topic: `reports.month-${state}`,
    ...subject,
    payload: { county: county.name, month, divisionCodes: [countyCode] },
  })
}
