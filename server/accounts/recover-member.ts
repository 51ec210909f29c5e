import { AppError } from '../../shared/errors.ts'
import { recordAudit } from '../evidence/index.ts'
import { type Context, organisationOf } from '../platform/context.ts'
import type { Transaction } from '../platform/db/transaction.ts'
import { publishEvent } from '../platform/jobs/outbox.ts'
import { isOnlyOf, mayManageMembers } from './accounts.policy.ts'
import { issueResetToken, validForHead } from './change-account.ts'
import { membershipById } from './members.queries.ts'
import { lockPerson, membershipsOf, type PersonRow } from './session.queries.ts'

/**
 * A link by which a member without e-mail sets a new password, to be handed over in person by the
 * head of their organisation, or by the platform (§11.3). Refused for whoever can ask for one by
 * mail. For whoever acts for several organisations the platform alone makes one: the head of one
 * must not open the account by which somebody acts for another.
 */
export async function recoverMember(
  tx: Transaction,
  context: Context,
  membershipId: string,
): Promise<{ token: string; person: PersonRow }> {
  const membership = await membershipById(tx, membershipId)
  if (membership === undefined || !mayManageMembers(context.actor, membership.organisationId))
    throw new AppError('not_found')
  const { personId, organisationId } = membership
  if (personId === context.actor.personId) throw new AppError('own_account')
  const person = await lockPerson(tx, personId)
  const current = await membershipsOf(tx, personId)
  if (!person || !current.some(({ id }) => id === membershipId)) throw new AppError('not_found')
  if (person.disabledAt !== null) throw new AppError('illegal_transition')
  if (person.email !== null) throw new AppError('has_email')
  const isByPlatform = context.actor.roles.includes('platform_admin')
  if (!isByPlatform && !isOnlyOf(current, organisationId)) throw new AppError('member_elsewhere')
  const issuedFor = isByPlatform ? organisationOf(context.actor) : organisationId
  const issuer = { issuedBy: context.actor.personId, organisationId: issuedFor }
  const token = await issueResetToken(tx, context, personId, { validFor: validForHead, issuer })
  const subject = { subjectType: 'membership', subjectId: membershipId }
  await recordAudit(tx, context, {
    action: 'accounts.issue-recovery-link',
    ...subject,
    after: { personId },
  })
  const payload = { issuedBy: context.actor.personId, organisationId: issuedFor }
  await publishEvent(tx, context, { topic: 'accounts.recovery-link-issued', ...subject, payload })
  return { token, person }
}
