import type { BankLineState, BankProposal } from '../../../shared/billing/bank.schemas.ts'
import { type LineMatch, matchBankLines } from '../../../shared/billing/match-bank-lines.ts'
import { type Actor, type Context, organisationOf } from '../../platform/context.ts'
import { updateRows } from '../../platform/db/rows.ts'
import type { Reader, Transaction } from '../../platform/db/transaction.ts'
import { bankLineStates } from '../bank.tables.ts'
import { confirmMisdirectedOf } from '../misdirected-money.ts'
import { confirmPayments } from '../pay-invoice.ts'
import { documentsOf, lockDocuments, matchOf, waitsFor } from './bank-documents.ts'
import {
  insertBankMatches,
  lockBankLines,
  type NewBankMatch,
  shownDocuments,
  undecidedLines,
} from './bank-lines.queries.ts'
import {
  decidedCandidates,
  invoiceCandidates,
  misdirectedCandidates,
  oppositeLines,
  partiesOfAccounts,
  type StatementOwner,
} from './candidates.queries.ts'
import { postBankMatches } from './post-bank-matches.ts'

export function statementOwner(actor: Actor): StatementOwner {
  const side = actor.organisationKind === 'unit' ? 'unit' : 'cooperative'
  return { organisationId: organisationOf(actor), personId: actor.personId, side }
}

/**
 * Finds what lines are of, by a bounded number of statements however many they are. What is certain
 * confirms what the other side recorded, but for refunds, or shows that one's own was carried out;
 * all else becomes a suggestion. Returns how many lines ended in each state.
 */
export async function findMatches(
  tx: Transaction,
  context: Context,
  lineIds: readonly string[],
): Promise<{ matched: number; suggested: number; open: number }> {
  const owner = statementOwner(context.actor)
  const { found, suggestedBefore } = await matchesFound(tx, owner, lineIds)
  const certain = await decideCertain(tx, context, owner, found)
  // Lines that nothing was found for stay as they are.
  const changing = [...found].flatMap(([lineId, { proposals }]) => {
    const isChanging = proposals.length > 0 || suggestedBefore.has(lineId)
    return isChanging && !certain.has(lineId) ? [lineId] : []
  })
  const states = await lockBankLines(tx, changing)
  const undecided = states.filter(({ state }) => state === 'open' || state === 'suggested')
  const changes = undecided.map((row) => {
    const proposals = found.get(row.lineId)?.proposals ?? []
    const state: BankLineState = proposals.length > 0 ? 'suggested' : 'open'
    return { lineId: row.lineId, state, proposals }
  })
  await updateRows(tx, bankLineStates, ['lineId'], changes)
  const suggested = changes.filter(({ state }) => state === 'suggested').length
  const decidedMeanwhile = states.length - undecided.length
  const open = found.size - certain.size - suggested - decidedMeanwhile
  return { matched: certain.size, suggested, open }
}

/** What lines can be by what is known now; it writes nothing. */
export async function matchesFound(
  reader: Reader,
  owner: StatementOwner,
  lineIds: readonly string[],
): Promise<{ found: Map<string, LineMatch>; suggestedBefore: Set<string> }> {
  const lines = (await undecidedLines(reader, lineIds))
    .filter(({ restCents }) => restCents > 0)
    .map(({ amountCents, ...line }) => ({ ...line, isReceived: amountCents > 0 }))
  const [first] = lines
  if (first === undefined) return { found: new Map(), suggestedBefore: new Set() }
  const partyOfAccount = await partiesOfAccounts(
    reader,
    owner,
    [...new Set(lines.map((line) => line.counterpartyAccount))].filter((each) => each !== ''),
  )
  const opposites = await oppositeLines(
    reader,
    lines.map(({ id }) => id),
  )
  const since = { since: first.bookedOn }
  const paying = [
    ...(await decidedCandidates(reader, owner, { kind: 'payment', ...since })),
    ...(await misdirectedCandidates(reader, owner, { isReturn: false, ...since })),
    ...(await invoiceCandidates(reader, owner)),
  ]
  const returning = [
    ...(await decidedCandidates(reader, owner, { kind: 'refund', ...since })),
    ...(await misdirectedCandidates(reader, owner, { isReturn: true, ...since })),
  ]
  const isPaying = ({ isReceived }: { isReceived: boolean }) =>
    isReceived === (owner.side === 'cooperative')
  const known = { partyOfAccount, opposites }
  const found = new Map([
    ...matchBankLines(lines.filter(isPaying), { ...known, candidates: paying }),
    ...matchBankLines(
      lines.filter((line) => !isPaying(line)),
      { ...known, candidates: returning },
    ),
  ])
  const suggested = lines.filter(({ isSuggested }) => isSuggested)
  return { found, suggestedBefore: new Set(suggested.map(({ id }) => id)) }
}

/** Decides what is certain, under its documents' locks; returns the lines that are matched. */
async function decideCertain(
  tx: Transaction,
  context: Context,
  owner: StatementOwner,
  found: ReadonlyMap<string, LineMatch>,
): Promise<Set<string>> {
  const certain = [...found].flatMap(
    ([
      lineId,
      {
        proposals: [first],
        isCertain,
      },
    ]) => (isCertain && first !== undefined && 'ids' in first ? [{ lineId, proposal: first }] : []),
  )
  if (certain.length === 0) return new Set()
  const ids = certain.flatMap(({ proposal }) => proposal.ids)
  const before = await documentsOf(tx, ids)
  await lockDocuments(tx, [...before.values()])
  // Whoever waited for the locks may find that somebody has decided meanwhile.
  const documents = await documentsOf(tx, ids)
  const shown = await shownDocuments(tx, owner.organisationId, ids)
  const isLeft = ({ ids }: { ids: readonly string[] }) =>
    ids.every((id) => !shown.has(id) && (documents.get(id)?.state ?? 'rejected') !== 'rejected')
  const held = new Map(
    (
      await lockBankLines(
        tx,
        certain.map(({ lineId }) => lineId),
      )
    ).map((row) => [row.lineId, row]),
  )
  const decided = certain.filter(({ lineId, proposal }) => {
    const state = held.get(lineId)?.state
    return (state === 'open' || state === 'suggested') && isLeft(proposal)
  })
  const toConfirm = decided.flatMap(({ proposal }) =>
    proposal.ids.flatMap((id) => {
      const row = documents.get(id)
      return row !== undefined && 'recordedSide' in row && waitsFor(row, owner) ? [row] : []
    }),
  )
  await confirmPayments(
    tx,
    context,
    toConfirm.filter((row) => 'paidOn' in row),
  )
  await confirmMisdirectedOf(
    tx,
    context,
    toConfirm.filter((row) => 'movedOn' in row),
  )
  await writeMatches(tx, context, {
    lineIds: decided.map(({ lineId }) => lineId),
    matches: decided.flatMap(({ lineId, proposal }) =>
      proposal.ids.map((id) => matchOf(context, { owner, lineId, document: documents.get(id) })),
    ),
    decidedBy: null,
  })
  return new Set(decided.map(({ lineId }) => lineId))
}

/** Writes matches of lines whose states are held, and posts those that count already. */
export async function writeMatches(
  tx: Transaction,
  context: Context,
  {
    lineIds,
    matches,
    decidedBy,
  }: {
    /** The lines that are wholly explained now. */
    lineIds: readonly string[]
    matches: readonly NewBankMatch[]
    /** Null where nobody need decide. */
    decidedBy: string | null
  },
): Promise<void> {
  await insertBankMatches(tx, matches)
  await updateRows(
    tx,
    bankLineStates,
    ['lineId'],
    lineIds.map((lineId) => ({
      ...{ lineId, state: 'matched' as const, proposals: [] as BankProposal[] },
      ...{ decidedBy, decidedAt: context.now },
    })),
  )
  await postBankMatches(tx, context, { matchIds: matches.map(({ id }) => id) })
}
