import type { z } from 'zod'
import type { creditNote, payment, refund, waiver } from '../../shared/billing/billing.schemas.ts'
import type { settlement } from '../../shared/billing/settlements.schemas.ts'
import type { Actor } from '../platform/context.ts'
import type { CreditNoteDetails, CreditNoteLineDetails } from './credit-notes.queries.ts'
import { decidesForCounty } from './decide-settlements.ts'
import type { PaymentDetails } from './payments.queries.ts'
import type { RefundDetails, RefundLineDetails } from './refunds.queries.ts'
import type { SettlementDetails } from './settlements.queries.ts'
import type { WaiverDetails } from './waivers.queries.ts'

/** A payment as the API shows it. */
export function paymentView(row: PaymentDetails): z.input<typeof payment> {
  const { payment: record } = row
  return {
    ...decisionView(row, record),
    recordedSide: record.recordedSide,
    isWithdrawable: isWithdrawable(record) && !row.isOfRun,
    paidOn: record.paidOn,
    elsewhere: row.elsewhere,
  }
}

/** A refund as the API shows it; `lines` may hold those of others. */
export function refundView(
  row: RefundDetails,
  lines: readonly RefundLineDetails[],
): z.input<typeof refund> {
  const { refund: record } = row
  return {
    ...decisionView(row, record),
    isWithdrawable: isWithdrawable(record),
    refundedOn: record.refundedOn,
    reason: record.reason,
    lines: lines
      .filter(({ line }) => line.refundId === record.id)
      .map(({ line, productName }) => ({
        orderLineId: line.orderLineId,
        productName,
        amountCents: line.amountCents,
      })),
  }
}

/** A credit note as the API shows it; `lines` may hold those of others. */
export function creditNoteView(
  { note, invoiceNumber }: CreditNoteDetails,
  lines: readonly CreditNoteLineDetails[],
): z.input<typeof creditNote> {
  const { cooperativeId: _seller, unitId: _buyer, createdBy: _by, ...document } = note
  return {
    ...document,
    invoiceNumber,
    totalCents: note.goodsCents + note.freightCents,
    createdAt: note.createdAt.toISOString(),
    lines: lines
      .filter(({ line }) => line.creditNoteId === note.id)
      .map(({ line, productName }) => ({
        orderLineId: line.orderLineId,
        productName,
        amountCents: line.amountCents,
      })),
  }
}

/** A waiver as the API shows it. */
export function waiverView(actor: Actor, row: WaiverDetails): z.input<typeof waiver> {
  const { waiver: record, recordedByName, decidedByName } = row
  const { id, amountCents, reason, state, stateReason, recordedAt, decidedAt } = record
  const isTheirs =
    actor.roles.includes('platform_admin') ||
    (actor.organisationId === record.cooperativeId && actor.roles.includes('cooperative_manager'))
  return {
    ...{ id, amountCents, reason, state, stateReason, recordedByName, decidedByName },
    recordedAt: recordedAt.toISOString(),
    decidedAt: decidedAt?.toISOString() ?? null,
    mayDecide: state === 'recorded' && isTheirs && record.recordedBy !== actor.personId,
  }
}

/** Whether the side that recorded it may still take it back. */
function isWithdrawable({ state, method }: Decided): boolean {
  return state === 'recorded' && method === 'bank_transfer'
}

type Names = Omit<PaymentDetails, 'payment' | 'isOfRun' | 'elsewhere'>
type Decided = PaymentDetails['payment'] | RefundDetails['refund']

function decisionView(names: Names, record: Decided) {
  return {
    id: record.id,
    invoiceId: record.invoiceId,
    invoiceNumber: names.invoiceNumber,
    purchaseOrders: names.purchaseOrders,
    unit: { id: record.unitId, name: names.unitName },
    cooperative: { id: record.cooperativeId, name: names.cooperativeName },
    method: record.method,
    bankReference: record.bankReference,
    amountCents: record.amountCents,
    state: record.state,
    stateReason: record.stateReason,
    isWithdrawn: record.withdrawnBy !== null,
    recordedByName: names.recordedByName,
    recordedAt: record.recordedAt.toISOString(),
    decidedByName: names.decidedByName,
    decidedAt: record.decidedAt?.toISOString() ?? null,
  }
}

/** A settlement as the API shows it; the name is masked already where it is kept. */
export function settlementView(actor: Actor, row: SettlementDetails): z.input<typeof settlement> {
  const { settlement: record, confirmation } = row
  const isUndecided = confirmation?.state === 'waiting' && record.reversesId === null
  return {
    id: record.id,
    cooperative: { id: record.cooperativeId, name: row.cooperativeName },
    purchaseOrderId: record.purchaseOrderId,
    purchaseOrderNumber: row.purchaseOrderNumber,
    lotId: record.lotId,
    lotNumber: row.lotNumber,
    villageCode: record.villageCode,
    villageName: row.villageName,
    recipientKind: record.recipientKind,
    householdNumber: record.householdNumber,
    recipientName: record.recipientName,
    amountCents: record.amountCents,
    settledOn: record.settledOn,
    bankReference: record.bankReference,
    reversesId: record.reversesId,
    isReversed: row.reversedBy !== null,
    reason: record.reason,
    recordedAt: record.recordedAt.toISOString(),
    ...stateOf(confirmation),
    mayDecide: isUndecided && decidesForCounty(actor, record.villageCode),
  }
}

/** What names an order counts; what names none, as its county has decided (§3.14). */
function stateOf(confirmation: SettlementDetails['confirmation']) {
  if (confirmation === null) return { state: 'counted' as const, confirmation: null }
  const { state, documentName, documentFileId, reason, decidedAt } = confirmation
  return {
    state: state === 'confirmed' ? ('counted' as const) : state,
    confirmation: {
      ...{ documentName, documentFileId, reason },
      decidedAt: decidedAt?.toISOString() ?? null,
    },
  }
}
