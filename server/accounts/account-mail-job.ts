import type { Clock } from '../platform/clock.ts'
import { systemActor } from '../platform/context.ts'
import type { NewId } from '../platform/ids.ts'
import type { Job, Jobs } from '../platform/jobs/jobs.ts'
import type { Listener } from '../platform/jobs/relay.ts'
import { type MailDependencies, mailForAccounts } from './account-mails.ts'

const jobName = 'accounts.send-mail'

interface Wanted {
  topic: string
  subjectId: string
}

/** Turns what asks for a mail into a job: the mail's link is made there, outside of any queue. */
export function accountMailListeners(jobs: Pick<Jobs, 'enqueue'>): Listener[] {
  return ['accounts.invitation-sent', 'accounts.password-reset-requested'].map((topic) => ({
    topic,
    handle: async (tx, _context, events) => {
      for (const { subjectId } of events) await jobs.enqueue(tx, jobName, { topic, subjectId })
    },
  }))
}

export function accountMailJob(
  deps: MailDependencies & { clock: Clock; newId: NewId },
): Job<Wanted> {
  return {
    name: jobName,
    run: (wanted) => {
      const { clock, newId } = deps
      const context = { actor: systemActor, requestId: jobName, now: clock(), newId }
      return mailForAccounts(deps, context, wanted)
    },
  }
}
