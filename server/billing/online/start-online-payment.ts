import type { OnlineMethod } from '../../../shared/billing/online.schemas.ts'
import { maximumOnlineCents } from '../../../shared/billing/online.schemas.ts'
import { AppError, fieldError } from '../../../shared/errors.ts'
import { dayOf } from '../../../shared/scalars.ts'
import { recordedNow, requireSide } from '../../deliveries/index.ts'
import { recordAudit } from '../../evidence/index.ts'
import type { Context } from '../../platform/context.ts'
import { insertRows } from '../../platform/db/rows.ts'
import type { Transaction } from '../../platform/db/transaction.ts'
import { onlinePaymentParts, onlinePayments } from '../online.tables.ts'
import { type LockedInvoice, lockInvoices, openCentsOf, requireDistinct } from '../pay-invoice.ts'
import { insertPayment } from '../payments.queries.ts'
import { feesBorneBy } from './fee-bearer.ts'
import {
  changeOnlinePayment,
  findOnlinePayment,
  lockOnlinePayment,
  requestCall,
  selectParts,
  selectPayeeAccounts,
} from './online.queries.ts'

/** All that is open of these invoices, paid at once on the provider's page. */
export interface StartOnlinePayment {
  method: OnlineMethod
  invoiceIds: readonly string[]
}

/** How long the provider's page is open; for so long the invoices take no other payment. */
const openMinutes = 60

/**
 * Starts an online payment: it reserves what is open of each invoice, and leaves a call that opens
 * the provider's page. Nothing is paid before the provider says so (§7.5). Returns its id.
 */
export async function startOnlinePayment(
  tx: Transaction,
  context: Context,
  { method, invoiceIds }: StartOnlinePayment,
): Promise<string> {
  requireDistinct(invoiceIds)
  const invoices = await lockInvoices(tx, invoiceIds)
  for (const invoice of invoices) requireSide(context.actor, invoice, 'unit')
  await requirePayees(tx, invoiceIds, invoices)
  const openOf = await openCentsOf(tx, invoiceIds)
  const amountCents = invoiceIds.reduce((sum, id) => sum + (openOf.get(id) ?? 0), 0)
  if (amountCents > maximumOnlineCents)
    throw fieldError(['invoiceIds'], 'too_big', { maximum: maximumOnlineCents })
  const id = context.newId()
  const { unitId } = invoices[0] as LockedInvoice
  await insertRows(tx, onlinePayments, [
    {
      ...{ id, unitId, method, amountCents },
      state: 'starting',
      feesBorneBy: await feesBorneBy(tx, context.now),
      expiresAt: new Date(context.now.getTime() + openMinutes * 60_000),
      startedBy: context.actor.personId,
      startedAt: context.now,
    },
  ])
  for (const invoice of invoices)
    await insertPart(tx, context, { id, invoice, amountCents: openOf.get(invoice.id) ?? 0 })
  await requestCall(tx, context, { kind: 'open_checkout', onlinePaymentId: id })
  await recordAudit(tx, context, {
    action: 'billing.start-online-payment',
    subjectType: 'online_payment',
    subjectId: id,
    after: { method, amountCents, invoiceIds },
  })
  return id
}

/** The person gives up: the provider closes its page, unless it was paid in the meantime. */
export async function cancelOnlinePayment(
  tx: Transaction,
  context: Context,
  { onlinePaymentId }: { onlinePaymentId: string },
): Promise<void> {
  const found = await findOnlinePayment(tx, onlinePaymentId)
  if (found === null || found.unitId !== context.actor.organisationId)
    throw new AppError('not_found')
  const row = await lockOnlinePayment(tx, onlinePaymentId)
  if (row?.state !== 'open') throw new AppError('illegal_transition', { values: { ...row } })
  await requestCall(tx, context, { kind: 'close_checkout', onlinePaymentId })
  await recordAudit(tx, context, {
    action: 'billing.cancel-online-payment',
    subjectType: 'online_payment',
    subjectId: onlinePaymentId,
  })
}

/** The person is back from the provider's page: it is asked at the next turn. */
export async function checkSoon(
  tx: Transaction,
  context: Context,
  { onlinePaymentId }: { onlinePaymentId: string },
): Promise<void> {
  const found = await findOnlinePayment(tx, onlinePaymentId)
  if (found === null || found.unitId !== context.actor.organisationId)
    throw new AppError('not_found')
  const row = await lockOnlinePayment(tx, onlinePaymentId)
  if (row?.state === 'open') await changeOnlinePayment(tx, row.id, { checkAt: context.now })
}

/** The payment's invoices under the locks of their orders, and its parts. */
export async function lockPartsOf(tx: Transaction, onlinePaymentId: string) {
  const parts = await selectParts(tx, onlinePaymentId)
  const invoices = await lockInvoices(
    tx,
    parts.map((part) => part.invoiceId),
  )
  return { parts, invoices }
}

/** Every cooperative must be able to get its share. */
async function requirePayees(
  tx: Transaction,
  invoiceIds: readonly string[],
  invoices: readonly LockedInvoice[],
): Promise<void> {
  const accounts = await selectPayeeAccounts(
    tx,
    invoices.map((invoice) => invoice.cooperativeId),
  )
  const ready = new Set(
    accounts.filter((row) => row.takesTransfers).map((row) => row.cooperativeId),
  )
  const refused = invoices.find((invoice) => !ready.has(invoice.cooperativeId))
  if (refused === undefined) return
  throw fieldError(['invoiceIds', invoiceIds.indexOf(refused.id)], 'payee_not_ready')
}

async function insertPart(
  tx: Transaction,
  context: Context,
  part: { id: string; invoice: LockedInvoice; amountCents: number },
): Promise<void> {
  const { invoice, amountCents } = part
  const payment = await insertPayment(tx, {
    id: context.newId(),
    invoiceId: invoice.id,
    unitId: invoice.unitId,
    cooperativeId: invoice.cooperativeId,
    supervisingCountyCode: invoice.supervisingCountyCode,
    method: 'online',
    recordedSide: 'unit',
    bankReference: part.id,
    amountCents,
    paidOn: dayOf(context.now),
    ...recordedNow(context),
  })
  if (payment === null) throw new Error('the id of an online payment is new')
  await insertRows(tx, onlinePaymentParts, [
    {
      paymentId: payment.id,
      onlinePaymentId: part.id,
      invoiceId: invoice.id,
      cooperativeId: invoice.cooperativeId,
      amountCents,
    },
  ])
}
