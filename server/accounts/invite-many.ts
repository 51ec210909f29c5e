import { AppError } from '../../shared/errors.ts'
import type { Role } from '../../shared/roles.ts'
import { recordAudits } from '../evidence/index.ts'
import type { Context } from '../platform/context.ts'
import { insertRows } from '../platform/db/rows.ts'
import type { Reader, Transaction } from '../platform/db/transaction.ts'
import { publishEvents } from '../platform/jobs/outbox.ts'
import { mayManageMembers } from './accounts.policy.ts'
import { invitations } from './accounts.tables.ts'
import {
  type SamePerson,
  selectInvitationUses,
  selectKnownPeople,
  selectOpenInvitations,
  withdrawMany,
  withdrawManyFor,
} from './invite-many.queries.ts'
import { type Invited, invitationOf } from './invite-person.ts'
import { invitationCode, type LinkSettings } from './secrets.ts'
import { requireShare, subjectOf } from './throttle.ts'

/** Somebody who is to be invited, under an id of its own for the invitation. */
export type ManyInvited = Invited & { id: string }

/** Who of many is a member already, or has an open invitation with which roles. */
export function knownPeople(reader: Reader, questions: readonly SamePerson[], now: Date) {
  return selectKnownPeople(reader, questions, now)
}

/**
 * Counts a sheet of invitations before its mails go out: each may be hundreds, to people who never
 * asked for any. Throws `too_many_requests`.
 */
export function requireInvitationSheet(tx: Transaction, context: Context): Promise<void> {
  const { personId, roles } = context.actor
  const kind = roles.includes('platform_admin') ? 'platform' : 'person'
  return requireShare(tx, context, [subjectOf('invite-sheet', kind, personId)])
}

/**
 * Invites many people, each as one by one: an open invitation of theirs is replaced, whoever has an
 * e-mail gets a mail, and whoever has none a code to hand over, or by text message where there is a
 * gateway. Returns the ids of those who are members by now and were left out.
 */
export async function invitePeople(
  tx: Transaction,
  context: Context,
  { people, settings }: { people: readonly ManyInvited[]; settings: LinkSettings },
): Promise<Set<string>> {
  if (!people.every(({ organisation }) => mayManageMembers(context.actor, organisation.id)))
    throw new AppError('not_found')
  const questions = people.map(({ organisation, email, phone }, number) => ({
    ...{ number, organisationId: organisation.id, email, phone },
  }))
  const known = await selectKnownPeople(tx, questions, context.now)
  const members = new Set(known.filter(({ isMember }) => isMember).map(({ number }) => number))
  const invited = people.filter((_, number) => !members.has(number))
  await withdrawManyFor(
    tx,
    questions.filter(({ number }) => !members.has(number)),
    context.now,
  )
  const rows = invited.map((person) =>
    invitationOf(context, { ...person, settings, invitedBy: context.actor.personId }),
  )
  await insertRows(tx, invitations, rows)
  await publishEvents(
    tx,
    context,
    rows
      .filter(({ email, phone }) => email !== null || phone !== null)
      .map(({ id }) => ({
        ...{ topic: 'accounts.invitation-sent', subjectType: 'invitation', subjectId: id },
      })),
  )
  await recordAudits(
    tx,
    context,
    rows.map(({ id, organisationId, name, email, phone, roles }) => ({
      ...{ action: 'accounts.invite', subjectType: 'invitation', subjectId: id },
      after: { organisationId, name, email, phone, roles },
    })),
  )
  return new Set(people.filter((_, number) => members.has(number)).map(({ id }) => id))
}

/** Which of the invitations were accepted, and which were withdrawn. */
export function invitationUses(reader: Reader, ids: readonly string[]) {
  return selectInvitationUses(reader, ids)
}

/** Takes many open invitations back. */
export async function withdrawInvitations(
  tx: Transaction,
  context: Context,
  ids: readonly string[],
): Promise<void> {
  await withdrawMany(tx, ids, context.now)
  await recordAudits(
    tx,
    context,
    ids.map((subjectId) => ({
      ...{ action: 'accounts.withdraw-invitation', subjectType: 'invitation', subjectId },
    })),
  )
}

/** What is handed to somebody who is invited and has no e-mail address. */
export interface HandedCode {
  invitationId: string
  name: string
  organisationName: string
  roles: readonly Role[]
  phoneEnding: string | null
  /** Null: the key that codes are made with was changed since. */
  code: string | null
  expiresAt: Date
}

/** The codes of those of the invitations that are open and have no e-mail address. */
export async function codesToHandOver(
  reader: Reader,
  { ids, settings, now }: { ids: readonly string[]; settings: LinkSettings; now: Date },
): Promise<HandedCode[]> {
  const rows = await selectOpenInvitations(reader, ids, now)
  return rows.map(({ id, name, organisationName, phone, roles, codeHash, expiresAt }) => {
    const { code, codeHash: current } = invitationCode(settings, id)
    return {
      ...{ invitationId: id, name, organisationName, roles, expiresAt },
      phoneEnding: phone?.slice(-4) ?? null,
      code: current === codeHash ? code : null,
    }
  })
}
