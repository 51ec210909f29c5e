import { z } from 'zod'
import { recordAudit } from '../evidence/index.ts'
import type { Clock } from '../platform/clock.ts'
import { type Context, systemActor } from '../platform/context.ts'
import { type Database, transaction } from '../platform/db/transaction.ts'
import type { NewId } from '../platform/ids.ts'
import type { Job, Jobs } from '../platform/jobs/jobs.ts'
import type { Listener } from '../platform/jobs/relay.ts'
import { mailPace } from '../platform/mail/request-mail.ts'
import { type AccountText, accountTexts } from './account-texts.ts'
import { headRoles } from './accounts.policy.ts'
import { claimById } from './addresses.queries.ts'
import { issueResetToken } from './change-account.ts'
import { invitationById, inviterOf } from './invitations.queries.ts'
import { membershipById, membersInRoles } from './members.queries.ts'
import {
  emailCode,
  hashOf,
  invitationLink,
  invitationToken,
  type LinkSettings,
  resetLink,
} from './secrets.ts'
import { membershipsOf, personByEmail, personById } from './session.queries.ts'

/** Whoever waits for a password stands in no queue behind invitations. */
const jobNames = {
  'accounts.invitation-sent': 'accounts.send-mail',
  'accounts.recovery-link-issued': 'accounts.send-mail',
  'accounts.password-set': 'accounts.send-mail',
  'accounts.email-replaced': 'accounts.send-mail',
  'accounts.password-reset-requested': 'accounts.send-reset',
  'accounts.email-code-requested': 'accounts.send-reset',
} as const

interface Wanted {
  topic: string
  subjectId: string
  /** The address to be told, where it is not the one that the account has by now. */
  to?: string
}

const addressed = z.object({ to: z.string().optional() })

/** Turns what asks for a mail into a job: the mail's link is made there, outside of any queue. */
export function accountMailListeners(jobs: Pick<Jobs, 'enqueue'>): Listener[] {
  return Object.entries(jobNames).map(([topic, jobName]) => ({
    topic,
    handle: async (tx, _context, events) => {
      for (const { subjectId, payload } of events) {
        const { to } = addressed.parse(payload)
        await jobs.enqueue(tx, jobName, { topic, subjectId, ...(to && { to }) })
      }
    },
  }))
}

/** The jobs that send the mails of this domain; one that fails is tried again. */
export function accountMailJobs(
  deps: MailDependencies & { clock: Clock; newId: NewId },
): Job<Wanted>[] {
  return [...new Set(Object.values(jobNames))].map((name) => ({
    name,
    ...mailPace,
    run: (payload) => {
      const { clock, newId } = deps
      const context = { actor: systemActor, requestId: name, now: clock(), newId }
      return mailForAccounts(deps, context, payload)
    },
  }))
}

/** A mail of plain text to one person. */
export interface AccountMail {
  to: string
  subject: string
  text: string
}

/** Dependencies of the mails. */
export interface MailDependencies {
  db: Database
  config: LinkSettings
  /** Fails when the mail cannot be handed over, so that the job is tried again. */
  sendMail(mail: AccountMail): Promise<void>
}

/** Sends the mail that an event of this domain asks for, if it asks for one. */
export async function mailForAccounts(
  deps: MailDependencies,
  context: Context,
  event: Wanted,
): Promise<void> {
  const { topic, subjectId, to = null } = event
  if (topic === 'accounts.invitation-sent') await mailInvitation(deps, context, subjectId)
  if (topic === 'accounts.password-reset-requested') await mailReset(deps, context, subjectId)
  if (topic === 'accounts.email-code-requested') await mailCode(deps, context, subjectId)
  if (topic === 'accounts.recovery-link-issued') await mailHeads(deps, subjectId)
  if (topic === 'accounts.password-set') await mailOwner(deps, subjectId, { to, of: 'passwordSet' })
  if (topic === 'accounts.email-replaced')
    await mailOwner(deps, subjectId, { to, of: 'emailReplaced' })
}

async function mailInvitation(deps: MailDependencies, context: Context, id: string) {
  const invitation = await invitationById(deps.db, id)
  if (!invitation?.email || invitation.expiresAt <= context.now) return
  if (invitation.acceptedAt !== null || invitation.withdrawnAt !== null) return
  // A link made with another key than the invitation's would lead nowhere.
  const token = invitationToken(deps.config, id, 'mail')
  if (hashOf(token) !== invitation.mailTokenHash) return
  const inviter = await inviterOf(deps.db, invitation)
  const person = await personByEmail(deps.db, invitation.email)
  const text = accountTexts[person?.locale ?? inviter?.locale ?? 'zh-CN'].invitation({
    name: invitation.name,
    inviter: inviter?.name ?? invitation.organisationName,
    organisation: invitation.organisationName,
    link: invitationLink(deps.config, id, 'mail'),
  })
  await send(deps, invitation.email, text)
}

/** The token is made here and not when it was asked for, so that it never lies in a queue. */
async function mailReset(deps: MailDependencies, context: Context, personId: string) {
  const person = await personById(deps.db, personId)
  if (!person?.email || person.disabledAt !== null) return
  const token = await transaction(deps.db, async (tx) => {
    const about = { subjectType: 'person', subjectId: personId }
    await recordAudit(tx, context, { action: 'accounts.request-password-reset', ...about })
    return issueResetToken(tx, context, personId)
  })
  const link = resetLink(deps.config, token)
  await send(deps, person.email, accountTexts[person.locale].reset({ name: person.name, link }))
}

/** An address that somebody else has gets nothing: its owner need not know who typed it. */
async function mailCode(deps: MailDependencies, context: Context, claimId: string) {
  const claim = await claimById(deps.db, claimId)
  const person = claim && (await personById(deps.db, claim.personId))
  if (!claim || !person || claim.confirmedAt !== null || claim.expiresAt <= context.now) return
  if ((await personByEmail(deps.db, claim.email)) !== undefined) return
  const code = emailCode(deps.config, claimId)
  await send(deps, claim.email, accountTexts[person.locale].code({ name: person.name, code }))
}

/** Tells a person what was changed of their account, at the address that was theirs then. */
async function mailOwner(
  deps: MailDependencies,
  personId: string,
  { to, of }: { to: string | null; of: 'passwordSet' | 'emailReplaced' },
) {
  const person = await personById(deps.db, personId)
  if (!person || to === null) return
  await send(deps, to, accountTexts[person.locale][of]({ name: person.name }))
}

/** Notifies the leaders of every organisation that a link's owner acts for (§11.3), each once. */
async function mailHeads(deps: MailDependencies, membershipId: string) {
  const subject = await membershipById(deps.db, membershipId)
  const member = subject && (await personById(deps.db, subject.personId))
  if (!member) return
  const texts = new Map<string, AccountText>()
  for (const { organisationKind, organisationId, organisationName } of await membershipsOf(
    deps.db,
    member.id,
  )) {
    const role = headRoles[organisationKind]
    if (role === undefined) continue
    for (const { email, name, locale } of await membersInRoles(deps.db, [organisationId], [role])) {
      const named = { name, member: member.name, organisation: organisationName }
      if (email !== null) texts.set(email, accountTexts[locale].recovery(named))
    }
  }
  for (const [email, text] of texts) await send(deps, email, text)
}

function send(deps: MailDependencies, to: string, text: AccountText): Promise<void> {
  return deps.sendMail({ to, ...text })
}
