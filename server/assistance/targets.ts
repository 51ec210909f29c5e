import type { z } from 'zod'
import { needsConfirmation, targetDay } from '../../shared/assistance/target-changes.ts'
import type { targetBody } from '../../shared/assistance/targets.schemas.ts'
import { AppError, fieldError } from '../../shared/errors.ts'
import { dayOf } from '../../shared/scalars.ts'
import { fileExists, recordAudit } from '../evidence/index.ts'
import { organisationById } from '../organisations/index.ts'
import type { Context } from '../platform/context.ts'
import type { Transaction } from '../platform/db/transaction.ts'
import { requireDivision } from '../villages/index.ts'
import { administers, maySignFor, recordsByDocument } from './assistance.policy.ts'
import { nobodyAbove, sideAboveTarget } from './side-above-target.ts'
import {
  decideTargetValue,
  insertTargetValues,
  selectAmountOn,
  selectTargetValue,
  selectWaitingTargets,
} from './target-values.queries.ts'
import { insertTarget, lockTarget, lockTargetById, type TargetRow } from './targets.queries.ts'
import { tellOfTarget } from './tell-of-target.ts'

/**
 * A target of a year, in cents of money or grams of weight; null takes it back. Without a first
 * day the first value holds the whole year, and a further one from today on.
 */
export type TargetInput = Pick<
  z.output<typeof targetBody>,
  'organisationId' | 'divisionCode' | 'year' | 'measure' | 'amount'
> &
  Partial<Pick<z.output<typeof targetBody>, 'validFrom' | 'reason' | 'document'>> & {
    shareBasisPoints?: number | null
  }

/**
 * Sets what a unit, group or area undertakes in a year, or changes it from a day on, with reason
 * and document; earlier values stay. What lowers it or moves past days waits until the side above
 * confirms it; the platform records it by a document at once (§3.9). Throws `already_proposed`
 * where a change waits already: whoever confirms that one would undo this one unseen.
 */
export async function saveTarget(
  tx: Transaction,
  context: Context,
  input: TargetInput,
): Promise<void> {
  await requireOwner(tx, input)
  const known = await lockTarget(tx, input)
  if (known === null && input.amount === null) return
  const target = known ?? (await createTarget(tx, context, input))
  const today = dayOf(context.now)
  const validFrom =
    input.validFrom ?? targetDay(input.year, known === null ? `${input.year}-01-01` : today)
  if (validFrom !== targetDay(input.year, validFrom))
    throw fieldError(['validFrom'], 'not_an_option')
  const before = known && (await selectAmountOn(tx, target.id, validFrom))
  if (known !== null && before === input.amount) return
  await requireNothingWaits(tx, target.id)
  const change = { amount: input.amount, validFrom }
  const isMoved = needsConfirmation(change, { before, isFirst: known === null, today })
  await requireReasons(tx, context, input, { isFirst: known === null, isMoved })
  const waits = isMoved && !recordsByDocument(context.actor)
  const side = waits ? await sideAboveTarget(tx, context, input) : nobodyAbove
  const value = {
    ...{ id: context.newId(), targetId: target.id, ...change },
    ...{ shareBasisPoints: input.shareBasisPoints ?? null, reason: input.reason ?? '' },
    ...{
      documentName: input.document?.name ?? null,
      documentFileId: input.document?.fileId ?? null,
    },
    ...{ source: 'form' as const, organisationId: context.actor.organisationId },
    ...{ proposedBy: context.actor.personId, proposedAt: context.now },
    ...{ confirmingOrganisationId: side.organisationId, confirmingDivisionCode: side.divisionCode },
    ...(waits
      ? { state: 'proposed' as const }
      : { state: 'in_force' as const, decidedBy: context.actor.personId, decidedAt: context.now }),
  }
  await insertTargetValues(tx, [value])
  await tell(tx, context, { target, value: { ...value, before }, act: waits ? 'propose' : 'save' })
}

async function requireOwner(tx: Transaction, input: TargetInput): Promise<void> {
  const { organisationId, divisionCode } = input
  if (organisationId !== null) {
    const organisation = await organisationById(tx, organisationId)
    if (organisation?.kind !== 'unit' && organisation?.kind !== 'group')
      throw fieldError(['organisationId'], 'not_found')
  }
  if (divisionCode !== null) await requireDivision(tx, divisionCode, ['divisionCode'])
}

async function requireNothingWaits(tx: Transaction, targetId: string): Promise<void> {
  if ((await selectWaitingTargets(tx, [targetId])).length > 0)
    throw new AppError('already_proposed')
}

async function createTarget(
  tx: Transaction,
  context: Context,
  { organisationId, divisionCode, year, measure }: TargetInput,
): Promise<TargetRow> {
  const key = { organisationId, divisionCode, year, measure }
  const row = { id: context.newId(), ...key, createdAt: context.now }
  await insertTarget(tx, row)
  return row
}

/** A change has a reason and a document; what the platform records alone, the scan of one. */
export async function requireReasons(
  tx: Transaction,
  { actor }: Context,
  { reason = '', document = null }: Pick<TargetInput, 'reason' | 'document'>,
  { isFirst, isMoved }: { isFirst: boolean; isMoved: boolean },
): Promise<void> {
  if (!isFirst && reason === '') throw fieldError(['reason'], 'required')
  if (!isFirst && document === null) throw fieldError(['document', 'name'], 'required')
  const fileId = document?.fileId ?? null
  if (isMoved && recordsByDocument(actor) && fileId === null)
    throw fieldError(['document', 'fileId'], 'required')
  if (fileId !== null && !(await fileExists(tx, fileId, actor.organisationId)))
    throw fieldError(['document', 'fileId'], 'not_found')
}

/**
 * Confirms or declines a change in the name of the side above, which nobody does for what they
 * proposed themselves, or withdraws it in the name of who proposed it. Throws `not_found` for who
 * is neither, `same_person`, or `illegal_transition` where it is decided.
 */
export async function answerTargetChange(
  tx: Transaction,
  context: Context,
  answered: { changeId: string; answer: 'confirm' | 'decline' | 'withdraw'; reason: string },
): Promise<void> {
  const { changeId, answer, reason } = answered
  const known = await selectTargetValue(tx, changeId)
  const target = known && (await lockTargetById(tx, known.targetId))
  const value = target && (await selectTargetValue(tx, changeId))
  if (target === null || value === null) throw new AppError('not_found')
  const { actor } = context
  const isOwn = value.organisationId === actor.organisationId
  if (answer === 'withdraw' ? !isOwn : !mayConfirm(context, value)) throw new AppError('not_found')
  if (value.state !== 'proposed')
    throw new AppError('illegal_transition', { values: { state: value.state } })
  if (answer === 'confirm' && value.proposedBy === actor.personId) throw new AppError('same_person')
  const before = await selectAmountOn(tx, target.id, value.validFrom)
  await decideTargetValue(tx, changeId, {
    state: ({ confirm: 'in_force', decline: 'declined', withdraw: 'withdrawn' } as const)[answer],
    ...{ decidedBy: actor.personId, decidedAt: context.now, decidedReason: reason },
  })
  const told = { ...value, before, decidedReason: reason }
  await tell(tx, context, { target, value: told, act: answer })
}

/** Whether a change waits for a side that the actor signs for. */
export function mayConfirm(
  { actor }: Pick<Context, 'actor'>,
  value: { confirmingOrganisationId: string | null; confirmingDivisionCode: string | null },
): boolean {
  const { confirmingOrganisationId: organisationId, confirmingDivisionCode: divisionCode } = value
  if (administers(actor)) return true
  if (organisationId === null && divisionCode === null) return false
  return maySignFor(actor, { organisationId, divisionCode })
}

/** Audits an act on a target's value, and notifies whom it concerns. */
async function tell(
  tx: Transaction,
  context: Context,
  told: Parameters<typeof tellOfTarget>[2],
): Promise<void> {
  const { target, value, act } = told
  const { organisationId, divisionCode, year, measure } = target
  const { amount, validFrom, reason, documentName, before, decidedReason } = value
  await recordAudit(tx, context, {
    action: `assistance.${act}-target`,
    subjectType: 'target',
    subjectId: organisationId ?? divisionCode ?? '',
    ...(before !== undefined && { before: { amount: before } }),
    after: {
      ...{ organisationId, divisionCode, year, measure, amount, validFrom },
      ...{ reason, document: documentName, ...(decidedReason && { decidedReason }) },
    },
  })
  await tellOfTarget(tx, context, told)
}
