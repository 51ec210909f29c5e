import type { RecipientKind } from '../../shared/billing/settlement-rules.ts'
import {
  holdsIdentityNumber,
  householdNumberFault,
  householdNumberOf,
  maskedName,
} from '../../shared/billing/settlement-rules.ts'
import { AppError, type FieldError } from '../../shared/errors.ts'
import { dayOf } from '../../shared/scalars.ts'
import { recordAudit } from '../evidence/index.ts'
import { organisationNames } from '../organisations/index.ts'
import { type Context, organisationOf } from '../platform/context.ts'
import type { Transaction } from '../platform/db/transaction.ts'
import { publishEvent } from '../platform/jobs/outbox.ts'
import { requireVillage } from '../villages/index.ts'
import {
  allocateSettlements,
  lockOrdersToSettle,
  requireLots,
  type SettlementPart,
} from './allocate-settlements.ts'
import { postSettlements } from './post-entries.ts'
import { requireNoConflict, requireVillagesOfOrder } from './settlement-conflicts.ts'
import { insertConfirmations, insertSettlements } from './settlements.queries.ts'

/** What a cooperative paid on to a household, by its number, or to a village's collective. */
export interface SettlementInput {
  villageCode: string
  recipientKind: RecipientKind
  householdNumber: string | null
  recipientName: string
  amountCents: number
  settledOn: string
  bankReference: string
  /** The lot whose goods were paid for, where it is not the one that all rows are of. */
  lotNumber?: string | null | undefined
  /** The household has another name than before, and that is no slip. */
  isNewHouseholder?: boolean | undefined
}

/**
 * Records what the cooperative paid on to households and village collectives (§3.14): of an order,
 * from its day on and together never more than was paid for it; of a lot, split into a row for each
 * of its orders; without either it waits for the county. A household is its number within the
 * village and a masked name; identity-card numbers (§9), other villages than the order's or the
 * lot's and what was recorded before are refused. Returns the ids of what was written, in the order
 * of the rows.
 */
export async function recordSettlements(
  tx: Transaction,
  context: Context,
  input: { purchaseOrderId: string | null; lotId?: string | null; rows: SettlementInput[] },
): Promise<string[]> {
  const cooperativeId = organisationOf(context.actor)
  const { purchaseOrderId, rows: entered } = input
  const lots = await requireLots(tx, cooperativeId, { lotId: input.lotId ?? null, rows: entered })
  const lotIds = [...new Set(lots.filter((lotId) => lotId !== null))]
  const orders = await lockOrdersToSettle(tx, cooperativeId, { purchaseOrderId, lotIds })
  const order = purchaseOrderId === null ? null : (orders[0] ?? null)
  const days = { first: order?.orderedOn ?? null, last: dayOf(context.now) }
  const faults = entered.flatMap((row, index) => faultsOf(row, index, days))
  if (faults.length > 0) throw new AppError('validation_failed', { fields: faults })
  await checkVillages(tx, entered)
  if (order !== null) await requireVillagesOfOrder(tx, order.id, entered)
  await requireNoConflict(tx, { cooperativeId, purchaseOrderId, orders, lots, rows: entered })
  const parts = await allocateSettlements(tx, { purchaseOrderId, orders, lots, rows: entered })
  const rows = rowsOf(context, cooperativeId, { entered, parts })
  await insertSettlements(tx, rows)
  const ofOrders = rows.filter((row) => row.purchaseOrderId !== null)
  if (ofOrders.length > 0) await postSettlements(tx, context, ofOrders)
  const waiting = rows.filter((row) => row.purchaseOrderId === null)
  if (waiting.length > 0) await waitForCounty(tx, context, waiting)
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

function rowsOf(
  context: Context,
  cooperativeId: string,
  input: { entered: readonly SettlementInput[]; parts: readonly SettlementPart[] },
) {
  const transfers = new Map<number, string>()
  return input.parts.flatMap(({ row, order, lotId, amountCents }) => {
    const entry = input.entered[row]
    if (entry === undefined) return []
    const { isNewHouseholder: _, lotNumber: __, ...written } = entry
    const isHousehold = entry.recipientKind === 'household'
    const id = context.newId()
    if (lotId !== null && !transfers.has(row)) transfers.set(row, id)
    return {
      ...written,
      id,
      amountCents,
      cooperativeId,
      lotId,
      transferId: transfers.get(row) ?? null,
      purchaseOrderId: order?.id ?? null,
      unitId: order?.unitId ?? null,
      supervisingCountyCode: order?.supervisingCountyCode ?? null,
      householdNumber: isHousehold ? householdNumberOf(entry.householdNumber ?? '') : null,
      recipientName: isHousehold ? maskedName(entry.recipientName) : entry.recipientName,
      recordedBy: context.actor.personId,
      recordedAt: context.now,
    }
  })
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

/** An order's money was not paid on before its day; nothing is in the future. */
function faultsOf(
  row: SettlementInput,
  index: number,
  days: { first: string | null; last: string },
): FieldError[] {
  const faults: FieldError[] = []
  const fault = (field: keyof SettlementInput, code: FieldError['code']) =>
    faults.push({ path: ['rows', index, field], code })
  if (row.recipientKind === 'household') {
    const numberFault = householdNumberFault(row.householdNumber ?? '')
    if (numberFault !== null) fault('householdNumber', numberFault)
  }
  for (const field of ['recipientName', 'bankReference'] as const)
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
