import { isIPv6 } from 'node:net'
import { AppError } from '../../shared/errors.ts'
import type { Clock } from '../platform/clock.ts'
import type { Context } from '../platform/context.ts'
import { type Database, type Transaction, transaction } from '../platform/db/transaction.ts'
import type { Job } from '../platform/jobs/jobs.ts'
import {
  countAttempts,
  deleteAttempts,
  deleteSecretsBefore,
  forgiveAttempts,
} from './secrets.queries.ts'
import { hashOf } from './secrets.ts'

const windowSeconds = 15 * 60

/** Attempts in a quarter of an hour. An office shares one address, so an address gets more. */
const limits = {
  'sign-in': { account: 10, address: 60 },
  // each one is a mail to somebody
  reset: { account: 3, address: 20 },
  // a link's token cannot be guessed; this only keeps the guessing cheap for us
  link: { account: 0, address: 60 },
  // the account is the credit code that applies; nobody need sign in to apply
  application: { account: 5, address: 5 },
} as const

/** An attempt to sign in, to reset a password, to use a link, or to apply to sell. */
export interface Attempt {
  /** What the attempt is for, so that a reset does not use up sign-ins. */
  purpose: keyof typeof limits
  /** The login, or whatever else names the account; null where nothing does. */
  account: string | null
  address: string
}

/**
 * Counts an attempt before anything is checked, so that a thousand at once are a thousand, on
 * however many servers; refuses it when the account or the address has had its share.
 */
export async function requireAttempt(
  db: Database,
  context: Context,
  attempt: Attempt,
): Promise<void> {
  const subjects = subjectsOf(attempt)
  const since = new Date(context.now.getTime() - windowSeconds * 1_000)
  const counts = await transaction(db, (tx) =>
    countAttempts(tx, {
      subjects: subjects.map((subject) => subject.key),
      now: context.now,
      since,
    }),
  )
  const waits = counts
    .filter((row) => row.attempts > (subjects.find(({ key }) => key === row.subject)?.limit ?? 0))
    .map((row) => row.windowStartedAt.getTime() + windowSeconds * 1_000 - context.now.getTime())
  if (waits.length === 0) return
  const seconds = Math.max(1, Math.ceil(Math.max(...waits) / 1_000))
  throw new AppError('too_many_requests', { values: { seconds } })
}

/** The attempt was rightful: the account starts afresh, the address gets its one back. */
export async function resetAttempts(db: Database, attempt: Attempt): Promise<void> {
  const [address, account] = subjectsOf(attempt)
  await transaction(db, (tx) =>
    forgiveAttempts(tx, { address: address?.key ?? '', account: account?.key ?? '' }),
  )
}

/** A new password ends the wait that wrong ones have brought. */
export async function forgetSignIns(tx: Transaction, logins: readonly string[]): Promise<void> {
  await deleteAttempts(
    tx,
    logins.map((login) => subjectKey('sign-in', 'account', login)),
  )
}

function subjectKey(purpose: Attempt['purpose'], kind: 'address' | 'account', value: string) {
  return hashOf(`${purpose} ${kind} ${value}`)
}

function subjectsOf({ purpose, account, address }: Attempt) {
  const subject = (kind: 'address' | 'account', value: string) => ({
    key: subjectKey(purpose, kind, value),
    limit: limits[purpose][kind],
  })
  const byAddress = subject('address', networkOf(address))
  return account === null ? [byAddress] : [byAddress, subject('account', account)]
}

/** A household or office holds a whole /64 of IPv6 addresses: they count as one. */
export function networkOf(address: string): string {
  const plain = address.replace(/^::ffff:(?=\d+\.)/i, '')
  if (!isIPv6(plain)) return plain
  const [head = '', tail = ''] = plain.split('%')[0]?.split('::') ?? []
  const front = head === '' ? [] : head.split(':')
  const back = tail === '' ? [] : tail.split(':')
  const gap = plain.includes('::') ? Array(8 - front.length - back.length).fill('0') : []
  const groups = [...front, ...gap, ...back].slice(0, 4)
  return groups.map((group) => Number.parseInt(group, 16).toString(16)).join(':')
}

const keptDays = 30

/**
 * Tokens of sessions that are long over, spent links and counted attempts go. The sessions
 * themselves stay: the audit log names them.
 */
export function forgetOldSecrets({ db, clock }: { db: Database; clock: Clock }): Job {
  return {
    name: 'accounts.forget-old-secrets',
    cron: '20 3 * * *',
    run: async () => {
      const before = new Date(clock().getTime() - keptDays * 86_400_000)
      await transaction(db, (tx) => deleteSecretsBefore(tx, before))
    },
  }
}
