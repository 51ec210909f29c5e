import { onlineMethods } from '../../../shared/billing/online.schemas.ts'
import { AppError } from '../../../shared/errors.ts'
import type { CursorPage } from '../../../shared/pagination.ts'
import { dayOf } from '../../../shared/scalars.ts'
import { type Context, organisationOf } from '../../platform/context.ts'
import { pageOf } from '../../platform/db/keyset.ts'
import type { Reader } from '../../platform/db/transaction.ts'
import { findInvoice } from '../invoices.queries.ts'
import { latestAccountCall, selectPayouts } from './accounts.queries.ts'
import { selectClearing, selectFees, selectUnready, yearOfFees } from './clearing.queries.ts'
import { readFeeBearer } from './fee-bearer.ts'
import { type PayeeAccountRow, selectPayeeAccounts } from './online.queries.ts'
import { type ReconciliationRow, selectReconciliations } from './reconcile.queries.ts'
import {
  countUnhandledEvents,
  type OnlinePaymentViewRow,
  type PayableRow,
  passedOn,
  refundableOnline,
  selectDisputes,
  selectFailedCalls,
  selectOnlinePayments,
  selectOwed,
  selectPartsOf,
  selectPayable,
} from './view.queries.ts'

/** How a unit may pay online, and what. */
export async function readPayable(
  reader: Reader,
  { actor, now }: Context,
  { page, isOffered }: { page: CursorPage; isOffered: boolean },
) {
  const feeBearer = await readFeeBearer(reader, now)
  if (!isOffered) return { methods: [], feeBearer, items: [], nextCursor: null, total: 0 }
  const rows = await selectPayable(reader, organisationOf(actor), page)
  return { methods: [...onlineMethods], feeBearer, ...pageOf(rows, page, payableView) }
}

const payableView = ({ cooperativeId, cooperativeName, ...row }: PayableRow) => ({
  ...row,
  cooperative: { id: cooperativeId, name: cooperativeName },
})

/** What the actor's unit paid online, or tried to. */
export async function listOnlinePayments(reader: Reader, context: Context, page: CursorPage) {
  const unitId = organisationOf(context.actor)
  const rows = await selectOnlinePayments(reader, { unitId }, page)
  const view = await paymentViews(reader, context, rows)
  return pageOf(rows, page, view)
}

/** What may be sent back online of an invoice of the actor's cooperative. Throws `not_found`. */
export async function draftOnlineRefund(
  reader: Reader,
  { actor }: Context,
  { invoiceId, isOffered }: { invoiceId: string; isOffered: boolean },
) {
  const invoice = await findInvoice(reader, invoiceId)
  if (invoice?.cooperativeId !== actor.organisationId) throw new AppError('not_found')
  return {
    isOffered,
    refundableCents: Math.max(0, await refundableOnline(reader, invoiceId)),
    passedOnCents: await passedOn(reader, invoiceId),
  }
}

/** One online payment of the actor's unit. Throws `not_found`. */
export async function readOnlinePayment(reader: Reader, context: Context, id: string) {
  const unitId = context.actor.organisationId
  const rows = unitId === null ? [] : await selectOnlinePayments(reader, { unitId, id })
  const [row] = rows
  if (row === undefined) throw new AppError('not_found')
  return (await paymentViews(reader, context, rows))(row)
}

/** Shows any of these payments. */
async function paymentViews(
  reader: Reader,
  { now }: Context,
  rows: readonly OnlinePaymentViewRow[],
) {
  const parts = await selectPartsOf(
    reader,
    rows.map((row) => row.id),
  )
  return ({ unitId, unitName, sessionUrl, ...row }: OnlinePaymentViewRow) => ({
    ...row,
    unit: { id: unitId, name: unitName },
    checkoutUrl: row.state === 'open' && row.expiresAt > now ? sessionUrl : null,
    startedAt: row.startedAt.toISOString(),
    expiresAt: row.expiresAt.toISOString(),
    paidAt: row.paidAt?.toISOString() ?? null,
    parts: parts
      .filter((part) => part.onlinePaymentId === row.id)
      .map(({ cooperativeId, cooperativeName, onlinePaymentId: _, ...part }) => ({
        ...part,
        cooperative: { id: cooperativeId, name: cooperativeName },
      })),
  })
}

/** The actor's cooperative at the provider. */
export async function readPayeeAccount(reader: Reader, context: Context, isOffered: boolean) {
  const cooperativeId = organisationOf(context.actor)
  const [row] = await selectPayeeAccounts(reader, [cooperativeId])
  const bearer = await readFeeBearer(reader, context.now)
  const year = dayOf(context.now).slice(0, 4)
  const fees = { bearer, ...(await yearOfFees(reader, { cooperativeId, year })) }
  if (row === undefined) return { isOffered, fees, account: null, payouts: [], dueCents: 0 }
  const call = await latestAccountCall(reader, cooperativeId)
  const payouts = await selectPayouts(reader, cooperativeId)
  const isFresh = row.linkExpiresAt !== null && row.linkExpiresAt > context.now
  return {
    isOffered,
    fees,
    dueCents: row.dueCents,
    account: {
      state: stateOf(row),
      paysOut: row.paysOut,
      missingFacts: row.missingFacts,
      openedAt: row.openedAt.toISOString(),
      formUrl: isFresh ? row.linkUrl : null,
      failure: call?.state === 'failed' ? call.failure : '',
    },
    payouts: payouts.map(({ providerId: _, returnedOn: _on, ...payout }) => payout),
  }
}

function stateOf(row: Pick<PayeeAccountRow, 'providerId' | 'takesTransfers' | 'isSubmitted'>) {
  if (row.providerId === null) return 'opening' as const
  if (row.takesTransfers) return 'ready' as const
  return row.isSubmitted ? ('in_review' as const) : ('incomplete' as const)
}

/** Comparisons with the provider, what it kept and holds, and what a person has to look at. */
export async function readReconciliations(reader: Reader, { now }: Context, isOffered: boolean) {
  const days = await selectReconciliations(reader, null)
  const failedCalls = await selectFailedCalls(reader)
  const disputes = await selectDisputes(reader)
  const owed = await selectOwed(reader)
  return {
    isOffered,
    days: days.map(reconciliationView),
    clearing: await selectClearing(reader),
    fees: {
      bearer: await readFeeBearer(reader, now),
      ...(await readFees(reader, dayOf(now).slice(0, 7))),
    },
    unreadyPayees: await readUnready(reader),
    exceptions: {
      failedCalls: failedCalls.map((call) => ({
        ...call,
        finishedAt: call.finishedAt.toISOString(),
      })),
      disputes: disputes.map((dispute) => ({
        ...dispute,
        respondBy: dispute.respondBy?.toISOString() ?? null,
        openedAt: dispute.openedAt.toISOString(),
      })),
      unhandledEvents: await countUnhandledEvents(reader),
      owed: owed.map(({ cooperativeId, name, dueCents }) => ({
        cooperative: { id: cooperativeId, name },
        dueCents,
      })),
    },
  }
}

async function readFees(reader: Reader, month: string) {
  const rows = await selectFees(reader, month)
  const [whole] = rows
  return {
    ...{ month, monthCents: whole?.allMonthCents ?? 0, yearCents: whole?.allYearCents ?? 0 },
    platformMonthCents: whole?.platformMonthCents ?? 0,
    platformYearCents: whole?.platformYearCents ?? 0,
    cooperatives: rows
      .filter(isOfCooperative)
      .map(({ cooperativeId: id, name, monthCents, yearCents }) => ({
        ...{ cooperative: { id, name }, monthCents, yearCents },
      })),
  }
}

const isOfCooperative = <T extends { isPlatform: boolean }>({ isPlatform }: T) => !isPlatform

async function readUnready(reader: Reader) {
  const rows = await selectUnready(reader)
  return {
    count: rows[0]?.count ?? 0,
    items: rows.map(({ cooperativeId: id, name, ...row }) => ({
      ...{ cooperative: { id, name }, state: stateOf(row), missingFacts: row.missingFacts },
      openedAt: row.openedAt.toISOString(),
    })),
  }
}

/** One day's comparison. Throws `not_found`. */
export async function readReconciliation(reader: Reader, day: string) {
  const [row] = await selectReconciliations(reader, day)
  if (row === undefined) throw new AppError('not_found')
  return reconciliationView(row)
}

function reconciliationView({ requestedAt, checkedAt, ...row }: ReconciliationRow) {
  return {
    ...row,
    isRequested: requestedAt !== null,
    checkedAt: checkedAt?.toISOString() ?? null,
  }
}
