import { isDeepStrictEqual } from 'node:util'
import { AppError } from '../../shared/errors.ts'
import type { ChangeKind } from '../../shared/organisations/changes.schemas.ts'
import { recordAudit } from '../evidence/index.ts'
import { type Context, organisationOf } from '../platform/context.ts'
import type { Transaction } from '../platform/db/transaction.ts'
import { publishEvent } from '../platform/jobs/outbox.ts'
import {
  type AccountValues,
  accountOf,
  type IdentityValues,
  identityOf,
  lockRecord,
  type OrganisationRecord,
  placeOfBoth,
  requirePossible,
} from './change-values.ts'
import { type ChangeRow, insertChange } from './changes.queries.ts'
import { selectPlatforms } from './organisations.queries.ts'

interface Known {
  organisationId: string
  /** Of the organisation that the proposer has seen. */
  version: number
}

/** `secondPersonDays`: for how long both managers must have acted for the cooperative. */
interface AccountProposal {
  wished: AccountValues
  secondPersonDays: number
}

/**
 * Proposes another identity of a unit or cooperative; what is not named stays. Only the platform
 * names another supervising unit. Throws `nothing_changed`, `already_proposed`, `stale_version`.
 */
export async function proposeIdentity(
  tx: Transaction,
  context: Context,
  { wished, ...known }: Known & { wished: Partial<IdentityValues> },
): Promise<void> {
  const record = await lockKnown(tx, known)
  const before = identityOf(record)
  const after = { ...before, ...wished }
  const isMoved = after.parentId !== before.parentId
  if (isMoved && !context.actor.roles.includes('platform_admin')) throw new AppError('forbidden')
  if (isDeepStrictEqual(before, after)) throw new AppError('nothing_changed')
  await requirePossible(tx, record, after)
  const values = { before, after, divisionCode: placeOfBoth(before, after), secondPersonDays: null }
  await propose(tx, context, { record, kind: 'identity', ...values })
}

/**
 * Proposes another bank account of a cooperative, under the rule of the day on who may confirm it.
 * Throws as a proposed identity does.
 */
export async function proposeBankAccount(
  tx: Transaction,
  context: Context,
  { wished, secondPersonDays, ...known }: Known & AccountProposal,
): Promise<void> {
  const record = await lockKnown(tx, known)
  if (record.cooperative === null) throw new AppError('not_found')
  const before = accountOf(record.cooperative)
  if (isDeepStrictEqual(before, wished)) throw new AppError('nothing_changed')
  const values = { before, after: wished, divisionCode: null, secondPersonDays }
  await propose(tx, context, { record, kind: 'bank_account', ...values })
}

async function lockKnown(
  tx: Transaction,
  { organisationId, version }: Known,
): Promise<OrganisationRecord> {
  const record = await lockRecord(tx, organisationId)
  if (record === null) throw new AppError('not_found')
  if (record.organisation.version !== version) throw new AppError('stale_version')
  return record
}

interface Proposal {
  record: OrganisationRecord
  kind: ChangeKind
  before: IdentityValues | AccountValues
  after: IdentityValues | AccountValues
  divisionCode: string | null
  secondPersonDays: number | null
}

async function propose(tx: Transaction, context: Context, proposal: Proposal): Promise<void> {
  const { record, ...values } = proposal
  const { organisation, unit } = record
  const organisationKind = unit === null ? ('cooperative' as const) : ('unit' as const)
  const row = {
    ...{ id: context.newId(), organisationId: organisation.id, organisationKind, ...values },
    ...{ state: 'proposed' as const, byOrganisationId: organisationOf(context.actor) },
    ...{ proposedBy: context.actor.personId, proposedAt: context.now },
  }
  if (!(await insertChange(tx, row))) throw new AppError('already_proposed')
  await recordAudit(tx, context, {
    action: `organisations.propose-${auditNames[values.kind]}`,
    subjectType: 'organisation',
    subjectId: organisation.id,
    before: values.before,
    after: values.after,
  })
  await publishEvent(tx, context, {
    topic: 'organisations.change-proposed',
    subjectType: organisationKind,
    subjectId: organisation.id,
    payload: { name: organisation.name, what: values.kind, ...(await deciders(tx, row)) },
  })
}

const auditNames = { identity: 'identity', bank_account: 'bank-account' } as const

/** Who is told that it waits for them: officials by place, a second manager, the platform. */
async function deciders(
  tx: Transaction,
  {
    organisationId,
    kind,
    divisionCode,
  }: Pick<ChangeRow, 'organisationId' | 'kind' | 'divisionCode'>,
) {
  if (divisionCode !== null) return { divisionCodes: [divisionCode] }
  const organisationIds = await selectPlatforms(tx)
  return { organisationIds, ...(kind === 'bank_account' && { cooperativeId: organisationId }) }
}
