import type { z } from 'zod'
import type { settlement } from '../../shared/billing/billing.schemas.ts'
import type { SettlementDetails } from './settlements.queries.ts'

/** A settlement as the API shows it; the name is masked already where it is kept. */
export function settlementView(row: SettlementDetails): z.input<typeof settlement> {
  const { settlement: it } = row
  return {
    id: it.id,
    purchaseOrderId: it.purchaseOrderId,
    purchaseOrderNumber: row.purchaseOrderNumber,
    villageCode: it.villageCode,
    villageName: row.villageName,
    recipientKind: it.recipientKind,
    householdNumber: it.householdNumber,
    recipientName: it.recipientName,
    amountCents: it.amountCents,
    settledOn: it.settledOn,
    bankReference: it.bankReference,
    reversesId: it.reversesId,
    isReversed: row.reversedBy !== null,
    reason: it.reason,
    recordedAt: it.recordedAt.toISOString(),
  }
}
