import { isIPv6 } from 'node:net'
import { AppError } from '../../shared/errors.ts'
import type { Context } from '../platform/context.ts'
import { type Database, type Transaction, transaction } from '../platform/db/transaction.ts'
import { countAttempts, resetAttempts } from './secrets.queries.ts'
import { hashOf } from './secrets.ts'

export const windowSeconds = 15 * 60

/** Attempts in a quarter of an hour. An office shares one address, so an address gets more. */
const limits = {
  // from one address, from a device that its owner has signed in on, and from everywhere: never
  // more than a hundred in an hour (OWASP ASVS 2.2.1), however the quarters fall
  'sign-in': { account: 10, device: 10, everywhere: 20, address: 60 },
  // each one is a mail to somebody
  reset: { account: 3, address: 20 },
  // a link's token cannot be guessed; this only keeps the guessing cheap for us
  link: { address: 60 },
  // a code has eight digits
  code: { account: 5, address: 60 },
  // each one may be a mail to somebody who never asked for any
  // a sheet of them, each up to some hundred mails
  'invite-sheet': { person: 3, platform: 20 },
  // each one is a text message that somebody pays for
  sms: { recipient: 5, organisation: 300 },
  invite: { person: 30, organisation: 60, recipient: 5 },
  // each one has the program send something to an address that somebody typed
  webhook: { organisation: 60 },
  // nobody need sign in to apply; the credit code is what applies
  application: { creditCode: 5, address: 5 },
  // the code printed at the first start has forty bits
  'set-up': { address: 20 },
  'email-code': { account: 5, recipient: 3 },
} as const

export type Purpose = keyof typeof limits

/** What attempts are counted by, and how many it gets in a quarter of an hour. */
export interface Subject {
  key: string
  limit: number
}

/** A subject by what the attempts are for, what kind of thing counts them, and which one. */
export function subjectOf<P extends Purpose>(
  purpose: P,
  kind: keyof (typeof limits)[P] & string,
  value: string,
): Subject {
  const limit: number = limits[purpose][kind] as number
  return { key: hashOf(`${purpose} ${kind} ${value}`), limit }
}

/** The subject of an address: a household or an office counts as one. */
export function addressSubject(
  purpose: 'sign-in' | 'reset' | 'link' | 'code' | 'application' | 'set-up',
  address: string,
): Subject {
  return subjectOf(purpose, 'address', networkOf(address))
}

/** The seconds until each subject that has had its share gets another attempt, by its key. */
export type Waits = ReadonlyMap<string, number>

/**
 * Counts an attempt before anything is checked, so that a thousand at once are a thousand, on
 * however many servers; returns which subjects have had their share.
 */
export async function countAttempt(
  tx: Transaction,
  context: Context,
  subjects: readonly Subject[],
): Promise<Waits> {
  const now = context.now.getTime()
  const counts = await countAttempts(tx, {
    subjects: subjects.map((subject) => subject.key),
    now: context.now,
    since: new Date(now - windowSeconds * 1_000),
  })
  const limitOf = new Map(subjects.map(({ key, limit }) => [key, limit]))
  return new Map(
    counts
      .filter((row) => row.attempts > (limitOf.get(row.subject) ?? 0))
      .map((row) => [
        row.subject,
        Math.max(1, Math.ceil((row.windowStartedAt.getTime() - now) / 1_000 + windowSeconds)),
      ]),
  )
}

/** Counts an attempt in a transaction of its own; refuses it where a subject had its share. */
export async function requireAttempt(
  db: Database,
  context: Context,
  subjects: readonly Subject[],
): Promise<void> {
  refuseWaiting(await transaction(db, (tx) => countAttempt(tx, context, subjects)))
}

/**
 * Counts an act in its own transaction, for acts that are rightful and only must not be too many:
 * one that is refused leaves no trace, and counts for nothing.
 */
export async function requireShare(
  tx: Transaction,
  context: Context,
  subjects: readonly Subject[],
): Promise<void> {
  refuseWaiting(await countAttempt(tx, context, subjects))
}

/** Refuses with the longest of the waits, where there is any. */
export function refuseWaiting(waits: Waits): void {
  if (waits.size === 0) return
  const seconds = Math.max(...waits.values())
  throw new AppError('too_many_requests', { values: { seconds } })
}

/** The attempt was rightful: some subjects start at none again, others lose this one. */
export async function resetAttempt(
  db: Database,
  subjects: { cleared: readonly Subject[]; undone: readonly Subject[] },
): Promise<void> {
  const keys = (list: readonly Subject[]) => list.map(({ key }) => key)
  const input = { cleared: keys(subjects.cleared), undone: keys(subjects.undone) }
  await transaction(db, (tx) => resetAttempts(tx, input))
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
