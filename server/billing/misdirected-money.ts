import assert from 'node:assert/strict'
import { mirrored, type Posting } from '../../shared/billing/accounts.ts'
import type { MisdirectedBody } from '../../shared/billing/misdirected.api.ts'
import { fieldError } from '../../shared/errors.ts'
import {
  auditDecisions,
  decide,
  lockUndecided,
  publishRecorded,
  recordedNow,
  type WithdrawableKind,
  withdraw,
} from '../deliveries/index.ts'
import { organisationById } from '../organisations/index.ts'
import { type Actor, type Context, organisationOf } from '../platform/context.ts'
import type { Transaction } from '../platform/db/transaction.ts'
import { postBankMatches } from './bank/post-bank-matches.ts'
import { requireNewReferences } from './bank-references.ts'
import {
  balanceOfPair,
  confirmManyMisdirected,
  dueBackSince,
  insertMisdirected,
  lockPair,
  type MisdirectedRow,
  misdirectedById,
  type Pair,
  updateMisdirected,
} from './misdirected.queries.ts'
import { type EntryToPost, postEntries } from './post-entries.ts'
import { requirePostingDay } from './posting-days.ts'

/** 误付款: money without an invoice between two sides, and what came back of it (§7.2). */
export const misdirected: WithdrawableKind<MisdirectedRow> = {
  domain: 'billing',
  noun: 'misdirected-payment',
  subjectType: 'misdirected_payment',
  recordedSide: (row) => row.recordedSide,
  find: misdirectedById,
  lock: lockPair,
  update: updateMisdirected,
  withdraw: updateMisdirected,
  payload: ({ amountCents }) => ({ amountCents }),
}

/** The actor's own organisation and the other one, by the side that each stands on. */
export function pairOf(actor: Actor, partyId: string): Pair {
  const own = organisationOf(actor)
  return actor.organisationKind === 'unit'
    ? { unitId: own, cooperativeId: partyId }
    : { unitId: partyId, cooperativeId: own }
}

/**
 * Records money that a unit sent to a cooperative without an invoice, or that came back of it: by
 * either side, as its bank shows it. It counts once the other side has confirmed it (§7.5).
 * Returns its id.
 */
export async function recordMisdirected(
  tx: Transaction,
  context: Context,
  input: MisdirectedBody,
): Promise<string> {
  const { partyId, isReturn, amountCents, bankReference, movedOn, reason } = input
  const recordedSide = context.actor.organisationKind === 'unit' ? 'unit' : 'cooperative'
  const party = await organisationById(tx, partyId)
  const wanted = recordedSide === 'unit' ? 'cooperative' : 'unit'
  if (party?.kind !== wanted) throw fieldError(['partyId'], 'not_found')
  requirePostingDay(context.now, movedOn, 'movedOn')
  const pair = pairOf(context.actor, partyId)
  const reference = { ...pair, invoiceId: null, bankReference }
  await requireNewReferences(tx, { isBack: isReturn, references: [reference] })
  if (isReturn) {
    await requireFree(tx, pair, amountCents)
    const since = await dueBackSince(tx, pair, amountCents)
    if (since !== null && movedOn < since)
      throw fieldError(['movedOn'], 'before_the_money', { since })
  }
  const row = await insertMisdirected(tx, {
    ...{ id: context.newId(), ...pair, isReturn, amountCents, bankReference, movedOn, reason },
    ...{ recordedSide, ...recordedNow(context) },
  })
  if (row === null) throw fieldError(['bankReference'], 'duplicate')
  const after = { partyId, isReturn, amountCents, bankReference, movedOn }
  await publishRecorded(tx, context, misdirected, { row, after })
  return row.id
}

/** Never more than is due back goes back, by whatever way. The pair is locked. */
export async function requireFree(tx: Transaction, pair: Pair, amountCents: number): Promise<void> {
  const { freeCents: maximumCents } = await balanceOfPair(tx, pair)
  if (amountCents > maximumCents)
    throw fieldError(['amountCents'], 'above_refundable', { maximumCents })
}

/** The other side confirms it: it is due back from now on, or came back, in the books of both. */
export async function confirmMisdirected(
  tx: Transaction,
  context: Context,
  input: { misdirectedId: string },
): Promise<void> {
  const row = await lockUndecided(tx, context, misdirected, input.misdirectedId)
  await decide(tx, context, misdirected, { row, decision: { state: 'confirmed' } })
  await post(tx, context, [row])
}

/**
 * Those of the other side that are still undecided, whose pairs are locked, are confirmed by one
 * set of statements: what the bank's word decides of a whole statement.
 */
export async function confirmMisdirectedOf(
  tx: Transaction,
  context: Context,
  rows: readonly MisdirectedRow[],
): Promise<void> {
  if (rows.length === 0) return
  const ids = rows.map(({ id }) => id)
  const by = { by: context.actor.personId, at: context.now }
  const changed = await confirmManyMisdirected(tx, ids, by)
  assert.equal(changed, rows.length, 'money without an invoice is decided once')
  await auditDecisions(tx, context, misdirected, { rows, decision: { state: 'confirmed' } })
  await post(tx, context, rows)
}

/** In the books of both; what a statement has shown of it leaves the clearing account too. */
async function post(
  tx: Transaction,
  context: Context,
  rows: readonly MisdirectedRow[],
): Promise<void> {
  await postEntries(tx, context, rows.flatMap(entriesOf))
  await postBankMatches(tx, context, { misdirectedIds: rows.map(({ id }) => id) })
}

function entriesOf(row: MisdirectedRow): EntryToPost[] {
  const { unitId, cooperativeId, movedOn } = row
  const amountCents = row.isReturn ? -row.amountCents : row.amountCents
  const seller: Posting[] = [
    { account: 'bank_clearing', cents: amountCents },
    { account: 'refunds_due', cents: -amountCents },
  ]
  const cause = { kind: 'misdirected_payment' as const, id: row.id }
  const shared = { cause, invoiceId: null, occurredOn: movedOn }
  return [
    { ...shared, organisationId: cooperativeId, counterpartyId: unitId, postings: seller },
    {
      ...shared,
      ...{ organisationId: unitId, counterpartyId: cooperativeId },
      postings: mirrored(seller),
    },
  ]
}

/** The other side knows nothing of it. */
export async function rejectMisdirected(
  tx: Transaction,
  context: Context,
  input: { misdirectedId: string; reason: string },
): Promise<void> {
  const row = await lockUndecided(tx, context, misdirected, input.misdirectedId)
  const decision = { state: 'rejected' as const, reason: input.reason }
  await decide(tx, context, misdirected, { row, decision })
}

/** One's own side takes it back while the other has not decided (§7.5). */
export async function withdrawMisdirected(
  tx: Transaction,
  context: Context,
  { misdirectedId: id, reason }: { misdirectedId: string; reason: string },
): Promise<void> {
  await withdraw(tx, context, misdirected, { id, reason, require: () => undefined })
}
