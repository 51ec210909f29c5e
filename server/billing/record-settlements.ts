import type { RecipientKind } from '../../shared/billing/settlement-rules.ts'
import {
  holdsIdentityNumber,
  householdNumberOf,
  maskedName,
} from '../../shared/billing/settlement-rules.ts'
import { AppError, type FieldError, fieldError } from '../../shared/errors.ts'
import { dayOf } from '../../shared/scalars.ts'
import { requireSide } from '../deliveries/index.ts'
import { recordAudit } from '../evidence/index.ts'
import { lockPurchaseOrder } from '../orders/index.ts'
import { organisationNames } from '../organisations/index.ts'
import { type Context, organisationOf } from '../platform/context.ts'
import type { Transaction } from '../platform/db/transaction.ts'
import { publishEvent } from '../platform/jobs/outbox.ts'
import { requireVillage } from '../villages/index.ts'
import { moneyByOrderLine } from './invoices.queries.ts'
import { postSettlements } from './post-entries.ts'
import { requireNoConflict, requireVillagesOfOrder } from './settlement-conflicts.ts'
import {
  insertConfirmations,
  insertSettlements,
  isReversed,
  lockConfirmations,
  lockSettlement,
  type SettlementRow,
  settledByVillage,
  updateConfirmations,
} from './settlements.queries.ts'

/** What a cooperative paid on to a household, by its number, or to a village's collective. */
export interface SettlementInput {
  villageCode: string
  recipientKind: RecipientKind
  householdNumber: string | null
  recipientName: string
  amountCents: number
  settledOn: string
  bankReference: string
  /** The household has another name than before, and that is no slip. */
  isNewHouseholder?: boolean | undefined
}

/**
 * Records what the cooperative paid on to households and village collectives (§3.14): of an order,
 * from its day on and together never more than was paid for it; without one it waits for the
 * county. A household is its number within the village and a masked name; identity-card numbers
 * (§9), other villages than the order's and what was recorded before are refused. Returns
 * the ids in the order of the rows.
 */
export async function recordSettlements(
  tx: Transaction,
  context: Context,
  input: { purchaseOrderId: string | null; rows: SettlementInput[] },
): Promise<string[]> {
  const cooperativeId = organisationOf(context.actor)
  const { purchaseOrderId } = input
  const order = purchaseOrderId === null ? null : await lockPurchaseOrder(tx, purchaseOrderId)
  if (order !== null) requireSide(context.actor, order, 'cooperative')
  const days = { first: order?.orderedOn ?? null, last: dayOf(context.now) }
  const faults = input.rows.flatMap((row, index) => faultsOf(row, index, days))
  if (faults.length > 0) throw new AppError('validation_failed', { fields: faults })
  await checkVillages(tx, input.rows)
  if (order !== null) await requireVillagesOfOrder(tx, order.id, input.rows)
  await requireNoConflict(tx, { cooperativeId, purchaseOrderId, rows: input.rows })
  if (order !== null) await requirePaid(tx, order.id, input.rows)
  const rows = input.rows.map(({ isNewHouseholder: _, ...row }) => {
    const isHousehold = row.recipientKind === 'household'
    return {
      ...row,
      id: context.newId(),
      cooperativeId,
      purchaseOrderId,
      unitId: order?.unitId ?? null,
      supervisingCountyCode: order?.supervisingCountyCode ?? null,
      householdNumber: isHousehold ? householdNumberOf(row.householdNumber ?? '') : null,
      recipientName: isHousehold ? maskedName(row.recipientName) : row.recipientName,
      recordedBy: context.actor.personId,
      recordedAt: context.now,
    }
  })
  await insertSettlements(tx, rows)
  if (order === null) await waitForCounty(tx, context, rows)
  else await postSettlements(tx, context, rows)
  const subjectId = purchaseOrderId ?? cooperativeId
  const subjectType = purchaseOrderId === null ? 'cooperative' : 'purchase_order'
  const totalCents = rows.reduce((sum, row) => sum + row.amountCents, 0)
  const ids = rows.map((row) => row.id)
  await recordAudit(tx, context, {
    action: 'billing.record-settlements',
    subjectType,
    subjectId,
    after: { ids, totalCents },
  })
  await publishEvent(tx, context, {
    topic: 'billing.settlements-recorded',
    subjectType,
    subjectId,
    payload: { count: rows.length, totalCents },
  })
  return ids
}

/** Takes a wrong settlement back by a row of the opposite amount on this day, with a reason. */
export async function reverseSettlement(
  tx: Transaction,
  context: Context,
  input: { settlementId: string; reason: string },
): Promise<string> {
  const row = await lockSettlement(tx, input.settlementId)
  if (row === undefined || row.cooperativeId !== context.actor.organisationId)
    throw new AppError('not_found')
  if (row.reversesId !== null || (await isReversed(tx, row.id)))
    throw new AppError('illegal_transition', { values: { state: 'reversed' } })
  if (holdsIdentityNumber(input.reason)) throw fieldError(['reason'], 'identity_number')
  const counted = await withdrawWaiting(tx, context, row)
  const id = context.newId()
  const { countyCode: _county, householdKey: _key, ...written } = row
  const reversal = {
    ...written,
    id,
    amountCents: -row.amountCents,
    settledOn: dayOf(context.now),
    reversesId: row.id,
    reason: input.reason,
    recordedBy: context.actor.personId,
    recordedAt: context.now,
  }
  await insertSettlements(tx, [reversal])
  if (counted) await postSettlements(tx, context, [reversal])
  await recordAudit(tx, context, {
    action: 'billing.reverse-settlement',
    subjectType: 'settlement',
    subjectId: row.id,
    after: { reversedBy: id, reason: input.reason },
  })
  await publishEvent(tx, context, {
    topic: 'billing.settlement-reversed',
    subjectType: 'settlement',
    subjectId: row.id,
    payload: { reversedBy: id },
  })
  return id
}

/** What nobody has decided on need not be: taken back, it waits no longer. Whether it counted. */
async function withdrawWaiting(
  tx: Transaction,
  context: Context,
  { id, purchaseOrderId }: SettlementRow,
): Promise<boolean> {
  const [confirmation] = await lockConfirmations(tx, [id])
  // It never counted: there is nothing to take back.
  if (confirmation?.state === 'rejected')
    throw new AppError('illegal_transition', { values: { state: 'rejected' } })
  if (confirmation?.state === 'waiting') {
    const decided = { decidedBy: context.actor.personId, decidedAt: context.now }
    await updateConfirmations(tx, [id], { ...decided, state: 'withdrawn' })
  }
  return purchaseOrderId !== null || confirmation?.state === 'confirmed'
}

/** The counties of the villages are told that they have something to confirm. */
async function waitForCounty(
  tx: Transaction,
  context: Context,
  rows: readonly { id: string; villageCode: string }[],
): Promise<void> {
  const waiting = rows.map(({ id, villageCode }) => {
    return { settlementId: id, countyCode: villageCode.slice(0, 6), state: 'waiting' as const }
  })
  await insertConfirmations(tx, waiting)
  const cooperativeId = organisationOf(context.actor)
  const names = await organisationNames(tx, [cooperativeId])
  for (const [countyCode, own] of Map.groupBy(waiting, (row) => row.countyCode))
    await publishEvent(tx, context, {
      topic: 'billing.settlements-waiting',
      subjectType: 'settlement',
      subjectId: own[0]?.settlementId ?? '',
      payload: {
        count: own.length,
        by: names.get(cooperativeId) ?? '',
        byOrganisationId: cooperativeId,
        divisionCodes: [countyCode],
      },
    })
}

/** All settlements of an order together never exceed what was paid for it and not sent back. */
async function requirePaid(
  tx: Transaction,
  purchaseOrderId: string,
  rows: readonly SettlementInput[],
): Promise<void> {
  const lines = await moneyByOrderLine(tx, purchaseOrderId)
  const paidCents = lines.reduce((sum, line) => sum + line.paidCents - line.refundedCents, 0)
  const settled = await settledByVillage(tx, purchaseOrderId)
  let openCents = paidCents - [...settled.values()].reduce((sum, cents) => sum + cents, 0)
  for (const [index, { amountCents }] of rows.entries()) {
    if (amountCents > openCents)
      throw fieldError(['rows', index, 'amountCents'], 'above_paid', {
        openCents: Math.max(0, openCents),
      })
    openCents -= amountCents
  }
}

/** An order's money was not paid on before its day; nothing is in the future. */
function faultsOf(
  row: SettlementInput,
  index: number,
  days: { first: string | null; last: string },
): FieldError[] {
  const faults: FieldError[] = []
  const fault = (field: keyof SettlementInput, code: FieldError['code']) =>
    faults.push({ path: ['rows', index, field], code })
  const isNumbered = row.householdNumber !== null && householdNumberOf(row.householdNumber) !== ''
  if (row.recipientKind === 'household' && !isNumbered)
    fault('householdNumber', 'household_number_required')
  for (const field of ['householdNumber', 'recipientName', 'bankReference'] as const)
    if (holdsIdentityNumber(row[field] ?? '')) fault(field, 'identity_number')
  if (row.settledOn > days.last) fault('settledOn', 'in_the_future')
  if (days.first !== null && row.settledOn < days.first) fault('settledOn', 'before_the_order')
  return faults
}

/** Each village is asked about once, at the first row that names it. */
async function checkVillages(tx: Transaction, rows: readonly SettlementInput[]): Promise<void> {
  const checked = new Set<string>()
  for (const [index, { villageCode }] of rows.entries()) {
    if (checked.has(villageCode)) continue
    await requireVillage(tx, villageCode, ['rows', index, 'villageCode'])
    checked.add(villageCode)
  }
}
