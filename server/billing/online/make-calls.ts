import { transaction } from '../../platform/db/transaction.ts'
import { ProviderRefusal } from '../../platform/stripe/provider.ts'
import { lockInvoice } from '../pay-invoice.ts'
import { refundById } from '../refunds.queries.ts'
import { keepForm, keepProviderId } from './accounts.queries.ts'
import { claimCalls, finishCall, type PendingCall, selectCheckoutItems } from './calls.queries.ts'
import {
  changeOnlinePayment,
  findOnlinePayment,
  keepMovement,
  lockOnlinePayment,
  requestCall,
  selectPayeeAccounts,
  settleSoon,
} from './online.queries.ts'
import { actingNow, later, type OnlineDependencies } from './online-deps.ts'
import { refreshAccount } from './payee-accounts.ts'
import { type CallResult, performCall } from './perform-call.ts'
import { byProvider, refusePayment, refuseRefund } from './provider-decides.ts'
import { lockPartsOf } from './start-online-payment.ts'

/**
 * Makes the calls that wait. Each was stored before and is made by its own id, outside of any
 * transaction; what it answers is written afterwards. Whoever dies in between leaves it pending,
 * and it is made again: the provider does it once and answers the same. Whether there were any.
 */
export async function makeCalls(deps: OnlineDependencies): Promise<boolean> {
  const calls = await claimCalls(deps.db, deps.clock())
  for (const call of calls)
    await makeCall(deps, call).catch((error: unknown) =>
      deps.log.error(
        { err: error, call: call.id, kind: call.kind },
        'a call to the provider failed',
      ),
    )
  return calls.length > 0
}

async function makeCall(deps: OnlineDependencies, call: PendingCall): Promise<void> {
  let result: CallResult
  try {
    result = await performCall(deps, call, {
      items:
        call.kind === 'open_checkout'
          ? await selectCheckoutItems(deps.db, call.onlinePaymentId ?? '')
          : [],
      payment: call.onlinePaymentId ? await findOnlinePayment(deps.db, call.onlinePaymentId) : null,
      account: call.cooperativeId
        ? ((await selectPayeeAccounts(deps.db, [call.cooperativeId]))[0] ?? null)
        : null,
    })
  } catch (error) {
    if (!(error instanceof ProviderRefusal)) throw error
    return writeRefusal(deps, call, error.message)
  }
  await writeResult(deps, call, result)
  // What is missing may have changed since, and its report been lost.
  if (call.kind === 'open_form') await refreshAccount(deps, result.id)
}

/** Writes what a call has done, once. */
async function writeResult(
  deps: OnlineDependencies,
  call: PendingCall,
  result: CallResult,
): Promise<void> {
  const context = actingNow(deps)
  const { now } = context
  const { onlinePaymentId, cooperativeId } = call
  await transaction(deps.db, async (tx) => {
    const payment = onlinePaymentId ? await lockOnlinePayment(tx, onlinePaymentId) : null
    const end = { state: 'done', resultId: result.id, at: now } as const
    if (!(await finishCall(tx, call.id, end))) return
    if (call.kind === 'open_checkout' && payment?.state === 'starting')
      await changeOnlinePayment(tx, payment.id, {
        ...{ state: 'open', sessionId: result.id, sessionUrl: result.url ?? '' },
        checkAt: later(now, 10),
      })
    if ((call.kind === 'close_checkout' || call.kind === 'refund') && payment !== null)
      await changeOnlinePayment(tx, payment.id, { checkAt: now })
    if (call.kind === 'open_account' && cooperativeId !== null) {
      await keepProviderId(tx, cooperativeId, result.id)
      await requestCall(tx, context, { kind: 'open_form', cooperativeId })
    }
    if (call.kind === 'open_form' && cooperativeId !== null && result.expiresAt !== undefined)
      await keepForm(tx, cooperativeId, { url: result.url ?? '', expiresAt: result.expiresAt })
    if (result.movement === undefined || payment === null || cooperativeId === null) return
    const kind = call.kind === 'transfer' ? ('transfer' as const) : ('transfer_reversal' as const)
    const about = { kind, sourceId: result.id, onlinePaymentId: payment.id, cooperativeId }
    await keepMovement(tx, result.movement, about)
    await settleSoon(tx, [cooperativeId], now)
  })
}

/** The provider will not do it: what waited for it is free again, and somebody is shown why. */
async function writeRefusal(
  deps: OnlineDependencies,
  call: PendingCall,
  failure: string,
): Promise<void> {
  const context = actingNow(deps)
  const { now } = context
  await transaction(deps.db, async (tx) => {
    const end = { state: 'failed', failure, at: now } as const
    if (call.kind === 'open_checkout' && call.onlinePaymentId !== null) {
      const { parts } = await lockPartsOf(tx, call.onlinePaymentId)
      const row = await lockOnlinePayment(tx, call.onlinePaymentId)
      if (!(await finishCall(tx, call.id, end)) || row?.state !== 'starting') return
      const acting = byProvider(context, row.startedBy)
      for (const part of parts) await refusePayment(tx, acting, part.paymentId, failure)
      await changeOnlinePayment(tx, row.id, { state: 'failed', failure, checkAt: null })
      return
    }
    const refund = call.refundId ? await refundById(tx, call.refundId) : null
    if (refund !== null) await lockInvoice(tx, refund.invoiceId)
    if (!(await finishCall(tx, call.id, end))) return
    if (call.kind === 'close_checkout' && call.onlinePaymentId !== null)
      await changeOnlinePayment(tx, call.onlinePaymentId, { checkAt: now })
    if (refund?.state === 'recorded')
      await refuseRefund(tx, byProvider(context, refund.recordedBy), refund, failure)
    const isMove = call.kind === 'transfer' || call.kind === 'reverse_transfer'
    if (call.cooperativeId !== null && (isMove || refund !== null))
      await settleSoon(tx, [call.cooperativeId], isMove ? later(now, 3_600) : now)
  })
}
