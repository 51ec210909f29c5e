import assert from 'node:assert/strict'
import { z } from 'zod'
import { keptByLine, payableOf } from '../../shared/billing/allocate-payment.ts'
import { AppError, fieldError } from '../../shared/errors.ts'
import { dayOf } from '../../shared/scalars.ts'
import { policyValue } from '../assistance/index.ts'
import { recordedNow, requireSide } from '../deliveries/index.ts'
import { recordAudit } from '../evidence/index.ts'
import { requireSecondPerson, secondPersonDays } from '../organisations/index.ts'
import type { Context } from '../platform/context.ts'
import type { Transaction } from '../platform/db/transaction.ts'
import { publishEvent } from '../platform/jobs/outbox.ts'
import { type MoneyOfInvoice, moneyOfInvoice, splitMoney } from './invoice-money.queries.ts'
import { lockInvoice } from './pay-invoice.ts'
import { postInvoiceMove } from './post-entries.ts'
import {
  insertWaiver,
  insertWaiverLines,
  updateWaiver,
  type WaiverRow,
  waiverById,
} from './waivers.queries.ts'

const waiverLimits = z.object({ aloneCents: z.int().min(0), mostCents: z.int().min(0) })

/**
 * The seller lets go of all that is open of an invoice (抹零, §7.6): a small difference at once, a
 * larger one when a second person has confirmed it. `amountCents` is what the person saw as open.
 * What is waived is not paid: it is recognised never. Returns the waiver's id.
 */
export async function waiveDifference(
  tx: Transaction,
  context: Context,
  input: { invoiceId: string; amountCents: number; reason: string },
): Promise<string> {
  const invoice = await lockInvoice(tx, input.invoiceId)
  requireSide(context.actor, invoice, 'cooperative')
  const money = await moneyOfInvoice(tx, invoice.id)
  requireOpen(money, input.amountCents)
  const today = dayOf(context.now)
  const { aloneCents, mostCents } = waiverLimits.parse(
    (await policyValue(tx, 'waiver_limits', today)) ?? { aloneCents: 0, mostCents: 0 },
  )
  const { amountCents, reason } = input
  if (amountCents > mostCents)
    throw fieldError(['amountCents'], 'above_waiver_limit', { maximumCents: mostCents })
  const isAlone = amountCents <= aloneCents
  const { unitId, cooperativeId } = invoice
  const row: WaiverRow = {
    id: context.newId(),
    invoiceId: invoice.id,
    unitId,
    cooperativeId,
    amountCents,
    reason,
    waivedOn: today,
    ...recordedNow(context),
    stateReason: '',
    decidedBy: null,
    decidedAt: null,
  }
  // Its lines stand before it is confirmed, by which the invoice leaves the list of open ones.
  if (!(await insertWaiver(tx, row))) throw new AppError('waiver_waiting')
  if (isAlone) await close(tx, context, { row, money })
  const state = isAlone ? 'confirmed' : 'recorded'
  await publishWaiver(tx, context, row, { state, after: { amountCents, reason } })
  return row.id
}

/**
 * A second person confirms a larger waiver; the invoice is closed. Throws `not_second_person` for a
 * manager who may be the first one's (§11.5): the platform confirms instead.
 */
export async function confirmWaiver(
  tx: Transaction,
  context: Context,
  { waiverId }: { waiverId: string },
): Promise<string> {
  const row = await lockWaiver(tx, context, waiverId)
  await requireAnother(tx, context, row)
  const money = await moneyOfInvoice(tx, row.invoiceId)
  requireOpen(money, row.amountCents)
  await close(tx, context, { row, money, decidedBy: context.actor.personId })
  await publishWaiver(tx, context, row, { state: 'confirmed', after: { waiverId } })
  return row.invoiceId
}

/** The second person does not agree, or it is outdated; the money stays owed. */
export async function rejectWaiver(
  tx: Transaction,
  context: Context,
  { waiverId, reason }: { waiverId: string; reason: string },
): Promise<string> {
  const row = await lockWaiver(tx, context, waiverId)
  await decided(tx, context, row, { state: 'rejected', stateReason: reason })
  await publishWaiver(tx, context, row, { state: 'rejected', after: { waiverId, reason } })
  return row.invoiceId
}

/** All that is open, and nothing that the other side has yet to confirm. */
function requireOpen({ balanceCents, waitingCents }: MoneyOfInvoice, amountCents: number): void {
  if (waitingCents > 0) throw new AppError('payment_waiting')
  if (balanceCents !== amountCents) throw new AppError('stale_version')
}

/** Who counts as another manager says the rule of the day on which it was proposed. */
async function requireAnother(tx: Transaction, context: Context, row: WaiverRow): Promise<void> {
  const { cooperativeId: organisationId, recordedBy: proposedBy, recordedAt: proposedAt } = row
  await requireSecondPerson(tx, context, {
    ...{ organisationId, proposedBy, proposedAt },
    secondPersonDays: await secondPersonDays(tx, { now: proposedAt }, policyValue),
  })
}

/** A waiver under the lock of its order, for another person of the seller or the platform. */
async function lockWaiver(tx: Transaction, context: Context, id: string): Promise<WaiverRow> {
  const found = await waiverById(tx, id)
  if (found === null) throw new AppError('not_found')
  if (!context.actor.roles.includes('platform_admin'))
    requireSide(context.actor, found, 'cooperative')
  if (found.recordedBy === context.actor.personId) throw new AppError('same_person')
  await lockInvoice(tx, found.invoiceId)
  const row = await waiverById(tx, id)
  if (row?.state !== 'recorded')
    throw new AppError('illegal_transition', { values: { state: row?.state } })
  return row
}

/** Splits the waiver over what is left of each line, closes the invoice, and posts it. */
async function close(
  tx: Transaction,
  context: Context,
  waiving: { row: WaiverRow; money: MoneyOfInvoice; decidedBy?: string },
): Promise<void> {
  const { row, money, decidedBy } = waiving
  const split = splitMoney(money)
  const kept = keptByLine(split).lines
  const lines = split.lines.map((line) => ({
    id: context.newId(),
    waiverId: row.id,
    orderLineId: line.orderLineId,
    amountCents: payableOf(line) - (kept.get(line.orderLineId) ?? 0),
  }))
  await insertWaiverLines(
    tx,
    lines.filter(({ amountCents }) => amountCents > 0),
  )
  const waivedOn = dayOf(context.now)
  await decided(tx, context, row, { state: 'confirmed', decidedBy: decidedBy ?? null, waivedOn })
  await postInvoiceMove(tx, context, {
    cause: { kind: 'waiver', id: row.id },
    invoice: { ...row, id: row.invoiceId },
    occurredOn: waivedOn,
    balance: { beforeCents: row.amountCents, afterCents: 0 },
    against: [{ account: 'waived_differences', cents: row.amountCents }],
  })
}

async function decided(
  tx: Transaction,
  context: Context,
  row: WaiverRow,
  change: Pick<WaiverRow, 'state'> & Partial<WaiverRow>,
): Promise<void> {
  const decidedBy = context.actor.personId
  const changed = await updateWaiver(tx, row.id, { decidedBy, decidedAt: context.now, ...change })
  assert.equal(changed, 1, 'a waiver is decided once')
}

async function publishWaiver(
  tx: Transaction,
  context: Context,
  row: WaiverRow,
  { state, after }: { state: WaiverRow['state']; after: Record<string, unknown> },
): Promise<void> {
  const verb = { recorded: 'record', confirmed: 'confirm', rejected: 'reject' }[state]
  await recordAudit(tx, context, {
    action: `billing.${verb}-waiver`,
    subjectType: 'invoice',
    subjectId: row.invoiceId,
    after,
  })
  await publishEvent(tx, context, {
    topic: `billing.waiver-${state}`,
    subjectType: 'invoice',
    subjectId: row.invoiceId,
    payload: { unitId: row.unitId, cooperativeId: row.cooperativeId, amountCents: row.amountCents },
  })
}
