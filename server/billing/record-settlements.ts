import type { RecipientKind } from '../../shared/billing/settlement-rules.ts'
import { holdsIdentityNumber, maskedName } from '../../shared/billing/settlement-rules.ts'
import { AppError, type FieldError } from '../../shared/errors.ts'
import { dayOf } from '../../shared/scalars.ts'
import { requireSide } from '../deliveries/index.ts'
import { recordAudit } from '../evidence/index.ts'
import { lockPurchaseOrder } from '../orders/index.ts'
import { type Context, organisationOf } from '../platform/context.ts'
import type { Transaction } from '../platform/db/transaction.ts'
import { publishEvent } from '../platform/jobs/outbox.ts'
import { requireVillage } from '../villages/index.ts'
import { insertSettlements, isReversed, lockSettlement } from './settlements.queries.ts'

/** What a cooperative paid on to a household, by its number, or to a village's collective. */
export interface SettlementInput {
  villageCode: string
  recipientKind: RecipientKind
  householdNumber: string | null
  recipientName: string
  amountCents: number
  settledOn: string
  bankReference: string
}

/**
 * Records what the cooperative paid on to households and village collectives (§3.14). A
 * household is its number within the village and a masked name; identity-card numbers are refused
 * (§9). Returns the ids in the order of the rows.
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
  const today = dayOf(context.now)
  const faults = input.rows.flatMap((row, index) => faultsOf(row, index, today))
  if (faults.length > 0) throw new AppError('validation_failed', { fields: faults })
  await checkVillages(tx, input.rows)
  const rows = input.rows.map((row) => {
    const isHousehold = row.recipientKind === 'household'
    return {
      ...row,
      id: context.newId(),
      cooperativeId,
      purchaseOrderId,
      unitId: order?.unitId ?? null,
      supervisingCountyCode: order?.supervisingCountyCode ?? null,
      householdNumber: isHousehold ? row.householdNumber : null,
      recipientName: isHousehold ? maskedName(row.recipientName) : row.recipientName,
      recordedBy: context.actor.personId,
      recordedAt: context.now,
    }
  })
  await insertSettlements(tx, rows)
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
  const id = context.newId()
  await insertSettlements(tx, [
    {
      ...row,
      id,
      amountCents: -row.amountCents,
      settledOn: dayOf(context.now),
      reversesId: row.id,
      reason: input.reason,
      recordedBy: context.actor.personId,
      recordedAt: context.now,
    },
  ])
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

function faultsOf(row: SettlementInput, index: number, today: string): FieldError[] {
  const faults: FieldError[] = []
  const fault = (field: keyof SettlementInput, code: FieldError['code']) =>
    faults.push({ path: ['rows', index, field], code })
  if (row.recipientKind === 'household' && row.householdNumber === null)
    fault('householdNumber', 'household_number_required')
  for (const field of ['householdNumber', 'recipientName', 'bankReference'] as const)
    if (holdsIdentityNumber(row[field] ?? '')) fault(field, 'identity_number')
  if (row.settledOn > today) fault('settledOn', 'in_the_future')
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
