import assert from 'node:assert/strict'
import {
  type CauseKind,
  mirrored,
  type Posting,
  postingsOfChange,
} from '../../shared/billing/accounts.ts'
import type { Context } from '../platform/context.ts'
import { insertRows } from '../platform/db/rows.ts'
import type { Transaction } from '../platform/db/transaction.ts'
import { journalEntries, postings } from './billing.tables.ts'

/**
 * The one way into the ledger of money (§7.1). What it guarantees:
 *
 * - Each organisation has its own books, as accounting practice has it: an entry balances within
 *   one organisation, and a document between two sides is posted as one entry in each side's books,
 *   in the same transaction. So either side's statement is complete without the other's rows, and
 *   both agree because they come of one act.
 * - An entry that does not sum to zero is refused here, and by the database again; so is one
 *   without postings. No entry is ever changed or deleted: a correction is another document.
 * - A document is posted once per organisation: a second time breaks `journal_entries_cause`.
 *   Whoever learns of one fact in several ways (§7.3) first locks and decides the document.
 * - Balances by account, counterparty and month are kept in the same statement.
 *
 * The caller holds the locks of its documents. `cunji verify` works out from the documents what
 * must have been posted (`billing.expected_postings`): a further kind extends that view.
 * Goods accepted but not invoiced are no money yet and stand in the ledger of attribution alone.
 */
export interface EntryToPost {
  organisationId: string
  /** Null where the other side has no books here. */
  counterpartyId: string | null
  cause: { kind: CauseKind; id: string }
  /** The invoice whose open money it moves. */
  invoiceId: string | null
  occurredOn: string
  /** Not zero each, an account at most once, together zero. */
  postings: readonly Posting[]
}

export async function postEntries(
  tx: Transaction,
  context: Context,
  entries: readonly EntryToPost[],
): Promise<void> {
  entries.forEach(requireBalance)
  const rows = entries.map(({ cause, postings: lines, ...entry }) => ({
    lines,
    row: {
      ...entry,
      id: context.newId(),
      causeKind: cause.kind,
      causeId: cause.id,
      postedBy: context.actor.personId,
      postedAt: context.now,
    },
  }))
  await insertRows(
    tx,
    journalEntries,
    rows.map(({ row }) => row),
  )
  await insertRows(
    tx,
    postings,
    rows.flatMap(({ row: { id, organisationId, occurredOn }, lines }) =>
      lines.map((line) => ({ entryId: id, ...line, organisationId, occurredOn })),
    ),
  )
}

/** A change of what an invoice leaves open, and where it comes from in the seller's books. */
export interface InvoiceMove {
  cause: EntryToPost['cause']
  invoice: { id: string; unitId: string; cooperativeId: string }
  occurredOn: string
  balance: { beforeCents: number; afterCents: number }
  against: readonly Posting[]
}

/** Posts a document about an invoice in both sides' books. */
export async function postInvoiceMove(
  tx: Transaction,
  context: Context,
  move: InvoiceMove,
): Promise<void> {
  await postInvoiceMoves(tx, context, [move])
}

/** The same of many documents, in their order. */
export async function postInvoiceMoves(
  tx: Transaction,
  context: Context,
  moves: readonly InvoiceMove[],
): Promise<void> {
  await postEntries(tx, context, moves.flatMap(entriesOf))
}

function entriesOf({ cause, invoice, occurredOn, balance, against }: InvoiceMove): EntryToPost[] {
  const { unitId, cooperativeId } = invoice
  const seller = postingsOfChange(balance, against)
  const shared = { cause, invoiceId: invoice.id, occurredOn }
  const buyer = { ...shared, organisationId: unitId, counterpartyId: cooperativeId }
  const entries: EntryToPost[] = [
    { ...shared, organisationId: cooperativeId, counterpartyId: unitId, postings: seller },
    { ...buyer, postings: mirrored(seller) },
  ]
  // What the buyer paid on the provider's page was taken from its bank account or card.
  const online = against.find(({ account }) => account === 'stripe_clearing')
  if (online !== undefined)
    entries.push({
      ...buyer,
      invoiceId: null,
      cause: { kind: 'stripe_event', id: cause.id },
      postings: [online, { account: 'bank_clearing', cents: -online.cents }],
    })
  return entries
}

/** Posts what a cooperative paid on to households and collectives, or took back. */
export async function postSettlements(
  tx: Transaction,
  context: Context,
  rows: readonly { id: string; cooperativeId: string; settledOn: string; amountCents: number }[],
): Promise<void> {
  const entries = rows.map(({ id, cooperativeId, settledOn, amountCents }) => ({
    organisationId: cooperativeId,
    counterpartyId: null,
    cause: { kind: 'settlement' as const, id },
    invoiceId: null,
    occurredOn: settledOn,
    postings: [
      { account: 'settlements' as const, cents: amountCents },
      { account: 'bank_clearing' as const, cents: -amountCents },
    ],
  }))
  await postEntries(tx, context, entries)
}

function requireBalance({ cause, postings: lines }: EntryToPost): void {
  const what = `the postings of ${cause.kind} ${cause.id}`
  assert(lines.length > 1, `${what} are two at least`)
  assert.equal(new Set(lines.map(({ account }) => account)).size, lines.length, `${what}: one each`)
  assert(
    lines.every(({ cents }) => Number.isSafeInteger(cents) && cents !== 0),
    `${what} are whole 分`,
  )
  const sum = lines.reduce((total, { cents }) => total + BigInt(cents), 0n)
  assert.equal(sum, 0n, `${what} balance`)
}
