import type { WaitingConsent } from '../../shared/assistance/secretaries.api.ts'
import { AppError } from '../../shared/errors.ts'
import { roles } from '../../shared/roles.ts'
import { dayOf } from '../../shared/scalars.ts'
import { peopleOf } from '../accounts/index.ts'
import { recordAudit } from '../evidence/index.ts'
import { type Context, organisationOf } from '../platform/context.ts'
import type { Reader, Transaction } from '../platform/db/transaction.ts'
import { publishEvent } from '../platform/jobs/outbox.ts'
import { lockPairing } from './pairings.queries.ts'
import { labels } from './read-assistance.ts'
import {
  endConsent,
  findConsent,
  selectWaitingConsents,
  setConfirmed,
} from './secretaries.queries.ts'

/**
 * The consents that wait for the actor, a leader, each with the account that gave it: an account
 * takes any name, so that the leader judges by whose it is.
 */
export async function waitingConsentsOf(
  reader: Reader,
  { actor, now }: Context,
): Promise<WaitingConsent[]> {
  const { personId, organisationId: unitId } = actor
  if (unitId === null || !actor.roles.includes('unit_leader')) return []
  const rows = await selectWaitingConsents(reader, { unitId, personId, on: dayOf(now) })
  if (rows.length === 0) return []
  const people = await peopleOf(reader, unitId, roles)
  const accounts = new Map(people.map(({ personId, name, email }) => [personId, { name, email }]))
  const { place } = await labels(
    reader,
    [],
    rows.map((row) => row.divisionCode),
  )
  return rows.map(({ id: consentId, personId: by, divisionCode, agreedAt, ...row }) => ({
    ...{ consentId, ...row },
    place: place(divisionCode),
    agreedAt: agreedAt.toISOString(),
    account: accounts.get(by) ?? { name: row.name, email: null },
  }))
}

/** Says that whoever agreed is the first secretary; done twice it is done once. */
export async function confirmConsent(
  tx: Transaction,
  context: Context,
  { consentId }: { consentId: string },
): Promise<{ consentId: string }> {
  const consent = await lockOwnConsent(tx, context, consentId)
  if (consent.withdrawnAt !== null) throw new AppError('not_found')
  if (consent.confirmedAt !== null) return { consentId }
  const confirmed = { confirmedBy: context.actor.personId, confirmedAt: context.now }
  await setConfirmed(tx, consentId, confirmed)
  await keepAnswer(tx, context, consent, 'confirmed')
  return { consentId }
}

/** Ends a consent that is not the first secretary's own; one that has ended stays as it is. */
export async function refuseConsent(
  tx: Transaction,
  context: Context,
  { consentId }: { consentId: string },
): Promise<{ consentId: string }> {
  const consent = await lockOwnConsent(tx, context, consentId)
  if (consent.withdrawnAt !== null) return { consentId }
  await endConsent(tx, consentId, context.now)
  await keepAnswer(tx, context, consent, 'refused')
  return { consentId }
}

type Consent = NonNullable<Awaited<ReturnType<typeof findConsent>>>

/** A consent, in force or ended, of another person of the actor's unit, held by its pairing. */
async function lockOwnConsent(tx: Transaction, context: Context, id: string): Promise<Consent> {
  const found = await findConsent(tx, id)
  if (found?.unitId !== organisationOf(context.actor)) throw new AppError('not_found')
  if (found.personId === context.actor.personId) throw new AppError('same_person')
  await lockPairing(tx, found.pairingId)
  const consent = await findConsent(tx, id)
  if (consent === null) throw new AppError('not_found')
  return consent
}

async function keepAnswer(
  tx: Transaction,
  context: Context,
  { id, pairingId, personId, name }: Consent,
  answer: 'confirmed' | 'refused',
): Promise<void> {
  await publishEvent(tx, context, {
    topic: `assistance.consent-${answer}`,
    subjectType: 'secretary_consent',
    subjectId: id,
    payload: {},
  })
  await recordAudit(tx, context, {
    action: `assistance.${answer === 'confirmed' ? 'confirm' : 'refuse'}-consent`,
    subjectType: 'pairing',
    subjectId: pairingId,
    after: { name, personId },
  })
}
