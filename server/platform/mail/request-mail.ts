import type { Context } from '../context.ts'
import type { Transaction } from '../db/transaction.ts'
import type { Job, Jobs } from '../jobs/jobs.ts'
import { publishEvent } from '../jobs/outbox.ts'
import type { Listener } from '../jobs/relay.ts'
import type { Mail, Mailer } from './mailer.ts'

const topic = 'platform.mail-requested'
const jobName = 'platform.send-mail'

/**
 * Forty mails a second and more: a burst of orders must not keep its mails waiting. A mail that a
 * dying server had in hand is sent by another one after five minutes.
 */
export const mailPace = { atOnce: 20, pollingSeconds: 0.5, longestMinutes: 5 } as const

/** Asks for a mail in the transaction of the act that causes it; it leaves after the commit. */
export async function requestMail(tx: Transaction, context: Context, mail: Mail): Promise<void> {
  await publishEvent(tx, context, {
    topic,
    subjectType: 'mail',
    subjectId: context.newId(),
    payload: { ...mail },
  })
}

/** Turns a mail that was asked for into a job, which may wait for the network and be retried. */
export function mailListener(jobs: Pick<Jobs, 'enqueue'>): Listener {
  return {
    topic,
    handle: async (tx, _context, events) => {
      for (const { payload } of events) await jobs.enqueue(tx, jobName, payload)
    },
  }
}

export function mailJob(mailer: Mailer): Job<Mail> {
  return { name: jobName, ...mailPace, run: (mail) => mailer.send(mail) }
}
