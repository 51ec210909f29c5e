import type { z } from 'zod'
import { AppError, fieldError } from '../../shared/errors.ts'
import type { answerBody } from '../../shared/organisations/changes.schemas.ts'
import type { licenceBody } from '../../shared/organisations/licences.schemas.ts'
import { type FileGrant, fileExists, recordAudit } from '../evidence/index.ts'
import type { Context } from '../platform/context.ts'
import type { Transaction } from '../platform/db/transaction.ts'
import { publishEvent } from '../platform/jobs/outbox.ts'
import { lockCooperative } from './cooperatives.queries.ts'
import {
  insertLicence,
  isScanFor,
  type LicenceRow,
  lockLicence,
  selectLicence,
  updateLicence,
} from './licences.queries.ts'
import { mayDecideLicence } from './organisations.policy.ts'
import { lockOrganisation } from './organisations.queries.ts'

export type LicenceInput = z.output<typeof licenceBody> & { cooperativeId: string }

/**
 * Submits a licence of a cooperative with its scan, a file that the actor's organisation uploaded.
 * It counts once somebody else has accepted it (§11.5).
 */
export async function addLicence(
  tx: Transaction,
  context: Context,
  input: LicenceInput,
): Promise<void> {
  const { cooperativeId } = input
  const { name, countyCode } = await hold(tx, cooperativeId)
  await requireScan(tx, context, input.fileId)
  const row = {
    ...{ ...input, id: context.newId(), countyCode, state: 'submitted' as const },
    ...{ submittedBy: context.actor.personId, createdAt: context.now },
  }
  await insertLicence(tx, row)
  await audit(tx, context, { act: 'add-licence', cooperativeId, after: input })
  await publishEvent(tx, context, {
    topic: 'organisations.licence-submitted',
    ...subjectOf(cooperativeId),
    payload: { name, what: input.kind, divisionCodes: [countyCode] },
  })
}

/** Adds the scan of a licence that was admitted without one; the licence stays what it is. */
export async function addLicenceScan(
  tx: Transaction,
  context: Context,
  { licenceId, fileId }: { licenceId: string; fileId: string },
): Promise<{ cooperativeId: string }> {
  const { actor } = context
  const licence = await lockFor(tx, licenceId, (row) => row.cooperativeId === actor.organisationId)
  const { cooperativeId } = licence
  if (licence.fileId !== null) throw new AppError('illegal_transition')
  await requireScan(tx, context, fileId)
  await updateLicence(tx, licenceId, { fileId })
  const after = { licenceId, fileId }
  await audit(tx, context, { act: 'add-licence-scan', cooperativeId, after })
  return { cooperativeId }
}

/**
 * Accepts a licence, which counts from now on, or declines it with a reason. Throws `not_found`
 * for officials of elsewhere, and `same_person` for whoever submitted it.
 */
export async function decideLicence(
  tx: Transaction,
  context: Context,
  { licenceId, answer, reason }: z.output<typeof answerBody> & { licenceId: string },
): Promise<{ cooperativeId: string }> {
  const { actor, now } = context
  const licence = await lockFor(tx, licenceId, (row) => mayDecideLicence(actor, row))
  const { cooperativeId, kind } = licence
  if (licence.state !== 'submitted')
    throw new AppError('illegal_transition', { values: { state: licence.state } })
  if (licence.submittedBy === actor.personId) throw new AppError('same_person')
  if (answer === 'decline' && reason === '') throw fieldError(['reason'], 'required')
  const state = answer === 'confirm' ? ('accepted' as const) : ('declined' as const)
  const decided = { decidedBy: actor.personId, decidedAt: now }
  await updateLicence(tx, licenceId, { state, reason, ...decided })
  const after = { licenceId, kind, number: licence.number, state, reason }
  const act = answer === 'confirm' ? 'accept-licence' : 'decline-licence'
  await audit(tx, context, { act, cooperativeId, after })
  await publishEvent(tx, context, {
    topic: `organisations.licence-${state}`,
    ...subjectOf(cooperativeId),
    payload: { what: kind, cooperativeId },
  })
  return { cooperativeId }
}

/** The scan of a licence shows itself to its cooperative, and to the officials of its county. */
export const mayReadLicenceScan: FileGrant = (reader, { actor }, file) =>
  isScanFor(reader, { fileId: file.id, actor })

/** The licence and its cooperative under their locks, for whose business it is. */
async function lockFor(
  tx: Transaction,
  id: string,
  concerns: (row: LicenceRow) => boolean,
): Promise<LicenceRow> {
  const known = await selectLicence(tx, id)
  if (known === null || !concerns(known)) throw new AppError('not_found')
  await hold(tx, known.cooperativeId)
  const licence = await lockLicence(tx, id)
  if (licence === null) throw new AppError('not_found')
  return licence
}

async function hold(tx: Transaction, cooperativeId: string) {
  const organisation = await lockOrganisation(tx, cooperativeId)
  const cooperative = organisation && (await lockCooperative(tx, cooperativeId))
  if (!organisation || !cooperative) throw new AppError('not_found')
  return { name: organisation.name, countyCode: cooperative.countyCode }
}

async function requireScan(tx: Transaction, { actor }: Context, fileId: string): Promise<void> {
  if (!(await fileExists(tx, fileId, actor.organisationId)))
    throw fieldError(['fileId'], 'not_found')
}

function subjectOf(cooperativeId: string) {
  return { subjectType: 'cooperative', subjectId: cooperativeId }
}

function audit(
  tx: Transaction,
  context: Context,
  { act, cooperativeId, after }: { act: string; cooperativeId: string; after: unknown },
): Promise<void> {
  return recordAudit(tx, context, {
    action: `organisations.${act}`,
    subjectType: 'organisation',
    subjectId: cooperativeId,
    after,
  })
}
