import { isPriceable } from '../../shared/catalogue/price.ts'
import {
  type AcceptedSoFar,
  type AgreedPrice,
  acceptedCentsChange,
  villageGramsChange,
} from '../../shared/deliveries/accept.ts'
import { AppError, fieldError } from '../../shared/errors.ts'
import { basisPoints, dayOf } from '../../shared/scalars.ts'
import { policyValue, policyValuesOn } from '../assistance/index.ts'
import { recordAcceptance } from '../attribution/index.ts'
import { attributedLines, lockPurchaseOrder, type PurchaseOrderRow } from '../orders/index.ts'
import type { Context } from '../platform/context.ts'
import type { Reader, Transaction } from '../platform/db/transaction.ts'
import { acceptedByOrderLine, selectReturnable } from './receipts.queries.ts'
import { selectLineVillages } from './shipments.queries.ts'
import {
  insertSurplus,
  type SurplusRow,
  selectSurplusPrice,
  surplusById,
  updateSurplus,
} from './surpluses.queries.ts'
import {
  decide,
  lockUndecided,
  publishRecorded,
  recordedNow,
  type TwoSidedKind,
} from './two-sided-record.ts'

/** Surpluses come with the unit's goods receipt and are signed by the cooperative. */
const surpluses: TwoSidedKind<SurplusRow> = {
  domain: 'deliveries',
  noun: 'surplus',
  subjectType: 'weight_surplus',
  recordedSide: () => 'unit',
  find: surplusById,
  lock: (tx, row) => lockPurchaseOrder(tx, row.purchaseOrderId),
  update: updateSurplus,
  payload: ({ receiptId, purchaseOrderId, grams }) => ({ receiptId, purchaseOrderId, grams }),
}

type Path = (string | number)[]

const usualTolerance = 500

/**
 * By how much, in basis points, a weight may be above the shipped one without a signature, by the
 * rule of the day on which the order was placed (§3.6, §3.12).
 */
export async function weightTolerance(reader: Reader, orderedOn: string): Promise<number> {
  return toleranceOf(await policyValue(reader, 'weight_tolerance', orderedOn))
}

/** The same of several days at once, by day. */
export async function weightTolerances(
  reader: Reader,
  days: readonly string[],
): Promise<Map<string, number>> {
  const values = await policyValuesOn(reader, 'weight_tolerance', days)
  return new Map([...values].map(([day, value]) => [day, toleranceOf(value)]))
}

const toleranceOf = (value: unknown) => basisPoints.parse(value ?? usualTolerance)

/** All deliveries of an order line together stay within what one line may hold (§2.6). */
export function requireOneLine(price: AgreedPrice, after: AcceptedSoFar, path: Path): void {
  const cents = (after.grams / price.packGrams) * price.unitPriceCents
  if (!isPriceable({ cents, grams: after.grams })) throw fieldError(path, 'beyond_one_line')
}

/** Keeps what a receipt accepted beyond the tolerance; nothing of it counts before it is signed. */
export async function recordSurplus(
  tx: Transaction,
  context: Context,
  order: PurchaseOrderRow,
  of: { receiptId: string; receiptLineId: string; orderLineId: string; grams: number },
): Promise<void> {
  const row = await insertSurplus(tx, {
    id: context.newId(),
    ...of,
    purchaseOrderId: order.id,
    unitId: order.unitId,
    cooperativeId: order.cooperativeId,
    supervisingCountyCode: order.supervisingCountyCode,
    ...recordedNow(context),
  })
  await publishRecorded(tx, context, surpluses, { row, after: of })
}

/**
 * The cooperative signs a surplus: from this day on it counts as accepted, is owed and attributed
 * to the villages of the very goods (§3.5), by an entry of its own (§3.16).
 */
export async function confirmSurplus(
  tx: Transaction,
  context: Context,
  input: { surplusId: string },
): Promise<void> {
  const row = await lockUndecided(tx, context, surpluses, input.surplusId)
  const { cents, villages } = await addedBy(tx, row)
  const decision = { state: 'confirmed' as const }
  await decide(tx, context, { ...surpluses, update: updateWith(cents) }, { row, decision })
  const [line] = await attributedLines(tx, [{ orderLineId: row.orderLineId }])
  if (line === undefined) throw new AppError('not_found')
  await recordAcceptance(tx, context, {
    occurredOn: dayOf(context.now),
    kind: 'acceptance',
    lines: [
      {
        line: line.attributed,
        cause: { type: 'goods_receipt', id: row.receiptId, lineId: row.id },
        acceptedGrams: row.grams,
        acceptedCents: cents,
        villages,
      },
    ],
  })
}

/** The cooperative does not sign: the shipped weight is what counts. */
export async function rejectSurplus(
  tx: Transaction,
  context: Context,
  input: { surplusId: string; reason: string },
): Promise<void> {
  const row = await lockUndecided(tx, context, surpluses, input.surplusId)
  const decision = { state: 'rejected' as const, reason: input.reason }
  await decide(tx, context, surpluses, { row, decision })
}

function updateWith(cents: number): TwoSidedKind<SurplusRow>['update'] {
  return (tx, id, decision) => updateSurplus(tx, id, { ...decision, cents })
}

/** What a surplus adds, from cumulative figures: the order of acts does not matter. */
async function addedBy(tx: Transaction, row: SurplusRow) {
  const [receiptLine] = await selectReturnable(tx, [row.receiptLineId])
  const [price] = await selectSurplusPrice(tx, row.orderLineId)
  if (receiptLine === undefined || price === undefined) throw new AppError('not_found')
  const accepted = await acceptedByOrderLine(tx, [row.purchaseOrderId])
  const soFar = accepted.find((line) => line.orderLineId === row.orderLineId)
  const before = {
    grams: soFar?.acceptedGrams ?? 0,
    deductionCents: soFar?.deductionCents ?? 0,
  }
  requireOneLine(price, { ...before, grams: before.grams + row.grams }, [])
  const shares = await selectLineVillages(tx, [receiptLine.line.shipmentLineId])
  const leftGrams = receiptLine.acceptedGrams - receiptLine.returnedGrams
  return {
    cents: acceptedCentsChange(price, before, { grams: row.grams, deductionCents: 0 }),
    villages: villageGramsChange(shares, leftGrams, leftGrams + row.grams),
  }
}
