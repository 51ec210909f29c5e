import { AppError, fieldError } from '../../shared/errors.ts'
import { recordAudit } from '../evidence/index.ts'
import type { Context } from '../platform/context.ts'
import { type Database, type Transaction, transaction } from '../platform/db/transaction.ts'
import { publishEvent } from '../platform/jobs/outbox.ts'
import { confirmClaim, insertClaim, openClaimOf, setAddresses } from './addresses.queries.ts'
import { publishChange } from './change-account.ts'
import { freeMemberNumber } from './member-number.ts'
import { refuseTakenAddress } from './memberships.ts'
import { requireOwnPassword } from './prove-identity.ts'
import { requireLive } from './require-live.ts'
import { emailCode, type LinkSettings } from './secrets.ts'
import { lockPerson, type PersonRow, personByEmail } from './session.queries.ts'
import { addressSubject, requireAttempt, subjectOf } from './throttle.ts'

/** Long enough for a slow mail server, and no longer (OWASP ASVS 2.7.2). */
const validFor = 10 * 60_000

/**
 * Asks for a code to be mailed to an address that the actor says is theirs. It answers the same
 * whether or not somebody else has it; only the mail's reader learns more.
 */
export async function requestEmail(
  db: Database,
  context: Context,
  input: { email: string; password: string },
): Promise<void> {
  const { email, password } = input
  const { personId } = context.actor
  await requireLive(db, context)
  await requireOwnPassword(db, context, password, 'password')
  await requireAttempt(db, context, [
    subjectOf('email-code', 'account', personId),
    subjectOf('email-code', 'recipient', email),
  ])
  await transaction(db, async (tx) => {
    await requireLive(tx, context)
    const id = context.newId()
    const expiresAt = new Date(context.now.getTime() + validFor)
    await insertClaim(tx, { id, personId, email, createdAt: context.now, expiresAt })
    const about = { subjectType: 'email_claim', subjectId: id }
    await publishEvent(tx, context, { topic: 'accounts.email-code-requested', ...about })
  })
}

/** Makes an address the actor's by the code that was mailed there; it replaces the one before. */
export async function confirmEmail(
  db: Database,
  context: Context,
  input: { code: string; address: string; settings: LinkSettings },
): Promise<PersonRow> {
  const { personId } = context.actor
  await requireLive(db, context)
  const byAddress = addressSubject('code', input.address)
  await requireAttempt(db, context, [subjectOf('code', 'account', personId), byAddress])
  return transaction(db, async (tx) => {
    await requireLive(tx, context)
    const before = await ownRow(tx, context)
    const claim = await openClaimOf(tx, { personId, now: context.now })
    if (claim === undefined || emailCode(input.settings, claim.id) !== input.code)
      throw fieldError(['code'], 'wrong_code')
    if ((await personByEmail(tx, claim.email)) !== undefined) throw new AppError('address_taken')
    await confirmClaim(tx, claim.id, context.now)
    return changeAddresses(tx, context, { before, after: { email: claim.email } })
  })
}

/**
 * Sets or takes away the actor's phone number. Nothing is sent there, so it is theirs to state:
 * others may state the same one, and it receives no reset. Whoever would be left without a name to
 * sign in by gets a member number.
 */
export async function changePhone(
  db: Database,
  context: Context,
  input: { phone: string | null; password: string },
): Promise<PersonRow> {
  await requireLive(db, context)
  await requireOwnPassword(db, context, input.password, 'password')
  return transaction(db, async (tx) => {
    await requireLive(tx, context)
    const before = await ownRow(tx, context)
    const isLeftWithout = input.phone === null && before.email === null && !before.memberNumber
    const memberNumber = isLeftWithout ? await freeMemberNumber(tx) : before.memberNumber
    return changeAddresses(tx, context, { before, after: { phone: input.phone, memberNumber } })
  })
}

async function changeAddresses(
  tx: Transaction,
  context: Context,
  change: {
    before: PersonRow
    after: Partial<Pick<PersonRow, 'email' | 'phone' | 'memberNumber'>>
  },
): Promise<PersonRow> {
  const { before, after } = change
  const changed = await setAddresses(tx, before.id, after).catch(refuseTakenAddress)
  await recordAudit(tx, context, {
    action: 'accounts.change-address',
    subjectType: 'person',
    subjectId: before.id,
    before: { email: before.email, phone: before.phone },
    after: { email: changed.email, phone: changed.phone },
  })
  if (before.email !== changed.email)
    await publishChange(tx, context, { topic: 'accounts.email-replaced', person: before })
  return changed
}

async function ownRow(tx: Transaction, context: Context): Promise<PersonRow> {
  const person = await lockPerson(tx, context.actor.personId)
  if (person === undefined) throw new AppError('unauthenticated')
  return person
}
