import type { z } from 'zod'
import { remindableBefore } from '../../shared/assistance/reminders.ts'
import type { reserveBody } from '../../shared/assistance/reserve.schemas.ts'
import { AppError, fieldError } from '../../shared/errors.ts'
import { basisPoints, dayOf } from '../../shared/scalars.ts'
import { recordAudit } from '../evidence/index.ts'
import { lockOrganisation, organisationNames, type Unit, unitById } from '../organisations/index.ts'
import { type Context, organisationOf } from '../platform/context.ts'
import type { Reader, Transaction } from '../platform/db/transaction.ts'
import { publishEvent } from '../platform/jobs/outbox.ts'
import { mayCheckReserve } from './assistance.policy.ts'
import { selectPolicyValue } from './policies.queries.ts'
import {
  insertReserve,
  insertReserveReminders,
  lockReserve,
  lockReserveOf,
  type ReserveFiling,
  updateReserve,
} from './reserve.queries.ts'

type FilingInput = z.output<typeof reserveBody>

/** The least share of a year's food budget, as it is decided for its first day (§3.12). */
export async function leastShareOf(reader: Reader, year: number): Promise<number | null> {
  const value = await selectPolicyValue(reader, { name: 'reserve_share', on: `${year}-01-01` })
  return value === undefined ? null : basisPoints.parse(value)
}

/**
 * Files a year of the actor's unit, or files it anew while it was not confirmed (§3.13). What is
 * filed waits for the supervising unit, without one for the office of the unit's place.
 */
export async function fileReserve(
  tx: Transaction,
  context: Context,
  { version, ...input }: FilingInput,
): Promise<{ filingId: string; state: 'filed' }> {
  const unitId = organisationOf(context.actor)
  await lockOrganisation(tx, unitId)
  await requireFiling(tx, context, { ...input, unitId })
  const before = await lockReserveOf(tx, { unitId, year: input.year })
  if (before?.state === 'confirmed') throw new AppError('illegal_transition')
  if (version !== (before?.version ?? 0)) throw new AppError('stale_version')
  const filing = {
    ...input,
    ...(input.exemption !== null && { budgetCents: null, shareBasisPoints: null }),
    ...(input.exemption !== 'shared_canteen' && { filesWithUnitId: null }),
    channels: [...new Set(input.channels)],
    sharedUnitIds: input.exemption === null ? [...new Set(input.sharedUnitIds)] : [],
    ...{ state: 'filed' as const, filedBy: context.actor.personId, filedAt: context.now },
    ...{ checkedBy: null, checkedAt: null, checkReason: '' },
  }
  const filingId = before?.id ?? context.newId()
  if (before === null) await insertReserve(tx, { ...filing, id: filingId, unitId })
  else await updateReserve(tx, filingId, filing)
  await recordAudit(tx, context, {
    action: 'assistance.file-reserve',
    subjectType: 'reserve_filing',
    subjectId: filingId,
    before: before && wordsOf(before),
    after: wordsOf({ ...filing, unitId }),
  })
  const unit = await unitById(tx, unitId)
  await publishEvent(tx, context, {
    topic: 'assistance.reserve-filed',
    subjectType: 'reserve_filing',
    subjectId: filingId,
    payload: {
      ...{ by: unit?.name ?? '', year: input.year },
      ...(unit === null ? { organisationIds: [], divisionCodes: [] } : supervisorOf(unit)),
    },
  })
  return { filingId, state: 'filed' }
}

async function requireFiling(
  tx: Transaction,
  context: Context,
  { unitId, ...filing }: Omit<FilingInput, 'version'> & { unitId: string },
): Promise<void> {
  requireYear(context, filing.year)
  if (filing.exemption === 'shared_canteen') {
    if (filing.filesWithUnitId === unitId) throw fieldError(['filesWithUnitId'], 'same_unit')
    if ((await unitById(tx, filing.filesWithUnitId ?? '')) === null)
      throw fieldError(['filesWithUnitId'], 'not_found')
  }
  const least = await leastShareOf(tx, filing.year)
  const { shareBasisPoints } = filing
  if (filing.exemption === null && (shareBasisPoints ?? 0) < (least ?? 0))
    throw fieldError(['shareBasisPoints'], 'too_small', { minimum: (least ?? 0) / 100 })
}

/** What is filed is of this year, the last or the next. */
function requireYear({ now }: Context, year: number): void {
  const thisYear = Number(dayOf(now).slice(0, 4))
  if (Math.abs(year - thisYear) > 1) throw fieldError(['year'], 'not_an_option')
}

/** Who checks a unit's filing: the unit above it, without one the office of its place. */
function supervisorOf({ parentId, divisionCode }: Unit) {
  return parentId === null
    ? { organisationIds: [], divisionCodes: divisionCode === null ? [] : [divisionCode] }
    : { organisationIds: [parentId], divisionCodes: [] }
}

/** Confirms a filing or returns it with a reason, by another person than who filed it (§11.2). */
export async function checkReserve(
  tx: Transaction,
  context: Context,
  check: { filingId: string; answer: 'confirm' | 'return'; reason: string; version: number },
): Promise<{ filingId: string; state: 'confirmed' | 'returned' }> {
  const { filingId, answer, reason } = check
  const filing = await lockReserve(tx, filingId)
  const unit = filing && (await unitById(tx, filing.unitId))
  if (!filing || !unit || !mayCheckReserve(context.actor, unit)) throw new AppError('not_found')
  // What was confirmed is opened again by returning it; what was returned waits for its unit.
  const isOpen = filing.state === 'filed' || (filing.state === 'confirmed' && answer === 'return')
  if (!isOpen) throw new AppError('illegal_transition')
  if (filing.version !== check.version) throw new AppError('stale_version')
  if (filing.filedBy === context.actor.personId) throw new AppError('same_person')
  const state = answer === 'confirm' ? ('confirmed' as const) : ('returned' as const)
  const checked = { checkedBy: context.actor.personId, checkedAt: context.now }
  await updateReserve(tx, filingId, { ...checked, state, checkReason: reason })
  await recordAudit(tx, context, {
    action: `assistance.${answer}-reserve`,
    subjectType: 'reserve_filing',
    subjectId: filingId,
    before: { state: filing.state },
    after: { state, reason },
  })
  const { year, unitId } = filing
  await publishEvent(tx, context, {
    topic: `assistance.reserve-${state}`,
    subjectType: 'reserve_filing',
    subjectId: filingId,
    payload: { ...(await byOf(tx, context)), year, reason, organisationIds: [unitId] },
  })
  return { filingId, state }
}

/**
 * Reminds those that have not filed, or not again what was returned, at most once in seven days
 * whoever reminds; says how many.
 */
export async function remindOfReserve(
  tx: Transaction,
  context: Context,
  { year }: { year: number },
): Promise<{ reminded: number }> {
  const { actor } = context
  const own = organisationOf(actor)
  const isOffice = actor.organisationKind === 'authority'
  requireYear(context, year)
  const unitIds = await insertReserveReminders(
    tx,
    { parentId: isOffice ? null : own, within: isOffice ? actor.divisionCode : null, year },
    { now: context.now, before: remindableBefore(context.now) },
  )
  if (unitIds.length === 0) return { reminded: 0 }
  await recordAudit(tx, context, {
    action: 'assistance.remind-of-reserve',
    subjectType: 'organisation',
    subjectId: own,
    after: { year, units: unitIds.length },
  })
  await publishEvent(tx, context, {
    topic: 'assistance.reserve-reminded',
    subjectType: 'reserve_filing',
    subjectId: context.newId(),
    payload: { ...(await byOf(tx, context)), year, organisationIds: unitIds },
  })
  return { reminded: unitIds.length }
}

async function byOf(tx: Transaction, { actor }: Context) {
  const own = organisationOf(actor)
  const names = await organisationNames(tx, [own])
  return { by: names.get(own) ?? '' }
}

/** What the audit log keeps of a filing. */
function wordsOf(filing: Omit<ReserveFiling, 'id' | 'version'>) {
  const { unitId, year, budgetCents, shareBasisPoints, channels, exemption, reason } = filing
  const { filesWithUnitId, sharedUnitIds, state } = filing
  return {
    ...{ unitId, year, budgetCents, shareBasisPoints, channels },
    ...{ exemption, reason, filesWithUnitId, sharedUnitIds, state },
  }
}
