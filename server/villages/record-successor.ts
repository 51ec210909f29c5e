import { AppError, fieldError } from '../../shared/errors.ts'
import { recordAudit } from '../evidence/index.ts'
import type { Context } from '../platform/context.ts'
import type { Transaction } from '../platform/db/transaction.ts'
import { lockDivision, updateSuccessor } from './divisions.queries.ts'
import { requireDivision } from './find-divisions.ts'

/** Says which node in force took the place of an abolished one of the same level. */
export async function recordSuccessor(
  tx: Transaction,
  context: Context,
  { code, successorCode }: { code: string; successorCode: string },
): Promise<void> {
  const division = await lockDivision(tx, code)
  if (division === null) throw new AppError('not_found')
  if (division.validTo === null) throw new AppError('illegal_transition')
  const successor = await requireDivision(tx, successorCode, ['successorCode'])
  if (successor.level !== division.level) throw fieldError(['successorCode'], 'not_an_option')
  await updateSuccessor(tx, code, successorCode)
  await recordAudit(tx, context, {
    action: 'villages.record-successor',
    subjectType: 'division',
    subjectId: code,
    before: { successorCode: division.successorCode },
    after: { successorCode },
  })
}
