import { afterAll, expect, test } from 'vitest'
import { type Context, systemActor } from '../../../../server/platform/context.ts'
import { transaction } from '../../../../server/platform/db/transaction.ts'
import { newId } from '../../../../server/platform/ids.ts'
import { startJobs } from '../../../../server/platform/jobs/jobs.ts'
import { relayOnce } from '../../../../server/platform/jobs/relay.ts'
import { createMailer } from '../../../../server/platform/mail/mailer.ts'
import {
  mailJob,
  mailListener,
  requestMail,
} from '../../../../server/platform/mail/request-mail.ts'
import { testClock } from '../../../support/clock.ts'
import { testDatabase } from '../../../support/database.ts'
import { startMailServer } from '../../../support/mail-server.ts'

const mails = await startMailServer()
afterAll(() => mails.close())

const mail = {
  to: 'buyer@cunji.test',
  subject: '重置密码',
  text: 'https://cunji.test/reset#secret',
}
const silent = { warn: () => {}, error: () => {} } as never

test('a mail asked for in a transaction arrives, also when it is refused at first', async () => {
  const database = await testDatabase()
  const config = { smtpUrl: mails.url, mailFrom: 'cunji@test', environment: 'test' as const }
  const mailer = createMailer({ config, log: silent })
  const jobs = await startJobs({
    db: database.db,
    log: silent,
    jobs: [mailJob(mailer)],
    pollingSeconds: 0.5,
    retrySeconds: 1,
  })
  mails.refusing = true
  const context: Context = { actor: systemActor, requestId: 'test', now: testClock(), newId }
  await transaction(database.db, (tx) => requestMail(tx, context, mail))
  const listeners = [mailListener(jobs)]
  await relayOnce({ db: database.db, clock: testClock, newId, log: silent, listeners })
  await expect
    .poll(() => database.sql`select 1 from pgboss.job where state = 'retry'`, { timeout: 10_000 })
    .toHaveLength(1)
  mails.refusing = false
  await expect.poll(() => mails.received, { timeout: 19_000 }).toHaveLength(1)
  expect(mails.received[0]).toContain('To: buyer@cunji.test')
  expect(mails.received[0]).toContain('https://cunji.test/reset#secret')
  await jobs.stop()
  mailer.close()
})

test('without a server for mails a person in development sees it', async () => {
  const printed: string[] = []
  const config = { smtpUrl: undefined, mailFrom: 'cunji@test', environment: 'development' as const }
  const print = (text: string) => printed.push(text)
  await createMailer({ config, log: silent, print }).send(mail)
  expect(printed.join()).toContain(mail.text)
})

test('in production a mail that cannot leave is a line in the log, without its text', async () => {
  const lines: unknown[] = []
  const config = { smtpUrl: undefined, mailFrom: 'cunji@test', environment: 'production' as const }
  const log = { warn: (...line: unknown[]) => lines.push(line) } as never
  await createMailer({ config, log, print: () => lines.push('printed') }).send(mail)
  expect(JSON.stringify(lines)).toContain('SMTP_URL')
  expect(JSON.stringify(lines)).not.toContain('secret')
  expect(lines).toHaveLength(1)
})
