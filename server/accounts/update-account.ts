import type { Locale } from '../../shared/accounts/accounts.schemas.ts'
import { AppError } from '../../shared/errors.ts'
import { recordAudit } from '../evidence/index.ts'
import type { Context } from '../platform/context.ts'
import type { Transaction } from '../platform/db/transaction.ts'
import { lockPerson, type PersonRow, updatePerson } from './session.queries.ts'

/** Changes one's own name or language. */
export async function updateAccount(
  tx: Transaction,
  context: Context,
  given: { name?: string | undefined; locale?: Locale | undefined },
): Promise<PersonRow> {
  const before = await lockPerson(tx, context.actor.personId)
  if (before === undefined) throw new AppError('unauthenticated')
  const name = given.name ?? before.name
  const locale = given.locale ?? before.locale
  if (name === before.name && locale === before.locale) return before
  const after = await updatePerson(tx, before.id, { name, locale })
  await recordAudit(tx, context, {
    action: 'accounts.update-account',
    subjectType: 'person',
    subjectId: before.id,
    before: { name: before.name, locale: before.locale },
    after: { name, locale },
  })
  return after
}
