import type { SalesTermsInput } from '../../shared/catalogue/sales-terms.api.ts'
import { AppError, type FieldError } from '../../shared/errors.ts'
import { recordAudit } from '../evidence/index.ts'
import { type Context, organisationOf } from '../platform/context.ts'
import type { Transaction } from '../platform/db/transaction.ts'
import { requireDivision } from '../villages/index.ts'
import { refuseFaults } from './listing-faults.ts'
import { areasOf, lockTerms, replaceAreas, upsertTerms } from './sales-terms.queries.ts'

/** Sets a cooperative's terms of sale and where it delivers at which freight (§5.2). */
export async function setSalesTerms(
  tx: Transaction,
  context: Context,
  input: SalesTermsInput,
): Promise<{ version: number }> {
  const cooperativeId = organisationOf(context.actor)
  const { version, deliveryAreas, ...terms } = input
  const before = await lockTerms(tx, cooperativeId)
  if ((before?.version ?? 0) !== version) throw new AppError('stale_version')
  refuseFaults(repeatedAreas(deliveryAreas))
  for (const [index, area] of deliveryAreas.entries())
    await requireDivision(tx, area.code, ['deliveryAreas', index, 'code'])
  await recordAudit(tx, context, {
    action: 'catalogue.set-sales-terms',
    subjectType: 'cooperative',
    subjectId: cooperativeId,
    before: { ...before, deliveryAreas: await areasOf(tx, cooperativeId) },
    after: { ...terms, deliveryAreas },
  })
  if (!(await upsertTerms(tx, { cooperativeId, ...terms, version: version + 1 })))
    throw new AppError('stale_version')
  await replaceAreas(tx, cooperativeId, deliveryAreas)
  return { version: version + 1 }
}

function repeatedAreas(areas: SalesTermsInput['deliveryAreas']): FieldError[] {
  const codes = areas.map((area) => area.code)
  return codes.flatMap((code, index) =>
    codes.indexOf(code) === index
      ? []
      : [{ path: ['deliveryAreas', index, 'code'], code: 'duplicate' as const }],
  )
}
