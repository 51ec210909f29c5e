import { AppError, fieldError } from '../../shared/errors.ts'
import { type OpeningAct, openingStateAfter } from '../../shared/review/opening-states.ts'
import { firstLedgerYear, lockChain, moveOpening, takenYears } from '../attribution/index.ts'
import { recordAudit } from '../evidence/index.ts'
import { type Context, supervises } from '../platform/context.ts'
import type { Transaction } from '../platform/db/transaction.ts'
import {
  lockOpenings,
  type OpeningRow,
  updateOpenings,
  villagesOfOpening,
} from './opening.queries.ts'

/** Sends opening figures back to whoever entered them, with a reason. */
export async function returnOpening(
  tx: Transaction,
  context: Context,
  { openingId, reason }: { openingId: string; reason: string },
): Promise<void> {
  const row = await lockToDecide(tx, context, { openingId, act: 'return' })
  const { personId: decidedBy } = context.actor
  await decide(tx, context, {
    ...{ row, act: 'return', change: { reason, decidedBy, decidedAt: context.now } },
  })
}

/**
 * Approves opening figures as a second person (§3.11, §11.2). Whoever posts to the county's ledger
 * waits meanwhile: of a village's year there are entries or opening figures, never both.
 */
export async function approveOpening(
  tx: Transaction,
  context: Context,
  openingId: string,
): Promise<void> {
  const row = await lockToDecide(tx, context, { openingId, act: 'approve' })
  const { personId: decidedBy } = context.actor
  if (row.enteredBy === decidedBy) throw new AppError('same_person')
  const { countyCode, year } = row
  await lockChain(tx, countyCode)
  const villages = await villagesOfOpening(tx, row.id)
  const first = await firstLedgerYear(tx, countyCode)
  if (first !== null && year >= first) throw fieldError(['year'], 'year_in_ledger')
  const years = villages.map(({ villageCode }) => ({ villageCode, year }))
  const [taken] = await takenYears(tx, years)
  if (taken !== undefined)
    throw fieldError(['villageCode', taken.villageCode], `year_in_${taken.by}`)
  await moveOpening(tx, { year, villages }, 1)
  await decide(tx, context, {
    ...{ row, act: 'approve', change: { decidedBy, decidedAt: context.now } },
  })
}

/** Takes approved opening figures out again, as another person than who approved them. */
export async function reverseOpening(
  tx: Transaction,
  context: Context,
  { openingId, reason }: { openingId: string; reason: string },
): Promise<void> {
  const row = await lockToDecide(tx, context, { openingId, act: 'reverse' })
  const { personId: reversedBy } = context.actor
  if (row.decidedBy === reversedBy) throw new AppError('same_person')
  await lockChain(tx, row.countyCode)
  const villages = await villagesOfOpening(tx, row.id)
  await moveOpening(tx, { year: row.year, villages }, -1)
  await decide(tx, context, {
    ...{ row, act: 'reverse' },
    change: { reversedBy, reversedAt: context.now, reversalReason: reason },
  })
}

async function lockToDecide(
  tx: Transaction,
  context: Context,
  { openingId, act }: { openingId: string; act: OpeningAct },
): Promise<OpeningRow> {
  const [row] = await lockOpenings(tx, [openingId])
  if (row === undefined || !supervises(context.actor, row.countyCode))
    throw new AppError('not_found')
  if (openingStateAfter(row.state, act) === undefined)
    throw new AppError('illegal_transition', { values: { state: row.state } })
  return row
}

async function decide(
  tx: Transaction,
  context: Context,
  { row, act, change }: { row: OpeningRow; act: OpeningAct; change: Partial<OpeningRow> },
): Promise<void> {
  const state = openingStateAfter(row.state, act) ?? row.state
  await updateOpenings(tx, [row.id], { ...change, state })
  await recordAudit(tx, context, {
    action: `review.${act}-opening`,
    ...{ subjectType: 'opening_statement', subjectId: row.id },
    ...{ before: { state: row.state }, after: { state, ...change } },
  })
}
