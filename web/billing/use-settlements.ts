import { computed } from 'vue'
import * as api from '../../shared/billing/settlements.api.ts'
import type { Call } from '../../shared/endpoint.ts'
import { useSheetFile } from '../evidence/use-sheet-file.ts'
import { call } from '../platform/api.ts'
import { useAct } from '../platform/use-act.ts'
import { useCursorList } from '../platform/use-cursor-list.ts'
import { useLoad } from '../platform/use-load.ts'

export type SettlementRows = Call<typeof api.recordSettlements>['body']['rows']

/** Settlements that name no order but a lot, or neither (§3.14). */
export function useSettlementEntry() {
  const record = useAct((rows: SettlementRows) =>
    call(api.recordSettlements, { body: { purchaseOrderId: null, lotId: null, rows } }),
  )
  return { record }
}

/** The settlements of an order to households and village collectives (联农结算). */
export function useSettlements(purchaseOrderId: string) {
  const load = useLoad((signal) =>
    call(api.suggestSettlements, { params: { purchaseOrderId } }, { signal }),
  )
  const leftCents = computed(() => {
    const { paidCents = 0, settledCents = 0 } = load.data.value ?? {}
    return paidCents - settledCents
  })
  return { ...load, leftCents, ...useSettling({ purchaseOrderId }, load) }
}

/** The settlements for the goods of a lot, over all orders that it went into. */
export function useLotSettlements(lotId: string) {
  const load = useLoad((signal) =>
    call(api.suggestLotSettlements, { params: { lotId } }, { signal }),
  )
  return { ...load, ...useSettling({ lotId }, load) }
}

export type Settling = ReturnType<typeof useSettling>

/** What was settled of an order or a lot, and what is recorded and taken back. */
function useSettling(
  of: { purchaseOrderId: string } | { lotId: string },
  suggestion: { reload: () => Promise<void> },
) {
  const list = useCursorList({
    filters: {},
    pageSize: 100,
    load: ({ page, signal }) =>
      call(api.listSettlements, { query: { ...of, ...page } }, { signal }),
  })
  const reading = useSheetFile()

  async function reload(): Promise<void> {
    await Promise.all([suggestion.reload(), list.reload()])
  }

  const record = useAct(async (rows: SettlementRows) => {
    const body = { purchaseOrderId: null, lotId: null, ...of, rows }
    const recorded = await call(api.recordSettlements, { body })
    await reload()
    return recorded
  })
  /** Takes a wrong row back by an opposite one. */
  const reverse = useAct(async (settlementId: string, reason: string) => {
    const input = { params: { settlementId }, body: { reason } }
    const reversal = await call(api.reverseSettlement, input)
    await reload()
    return reversal
  })
  return { list, record, reverse, reading }
}
