import { AppError, fieldError } from '../../shared/errors.ts'
import { centsToYuanText } from '../../shared/money.ts'
import { recordAudit, recordAudits } from '../evidence/index.ts'
import { type Context, organisationOf } from '../platform/context.ts'
import type { Transaction } from '../platform/db/transaction.ts'
import {
  beginManyBudgets,
  committedIn,
  deleteBudgets,
  writeBudget,
  writeLimits,
} from './order-settings.queries.ts'

/** Sets what passes without a signature, and what one approver may sign (§5.4). */
export async function setApprovalLimits(
  tx: Transaction,
  context: Context,
  input: { freeUpToCents: number; approverUpToCents: number | null; version: number },
): Promise<void> {
  const unitId = organisationOf(context.actor)
  const { freeUpToCents, approverUpToCents, version } = input
  if (approverUpToCents !== null && approverUpToCents < freeUpToCents)
    throw fieldError(['approverUpToCents'], 'too_small', {
      minimum: centsToYuanText(freeUpToCents),
    })
  const limits = { unitId, freeUpToCents, approverUpToCents, version, at: context.now }
  if (!(await writeLimits(tx, limits))) throw new AppError('stale_version')
  await recordAudit(tx, context, {
    action: 'orders.set-approval-limits',
    subjectType: 'unit',
    subjectId: unitId,
    after: { freeUpToCents, approverUpToCents },
  })
}

/** Sets what a unit may commit in a year; what is already committed stays covered. */
export async function setBudget(
  tx: Transaction,
  context: Context,
  input: { year: number; budgetCents: number; version: number },
): Promise<void> {
  const unitId = organisationOf(context.actor)
  const { year, budgetCents } = input
  const committed = await committedIn(tx, { unitId, year })
  if (BigInt(budgetCents) < BigInt(committed))
    throw fieldError(['budgetCents'], 'below_committed', { minimum: centsToYuanText(committed) })
  if (!(await writeBudget(tx, { unitId, ...input }))) throw new AppError('stale_version')
  await recordAudit(tx, context, {
    action: 'orders.set-budget',
    subjectType: 'unit',
    subjectId: unitId,
    after: { year, budgetCents },
  })
}

/**
 * First budgets of units that have nobody yet who could set one, as those who registered them know
 * it; where a unit keeps one for the year, it stays. Returns the units that got theirs.
 */
export async function beginBudgets(
  tx: Transaction,
  context: Context,
  budgets: readonly { unitId: string; year: number; budgetCents: number }[],
): Promise<Set<string>> {
  const begun = budgets.length === 0 ? [] : await beginManyBudgets(tx, budgets)
  const units = new Set(begun.map(({ unitId }) => unitId))
  await recordAudits(
    tx,
    context,
    budgets
      .filter(({ unitId }) => units.has(unitId))
      .map(({ unitId, ...after }) => ({
        ...{ action: 'orders.set-budget', subjectType: 'unit', subjectId: unitId, after },
      })),
  )
  return units
}

/** Takes back first budgets of units that have not ordered anything. */
export async function removeBudgets(
  tx: Transaction,
  context: Context,
  unitIds: readonly string[],
): Promise<void> {
  await deleteBudgets(tx, unitIds)
  await recordAudits(
    tx,
    context,
    unitIds.map((subjectId) => ({
      ...{ action: 'orders.remove-budget', subjectType: 'unit', subjectId },
    })),
  )
}
