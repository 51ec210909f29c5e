import { type CreateInvoice, createInvoice } from '../../../server/billing/create-invoice.ts'
import { confirmMisdirected, recordMisdirected } from '../../../server/billing/misdirected-money.ts'
import { proposePaymentMove } from '../../../server/billing/move-payment.ts'
import { confirmPayment, recordPayment } from '../../../server/billing/pay-invoice.ts'
import { setPaymentTerms } from '../../../server/billing/paying/agree-terms.ts'
import { preparePaymentRun } from '../../../server/billing/paying/prepare-run.ts'
import { releasePaymentRun } from '../../../server/billing/paying/release-run.ts'
import { recordSettlements } from '../../../server/billing/record-settlements.ts'
import { issueSlips } from '../../../server/billing/slips/issue-slips.ts'
import { waiveDifference } from '../../../server/billing/waive-difference.ts'
import type { Actor } from '../../../server/platform/context.ts'
import { transaction } from '../../../server/platform/db/transaction.ts'
import { newId } from '../../../server/platform/ids.ts'
import { contextFor } from '../app.ts'
import type { TestDatabase } from '../database.ts'
import { aMember } from './accounts.ts'

export const billedAt = new Date('2026-07-16T01:00:00Z')
export const paidAt = new Date('2026-07-20T01:00:00Z')

let lastNumber = 0

/** Twenty digits that no other invoice of this process has. */
export function anInvoiceNumber(): string {
  lastNumber += 1
  const ofProcess = String(process.pid % 10_000).padStart(4, '0')
  return `26500000${ofProcess}${String(lastNumber).padStart(8, '0')}`
}

/** An invoice for all accepted goods unless lines are given. */
export async function anInvoice(
  database: TestDatabase,
  attributes: Partial<CreateInvoice> & { purchaseOrderId: string; manager: Actor; at?: Date },
) {
  const { manager, at = billedAt, ...input } = attributes
  const context = contextFor(manager, at)
  const invoiceId = await transaction(database.db, (tx) =>
    createInvoice(tx, context, {
      purchaseOrderId: input.purchaseOrderId,
      otherOrderIds: input.otherOrderIds ?? [],
      number: input.number ?? anInvoiceNumber(),
      code: input.code ?? '',
      issuedOn: input.issuedOn ?? '2026-07-16',
      freightCents: input.freightCents ?? 0,
      lines: input.lines,
      fileId: null,
      reason: input.reason ?? '',
    }),
  )
  return { invoiceId }
}

export interface PaidAttributes {
  invoiceId: string
  amountCents: number
  finance: Actor
  manager: Actor
  bankReference?: string
  paidOn?: string
  at?: Date
  /** More than is open, which is due back then. */
  isAboveOpen?: boolean
}

/** A payment that the unit recorded and the cooperative confirmed. */
export async function aConfirmedPayment(database: TestDatabase, attributes: PaidAttributes) {
  const { invoiceId, amountCents, paidOn = '2026-07-20', at = paidAt } = attributes
  lastNumber += 1
  const bankReference = attributes.bankReference ?? `BANK-${lastNumber}`
  const paymentId = await transaction(database.db, (tx) =>
    recordPayment(tx, contextFor(attributes.finance, at), {
      invoiceId,
      amountCents,
      bankReference,
      paidOn,
      ...(attributes.isAboveOpen && { isAboveOpen: true }),
    }),
  )
  await transaction(database.db, (tx) =>
    confirmPayment(tx, contextFor(attributes.manager, at), { paymentId }),
  )
  return { paymentId }
}

/** A waiver of 50.00 that another manager recorded: the given one may confirm it. */
export async function aWaitingWaiver(
  database: TestDatabase,
  attributes: { purchaseOrderId: string; orderLineId: string; manager: Actor },
) {
  const { purchaseOrderId, orderLineId, manager } = attributes
  const amountCents = 5_000
  const lines = [{ orderLineId, amountCents }]
  const { invoiceId } = await anInvoice(database, {
    ...{ purchaseOrderId, manager, lines },
    reason: '补开',
  })
  const organisationId = manager.organisationId ?? ''
  const other = await aMember(database, { organisationId, roles: ['cooperative_manager'] })
  // Of two managers both have been members for long, as §11.5 demands.
  await database.sql`update accounts.memberships set created_at = '2026-01-01'
    where organisation_id = ${organisationId}`
  const waiverId = await transaction(database.db, (tx) =>
    waiveDifference(tx, contextFor(other.actor, paidAt), {
      invoiceId,
      amountCents,
      reason: '尾差',
    }),
  )
  return { invoiceId, waiverId }
}

/** A line of the unit's or the cooperative's statement that nobody has decided about. */
export async function aBankLine(
  database: TestDatabase,
  owner: Actor,
  attributes: {
    cents: number
    state?: 'open' | 'ignored'
    on?: string
    counterparty?: { account: string; name: string }
  },
): Promise<string> {
  const id = newId()
  const { cents, state = 'open', on = '2026-07-20', counterparty } = attributes
  const { organisationId, personId } = owner
  await database.sql`insert into billing.bank_lines (id, organisation_id, account, booked_on,
      serial, amount_cents, natural_key, imported_by, imported_at, counterparty_account,
      counterparty_name)
    values (${id}, ${organisationId}, '6217', ${on}, ${id}, ${cents}, ${id}, ${personId},
      ${paidAt}, ${counterparty?.account ?? ''}, ${counterparty?.name ?? ''})`
  const [reason, by, at] = state === 'ignored' ? ['利息', personId, paidAt] : ['', null, null]
  await database.sql`insert into billing.bank_line_states
      (line_id, organisation_id, booked_on, state, reason, decided_by, decided_at)
    values (${id}, ${organisationId}, ${on}, ${state}, ${reason}, ${by}, ${at})`
  return id
}

/** An online payment that waits for its payer, of nothing in particular. */
export async function anOnlinePayment(
  database: TestDatabase,
  { unitId, finance }: { unitId: string; finance: Actor },
): Promise<string> {
  const id = newId()
  await database.sql`insert into billing.online_payments (id, unit_id, method, amount_cents, state,
      session_id, session_url, expires_at, started_by, started_at)
    values (${id}, ${unitId}, 'card', 1000, 'open', ${id}, 'https://checkout.stripe.com/c/pay/x',
      ${paidAt}, ${finance.personId}, ${paidAt})`
  return id
}

/** A cooperative that can be paid online, without asking the provider. */
export async function aPayeeAccount(database: TestDatabase, manager: Actor): Promise<void> {
  await database.sql`insert into billing.payee_accounts
      (cooperative_id, provider_id, takes_transfers, opened_by, opened_at)
    values (${manager.organisationId}, ${`acct_${newId()}`}, true, ${manager.personId}, ${paidAt})`
}

/** As if a payment had come online, so that it may be sent back the same way. */
export async function paidOnline(
  database: TestDatabase,
  { paymentId, ...payer }: { unitId: string; finance: Actor; paymentId: string },
): Promise<void> {
  const id = await anOnlinePayment(database, payer)
  await database.sql`update billing.online_payments set state = 'paid', paid_at = ${paidAt}
    where id = ${id}`
  await database.sql`insert into billing.online_payment_parts
      (payment_id, online_payment_id, invoice_id, cooperative_id, amount_cents)
    select id, ${id}, invoice_id, cooperative_id, amount_cents from billing.payments
    where id = ${paymentId}`
}

/** A run over some invoices that another finance person of the unit prepared. */
export async function aPreparedRun(
  database: TestDatabase,
  { finance, invoiceIds, at = paidAt }: { finance: Actor; invoiceIds: string[]; at?: Date },
): Promise<string> {
  const organisationId = finance.organisationId ?? ''
  const other = await aMember(database, { organisationId, roles: ['finance'] })
  return transaction(database.db, (tx) =>
    preparePaymentRun(tx, contextFor(other.actor, at), { dueUntil: '2026-12-31', invoiceIds }),
  )
}

/** A run that the given person prepared and another one released. */
export async function aReleasedRun(
  database: TestDatabase,
  attributes: { finance: Actor; invoiceIds: string[]; at?: Date },
): Promise<string> {
  const { finance, at = paidAt } = attributes
  const { invoiceIds } = attributes
  const runId = await transaction(database.db, (tx) =>
    preparePaymentRun(tx, contextFor(finance, at), { dueUntil: '2026-12-31', invoiceIds }),
  )
  const organisationId = finance.organisationId ?? ''
  const { actor } = await aMember(database, { organisationId, roles: ['finance'] })
  await transaction(database.db, (tx) => releasePaymentRun(tx, contextFor(actor, at), { runId }))
  return runId
}

/** Terms of payment beyond the rule, which wait for the seller. */
export async function waitingTerms(
  database: TestDatabase,
  { finance, cooperativeId }: { finance: Actor; cooperativeId: string },
): Promise<string> {
  return transaction(database.db, (tx) =>
    setPaymentTerms(tx, contextFor(finance, paidAt), {
      ...{ cooperativeId, days: 45, validFrom: '2026-07-20' },
    }),
  )
}

/** A slip of a household that was paid 1 yuan of an order, with its code. */
export async function aHouseholdSlip(
  database: TestDatabase,
  order: { manager: Actor; purchaseOrderId: string },
): Promise<{ id: string; code: string }> {
  const { manager, purchaseOrderId } = order
  const context = contextFor(manager, paidAt)
  return transaction(database.db, async (tx) => {
    const household = {
      ...{ villageCode: '500237222213', recipientKind: 'household' as const },
      ...{ householdNumber: '088', recipientName: '毛建国', amountCents: 100 },
      ...{ settledOn: '2026-07-20', bankReference: '' },
    }
    await recordSettlements(tx, context, { purchaseOrderId, rows: [household] })
    const { items } = await issueSlips(tx, context, { of: { kind: 'order', purchaseOrderId } })
    if (items[0] === undefined) throw new Error('the household just paid has a slip')
    return items[0]
  })
}

/** Money without an invoice that one side recorded; `confirmedBy` the other says that it is so. */
export async function aMisdirectedPayment(
  database: TestDatabase,
  attributes: { by: Actor; partyId: string; confirmedBy?: Actor; on?: string; at?: Date },
): Promise<string> {
  const { by, partyId, confirmedBy, on = '2026-07-20', at = paidAt } = attributes
  return transaction(database.db, async (tx) => {
    const misdirectedId = await recordMisdirected(tx, contextFor(by, at), {
      ...{ partyId, isReturn: false, amountCents: 2_000, bankReference: newId(), movedOn: on },
      reason: '付错单位',
    })
    if (confirmedBy) await confirmMisdirected(tx, contextFor(confirmedBy, at), { misdirectedId })
    return misdirectedId
  })
}

/** A move of 5 分 of a confirmed payment to another invoice, which waits for the other side. */
export async function aPaymentMove(
  database: TestDatabase,
  attributes: {
    by: Actor
    paymentId: string
    fromInvoiceId: string
    invoiceId: string
    at?: Date
  },
): Promise<string> {
  const { by, at = paidAt, ...move } = attributes
  return transaction(database.db, (tx) =>
    proposePaymentMove(tx, contextFor(by, at), { ...move, amountCents: 5, reason: '挂错发票' }),
  )
}

/** An invoice on which 40 分 more were paid than is open. */
export async function anOverpaidInvoice(
  database: TestDatabase,
  attributes: Parameters<typeof anInvoice>[1] & { finance: Actor },
): Promise<string> {
  const { finance, manager, lines = [] } = attributes
  const { invoiceId } = await anInvoice(database, { ...attributes, reason: '尾差' })
  const amountCents = lines.reduce((sum, line) => sum + line.amountCents, 40)
  const paidBy = { invoiceId, finance, manager }
  await aConfirmedPayment(database, { ...paidBy, amountCents, isAboveOpen: true })
  return invoiceId
}
