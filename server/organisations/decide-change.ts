import { isDeepStrictEqual } from 'node:util'
import type { z } from 'zod'
import { AppError, fieldError } from '../../shared/errors.ts'
import type { answerBody } from '../../shared/organisations/changes.schemas.ts'
import type { Role } from '../../shared/roles.ts'
import { dayOf } from '../../shared/scalars.ts'
import { renameForMembers } from '../accounts/index.ts'
import { recordAudit } from '../evidence/index.ts'
import type { Context } from '../platform/context.ts'
import type { Transaction } from '../platform/db/transaction.ts'
import { publishEvent } from '../platform/jobs/outbox.ts'
import {
  accountOf,
  accountValues,
  type IdentityValues,
  identityOf,
  identityValues,
  lockRecord,
  type OrganisationRecord,
  requirePossible,
} from './change-values.ts'
import { type ChangeRow, lockChange, selectChange, updateChange } from './changes.queries.ts'
import { updateCooperative } from './cooperatives.queries.ts'
import { deciderRole, mayWithdrawChange } from './organisations.policy.ts'
import { holdUnitTree, updateOrganisation, updateUnit } from './organisations.queries.ts'
import { refusingTakenCode } from './register-organisation.ts'
import { requireSecondPerson } from './second-person.ts'

export type ChangeDecision = z.output<typeof answerBody> & { changeId: string }

/**
 * Confirms a proposed change, which stands from now on, or declines it with a reason. Throws
 * `not_found` for whose business it is not, `illegal_transition` where it is decided, `same_person`
 * for whoever proposed it, whatever memberships they hold (§11.2), `not_second_person` for a
 * manager who does not count as another one, and `stale_version` where the organisation is no
 * longer what the proposal was made from.
 */
export async function decideChange(
  tx: Transaction,
  context: Context,
  { changeId, answer, reason }: ChangeDecision,
): Promise<void> {
  const { actor } = context
  const { change, record } = await lockOpen(tx, changeId, (row) => deciderRole(actor, row))
  if (change.proposedBy === actor.personId) throw new AppError('same_person')
  if (answer === 'confirm') await requireSecondPerson(tx, context, change)
  if (answer === 'decline' && reason === '') throw fieldError(['reason'], 'required')
  if (answer === 'confirm') await apply(tx, change, record)
  const state = answer === 'confirm' ? ('confirmed' as const) : ('declined' as const)
  await close(tx, context, { change, state, reason, as: deciderRole(actor, change) })
  await notify(tx, context, { change, record, state })
}

/** Takes back, in the name of who proposed it, what nobody has decided. */
export async function withdrawChange(
  tx: Transaction,
  context: Context,
  { changeId }: { changeId: string },
): Promise<void> {
  const { actor } = context
  const { change } = await lockOpen(tx, changeId, (row) => mayWithdrawChange(actor, row))
  const [as = null] = actor.roles
  await close(tx, context, { change, state: 'withdrawn', reason: '', as })
}

/** An undecided change and its organisation under their locks, for whom it concerns. */
async function lockOpen(
  tx: Transaction,
  id: string,
  concerns: (row: ChangeRow) => unknown,
): Promise<{ change: ChangeRow; record: OrganisationRecord }> {
  const known = await selectChange(tx, id)
  if (known === null || !concerns(known)) throw new AppError('not_found')
  const record = await lockRecord(tx, known.organisationId)
  const change = await lockChange(tx, id)
  if (record === null || change === null) throw new AppError('not_found')
  if (change.state !== 'proposed')
    throw new AppError('illegal_transition', { values: { state: change.state } })
  return { change, record }
}

/** Makes the organisation what was proposed, if it is still what it was then. */
async function apply(
  tx: Transaction,
  change: ChangeRow,
  record: OrganisationRecord,
): Promise<void> {
  if (change.kind === 'identity') return applyIdentity(tx, change, record)
  const { cooperative } = record
  if (cooperative === null) throw new AppError('not_found')
  if (!isDeepStrictEqual(accountOf(cooperative), accountValues.parse(change.before)))
    throw new AppError('stale_version')
  await updateCooperative(tx, change.organisationId, accountValues.parse(change.after))
  await updateOrganisation(tx, change.organisationId, {})
}

async function applyIdentity(
  tx: Transaction,
  { organisationId, ...change }: ChangeRow,
  record: OrganisationRecord,
): Promise<void> {
  const [before, after] = [identityValues.parse(change.before), identityValues.parse(change.after)]
  // Two moves at once could close a circle that neither sees, so moves go one after the other.
  if (after.parentId !== before.parentId) await holdUnitTree(tx)
  if (!isDeepStrictEqual(identityOf(record), before)) throw new AppError('stale_version')
  await requirePossible(tx, record, after)
  await writeIdentity(tx, record, after)
  if (after.name !== before.name) await renameForMembers(tx, { organisationId, name: after.name })
}

async function writeIdentity(
  tx: Transaction,
  { organisation, unit }: OrganisationRecord,
  { parentId, legalRepresentative, ...own }: IdentityValues,
): Promise<void> {
  await refusingTakenCode(() => updateOrganisation(tx, organisation.id, own))
  if (unit !== null) await updateUnit(tx, organisation.id, { parentId })
  else
    await updateCooperative(tx, organisation.id, { legalRepresentative: legalRepresentative ?? '' })
}

type Decided = 'confirmed' | 'declined' | 'withdrawn'

const verbs = { confirmed: 'confirm', declined: 'decline', withdrawn: 'withdraw' } as const

async function close(
  tx: Transaction,
  context: Context,
  input: { change: ChangeRow; state: Decided; reason: string; as: Role | null },
): Promise<void> {
  const { change, state, reason, as } = input
  const decided = { decidedBy: context.actor.personId, decidedAs: as, decidedAt: context.now }
  await updateChange(tx, change.id, { state, reason, ...decided })
  await recordAudit(tx, context, {
    action: `organisations.${verbs[state]}-change`,
    subjectType: 'organisation',
    subjectId: change.organisationId,
    before: change.before,
    after: state === 'confirmed' ? change.after : { proposed: change.after, reason },
  })
}

/** Tells whoever proposed it, and with a confirmed account whoever pays into it. */
async function notify(
  tx: Transaction,
  context: Context,
  input: { change: ChangeRow; record: OrganisationRecord; state: 'confirmed' | 'declined' },
): Promise<void> {
  const { change, record, state } = input
  const { organisationId, organisationKind, kind } = change
  const { name } = record.organisation
  await publishEvent(tx, context, {
    topic: `organisations.change-${state}`,
    subjectType: organisationKind,
    subjectId: organisationId,
    payload: { name, what: kind, [`${organisationKind}Id`]: organisationId },
  })
  if (state === 'declined') return
  if (kind === 'bank_account') {
    const { bankAccount } = accountValues.parse(change.after)
    await publishEvent(tx, context, {
      topic: 'organisations.bank-account-changed',
      subjectType: 'bank_account',
      subjectId: organisationId,
      payload: { name, day: dayOf(context.now), ending: bankAccount.slice(-4) },
    })
  } else if (organisationKind === 'cooperative' && isRenamed(change)) {
    await publishEvent(tx, context, {
      topic: 'organisations.cooperative-renamed',
      subjectType: organisationKind,
      subjectId: organisationId,
    })
  }
}

function isRenamed({ before, after }: ChangeRow): boolean {
  return identityValues.parse(before).name !== identityValues.parse(after).name
}
