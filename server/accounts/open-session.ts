import { recordAudit } from '../evidence/index.ts'
import { anonymous, type Context } from '../platform/context.ts'
import type { Transaction } from '../platform/db/transaction.ts'
import { newSecretToken } from './secret-token.ts'
import {
  insertRefreshToken,
  insertSession,
  membershipsOf,
  type PersonRow,
  updateSession,
} from './session.queries.ts'
import type { OpenSession } from './session-view.ts'

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
  given: { person: PersonRow; device: Device; organisationId?: string },
): Promise<Refreshable> {
  const { person, device } = given
  const sessionId = context.newId()
  const memberships = await membershipsOf(tx, person.id)
  const wanted = memberships.find((row) => row.organisationId === given.organisationId)
  const acting = wanted ?? memberships[0] ?? null
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
  given: { sessionId: string; generation: number },
): Promise<string> {
  const { token, tokenHash } = newSecretToken()
  await insertRefreshToken(tx, { ...given, tokenHash, issuedAt: context.now })
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
