import { AppError } from '../../shared/errors.ts'
import { recordAudit } from '../evidence/index.ts'
import type { Context } from '../platform/context.ts'
import type { Transaction } from '../platform/db/transaction.ts'
import { endAllSessions } from './end-session.ts'
import { setDisabled } from './people.queries.ts'
import { lockPerson, type PersonRow } from './session.queries.ts'

/**
 * Disables a person: every session ends and no link lets them in (§11.4). What they did stays, and
 * so do their memberships. Nobody disables themselves: the platform keeps somebody who can.
 */
export async function disablePerson(
  tx: Transaction,
  context: Context,
  input: { personId: string; reason: string },
): Promise<PersonRow> {
  const { personId, reason } = input
  if (personId === context.actor.personId) throw new AppError('own_account')
  const person = await lockPerson(tx, personId)
  if (person === undefined) throw new AppError('not_found')
  if (person.disabledAt !== null) throw new AppError('illegal_transition')
  const disabled = await setDisabled(tx, personId, {
    disabledAt: context.now,
    disabledReason: reason,
    disabledBy: context.actor.personId,
  })
  const subject = { subjectType: 'person', subjectId: personId }
  await recordAudit(tx, context, {
    action: 'accounts.disable-person',
    ...subject,
    after: { reason },
  })
  await endAllSessions(tx, context, { personId, except: null, reason: 'disabled' })
  return disabled
}

/** Lets a disabled person sign in again. */
export async function reinstatePerson(
  tx: Transaction,
  context: Context,
  personId: string,
): Promise<PersonRow> {
  const person = await lockPerson(tx, personId)
  if (person === undefined) throw new AppError('not_found')
  if (person.disabledAt === null) throw new AppError('illegal_transition')
  await recordAudit(tx, context, {
    action: 'accounts.reinstate-person',
    subjectType: 'person',
    subjectId: personId,
    before: { reason: person.disabledReason },
  })
  return setDisabled(tx, personId, { disabledAt: null, disabledReason: null, disabledBy: null })
}
