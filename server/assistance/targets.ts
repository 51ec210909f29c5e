import type { z } from 'zod'
import type { targetBody } from '../../shared/assistance/assistance.schemas.ts'
import { fieldError } from '../../shared/errors.ts'
import { recordAudit } from '../evidence/index.ts'
import { organisationById } from '../organisations/index.ts'
import type { Context } from '../platform/context.ts'
import type { Transaction } from '../platform/db/transaction.ts'
import { requireDivision } from '../villages/index.ts'
import { deleteTarget, insertTarget, lockTarget, updateTarget } from './targets.queries.ts'

/** A target of a year, in cents of money or grams of weight; null takes it back. */
export type TargetInput = z.output<typeof targetBody>

/** Sets, changes or (with null) takes back what a unit, group or area undertakes in a year. */
export async function saveTarget(
  tx: Transaction,
  context: Context,
  input: TargetInput,
): Promise<void> {
  const { organisationId, divisionCode, amount } = input
  if (organisationId !== null) {
    const organisation = await organisationById(tx, organisationId)
    if (organisation?.kind !== 'unit' && organisation?.kind !== 'group')
      throw fieldError(['organisationId'], 'not_found')
  }
  if (divisionCode !== null) await requireDivision(tx, divisionCode, ['divisionCode'])
  const before = await lockTarget(tx, input)
  if (amount === null) {
    if (before !== null) await deleteTarget(tx, before.id)
  } else if (before === null)
    await insertTarget(tx, { ...input, amount, id: context.newId(), createdAt: context.now })
  else await updateTarget(tx, before.id, amount)
  await recordAudit(tx, context, {
    action: 'assistance.save-target',
    subjectType: 'target',
    subjectId: organisationId ?? divisionCode ?? '',
    before: before && { amount: before.amount },
    after: input,
  })
}
