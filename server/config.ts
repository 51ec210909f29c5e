import { getHashes, hkdfSync, randomBytes } from 'node:crypto'
import { existsSync, linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { z } from 'zod'
import { ConfigError, flag, isLocal, optional, or, url, whole } from './config-values.ts'
import type { SmsSettings } from './platform/sms/sms-gateway.ts'
import type { StripeSettings } from './platform/stripe/stripe-settings.ts'
import { smsSchemas, smsSettings } from './sms-settings.ts'
import { stripeSchemas, stripeSettings } from './stripe-settings.ts'

export { ConfigError } from './config-values.ts'

/** Every setting, by its name in the environment. The README's table lists the same. */
const settings = z.object({
  NODE_ENV: or(
    z.enum(['development', 'production', 'test'], {
      error: 'NODE_ENV must be development, production or test.',
    }),
    'development',
  ),
  PORT: or(whole(0, 65_535, 'PORT must be a port number from 0 to 65535.'), '3000'),
  HOST: or(z.string(), '127.0.0.1'),
  PUBLIC_URL: optional(
    url(/^https?$/, 'PUBLIC_URL must be the address people open, such as https://cunji.example.'),
  ),
  DATABASE_URL: optional(
    url(/^postgres(ql)?$/, 'DATABASE_URL must look like postgres://user:password@host:5432/name.'),
  ),
  MIGRATION_URL: optional(
    url(/^postgres(ql)?$/, 'MIGRATION_URL must look like postgres://user:password@host:5432/name.'),
  ),
  DATABASE_POOL: or(whole(1, 500, 'DATABASE_POOL must be a whole number from 1 to 500.'), '16'),
  REPORT_POOL: or(whole(1, 500, 'REPORT_POOL must be a whole number from 1 to 500.'), '4'),
  DATABASE_PREPARE: or(flag('DATABASE_PREPARE must be true or false.'), 'true'),
  DATA_DIR: or(z.string(), '.data'),
  EXPORT_MEGABYTES: or(
    whole(1, 100_000_000, 'EXPORT_MEGABYTES must be a whole number of megabytes from 1.'),
    '20000',
  ),
  JWT_SECRET: optional(z.string().min(32, 'JWT_SECRET must have at least 32 characters.')),
  PASSWORD_KEY: optional(z.string().min(32, 'PASSWORD_KEY must have at least 32 characters.')),
  LINK_SECRET: optional(z.string().min(32, 'LINK_SECRET must have at least 32 characters.')),
  SMTP_URL: optional(
    url(/^smtps?$/, 'SMTP_URL must look like smtp://user:password@host:587 or smtps://….'),
  ),
  ...smsSchemas,
  ...stripeSchemas,
  MAIL_FROM: or(z.string().includes('@', 'MAIL_FROM must be an address.'), 'cunji@localhost'),
  DEMO: optional(flag('DEMO must be true or false.')),
  DEMO_PASSWORD: optional(z.string().min(10, 'DEMO_PASSWORD must have at least 10 characters.')),
  TRUST_PROXY: or(
    whole(0, 10, 'TRUST_PROXY must be the number of proxies in front, 0 to 10.'),
    '0',
  ),
  RATE_LIMIT: or(
    whole(0, 1_000_000, 'RATE_LIMIT must be a number of requests a minute; 0 means no limit.'),
    '3000',
  ),
  REQUESTS_AT_ONCE: or(
    whole(1, 100_000, 'REQUESTS_AT_ONCE must be a whole number from 1 to 100000.'),
    '256',
  ),
  METRICS_TOKEN: optional(z.string().min(16, 'METRICS_TOKEN must have at least 16 characters.')),
  LOG_ORIGIN: optional(
    z.string().regex(/^[^\s+]{1,200}$/, 'LOG_ORIGIN must be a name such as cunji.example/log.'),
  ),
  LOG_CHECKPOINT_MINUTES: or(
    whole(1, 1_440, 'LOG_CHECKPOINT_MINUTES must be a whole number from 1 to 1440.'),
    '60',
  ),
  LOG_WITNESSES: or(
    z
      .string()
      .transform((text) => text.split(',').filter((part) => part.trim() !== ''))
      .pipe(
        z.array(
          z
            .string()
            .trim()
            .regex(
              /^[^\s+]+\+[0-9a-f]{8}\+B[A-Za-z0-9+/]{43} https?:\/\/\S+$/,
              'LOG_WITNESSES must look like name+id+key https://witness.example, parted by commas.',
            ),
        ),
      ),
    '',
  ),
  WEBHOOK_LOOPBACK: or(flag('WEBHOOK_LOOPBACK must be true or false.'), 'false'),
  LOG_SM3: or(flag('LOG_SM3 must be true or false.'), 'false'),
  LOG_LEVEL: optional(
    z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'], {
      error: 'LOG_LEVEL must be fatal, error, warn, info, debug, trace or silent.',
    }),
  ),
})

/** The names of all settings, for the test that compares them with the README. */
export const settingNames = Object.keys(settings.shape)

export interface Config {
  environment: 'development' | 'production' | 'test'
  port: number
  host: string
  /** The address people open, without a trailing slash; links in mails begin with it. */
  publicUrl: string
  /** Absent: the embedded PostgreSQL in `dataDirectory` is used. */
  databaseUrl: string | undefined
  /** The owner of the tables, straight to PostgreSQL; absent: the program's address serves. */
  migrationUrl: string | undefined
  /** Of the program's role in the embedded PostgreSQL. */
  programPassword: string
  databasePool: number
  /** Connections of the reports, exports and verifications alone. */
  reportPool: number
  /** False behind pgbouncer in transaction mode, which breaks named prepared statements. */
  prepareStatements: boolean
  dataDirectory: string
  /** So much of the disk all files made in the background may take, in megabytes. */
  exportMegabytes: number
  jwtSecret: string
  /** What links in mails and marks of known devices are made with. */
  linkSecret: string
  /** What passwords are hashed with beside their salt; absent: nothing. */
  passwordKey: string | undefined
  smtpUrl: string | undefined
  mailFrom: string
  /** Absent: no text messages are sent. */
  sms: SmsSettings | undefined
  /** Absent: nothing is paid online. */
  stripe: StripeSettings | undefined
  /** The password of the demo accounts; absent where there is to be no demo world. */
  demoPassword: string | undefined
  /** Whoever shows it may read `/metrics`; absent: only this machine itself. */
  metricsToken: string | undefined
  trustedProxies: number
  /** Requests a minute that one address may send; 0 means no limit. */
  requestsPerMinute: number
  /** Requests under way at most; the others are told to come again. */
  requestsAtOnce: number
  /** The name of the transparency log, where it has not begun yet. */
  logOrigin: string
  /** How often the log's head is published, when there is a new one. */
  checkpointMinutes: number
  /** Who is asked to co-sign it: the key as witnesses write it, and the address. */
  logWitnesses: readonly { key: string; url: string }[]
  /** Whether webhooks may go to this machine itself, by http too: for trying. */
  webhookLoopback: boolean
  /** Whether what enters the log also carries an SM3 digest. */
  logSm3: boolean
  logLevel: 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace' | 'silent'
}

type Settings = z.output<typeof settings>

/** Reads the settings out of an environment given as a value. */
export function parseConfig(environment: Record<string, string | undefined>): Config {
  const parsed = settings.safeParse(environment)
  if (!parsed.success) throw new ConfigError(parsed.error.issues[0]?.message ?? 'Bad settings.')
  const values = parsed.data
  requireForProduction(values)
  if (values.LOG_SM3 && !getHashes().includes('sm3'))
    throw new ConfigError('LOG_SM3 needs a Node whose OpenSSL knows SM3.')
  const dataDirectory = path.resolve(values.DATA_DIR)
  const publicUrl = (values.PUBLIC_URL ?? `http://localhost:${values.PORT}`).replace(/\/+$/, '')
  const jwtSecret = values.JWT_SECRET ?? keptSecret(dataDirectory, 'jwt-secret', 32)
  const production = values.NODE_ENV === 'production'
  const isDemo = wantsDemo(values)
  return {
    environment: values.NODE_ENV,
    port: values.PORT,
    host: values.HOST,
    publicUrl,
    databaseUrl: values.DATABASE_URL,
    migrationUrl: values.MIGRATION_URL,
    programPassword:
      values.DATABASE_URL === undefined ? keptSecret(dataDirectory, 'program-password', 24) : '',
    databasePool: values.DATABASE_POOL,
    reportPool: values.REPORT_POOL,
    prepareStatements: values.DATABASE_PREPARE,
    dataDirectory,
    exportMegabytes: values.EXPORT_MEGABYTES,
    // The demo and the real installation beside it do not take each other's tokens.
    jwtSecret: isDemo ? derivedSecret(jwtSecret, 'demo') : jwtSecret,
    linkSecret: values.LINK_SECRET ?? derivedSecret(jwtSecret, 'links'),
    passwordKey: values.PASSWORD_KEY,
    smtpUrl: values.SMTP_URL,
    mailFrom: values.MAIL_FROM,
    sms: smsSettings(values),
    stripe: stripeSettings(values),
    demoPassword: isDemo
      ? (values.DEMO_PASSWORD ?? keptSecret(dataDirectory, 'demo-password', 9))
      : undefined,
    metricsToken: values.METRICS_TOKEN,
    trustedProxies: values.TRUST_PROXY,
    requestsPerMinute: values.RATE_LIMIT,
    requestsAtOnce: values.REQUESTS_AT_ONCE,
    logOrigin: values.LOG_ORIGIN ?? `${publicUrl.replace(/^https?:\/\//, '')}/log`,
    checkpointMinutes: values.LOG_CHECKPOINT_MINUTES,
    logWitnesses: values.LOG_WITNESSES.map((text) => {
      const [key = '', url = ''] = text.split(' ')
      return { key, url: url.replace(/\/+$/, '') }
    }),
    webhookLoopback: values.WEBHOOK_LOOPBACK,
    logSm3: values.LOG_SM3,
    logLevel: values.LOG_LEVEL ?? (production ? 'info' : 'warn'),
  }
}

/** Reads this process's settings; a bad one ends the process with one sentence and status 1. */
export function loadConfig(overrides: Record<string, string | undefined> = {}): Config {
  try {
    return parseConfig({ ...process.env, ...overrides })
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    process.stderr.write(`${error.message}\n`)
    process.exit(1)
  }
}

/** A demo world has known accounts: asked for, or where nobody else can reach it. */
function wantsDemo({ NODE_ENV, DEMO, DATABASE_URL, PUBLIC_URL, HOST }: Settings): boolean {
  if (NODE_ENV === 'production') return false
  const isPrivate = /^(127\.\d+\.\d+\.\d+|::1|localhost)$/.test(HOST)
  return DEMO ?? (DATABASE_URL === undefined && PUBLIC_URL === undefined && isPrivate)
}

function requireForProduction(settings: Settings): void {
  if (settings.NODE_ENV !== 'production') return
  if (settings.DEMO) throw new ConfigError('In production DEMO must not be true.')
  if (settings.WEBHOOK_LOOPBACK)
    throw new ConfigError('In production WEBHOOK_LOOPBACK must not be true.')
  if (settings.DATABASE_URL === undefined)
    throw new ConfigError('In production DATABASE_URL must name your own PostgreSQL server.')
  if (settings.JWT_SECRET === undefined)
    throw new ConfigError('In production JWT_SECRET must be set: at least 32 random characters.')
  if (settings.PUBLIC_URL === undefined)
    throw new ConfigError('In production PUBLIC_URL must be set: the address people open.')
  const { DATABASE_URL, MIGRATION_URL, SMTP_URL } = settings
  for (const [name, address] of Object.entries({ DATABASE_URL, MIGRATION_URL }))
    if (address !== undefined && !isLocal(address) && !saysWhetherTls(address, 'sslmode'))
      throw new ConfigError(
        `In production ${name} must end in ?sslmode=verify-full, or in ?sslmode=disable ` +
          'for a network of your own.',
      )
  if (SMTP_URL?.startsWith('smtp:') && !isLocal(SMTP_URL) && !saysWhetherTls(SMTP_URL, 'TLS'))
    throw new ConfigError(
      'In production SMTP_URL must be smtps://… or end in ?requireTLS=true, or in ' +
        '?ignoreTLS=true for a network of your own.',
    )
}

/** Whether an address requires TLS, or its operator gives it up in so many words. */
function saysWhetherTls(address: string, what: 'sslmode' | 'TLS'): boolean {
  const { searchParams } = new URL(address)
  if (what === 'sslmode')
    return /^(verify-full|verify-ca|require|disable)$/.test(searchParams.get('sslmode') ?? '')
  return searchParams.get('requireTLS') === 'true' || searchParams.get('ignoreTLS') === 'true'
}

/** A key of its own for a purpose of its own: neither tells anything about the other (RFC 5869). */
function derivedSecret(secret: string, purpose: string): string {
  return Buffer.from(hkdfSync('sha256', secret, '', `cunji ${purpose}`, 32)).toString('base64url')
}

/**
 * A secret that is made once and kept beside the embedded database, so that sessions and the demo
 * password outlive a restart. Only the owner may read it.
 */
export function keptSecret(directory: string, name: string, bytes: number): string {
  const file = path.join(directory, name)
  const draft = `${file}.${process.pid}`
  try {
    mkdirSync(directory, { recursive: true, mode: 0o700 })
    if (existsSync(file)) return readFileSync(file, 'utf8').trim()
    writeFileSync(draft, randomBytes(bytes).toString('base64url'), { mode: 0o600 })
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    throw new ConfigError(`DATA_DIR must be a folder this program may write to (${code}).`)
  }
  try {
    // A link appears whole or not at all: of two processes that start together, one wins.
    linkSync(draft, file)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  } finally {
    rmSync(draft, { force: true })
  }
  return readFileSync(file, 'utf8').trim()
}
