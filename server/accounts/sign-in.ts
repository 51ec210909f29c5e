import { AppError } from '../../shared/errors.ts'
import type { Context } from '../platform/context.ts'
import { type Database, transaction } from '../platform/db/transaction.ts'
import { type Device, openSession, type Refreshable } from './open-session.ts'
import { verifyPassword } from './password.ts'
import { type PersonRow, personByLogin } from './session.queries.ts'
import { requireAttempt, resetAttempts } from './throttle.ts'

export interface Credentials {
  /** An e-mail address in small letters or a phone number of eleven digits. */
  login: string
  password: string
}

/** Opens a session for whoever knows the password. */
export async function signIn(
  db: Database,
  context: Context,
  given: Credentials & { device: Device },
): Promise<Refreshable> {
  const person = await proveIdentity(db, context, { ...given, address: given.device.address })
  return transaction(db, (tx) => openSession(tx, context, { person, device: given.device }))
}

/**
 * The person behind the credentials. Counted first; unknown accounts, disabled ones and those
 * without a password take as long and get the same answer as a wrong password.
 */
export async function proveIdentity(
  db: Database,
  context: Context,
  given: Credentials & { address: string },
): Promise<PersonRow> {
  const attempt = { purpose: 'sign-in', account: given.login, address: given.address } as const
  await requireAttempt(db, context, attempt)
  const person = await personByLogin(db, given.login)
  const isRight = await verifyPassword(given.password, person?.passwordHash ?? null)
  if (person === undefined || !isRight || person.disabledAt !== null) {
    throw new AppError('wrong_credentials')
  }
  await resetAttempts(db, attempt)
  return person
}
