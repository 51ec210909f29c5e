import type { OwnData } from '../../shared/accounts/accounts.schemas.ts'
import { AppError } from '../../shared/errors.ts'
import { recordAudit } from '../evidence/index.ts'
import type { Context } from '../platform/context.ts'
import type { Transaction } from '../platform/db/transaction.ts'
import { personView } from './accounts-view.ts'
import { selectOwnRecords } from './own-data.queries.ts'
import { personById } from './session.queries.ts'

/** Everything that is kept about the actor as a person; taking it out is audited (§9). */
export async function ownDataOf(tx: Transaction, context: Context): Promise<OwnData> {
  const person = await personById(tx, context.actor.personId)
  if (person === undefined) throw new AppError('unauthenticated')
  const records = await selectOwnRecords(tx, person.id)
  await recordAudit(tx, context, {
    action: 'accounts.export-own-data',
    subjectType: 'person',
    subjectId: person.id,
  })
  return {
    exportedAt: context.now.toISOString(),
    person: {
      ...personView(person),
      createdAt: person.createdAt.toISOString(),
      hasPassword: person.passwordHash !== null,
    },
    memberships: records.memberships.map(({ organisationName, roles, createdAt, endedAt }) => ({
      ...{ organisationName, roles, since: createdAt.toISOString() },
      endedAt: endedAt?.toISOString() ?? null,
    })),
    sessions: records.sessions.map(({ userAgent, address, createdAt, lastUsedAt, endedAt }) => ({
      ...{ userAgent, address, since: createdAt.toISOString() },
      lastUsedAt: lastUsedAt.toISOString(),
      endedAt: endedAt?.toISOString() ?? null,
    })),
    invitations: records.invitations.map(({ organisationName, name, acceptedAt }) => ({
      ...{ organisationName, name, acceptedAt: acceptedAt?.toISOString() ?? '' },
    })),
  }
}
