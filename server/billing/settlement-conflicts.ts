import { referenceKey } from '../../shared/billing/references.ts'
import {
  householdKeyOf,
  maskedName,
  type RecipientKind,
} from '../../shared/billing/settlement-rules.ts'
import { AppError, type FieldError } from '../../shared/errors.ts'
import { centsToYuanText } from '../../shared/money.ts'
import { acceptedByVillage } from '../deliveries/index.ts'
import type { PurchaseOrderRow } from '../orders/index.ts'
import type { Transaction } from '../platform/db/transaction.ts'
import type { SettlementInput } from './record-settlements.ts'
import { settlementsOfRecipients } from './settlements.queries.ts'

/** An order's money goes to the villages whose goods were accepted for it (§3.14). */
export async function requireVillagesOfOrder(
  tx: Transaction,
  purchaseOrderId: string,
  rows: readonly SettlementInput[],
): Promise<void> {
  const accepted = await acceptedByVillage(tx, purchaseOrderId)
  const known = new Set(
    accepted.filter(({ weight }) => Number(weight) > 0).map(({ villageCode }) => villageCode),
  )
  const fields = rows.flatMap(({ villageCode }, index): FieldError[] =>
    known.has(villageCode)
      ? []
      : [{ path: ['rows', index, 'villageCode'], code: 'village_not_of_order' }],
  )
  if (fields.length > 0) throw new AppError('validation_failed', { fields })
}

/** A settlement as it is compared with another; `row` where it stands in the same request. */
interface Settled {
  villageCode: string
  recipientKind: RecipientKind
  householdKey: string | null
  recipientName: string
  lotId: string | null
  /** The orders that it comes from, or may come from; none where it names neither. */
  orderIds: readonly string[]
  amountCents: number
  settledOn: string
  bankReference: string
  row?: number
}

/**
 * The same money to the same recipient on the same day is another payment only by a bank reference
 * of its own, and a household number of a village stands for one name (§3.14): in the same request
 * as well as against what the cooperative recorded before and has not taken back.
 */
export async function requireNoConflict(
  tx: Transaction,
  input: {
    cooperativeId: string
    purchaseOrderId: string | null
    orders: readonly PurchaseOrderRow[]
    lots: readonly (string | null)[]
    rows: readonly SettlementInput[]
  },
): Promise<void> {
  const { cooperativeId, purchaseOrderId } = input
  const orderIds = input.orders.map((order) => order.id)
  const rows = input.rows.map((row, index) => {
    const lotId = input.lots[index] ?? null
    const isOfOrders = lotId !== null || purchaseOrderId !== null
    return { ...comparable(row), lotId, orderIds: isOfOrders ? orderIds : [], row: index + 1 }
  })
  const written = await settlementsOfRecipients(tx, {
    cooperativeId,
    villageCodes: [...new Set(rows.map((row) => row.villageCode))],
    householdKeys: [...new Set(rows.flatMap((row) => row.householdKey ?? []))],
  })
  const byRecipient = Map.groupBy(transfersOf(written), recipientOf)
  const fields = rows.flatMap((row, index): FieldError[] => {
    const known = byRecipient.get(recipientOf(row)) ?? []
    const same = known.find((other) => isSamePayment(row, other))
    const named = row.recipientKind === 'household' ? known.at(-1) : undefined
    byRecipient.set(recipientOf(row), [...known, row])
    const fault = (field: keyof SettlementInput, code: FieldError['code'], values: Values) => {
      return [{ path: ['rows', index, field], code, values }]
    }
    if (named && named.recipientName !== row.recipientName && !input.rows[index]?.isNewHouseholder)
      return fault('recipientName', 'another_householder', { recipientName: named.recipientName })
    if (same?.row !== undefined) return fault('bankReference', 'same_as_row', { row: same.row })
    if (same === undefined) return []
    const { settledOn, recipientName, amountCents } = same
    const yuan = centsToYuanText(amountCents)
    return fault('bankReference', 'settlement_recorded', { settledOn, recipientName, yuan })
  })
  if (fields.length > 0) throw new AppError('validation_failed', { fields })
}

type Values = NonNullable<FieldError['values']>

/** What was written as it was entered: the rows of one transfer for a lot are one. */
function transfersOf(rows: Awaited<ReturnType<typeof settlementsOfRecipients>>): Settled[] {
  const transfers = [...Map.groupBy(rows, (row) => row.transferId ?? row.id).values()]
  return transfers.flatMap((parts): Settled[] => {
    const [first] = parts
    if (first === undefined) return []
    const amountCents = parts.reduce((sum, part) => sum + part.amountCents, 0)
    return [
      { ...first, amountCents, orderIds: parts.flatMap((part) => part.purchaseOrderId ?? []) },
    ]
  })
}

function comparable(row: SettlementInput) {
  const isHousehold = row.recipientKind === 'household'
  return {
    ...row,
    householdKey: isHousehold ? householdKeyOf(row.householdNumber ?? '') : null,
    recipientName: isHousehold ? maskedName(row.recipientName) : row.recipientName,
  }
}

function recipientOf({ villageCode, recipientKind, householdKey, recipientName }: Settled): string {
  const recipient = recipientKind === 'household' ? householdKey : recipientName
  return JSON.stringify([villageCode, recipientKind, recipient])
}

function isSamePayment(row: Settled, other: Settled): boolean {
  const reference = referenceKey(row.bankReference)
  return (
    isSameSource(row, other) &&
    row.amountCents === other.amountCents &&
    row.settledOn === other.settledOn &&
    (reference === '' || reference === referenceKey(other.bankReference))
  )
}

/** The same lot or order, or neither; one that names no lot may be the other's by its order. */
function isSameSource(row: Settled, other: Settled): boolean {
  if (row.lotId !== null && other.lotId !== null) return row.lotId === other.lotId
  if (row.orderIds.length === 0 || other.orderIds.length === 0)
    return row.orderIds.length === other.orderIds.length
  return row.orderIds.some((id) => other.orderIds.includes(id))
}
