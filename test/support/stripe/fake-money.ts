import type Stripe from 'stripe'
import type { Clock } from '../../../server/platform/clock.ts'
import * as make from './stripe-objects.ts'
import type { Params } from './stripe-params.ts'

/** What the fake refuses, as Stripe would. */
export class FakeProblem extends Error {
  readonly code: string
  readonly status: number
  readonly param: string | undefined
  constructor(code: string, status = 400, param?: string) {
    super(code)
    this.code = code
    this.status = status
    this.param = param
  }
}

interface Asked {
  ids: string[]
  params: Params
  account: string | undefined
}

type Kept = { id: string; object: string; created: number } & object

/** 2.9 % of a charge, and 15.00 of a dispute, stay with Stripe. */
export const feeOf = (cents: number) => Math.round(cents * 0.029)
export const disputeFeeCents = 1_500

/** The money and the objects of the fake, and what happens outside: payers, banks, networks. */
export class FakeMoney {
  /** Reports in the order in which they arose. */
  readonly events: Stripe.Event[] = []
  /** By account; `platform` is the platform's own. */
  readonly balances = new Map<string, number>()
  /** Where people are sent back to from the form of an account. */
  readonly forms = new Map<string, string>()
  /** Where people find the fake's own pages. */
  pagesAt = 'https://checkout.stripe.com'
  private readonly objects = new Map<string, Kept>()
  private readonly clock: Clock
  private last = 0

  constructor(clock: Clock) {
    this.clock = clock
  }

  balanceOf(account: string | undefined): number {
    return this.balances.get(account ?? 'platform') ?? 0
  }

  all<T extends Kept>(prefix: string): T[] {
    return [...this.objects.values()].filter((one) => one.id.startsWith(prefix)) as T[]
  }

  get<T extends Kept>(id: string): T {
    const found = this.objects.get(id)
    if (found === undefined) throw new FakeProblem('resource_missing', 404)
    return found as T
  }

  // What happens outside.

  /** The payer pays on Stripe's page. */
  pay(sessionId: string): Stripe.PaymentIntent {
    const session = this.get<Stripe.Checkout.Session>(sessionId)
    if (session.status !== 'open') throw new Error('the page is closed')
    const intent = this.intentOf(session)
    const made = this.made('ch')
    const movement = this.move('platform', {
      ...{ amount: intent.amount, fee: feeOf(intent.amount), type: 'charge', source: made.id },
    })
    const charge = this.keep(make.charge({ ...made, intent, movement: movement.id }))
    const paid = { amount_received: intent.amount, latest_charge: charge.id }
    Object.assign(intent, { ...paid, status: 'succeeded', last_payment_error: null })
    Object.assign(session, { status: 'complete', payment_status: 'paid', url: null })
    this.report('payment_intent.succeeded', intent)
    this.report('charge.succeeded', charge)
    this.report('checkout.session.completed', session)
    return intent
  }

  /** The payer's bank refuses; the payer may try again. */
  failAttempt(sessionId: string): void {
    const intent = this.intentOf(this.get<Stripe.Checkout.Session>(sessionId))
    const problem = { type: 'card_error', code: 'card_declined' }
    Object.assign(intent, { last_payment_error: problem })
    this.report('payment_intent.payment_failed', intent)
  }

  expire(sessionId: string): Stripe.Checkout.Session {
    const session = this.get<Stripe.Checkout.Session>(sessionId)
    if (session.status !== 'open') throw new FakeProblem('checkout_session_not_open')
    Object.assign(session, { status: 'expired', url: null })
    this.report('checkout.session.expired', session)
    return session
  }

  dispute(intentId: string, amount?: number): Stripe.Dispute {
    const charge = this.chargeOf(intentId)
    const cents = amount ?? charge.amount - charge.amount_refunded
    const made = this.made('dp')
    const dispute = this.keep(
      make.dispute({ ...made, charge, amount: cents, dueBy: made.created + 7 * 86_400 }),
    )
    const moved = { amount: -cents, fee: disputeFeeCents, type: 'adjustment' as const }
    dispute.balance_transactions.push(this.move('platform', { ...moved, source: dispute.id }))
    charge.disputed = true
    this.report('charge.dispute.created', dispute)
    this.report('charge.dispute.funds_withdrawn', dispute)
    return dispute
  }

  winDispute(id: string): void {
    const dispute = this.get<Stripe.Dispute>(id)
    dispute.status = 'won'
    const moved = { amount: dispute.amount, fee: 0, type: 'adjustment' as const }
    dispute.balance_transactions.push(this.move('platform', { ...moved, source: id }))
    this.report('charge.dispute.closed', dispute)
    this.report('charge.dispute.funds_reinstated', dispute)
  }

  /** Somebody refunds in Stripe's own pages. */
  refundOutside(intentId: string, amount: number): Stripe.Refund {
    return this.refund({ payment_intent: intentId, amount: String(amount) }, { covered: true })
  }

  /** A refund that was made comes back, as when a card account is closed. */
  failRefund(id: string): void {
    const refund = this.get<Stripe.Refund>(id)
    const moved = { amount: refund.amount, fee: 0, type: 'refund_failure' as const, source: id }
    const movement = this.move('platform', moved)
    Object.assign(refund, { status: 'failed', failure_reason: 'lost_or_stolen_card' })
    refund.failure_balance_transaction = movement.id
    this.report('refund.failed', refund)
  }

  /** The platform pays in from its bank. */
  topUp(amount: number): void {
    const { id } = this.made('tu')
    this.move('platform', { amount, fee: 0, type: 'topup', source: id })
  }

  completeForm(accountId: string): void {
    const account = this.get<Stripe.Account & Kept>(accountId)
    const requirements = { ...account.requirements, currently_due: [], eventually_due: [] }
    Object.assign(account, { details_submitted: true, payouts_enabled: true, requirements })
    account.capabilities = { transfers: 'active' }
    this.report('account.updated', account, accountId)
  }

  payout(accountId: string, amount: number): Stripe.Payout {
    const made = this.made('po')
    const moved = { amount: -amount, fee: 0, type: 'payout' as const, source: made.id }
    const movement = this.move(accountId, moved)
    const payout = this.keep(make.payout({ ...made, amount, movement: movement.id }))
    Object.assign(payout, { account: accountId })
    this.report('payout.created', payout, accountId)
    return payout
  }

  endPayout(id: string, status: 'paid' | 'failed'): void {
    const payout = this.get<Stripe.Payout & { account: string }>(id)
    if (status === 'failed')
      this.move(payout.account, {
        ...{ amount: payout.amount, fee: 0, type: 'payout_failure', source: id },
      })
    Object.assign(payout, {
      status,
      ...(status === 'failed' && { failure_code: 'account_closed' }),
    })
    this.report(`payout.${status}`, payout, payout.account)
  }

  // What the program asks.

  answer(route: string, { ids, params, account }: Asked): object {
    const id = ids[0] ?? ''
    const expand = Object.values((params.expand ?? {}) as Params).map(String)
    const whole = (object: object) => this.expanded(object, expand)
    const listed = (rows: Kept[]) =>
      whole({ object: 'list', data: structuredClone(rows), has_more: false, url: route })
    const ofIntent = <T extends Kept & { payment_intent: unknown }>(prefix: string) =>
      this.all<T>(prefix).filter((one) => one.payment_intent === params.payment_intent)
    switch (route) {
      case 'POST /v1/checkout/sessions':
        return this.openSession(params)
      case 'POST /v1/checkout/sessions/:id/expire':
        return this.expire(id)
      case 'GET /v1/checkout/sessions/:id':
      case 'GET /v1/payment_intents/:id':
      case 'GET /v1/accounts/:id':
      case 'GET /v1/payouts/:id':
        return whole(structuredClone(this.get(id)))
      case 'POST /v1/refunds':
        return this.refund(params)
      case 'GET /v1/refunds':
        return listed(ofIntent<Stripe.Refund>('re_'))
      case 'GET /v1/disputes':
        return listed(ofIntent<Stripe.Dispute>('dp_'))
      case 'POST /v1/transfers':
        return whole(structuredClone(this.transfer(params)))
      case 'GET /v1/transfers':
        return listed(
          this.all<Stripe.Transfer>('tr_').filter(
            (one) => one.transfer_group === params.transfer_group,
          ),
        )
      case 'POST /v1/transfers/:id/reversals':
        return whole(structuredClone(this.reverse(id, params)))
      case 'GET /v1/transfers/:id/reversals':
        return listed(
          this.all<Stripe.TransferReversal>('trr_').filter((one) => one.transfer === id),
        )
      case 'POST /v1/accounts':
        return this.openAccount(params)
      case 'POST /v1/account_links':
        this.forms.set(String(params.account), String(params.return_url))
        return make.accountLink(this.seconds(), `${this.pagesAt}/setup/e/${params.account}/once`)
      case 'GET /v1/balance':
        return make.balance(this.balanceOf(account))
      case 'GET /v1/payouts':
        return listed(
          this.all<Stripe.Payout & { account: string }>('po_').filter(
            (one) => one.account === account,
          ),
        )
      default:
        return listed(this.movementsOf('platform', params.created as Params))
    }
  }

  private movementsOf(account: string, created: Params): Kept[] {
    return this.all<Stripe.BalanceTransaction>('txn_').filter(
      (one) =>
        this.accountOf.get(one.id) === account &&
        one.created >= Number(created.gte) &&
        one.created < Number(created.lt),
    )
  }

  private openSession(params: Params): Stripe.Checkout.Session {
    const items = Object.values(params.line_items as Params) as Params[]
    const priceOf = (item: Params) => Number((item.price_data as Params).unit_amount)
    const amount = items.reduce((sum, item) => sum + priceOf(item), 0)
    const expiresAt = Number(params.expires_at)
    if (expiresAt < this.seconds() + 1_800) throw new FakeProblem('expires_at_too_soon')
    const paymentId = String(params.client_reference_id)
    const [method = 'card'] = Object.values(params.allowed_payment_method_types as Params)
    return this.keep(
      make.session(
        { ...this.made('cs_test'), expiresAt, amount, method: String(method), paymentId },
        {
          success: String(params.success_url),
          cancel: String(params.cancel_url),
          own: this.pagesAt,
        },
      ),
    )
  }

  private intentOf(session: Stripe.Checkout.Session): Stripe.PaymentIntent {
    if (typeof session.payment_intent === 'string') return this.get(session.payment_intent)
    const [method = 'card'] = session.payment_method_types
    const metadata = session.metadata ?? {}
    const group = session.client_reference_id ?? ''
    const about = { amount: session.amount_total ?? 0, method, metadata, group }
    const intent = this.keep(make.intent({ ...this.made('pi'), ...about }))
    session.payment_intent = intent.id
    return intent
  }

  private chargeOf(intentId: string): Stripe.Charge {
    return this.get<Stripe.Charge>(String(this.get<Stripe.PaymentIntent>(intentId).latest_charge))
  }

  private refund(params: Params, { covered = false } = {}): Stripe.Refund {
    const charge = this.chargeOf(String(params.payment_intent))
    const amount = Number(params.amount)
    if (charge.disputed) throw new FakeProblem('charge_disputed')
    if (amount > charge.amount - charge.amount_refunded)
      throw new FakeProblem('charge_already_refunded')
    if (!covered && amount > this.balanceOf('platform'))
      throw new FakeProblem('balance_insufficient')
    const made = this.made('re')
    const moved = { amount: -amount, fee: 0, type: 'refund' as const, source: made.id }
    const movement = this.move('platform', moved)
    charge.amount_refunded += amount
    charge.refunded = charge.amount_refunded === charge.amount
    const metadata = { ...(params.metadata as Stripe.Metadata | undefined) }
    const refund = this.keep(
      make.refund({ ...made, amount, charge, metadata, movement: movement.id }),
    )
    this.report('refund.created', refund)
    this.report('charge.refunded', charge)
    return refund
  }

  private transfer(params: Params): Stripe.Transfer {
    const amount = Number(params.amount)
    const destination = String(params.destination)
    const account = this.get<Stripe.Account & Kept>(destination)
    if (account.capabilities?.transfers !== 'active')
      throw new FakeProblem('insufficient_capabilities_for_transfer')
    const source = this.get<Stripe.Charge>(String(params.source_transaction))
    const others = this.all<Stripe.Transfer>('tr_')
      .filter((one) => one.source_transaction === source.id)
      .reduce((sum, one) => sum + one.amount - one.amount_reversed, 0)
    if (others + amount > source.amount) throw new FakeProblem('transfer_source_exceeded')
    const made = this.made('tr')
    const moved = { amount: -amount, fee: 0, type: 'transfer' as const, source: made.id }
    const movement = this.move('platform', moved)
    this.balances.set(destination, this.balanceOf(destination) + amount)
    const metadata = params.metadata as Stripe.Metadata
    const about = { amount, destination, source: source.id, metadata, movement: movement.id }
    const group = String(params.transfer_group)
    const transfer = this.keep(make.transfer({ ...made, ...about, group }))
    this.report('transfer.created', transfer)
    return transfer
  }

  private reverse(id: string, params: Params): Stripe.TransferReversal {
    const transfer = this.get<Stripe.Transfer>(id)
    const amount = Number(params.amount)
    const destination = String(transfer.destination)
    if (amount > transfer.amount - transfer.amount_reversed)
      throw new FakeProblem('transfer_already_reversed')
    if (amount > this.balanceOf(destination)) throw new FakeProblem('balance_insufficient')
    const made = this.made('trr')
    const moved = { amount, fee: 0, type: 'transfer_refund' as const, source: made.id }
    const movement = this.move('platform', moved)
    this.balances.set(destination, this.balanceOf(destination) - amount)
    transfer.amount_reversed += amount
    transfer.reversed = transfer.amount_reversed === transfer.amount
    const metadata = params.metadata as Stripe.Metadata
    return this.keep(
      make.transferReversal({ ...made, amount, transfer: id, metadata, movement: movement.id }),
    )
  }

  private openAccount(params: Params): Stripe.Account & Kept {
    const name = String((params.business_profile as Params).name)
    const metadata = params.metadata as Stripe.Metadata
    return this.keep(
      make.account({ ...this.made('acct'), name, metadata }) as Stripe.Account & Kept,
    )
  }

  private readonly accountOf = new Map<string, string>()

  private move(
    account: string,
    moved: {
      amount: number
      fee: number
      type: Stripe.BalanceTransaction.Type
      source: string
    },
  ): Stripe.BalanceTransaction {
    this.balances.set(account, this.balanceOf(account) + moved.amount - moved.fee)
    const movement = this.keep(make.balanceTransaction({ ...this.made('txn'), ...moved }))
    this.accountOf.set(movement.id, account)
    return movement
  }

  private report(type: string, object: object, account?: string): void {
    const made = { ...this.made('evt'), type }
    this.events.push(make.event({ ...made, ...(account !== undefined && { account }) }, object))
  }

  private seconds(): number {
    return Math.floor(this.clock().getTime() / 1_000)
  }

  private made(prefix: string) {
    this.last += 1
    return { id: `${prefix}_${String(this.last).padStart(14, '0')}`, created: this.seconds() }
  }

  private keep<T extends Kept>(object: T): T {
    this.objects.set(object.id, object)
    return object
  }

  /** Puts whole objects in the place of their ids along the paths that are asked for. */
  private expanded(object: object, paths: readonly string[]): object {
    for (const path of paths) this.expand(object as Record<string, unknown>, path.split('.'))
    return object
  }

  private expand(at: Record<string, unknown>, [name = '', ...rest]: readonly string[]): void {
    const value = at[name]
    if (Array.isArray(value)) {
      for (const one of value) this.expand(one as Record<string, unknown>, rest)
      return
    }
    const known = typeof value === 'string' ? this.objects.get(value) : undefined
    if (known !== undefined) at[name] = structuredClone(known)
    const next = at[name]
    if (rest.length > 0 && typeof next === 'object' && next !== null)
      this.expand(next as Record<string, unknown>, rest)
  }
}
