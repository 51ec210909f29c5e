import type { Locale } from '../../shared/accounts/accounts.schemas.ts'
import type { Clock } from '../platform/clock.ts'
import { type Context, systemActor } from '../platform/context.ts'
import { type Database, transaction } from '../platform/db/transaction.ts'
import type { NewId } from '../platform/ids.ts'
import type { Job, Jobs } from '../platform/jobs/jobs.ts'
import type { Listener } from '../platform/jobs/relay.ts'
import { mailPace } from '../platform/mail/request-mail.ts'
import { issueResetToken } from './change-account.ts'
import { invitationById } from './invitations.queries.ts'
import { personBehind } from './invite-person.ts'
import { invitationLink, type LinkSettings, resetLink } from './secrets.ts'
import { personById } from './session.queries.ts'

/** Whoever waits for a password stands in no queue behind invitations. */
const jobNames = {
  'accounts.invitation-sent': 'accounts.send-mail',
  'accounts.password-reset-requested': 'accounts.send-reset',
} as const

interface Wanted {
  topic: string
  subjectId: string
}

/** Turns what asks for a mail into a job: the mail's link is made there, outside of any queue. */
export function accountMailListeners(jobs: Pick<Jobs, 'enqueue'>): Listener[] {
  return Object.entries(jobNames).map(([topic, jobName]) => ({
    topic,
    handle: async (tx, _context, events) => {
      for (const { subjectId } of events) await jobs.enqueue(tx, jobName, { topic, subjectId })
    },
  }))
}

/** The jobs that send the mails of this domain; one that fails is tried again. */
export function accountMailJobs(
  deps: MailDependencies & { clock: Clock; newId: NewId },
): Job<Wanted>[] {
  return Object.values(jobNames).map((name) => ({
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
  event: { topic: string; subjectId: string },
): Promise<void> {
  const { topic, subjectId } = event
  if (topic === 'accounts.invitation-sent') await mailInvitation(deps, context, subjectId)
  if (topic === 'accounts.password-reset-requested') await mailReset(deps, context, subjectId)
}

async function mailInvitation(deps: MailDependencies, context: Context, id: string) {
  const invitation = await invitationById(deps.db, id)
  if (!invitation?.email || invitation.expiresAt <= context.now) return
  if (invitation.acceptedAt !== null || invitation.withdrawnAt !== null) return
  const inviter = await personById(deps.db, invitation.invitedBy)
  const person = await personBehind(deps.db, invitation)
  const text = texts[person?.locale ?? inviter?.locale ?? 'zh-CN'].invitation({
    name: invitation.name,
    inviter: inviter?.name ?? '',
    organisation: invitation.organisationName,
    link: invitationLink(deps.config, id),
  })
  await deps.sendMail({ to: invitation.email, ...text })
}

/** The token is made here and not when it was asked for, so that it never lies in a queue. */
async function mailReset(deps: MailDependencies, context: Context, personId: string) {
  const person = await personById(deps.db, personId)
  if (!person?.email) return
  const token = await transaction(deps.db, (tx) => issueResetToken(tx, context, personId))
  const link = resetLink(deps.config, token)
  await deps.sendMail({
    to: person.email,
    ...texts[person.locale].reset({ name: person.name, link }),
  })
}

type Text = Omit<AccountMail, 'to'>

interface AccountTexts {
  invitation(of: { name: string; inviter: string; organisation: string; link: string }): Text
  reset(of: { name: string; link: string }): Text
}

const texts: Record<Locale, AccountTexts> = {
  'zh-CN': {
    invitation: ({ name, inviter, organisation, link }) => ({
      subject: `${inviter}邀请您加入村集：${organisation}`,
      text: `${name}，您好：

${inviter}邀请您在村集为“${organisation}”办理业务。请在七天内打开下面的链接，设置密码后即可使用：

${link}

如果您不认识邀请人，请不要理会这封邮件。`,
    }),
    reset: ({ name, link }) => ({
      subject: '村集：重新设置密码',
      text: `${name}，您好：

请在一小时内打开下面的链接，重新设置您的密码。链接只能用一次：

${link}

如果不是您本人申请的，请不要理会这封邮件，您的密码不会改变。`,
    }),
  },
  en: {
    invitation: ({ name, inviter, organisation, link }) => ({
      subject: `${inviter} invites you to Cunji: ${organisation}`,
      text: `Dear ${name},

${inviter} invites you to work for "${organisation}" in Cunji. \
Please open this link within seven days and choose a password:

${link}

If you do not know who invited you, please ignore this mail.`,
    }),
    reset: ({ name, link }) => ({
      subject: 'Cunji: set a new password',
      text: `Dear ${name},

Please open this link within an hour to set a new password. It works once:

${link}

If you did not ask for it, please ignore this mail; your password stays as it is.`,
    }),
  },
}
