import { type ProviderMovement, ProviderRefusal } from '../../platform/stripe/provider.ts'
import type { PendingCall, selectCheckoutItems } from './calls.queries.ts'
import type { OnlinePaymentRow, PayeeAccountRow } from './online.queries.ts'
import type { OnlineDependencies } from './online-deps.ts'

/** What a call has made, by the provider's id. */
export interface CallResult {
  id: string
  url?: string
  expiresAt?: Date
  movement?: ProviderMovement
}

/** What a call is about. */
export interface CallSubject {
  items: Awaited<ReturnType<typeof selectCheckoutItems>>
  payment: OnlinePaymentRow | null
  account: PayeeAccountRow | null
}

/** The provider keeps keys for a day: from here on its work is looked for instead. */
const keyHours = 20

/** Makes a call at the provider under its stored id. Throws `ProviderRefusal` where it says no. */
export async function performCall(
  deps: OnlineDependencies,
  call: PendingCall,
  about: CallSubject,
): Promise<CallResult> {
  const isOld = deps.clock().getTime() - call.createdAt.getTime() > keyHours * 3_600_000
  switch (call.kind) {
    case 'open_checkout':
      if (isOld) throw new ProviderRefusal('too_late')
      return openCheckout(deps, call, about)
    case 'close_checkout': {
      const { sessionId } = present(about.payment)
      await deps.provider.closeCheckout(present(sessionId), call.id)
      return { id: present(sessionId) }
    }
    case 'open_account':
      return openAccount(deps, call)
    case 'open_form': {
      const { providerId } = present(about.account)
      const here = `${deps.publicUrl}/payee-account`
      const urls = { returnUrl: `${here}?back=1`, refreshUrl: `${here}?again=1` }
      const form = { accountId: present(providerId), ...urls }
      return { id: present(providerId), ...(await deps.provider.openForm(form, call.id)) }
    }
    default:
      return (isOld ? await earlier(deps, call, about) : null) ?? move(deps, call, about)
  }
}

async function openCheckout(
  { provider, publicUrl }: OnlineDependencies,
  call: PendingCall,
  about: CallSubject,
): Promise<CallResult> {
  const { id, method, expiresAt } = present(about.payment)
  const page = `${publicUrl}/online-payments/${id}`
  const { sessionId, url } = await provider.openCheckout(
    {
      ...{ paymentId: id, method, expiresAt },
      items: about.items.map(({ cooperativeName, invoiceNumber, amountCents }) => ({
        name: `${cooperativeName} ${invoiceNumber}`,
        amountCents,
      })),
      successUrl: `${page}?back=1`,
      cancelUrl: page,
    },
    call.id,
  )
  return { id: sessionId, url }
}

async function openAccount(deps: OnlineDependencies, call: PendingCall): Promise<CallResult> {
  const cooperativeId = present(call.cooperativeId)
  const name = await deps.nameOf(cooperativeId)
  return { id: await deps.provider.openAccount({ cooperativeId, name }, call.id) }
}

/** What an old call did, when its answer was lost. */
async function earlier({ provider }: OnlineDependencies, call: PendingCall, about: CallSubject) {
  const { kind } = call
  if (kind !== 'refund' && kind !== 'transfer' && kind !== 'reverse_transfer') return null
  const { id: paymentId, intentId } = present(about.payment)
  const { targetId: transferId } = call
  return provider.findMade({
    ...{ callId: call.id, kind, paymentId, transferId },
    intentId: present(intentId),
  })
}

async function move(
  { provider }: OnlineDependencies,
  call: PendingCall,
  about: CallSubject,
): Promise<CallResult> {
  const amountCents = present(call.amountCents)
  const { id: paymentId, intentId, chargeId } = present(about.payment)
  const common = { callId: call.id, amountCents }
  if (call.kind === 'refund') {
    const refund = { ...common, intentId: present(intentId), refundId: present(call.refundId) }
    return provider.refund(refund, call.id)
  }
  if (call.kind === 'reverse_transfer')
    return provider.reverseTransfer({ ...common, transferId: present(call.targetId) }, call.id)
  const { providerId } = present(about.account)
  const transfer = { ...common, paymentId, chargeId: present(chargeId) }
  return provider.transfer({ ...transfer, accountId: present(providerId) }, call.id)
}

function present<T>(value: T | null): T {
  if (value === null) throw new Error('a call was stored without what it is about')
  return value
}
