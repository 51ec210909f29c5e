import type { FastifyBaseLogger } from 'fastify'
import {
  accountMailJobs,
  accountMailListeners,
  accountSmsJob,
  accountSmsListeners,
  forgetOldSecrets,
} from './accounts/index.ts'
import { foldEntries, keepUnitSets } from './attribution/index.ts'
import {
  dailyReconciliation,
  foldPayments,
  type OnlineDependencies,
  onlineWork,
  publishBenefits,
  reminderJob,
  workOnOnlinePayments,
} from './billing/index.ts'
import { endMarks, markGoods, medianListeners, renameListeners } from './catalogue/index.ts'
import {
  deleteOldDeliveries,
  deleteOldImports,
  deliverWebhooks,
  exportJobs,
  exportListeners,
  webhookListeners,
  workOnImports,
} from './exchange/index.ts'
import { fileGrants } from './file-grants.ts'
import { noticeListeners } from './notices/index.ts'
import type { Drizzle } from './platform/db/connect.ts'
import type { Dependencies } from './platform/dependencies.ts'
import { forgetOldKeys } from './platform/http/idempotency.ts'
import { type Job, type Jobs, startJobs } from './platform/jobs/jobs.ts'
import { type Loop, startLoop } from './platform/jobs/loop.ts'
import { type Listener, startRelay } from './platform/jobs/relay.ts'
import { createMailer, type Mail, type Mailer } from './platform/mail/mailer.ts'
import { mailJob, mailListener } from './platform/mail/request-mail.ts'
import { resolveHost } from './platform/outbound/resolve-host.ts'
import { createSmsGateway, type SmsGateway } from './platform/sms/sms-gateway.ts'
import { verificationJobs, verificationListeners } from './reports/index.ts'
import { reviewListeners, workOnCheckRuns, workOnChecks } from './review/index.ts'
import { askWitnesses, keepLog } from './transparency/index.ts'
import { divisionImportJobs, divisionImportListeners } from './villages/index.ts'

/** What runs outside of requests, one line per domain. */
function jobsOf(deps: Dependencies, mailer: Mailer, gateway: SmsGateway | null): Job<never>[] {
  const sendMail = (mail: Mail) => mailer.send(mail)
  return [
    forgetOldKeys(deps),
    forgetOldSecrets(deps),
    endMarks(deps),
    deleteOldImports(deps),
    deleteOldDeliveries(deps),
    reminderJob(deps),
    ...accountMailJobs({ ...deps, sendMail }),
    ...(gateway ? [accountSmsJob({ ...deps, gateway })] : []),
    ...divisionImportJobs(deps),
    // A verification reads for minutes, so it uses the connections of the reports.
    ...verificationJobs({ ...deps, db: deps.reportDb }),
    ...exportJobs({ ...deps, fileGrants }),
  ]
}

/** Who wants to know what happened elsewhere, one line per domain. */
function listenersOf(deps: Dependencies, jobs: Jobs, gateway: SmsGateway | null): Listener[] {
  return [
    ...accountMailListeners(jobs),
    ...(gateway ? accountSmsListeners(jobs) : []),
    ...divisionImportListeners(jobs),
    ...medianListeners(),
    ...renameListeners(),
    ...reviewListeners(),
    ...verificationListeners(jobs),
    ...exportListeners(jobs),
    ...webhookListeners(),
    ...noticeListeners(deps.config),
  ]
}

/**
 * Starts the queues, the relay of events, the folding and the logging of entries; stopping waits
 * for what is under way.
 */
export async function startBackgroundWork(program: {
  deps: Dependencies
  db: Drizzle
  log: FastifyBaseLogger
}): Promise<{ stop(): Promise<void> }> {
  const { deps, db, log } = program
  const mailer = createMailer({ config: deps.config, log })
  const gateway = createSmsGateway(deps.config.sms, { ...deps, log })
  const online = await onlineWork(deps, log)
  const jobs = await startJobs({
    db,
    log,
    jobs: [mailJob(mailer), ...jobsOf(deps, mailer, gateway), ...jobsOfPaying(online)],
  })
  const relay = startRelay({
    db,
    clock: deps.clock,
    newId: deps.newId,
    log,
    listeners: [mailListener(jobs), ...listenersOf(deps, jobs, gateway)],
  })
  const sums = startSums(deps, log)
  const marking = startMarking(db, log)
  const importing = startLoop({
    pauseMs: 1_000,
    run: () => workOnImports(deps),
    onError: (error) => log.error({ err: error }, 'an import could not be worked on'),
  })
  const telling = startTelling(deps, log)
  const checking = startChecking(deps, log)
  const paying = online && startPaying(online)
  const logging = startLoop({
    pauseMs: 5_000,
    run: () => keepLog(deps),
    onError: (error) => log.error({ err: error }, 'entries could not be logged'),
  })
  const witnessing = startLoop({
    pauseMs: 60_000,
    run: async () => {
      await askWitnesses(deps, (error) => log.error({ err: error }, 'a witness did not sign'))
      return false
    },
    onError: (error) => log.error({ err: error }, 'witnesses could not be asked'),
  })
  return {
    stop: async () => {
      await witnessing.stop()
      await logging.stop()
      await paying?.stop()
      await checking.stop()
      await telling.stop()
      await importing.stop()
      await marking.stop()
      await sums.stop()
      await relay.stop()
      await jobs.stop()
      mailer.close()
    },
  }
}

const jobsOfPaying = (online: OnlineDependencies | null) =>
  online ? [dailyReconciliation(online)] : []

/** What waits on the payment provider, beside requests. */
function startPaying(online: OnlineDependencies): Loop {
  return startLoop({
    pauseMs: 1_000,
    run: () => workOnOnlinePayments(online),
    onError: (error) => online.log.error({ err: error }, 'online payments could not be worked on'),
  })
}

/** Folds what was posted, keeps the sums of groups, and writes what is published once a month. */
function startSums({ db, clock }: Dependencies, log: FastifyBaseLogger): { stop(): Promise<void> } {
  const loops = [
    startLoop({
      pauseMs: 1_000,
      run: async () => [await foldEntries(db), await foldPayments(db)].includes(true),
      onError: (error) => log.error({ err: error }, 'what was posted could not be folded'),
    }),
    startLoop({
      pauseMs: 300_000,
      run: () => keepUnitSets({ db, clock }).then(() => false),
      onError: (error) => log.error({ err: error }, 'sums of groups could not be kept'),
    }),
    startLoop({
      pauseMs: 600_000,
      run: () => publishBenefits({ db, clock }).then(() => false),
      onError: (error) => log.error({ err: error }, 'benefit figures could not be published'),
    }),
  ]
  return { stop: async () => void (await Promise.all(loops.map((loop) => loop.stop()))) }
}

/** The checks of orders of which something happened, and then of what was entered before (§8). */
function startChecking(deps: Dependencies, log: FastifyBaseLogger): Loop {
  return startLoop({
    pauseMs: 2_000,
    run: async () => (await workOnChecks(deps)) || (await workOnCheckRuns(deps)),
    onError: (error) => log.error({ err: error }, 'orders could not be checked'),
  })
}

/**
 * Tells programs outside what happened, several endpoints side by side: one that hangs keeps one
 * turn for as long as an answer is waited for.
 */
function startTelling(deps: Dependencies, log: FastifyBaseLogger): { stop(): Promise<void> } {
  const loops = Array.from({ length: 8 }, () =>
    startLoop({
      pauseMs: 2_000,
      run: () => deliverWebhooks({ ...deps, resolve: resolveHost }),
      onError: (error) => log.error({ err: error }, 'webhooks could not be delivered'),
    }),
  )
  return { stop: async () => void (await Promise.all(loops.map((loop) => loop.stop()))) }
}

/** The marks of goods by their names, for the search. */
function startMarking(db: Drizzle, log: FastifyBaseLogger): Loop {
  return startLoop({
    pauseMs: 5_000,
    run: () => markGoods(db),
    onError: (error) => log.error({ err: error }, 'goods could not be marked by their names'),
  })
}
