import * as api from '../../shared/billing/payment-moves.api.ts'
import type { DecisionState } from '../../shared/deliveries/two-sided-record.ts'
import type { Call, Result } from '../../shared/endpoint.ts'
import { call } from '../platform/api.ts'
import { useAct } from '../platform/use-act.ts'
import { useCursorList } from '../platform/use-cursor-list.ts'
import { useDecision } from '../platform/use-decision.ts'
import { useLoad } from '../platform/use-load.ts'

export type PaymentMove = Result<typeof api.listPaymentMoves>['items'][number]
export type PaymentMoveBody = Call<typeof api.proposePaymentMove>['body']

/** Deciding on moves of payments; `decided` loads what a confirmed one changes. */
export function usePaymentMoveDecision(decided: () => unknown) {
  return useDecision({
    confirm: (moveId) => call(api.confirmPaymentMove, { params: { moveId } }),
    reject: (moveId, reason) =>
      call(api.rejectPaymentMove, { params: { moveId }, body: { reason } }),
    withdraw: (moveId, reason) =>
      call(api.withdrawPaymentMove, { params: { moveId }, body: { reason } }),
    decided,
  })
}

/** Saying that a transfer on an invoice belongs to another, for one of its two sides. */
export function usePaymentMoves(
  invoice: () => { id: string; paidCents: number },
  changed: () => Promise<unknown>,
  isParty: boolean,
) {
  const ofInvoice = () => (isParty && invoice().paidCents > 0 ? invoice() : null)
  const draft = useLoad(
    async (signal) =>
      ofInvoice() === null
        ? null
        : call(api.draftPaymentMove, { params: { invoiceId: invoice().id } }, { signal }),
    [ofInvoice],
  )
  const propose = useAct(async (body: PaymentMoveBody) => {
    const params = { fromInvoiceId: invoice().id }
    const move = await call(api.proposePaymentMove, { params, body })
    await changed()
    return move
  })
  return { draft, propose, decision: usePaymentMoveDecision(changed) }
}

/** The actor's moves in one state. */
export function usePaymentMoveList(state: () => DecisionState | '') {
  const inState = () => {
    const wanted = state()
    return wanted === '' ? {} : { state: wanted }
  }
  const list = useCursorList({
    filters: {},
    sources: [inState],
    load: ({ page, signal }) =>
      call(api.listPaymentMoves, { query: { ...page, ...inState() } }, { signal }),
  })
  return { list, decision: usePaymentMoveDecision(list.reload) }
}
