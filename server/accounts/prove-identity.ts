import { AppError, fieldError } from '../../shared/errors.ts'
import type { Context } from '../platform/context.ts'
import { type Database, type Transaction, transaction } from '../platform/db/transaction.ts'
import { deleteAttempts } from './secrets.queries.ts'
import { hashPassword, isWithoutPepper, verifyPassword } from './secrets.ts'
import { type PersonRow, peopleByLogin, personById, replaceHash } from './session.queries.ts'
import {
  addressSubject,
  countAttempt,
  networkOf,
  refuseWaiting,
  requireAttempt,
  resetAttempt,
  type Subject,
  subjectOf,
  type Waits,
} from './throttle.ts'

/** From where somebody tries to sign in. */
export interface Origin {
  address: string
  /** The mark of this device, where the person has signed in on it before. */
  knownTo(personId: string): string | null
}

export interface Credentials {
  /** An e-mail address in small letters, a phone number of eleven digits or a member number. */
  login: string
  password: string
}

/** An account that the login may mean, and what its attempts are counted by. */
interface Candidate {
  person: PersonRow | null
  subjects: readonly Subject[]
  isKnown: boolean
}

/**
 * The person behind the credentials. Counted first, by account and address together, so that
 * nobody's wrong guesses keep the owner out elsewhere; a device on which the owner has signed in
 * counts alone, whoever hammers. An account counts once, by whatever it is named. Unknown accounts,
 * disabled ones and those without a password get the same answer as a wrong password.
 */
export async function proveIdentity(
  db: Database,
  context: Context,
  input: Credentials & { origin: Origin },
): Promise<PersonRow> {
  const { login, password, origin } = input
  const people = await peopleByLogin(db, login)
  const candidates = people.length === 0 ? [nobody(login, origin)] : people.map(candidateOf(origin))
  const address = addressSubject('sign-in', origin.address)
  const open = await openCandidates(db, context, { candidates, address })
  const right = await rightOnes(open, password)
  const [match] = right
  // Two people who state one phone number and have one password: nobody can tell who it is.
  if (match?.person == null || right.length > 1 || match.person.disabledAt !== null)
    throw new AppError('wrong_credentials')
  const [own, ...shared] = match.subjects
  if (own) await resetAttempt(db, { cleared: [own], undone: [...shared, address] })
  await renewHash(db, match.person, password)
  return match.person
}

/** A hash of before the key was set becomes one of the key. */
async function renewHash(
  db: Database,
  { id: personId, passwordHash: from }: PersonRow,
  password: string,
): Promise<void> {
  if (from === null || !isWithoutPepper(from)) return
  const to = await hashPassword(password)
  await transaction(db, (tx) => replaceHash(tx, { personId, from, to }))
}

/** A new password ends the wait that wrong ones from this address have brought. */
export async function forgetSignIns(
  tx: Transaction,
  person: { personId: string; address: string },
): Promise<void> {
  const subjects = unknownSubjects(person.personId, person.address)
  await deleteAttempts(
    tx,
    subjects.map(({ key }) => key),
  )
}

/**
 * Refuses whoever does not know their own password: an unattended screen must not give the account
 * away. Wrong guesses count by the session, so that nobody elsewhere uses them up.
 */
export async function requireOwnPassword(
  db: Database,
  context: Context,
  password: string,
  field: 'password' | 'currentPassword',
): Promise<void> {
  const { personId, sessionId } = context.actor
  const subject = subjectOf('sign-in', 'device', `session ${sessionId}`)
  await requireAttempt(db, context, [subject])
  const person = await personById(db, personId)
  if (!(await verifyPassword(password, person?.passwordHash ?? null)))
    throw fieldError([field], 'wrong_password')
  await resetAttempt(db, { cleared: [subject], undone: [] })
}

function candidateOf(origin: Origin) {
  return (person: PersonRow): Candidate => {
    const device = origin.knownTo(person.id)
    if (device === null)
      return { person, subjects: unknownSubjects(person.id, origin.address), isKnown: false }
    const subject = subjectOf('sign-in', 'device', `${person.id} ${device}`)
    return { person, subjects: [subject], isKnown: true }
  }
}

function nobody(login: string, origin: Origin): Candidate {
  return { person: null, subjects: unknownSubjects(login, origin.address), isKnown: false }
}

/** By account and address together, then by the account from everywhere. */
function unknownSubjects(account: string, address: string): Subject[] {
  return [
    subjectOf('sign-in', 'account', `${account} ${networkOf(address)}`),
    subjectOf('sign-in', 'everywhere', account),
  ]
}

/** Counts the attempt and leaves the candidates that have not had their share. */
async function openCandidates(
  db: Database,
  context: Context,
  { candidates, address }: { candidates: readonly Candidate[]; address: Subject },
): Promise<Candidate[]> {
  const isFromOutside = candidates.some(({ isKnown }) => !isKnown)
  const subjects = candidates.flatMap((candidate) => candidate.subjects)
  const counted = isFromOutside ? [...subjects, address] : subjects
  const waits = await transaction(db, (tx) => countAttempt(tx, context, counted))
  const open = candidates.filter(
    ({ subjects: own, isKnown }) => !isWaiting(own, waits) && (isKnown || !waits.has(address.key)),
  )
  if (open.length === 0) refuseWaiting(waits)
  return open
}

function isWaiting(subjects: readonly Subject[], waits: Waits): boolean {
  return subjects.some(({ key }) => waits.has(key))
}

/** One after the other: a phone number that many state must not take all threads at once. */
async function rightOnes(candidates: readonly Candidate[], password: string) {
  const right: Candidate[] = []
  for (const candidate of candidates) {
    const hash = candidate.person?.passwordHash ?? null
    if (await verifyPassword(password, hash)) right.push(candidate)
  }
  return right
}
