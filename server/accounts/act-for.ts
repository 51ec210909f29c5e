import { AppError } from '../../shared/errors.ts'
import { recordAudit } from '../evidence/index.ts'
import type { Context } from '../platform/context.ts'
import type { Reader, Transaction } from '../platform/db/transaction.ts'
import { lockSession, membershipsOf, personById, updateSession } from './session.queries.ts'
import type { OpenSession } from './session-view.ts'

/** The session of the access token, for whom it acts included. */
export async function currentSession(reader: Reader, context: Context): Promise<OpenSession> {
  const { personId, sessionId, organisationId } = context.actor
  const person = await personById(reader, personId)
  if (person === undefined || person.disabledAt !== null) throw new AppError('unauthenticated')
  const memberships = await membershipsOf(reader, personId)
  const acting = memberships.find((row) => row.organisationId === organisationId) ?? null
  return { sessionId, person, memberships, acting }
}

/** Lets the session act for another organisation of the person. */
export async function actFor(
  tx: Transaction,
  context: Context,
  organisationId: string,
): Promise<OpenSession> {
  const { personId, sessionId } = context.actor
  const session = await lockSession(tx, sessionId)
  if (session === undefined || session.personId !== personId || session.endedAt !== null) {
    throw new AppError('unauthenticated')
  }
  const current = await currentSession(tx, context)
  const acting = current.memberships.find((row) => row.organisationId === organisationId)
  if (acting === undefined) throw new AppError('not_found')
  await updateSession(tx, sessionId, { membershipId: acting.id })
  await recordAudit(tx, context, {
    action: 'accounts.act-for',
    subjectType: 'session',
    subjectId: sessionId,
    before: { organisationId: context.actor.organisationId },
    after: { organisationId },
  })
  return { ...current, acting }
}
