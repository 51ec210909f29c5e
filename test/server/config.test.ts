import { mkdtempSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, test } from 'vitest'
import { ConfigError, parseConfig } from '../../server/config.ts'

const DATA_DIR = mkdtempSync(path.join(tmpdir(), 'cunji-config-'))

function complaintOf(environment: Record<string, string>): string {
  try {
    parseConfig({ DATA_DIR, ...environment })
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigError)
    return (error as ConfigError).message
  }
  return ''
}

test('nothing has to be set to try the program', () => {
  expect(parseConfig({ DATA_DIR })).toMatchObject({
    environment: 'development',
    port: 3000,
    publicUrl: 'http://localhost:3000',
    databaseUrl: undefined,
    prepareStatements: true,
  })
})

test('secrets that were made outlive a restart and only their owner reads them', () => {
  const first = parseConfig({ DATA_DIR })
  expect(parseConfig({ DATA_DIR })).toEqual(first)
  expect(first.jwtSecret.length).toBeGreaterThanOrEqual(32)
  expect(statSync(path.join(DATA_DIR, 'jwt-secret')).mode & 0o777).toBe(0o600)
})

test.each([
  ['PORT', 'http'],
  ['PORT', '70000'],
  ['DATABASE_URL', 'mysql://secret-word@host/name'],
  ['JWT_SECRET', 'secret-word'],
  ['PUBLIC_URL', 'cunji.example'],
  ['SMTP_URL', 'http://secret-word@host'],
  ['DEMO_PASSWORD', 'secret'],
  ['DATABASE_PREPARE', 'perhaps'],
  ['LOG_LEVEL', 'loud'],
  ['REPORT_POOL', '0'],
  ['REQUESTS_AT_ONCE', 'many'],
])('a bad %s is one sentence that names it and not its value', (name, value) => {
  const complaint = complaintOf({ [name]: value })
  expect(complaint).toContain(name)
  expect(complaint).not.toContain('secret-word')
  expect(complaint.split('\n')).toHaveLength(1)
})

test('production requires a database, a secret and the public address', () => {
  const production = { NODE_ENV: 'production' }
  const database = { DATABASE_URL: 'postgres://cunji@db/cunji?sslmode=verify-full' }
  const secret = { JWT_SECRET: 'x'.repeat(32) }
  expect(complaintOf(production)).toContain('DATABASE_URL')
  expect(complaintOf({ ...production, ...database })).toContain('JWT_SECRET')
  expect(complaintOf({ ...production, ...database, ...secret })).toContain('PUBLIC_URL')
  const complete = { ...production, ...database, ...secret, PUBLIC_URL: 'https://cunji.example/' }
  expect(parseConfig(complete)).toMatchObject({
    publicUrl: 'https://cunji.example',
    demoPassword: undefined,
  })
})

test('a folder that cannot be written is one sentence', () => {
  const file = path.join(DATA_DIR, 'jwt-secret')
  parseConfig({ DATA_DIR })
  expect(complaintOf({ DATA_DIR: path.join(file, 'inside') })).toContain('DATA_DIR')
})

test('in production the way to another machine is encrypted, or given up in so many words', () => {
  const own = { NODE_ENV: 'production', JWT_SECRET: 'x'.repeat(32), PUBLIC_URL: 'https://c.test' }
  const database = (DATABASE_URL: string) => complaintOf({ ...own, DATABASE_URL })
  expect(database('postgres://u:p@127.0.0.1:5432/c')).toBe('')
  expect(database('postgres://u:p@db.test:5432/c')).toContain('sslmode=verify-full')
  expect(database('postgres://u:p@db.test:5432/c?sslmode=prefer')).toContain('sslmode=verify-full')
  expect(database('postgres://u:p@db.test:5432/c?sslmode=verify-full')).toBe('')
  expect(database('postgres://u:p@db.test:5432/c?sslmode=disable')).toBe('')
  const local = { ...own, DATABASE_URL: 'postgres://u:p@localhost/c' }
  const MIGRATION_URL = 'postgres://o:p@db.test/c'
  expect(complaintOf({ ...local, MIGRATION_URL })).toContain('MIGRATION_URL')
  const mail = (SMTP_URL: string) => complaintOf({ ...local, SMTP_URL })
  expect(mail('smtp://u:p@mail.test:587')).toContain('requireTLS=true')
  expect(mail('smtp://u:p@mail.test:587?requireTLS=true')).toBe('')
  expect(mail('smtps://u:p@mail.test')).toBe('')
  expect(mail('smtp://localhost:25')).toBe('')
  expect(complaintOf({ DATABASE_URL: 'postgres://u:p@db.test/c' })).toBe('')
})

test('a gateway for text messages is named wholly or not at all', () => {
  const whole = {
    SMS_KEY_ID: 'id',
    SMS_KEY_SECRET: 'secret',
    SMS_SIGN_NAME: '村集',
    SMS_INVITATION_TEMPLATE: 'SMS_1',
    SMS_RECOVERY_TEMPLATE: 'SMS_2',
  }
  const sms = (settings: Record<string, string>) => {
    try {
      return parseConfig({ ...own, ...settings }).sms
    } catch (error) {
      return (error as Error).message
    }
  }
  const own = {
    NODE_ENV: 'development',
    DATABASE_URL: 'postgres://u:p@localhost/c',
    JWT_SECRET: 'x'.repeat(40),
  }
  expect(sms({})).toBeUndefined()
  expect(sms(whole)).toMatchObject({ url: 'https://dysmsapi.aliyuncs.com', keyId: 'id' })
  for (const name of Object.keys(whole)) {
    expect(sms({ ...whole, [name]: '' })).toContain('all of SMS_KEY_ID')
    expect(JSON.stringify(sms({ ...whole, [name]: '' }))).not.toContain('secret')
  }
  expect(sms({ SMS_FILE: '/tmp/sms' })).toEqual({ file: '/tmp/sms' })
  expect(sms({ ...whole, SMS_FILE: '/tmp/sms' })).toContain('one of them only')
  expect(sms({ ...whole, SMS_INVITATION_TEMPLATE: '1' })).toContain('SMS_INVITATION_TEMPLATE')
})
