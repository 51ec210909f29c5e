import type { z } from 'zod'
import type { paymentMove } from '../../shared/billing/corrections.schemas.ts'
import type { DecisionState } from '../../shared/deliveries/two-sided-record.ts'
import { AppError } from '../../shared/errors.ts'
import type { CursorPage } from '../../shared/pagination.ts'
import { sideOf } from '../deliveries/index.ts'
import { type Actor, type Context, organisationOf } from '../platform/context.ts'
import { pageOf } from '../platform/db/keyset.ts'
import type { Reader } from '../platform/db/transaction.ts'
import { type MoneyOfInvoice, moneyOfInvoices } from './invoice-money.queries.ts'
import { findInvoice } from './invoices.queries.ts'
import { loadSettlingOf, mostBesideSettled, mostCovered } from './movable-money.ts'
import { withTargets } from './move-payment.ts'
import {
  movesWaitingFrom,
  type PaymentMoveDetails,
  selectPaymentMoves,
  transfersOn,
} from './payment-moves.queries.ts'
import { openInvoicesBeside } from './set-offs.queries.ts'

/** A page of the moves of the actor's organisation, latest first. */
export async function listPaymentMoves(
  reader: Reader,
  { actor }: Context,
  { state, ...page }: CursorPage & { state?: DecisionState | undefined },
) {
  const own = organisationOf(actor)
  const side = actor.organisationKind === 'unit' ? { unitId: own } : { cooperativeId: own }
  const rows = await selectPaymentMoves(reader, { ...side, state }, page)
  return pageOf(rows, page, (row) => viewOf(actor, row))
}

/** One move. Throws `not_found`. */
export async function readPaymentMove(reader: Reader, actor: Actor, id: string) {
  const [row] = await selectPaymentMoves(reader, { id })
  if (row === undefined) throw new AppError('not_found')
  return viewOf(actor, row)
}

/** All moves from an invoice or to it, latest first. */
export async function movesOfInvoice(reader: Reader, actor: Actor, invoiceId: string) {
  const rows = await selectPaymentMoves(reader, { invoiceId })
  return rows.map((row) => viewOf(actor, row))
}

/**
 * The transfers that stand on an invoice, and the open ones of the same two sides, with what of
 * the one and to the other can be moved: a proposal of no more than both is taken.
 */
export async function readPaymentMoveDraft(reader: Reader, actor: Actor, invoiceId: string) {
  const invoice = await findInvoice(reader, invoiceId)
  if (invoice === null) throw new AppError('not_found')
  sideOf(actor, invoice)
  const invoices = await openInvoicesBeside(reader, invoice)
  const waiting = await movesWaitingFrom(reader, invoiceId)
  const beside = invoices.filter(({ id }) => id !== invoiceId)
  const money = await moneyOfInvoices(reader, [invoiceId, ...beside.map(({ id }) => id)])
  const source = moneyIn(money, invoiceId)
  const off = { source, waiting: await withTargets(reader, waiting) }
  const coveredCents = mostCovered(off, source.confirmedCents)
  const settling = await loadSettlingOf(reader, off, [...money.values()])
  const payments = (await transfersOn(reader, invoiceId)).map(({ freeCents, ...transfer }) => {
    return { ...transfer, movableCents: Math.min(freeCents, coveredCents) }
  })
  const targets = beside.map((invoice) => {
    const limitCents = Math.min(invoice.openCents, coveredCents)
    const between = { ...off, target: moneyIn(money, invoice.id) }
    return { ...invoice, movableCents: mostBesideSettled(settling, between, limitCents) }
  })
  return {
    payments: payments.filter(({ movableCents }) => movableCents > 0),
    invoices: targets.filter(({ movableCents }) => movableCents > 0),
  }
}

function moneyIn(money: ReadonlyMap<string, MoneyOfInvoice>, id: string): MoneyOfInvoice {
  const own = money.get(id)
  if (own === undefined) throw new AppError('not_found')
  return own
}

function viewOf(actor: Actor, row: PaymentMoveDetails): z.input<typeof paymentMove> {
  const { id, bankReference, paidOn, amountCents, reason, recordedSide, movedOn } = row
  const isParty =
    actor.organisationId === row.unitId
      ? actor.roles.includes('finance')
      : actor.organisationId === row.cooperativeId && actor.roles.includes('cooperative_manager')
  const isOwn = (recordedSide === 'unit') === (actor.organisationKind === 'unit')
  const isOpen = row.state === 'recorded' && isParty
  return {
    ...{ id, bankReference, paidOn, amountCents, reason, recordedSide, movedOn },
    unit: { id: row.unitId, name: row.unitName },
    cooperative: { id: row.cooperativeId, name: row.cooperativeName },
    fromInvoice: { id: row.fromInvoiceId, number: row.fromNumber },
    invoice: { id: row.invoiceId, number: row.number },
    ...{ recordedByName: row.recordedByName, decidedByName: row.decidedByName },
    recordedAt: row.recordedAt.toISOString(),
    decidedAt: row.decidedAt?.toISOString() ?? null,
    ...{ state: row.state, stateReason: row.stateReason },
    mayDecide: isOpen && !isOwn && row.recordedBy !== actor.personId,
    mayWithdraw: isOpen && isOwn,
    isWithdrawn: row.withdrawnBy !== null,
  }
}
