import { AppError } from '../../shared/errors.ts'
import { recordAudit } from '../evidence/index.ts'
import { anonymous, type Context } from '../platform/context.ts'
import {
  type Database,
  type Reader,
  type Transaction,
  transaction,
} from '../platform/db/transaction.ts'
import type { OpenSession } from './accounts-view.ts'
import { type Credentials, type Origin, proveIdentity } from './prove-identity.ts'
import { newSecretToken } from './secrets.ts'
import {
  insertRefreshToken,
  insertSession,
  lockSession,
  membershipsOf,
  type PersonRow,
  personById,
  updateSession,
} from './session.queries.ts'

/** Opens a session for whoever knows the password. */
export async function signIn(
  db: Database,
  context: Context,
  input: Credentials & { device: Device; origin: Origin },
): Promise<Refreshable> {
  const person = await proveIdentity(db, context, input)
  return transaction(db, (tx) => openSession(tx, context, { person, device: input.device }))
}

const day = 86_400_000

/** A session ends when it was not used for a month, and after half a year in any case. */
const idle = 30 * day
const longest = 180 * day

/** The device as it shows itself. */
export interface Device {
  userAgent: string
  address: string
}

/** A session and the refresh token that keeps it going. */
export interface Refreshable {
  open: OpenSession
  refreshToken: string
}

/** Opens a session for a person who has proved who they are; acts for their oldest membership. */
export async function openSession(
  tx: Transaction,
  context: Context,
  input: { person: PersonRow; device: Device; organisationId?: string },
): Promise<Refreshable> {
  const { person, device } = input
  const sessionId = context.newId()
  const memberships = await membershipsOf(tx, person.id)
  const membership = memberships.find((row) => row.organisationId === input.organisationId)
  const acting = membership ?? memberships[0] ?? null
  const { now } = context
  await insertSession(tx, {
    id: sessionId,
    personId: person.id,
    membershipId: acting?.id ?? null,
    userAgent: device.userAgent.slice(0, 200),
    address: device.address,
    createdAt: now,
    lastUsedAt: now,
    generation: 0,
    rotatedAt: now,
    expiresAt: expiryOf({ createdAt: now, now }),
  })
  const refreshToken = await issueRefreshToken(tx, context, { sessionId, generation: 0 })
  await recordAudit(tx, asPerson(context, person.id, sessionId), {
    action: 'accounts.sign-in',
    subjectType: 'session',
    subjectId: sessionId,
    after: device,
  })
  return { open: { sessionId, person, memberships, acting }, refreshToken }
}

/** A fresh refresh token of a session; only its hash is kept. */
export async function issueRefreshToken(
  tx: Transaction,
  context: Context,
  input: { sessionId: string; generation: number },
): Promise<string> {
  const { token, tokenHash } = newSecretToken()
  await insertRefreshToken(tx, { ...input, tokenHash, issuedAt: context.now })
  return token
}

/** Puts the session's use down and moves its end onward. */
export async function keepSession(
  tx: Transaction,
  context: Context,
  session: { id: string; createdAt: Date; generation: number; membershipId: string | null },
): Promise<void> {
  const { now } = context
  await updateSession(tx, session.id, {
    lastUsedAt: now,
    generation: session.generation,
    rotatedAt: now,
    membershipId: session.membershipId,
    expiresAt: expiryOf({ createdAt: session.createdAt, now }),
  })
}

/** The act of somebody who has only now proved who they are. */
export function asPerson(context: Context, personId: string, sessionId: string): Context {
  return { ...context, actor: { ...anonymous, personId, sessionId } }
}

export const cookieSeconds = idle / 1_000

function expiryOf({ createdAt, now }: { createdAt: Date; now: Date }): Date {
  return new Date(Math.min(now.getTime() + idle, createdAt.getTime() + longest))
}

/** The session of the access token, for whom it acts included. */
export async function currentSession(reader: Reader, context: Context): Promise<OpenSession> {
  const { personId, sessionId, organisationId } = context.actor
  const person = await personById(reader, personId)
  if (person === undefined || person.disabledAt !== null) throw new AppError('unauthenticated')
  const memberships = await membershipsOf(reader, personId)
  const acting = memberships.find((row) => row.organisationId === organisationId) ?? null
  return { sessionId, person, memberships, acting }
}

/** Lets the session act for another organisation of the person. */
export async function actFor(
  tx: Transaction,
  context: Context,
  organisationId: string,
): Promise<OpenSession> {
  const { personId, sessionId } = context.actor
  const session = await lockSession(tx, sessionId)
  if (session === undefined || session.personId !== personId || session.endedAt !== null) {
    throw new AppError('unauthenticated')
  }
  const current = await currentSession(tx, context)
  const acting = current.memberships.find((row) => row.organisationId === organisationId)
  if (acting === undefined) throw new AppError('not_found')
  await updateSession(tx, sessionId, { membershipId: acting.id })
  await recordAudit(tx, context, {
    action: 'accounts.act-for',
    subjectType: 'session',
    subjectId: sessionId,
    before: { organisationId: context.actor.organisationId },
    after: { organisationId },
  })
  return { ...current, acting }
}
