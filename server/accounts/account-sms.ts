import { z } from 'zod'
import type { Clock } from '../platform/clock.ts'
import { type Context, systemActor } from '../platform/context.ts'
import { type Database, transaction } from '../platform/db/transaction.ts'
import type { NewId } from '../platform/ids.ts'
import type { Job, Jobs } from '../platform/jobs/jobs.ts'
import type { Listener } from '../platform/jobs/relay.ts'
import { mailPace } from '../platform/mail/request-mail.ts'
import type { Sms, SmsGateway } from '../platform/sms/sms-gateway.ts'
import { nameInMail } from './account-texts.ts'
import { issueResetToken, validForHead } from './change-account.ts'
import { invitationById } from './invitations.queries.ts'
import { membershipById } from './members.queries.ts'
import { invitationCode, type LinkSettings } from './secrets.ts'
import { personById } from './session.queries.ts'
import { countAttempt, resetAttempt, subjectOf } from './throttle.ts'

const jobName = 'accounts.send-sms'
const topics = ['accounts.invitation-sent', 'accounts.recovery-link-issued'] as const

const wanted = z.object({
  topic: z.enum(topics),
  subjectId: z.uuid(),
  issuedBy: z.uuid().optional(),
  organisationId: z.uuid().optional(),
})
type Wanted = z.output<typeof wanted>

export interface SmsDependencies {
  db: Database
  config: LinkSettings
  gateway: SmsGateway
  clock: Clock
  newId: NewId
}

/** Turns what people without e-mail wait for into a job; the code is made there, in no queue. */
export function accountSmsListeners(jobs: Pick<Jobs, 'enqueue'>): Listener[] {
  return topics.map((topic) => ({
    topic,
    handle: async (tx, _context, events) => {
      for (const { subjectId, payload } of events) {
        const { issuedBy, organisationId } = payload
        const from = {
          ...(issuedBy ? { issuedBy } : {}),
          ...(organisationId ? { organisationId } : {}),
        }
        await jobs.enqueue(tx, jobName, wanted.parse({ topic, subjectId, ...from }))
      }
    },
  }))
}

/** The job that sends the text messages of this domain; one that fails is tried again. */
export function accountSmsJob(deps: SmsDependencies): Job<Wanted> {
  return {
    name: jobName,
    ...mailPace,
    run: (payload) => {
      const { clock, newId } = deps
      return smsForAccounts(
        deps,
        { actor: systemActor, requestId: jobName, now: clock(), newId },
        payload,
      )
    },
  }
}

/** Sends the message that an event of this domain asks for, if it asks for one. */
export async function smsForAccounts(
  deps: SmsDependencies,
  context: Context,
  event: Wanted,
): Promise<void> {
  if (event.topic === 'accounts.invitation-sent') await sendCode(deps, context, event.subjectId)
  else await sendRecovery(deps, context, event)
}

/** Whoever has an e-mail address gets a mail and no message. */
async function sendCode(deps: SmsDependencies, context: Context, id: string): Promise<void> {
  const invitation = await invitationById(deps.db, id)
  if (!invitation?.phone || invitation.email !== null) return
  if (invitation.expiresAt <= context.now) return
  if (invitation.acceptedAt !== null || invitation.withdrawnAt !== null) return
  const { code, codeHash } = invitationCode(deps.config, id)
  // A code made with another key than the invitation's would open nothing.
  if (codeHash !== invitation.codeHash) return
  const words = {
    name: nameInSms(invitation.name),
    organisation: nameInSms(invitation.organisationName),
    code,
  }
  const sms = { to: invitation.phone, kind: 'invitation', words } as const
  await sendCounted(deps, context, { sms, organisationId: invitation.organisationId })
}

/** A second link like the one that is handed over, under the same conditions (§11.3). */
async function sendRecovery(deps: SmsDependencies, context: Context, event: Wanted): Promise<void> {
  const { subjectId, issuedBy, organisationId } = event
  const membership = await membershipById(deps.db, subjectId)
  const person = membership && (await personById(deps.db, membership.personId))
  if (!person?.phone || person.email !== null || person.disabledAt !== null) return
  if (issuedBy === undefined || organisationId === undefined) return
  const token = await transaction(deps.db, (tx) =>
    issueResetToken(tx, context, person.id, {
      validFor: validForHead,
      issuer: { issuedBy, organisationId },
      isShort: true,
    }),
  )
  const sms = {
    to: person.phone,
    kind: 'recovery',
    words: { name: nameInSms(person.name), token },
  } as const
  await sendCounted(deps, context, { sms, organisationId })
}

/**
 * Sends a message unless its number has had its share, in which case nobody gets one more; an
 * organisation that has had its share waits in the queue. One that fails counts for nothing.
 */
async function sendCounted(
  { db, gateway }: SmsDependencies,
  context: Context,
  { sms, organisationId }: { sms: Sms; organisationId: string },
): Promise<void> {
  const recipient = subjectOf('sms', 'recipient', sms.to)
  const organisation = subjectOf('sms', 'organisation', organisationId)
  const subjects = [recipient, organisation]
  const waits = await transaction(db, (tx) => countAttempt(tx, context, subjects))
  if (waits.has(recipient.key)) return
  try {
    if (waits.has(organisation.key)) throw new Error('an organisation sends too many messages')
    await gateway.send(sms)
  } catch (error) {
    await resetAttempt(db, { cleared: [], undone: subjects })
    throw error
  }
}

/** A name that somebody else typed, in a message: short, and nothing in it that looks like one. */
export function nameInSms(name: string): string {
  return nameInMail(name)
    .replaceAll(/[【】[\]{}$]/g, ' ')
    .replaceAll(/\d{5,}/g, '…')
    .trim()
    .slice(0, 20)
}
