import type { FastifyBaseLogger } from 'fastify'
import nodemailer from 'nodemailer'
import type { Config } from '../../config.ts'

export interface Mail {
  to: string
  subject: string
  text: string
}

export interface Mailer {
  /** Fails when the server for mails refuses it or cannot be reached. */
  send(mail: Mail): Promise<void>
  close(): void
}

export interface MailerOptions {
  config: Pick<Config, 'smtpUrl' | 'mailFrom' | 'environment'>
  log: Pick<FastifyBaseLogger, 'warn'>
  /** Where a mail is shown in development, so that a person can follow its link. */
  print?: (text: string) => void
}

/** Mails by SMTP_URL; without it they are shown in development and dropped in production. */
export function createMailer({ config, log, print = printOut }: MailerOptions): Mailer {
  if (config.smtpUrl !== undefined) return smtpMailer(config.smtpUrl, config.mailFrom)
  return {
    send: async (mail) => {
      // The text may hold a link that lets its reader in: it never reaches a log.
      if (config.environment === 'production')
        log.warn({ subject: mail.subject }, 'a mail was dropped: SMTP_URL is not set')
      else print(`\nMail to ${mail.to}: ${mail.subject}\n${mail.text}\n\n`)
    },
    close: () => {},
  }
}

function smtpMailer(url: string, from: string): Mailer {
  const transport = nodemailer.createTransport(
    {
      url,
      pool: true,
      maxConnections: 5,
      maxMessages: 1_000,
      connectionTimeout: 10_000,
      greetingTimeout: 10_000,
      socketTimeout: 20_000,
      disableFileAccess: true,
      disableUrlAccess: true,
    } as object,
    { from },
  )
  return {
    send: async (mail) => {
      await transport.sendMail({ to: mail.to, subject: mail.subject, text: mail.text })
    },
    close: () => transport.close(),
  }
}

function printOut(text: string): void {
  process.stdout.write(text)
}
