import type { FastifyBaseLogger } from 'fastify'
import { accountMailJob, accountMailListeners, forgetOldSecrets } from './accounts/index.ts'
import { noticeListeners } from './notices/index.ts'
import type { Drizzle } from './platform/db/connect.ts'
import type { Dependencies } from './platform/dependencies.ts'
import { forgetOldKeys } from './platform/http/forget-old-keys.ts'
import { type Job, type Jobs, startJobs } from './platform/jobs/jobs.ts'
import { type Listener, startRelay } from './platform/jobs/relay.ts'
import { createMailer, type Mail, type Mailer } from './platform/mail/mailer.ts'
import { mailJob, mailListener } from './platform/mail/request-mail.ts'

/** What runs outside of requests, one line per domain. */
function jobsOf(deps: Dependencies, mailer: Mailer): Job<never>[] {
  const sendMail = (mail: Mail) => mailer.send(mail)
  return [forgetOldKeys(deps), forgetOldSecrets(deps), accountMailJob({ ...deps, sendMail })]
}

/** Who wants to know what happened elsewhere, one line per domain. */
function listenersOf(deps: Dependencies, jobs: Jobs): Listener[] {
  return [...accountMailListeners(jobs), ...noticeListeners(deps.config)]
}

/** Starts the queues and the relay of events; stopping waits for what is under way. */
export async function startBackgroundWork(program: {
  deps: Dependencies
  db: Drizzle
  log: FastifyBaseLogger
}): Promise<{ stop(): Promise<void> }> {
  const { deps, db, log } = program
  const mailer = createMailer({ config: deps.config, log })
  const jobs = await startJobs({ db, log, jobs: [mailJob(mailer), ...jobsOf(deps, mailer)] })
  const relay = startRelay({
    db,
    clock: deps.clock,
    newId: deps.newId,
    log,
    listeners: [mailListener(jobs), ...listenersOf(deps, jobs)],
  })
  return {
    stop: async () => {
      await relay.stop()
      await jobs.stop()
      mailer.close()
    },
  }
}
