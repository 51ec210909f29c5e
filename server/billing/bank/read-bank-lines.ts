import type { z } from 'zod'
import type {
  BankDocument,
  BankMatchInput,
  BankProposal,
  bankLine,
} from '../../../shared/billing/bank.schemas.ts'
import { type Context, organisationOf } from '../../platform/context.ts'
import { pageOf } from '../../platform/db/keyset.ts'
import type { Reader } from '../../platform/db/transaction.ts'
import { documentOf, matchesOfLines } from './bank-lines.queries.ts'
import { invoiceCandidates } from './candidates.queries.ts'
import { matchesFound, statementOwner } from './find-matches.ts'
import { ownBankLine } from './hold-bank-line.ts'
import {
  type BankDocumentDetails,
  type BankLineDetails,
  type BankLinesFilter,
  bankDocuments,
  countBankLines,
  selectBankLine,
  selectBankLinePage,
} from './view.queries.ts'

type BankLineView = z.input<typeof bankLine>

/** A page of the lines of the actor's organisation, and how many are in each state. */
export async function listBankLines(
  reader: Reader,
  context: Context,
  filter: Omit<BankLinesFilter, 'organisationId'>,
) {
  const organisationId = organisationOf(context.actor)
  const { rows, ...rest } = await selectBankLinePage(reader, { ...filter, organisationId })
  const views = await viewsOf(reader, context, rows)
  const page = pageOf(rows, filter, ({ line }) => views.get(line.id), rest)
  return {
    ...page,
    items: page.items.flatMap((view) => view ?? []),
    counts: await countBankLines(reader, organisationId),
  }
}

/** One line of the actor's organisation. */
export async function readBankLine(
  reader: Reader,
  context: Context,
  lineId: string,
): Promise<BankLineView> {
  await ownBankLine(reader, context, lineId)
  const rows = await selectBankLine(reader, lineId)
  const view = (await viewsOf(reader, context, rows)).get(lineId)
  if (view === undefined) throw new Error('a line has its state')
  return view
}

async function viewsOf(
  reader: Reader,
  context: Context,
  rows: readonly BankLineDetails[],
): Promise<Map<string, BankLineView>> {
  const organisationId = organisationOf(context.actor)
  const matches = await matchesOfLines(
    reader,
    rows.map(({ line }) => line.id),
  )
  const matched = matches.map((match) => ({
    ...match,
    documentId: documentOf(match) ?? match.otherLineId ?? '',
  }))
  const proposed = (given: typeof rows) =>
    given.flatMap(({ state }) => state.proposals.flatMap(documentIds))
  const ids = [...matched.map(({ documentId }) => documentId), ...proposed(rows)]
  const documents = await bankDocuments(reader, organisationId, [...new Set(ids)])
  const renewed = await renewedRows(reader, context, { rows, documents })
  const unseen = proposed(renewed).filter((id) => !documents.has(id))
  if (unseen.length > 0)
    for (const [id, one] of await bankDocuments(reader, organisationId, unseen))
      documents.set(id, one)
  const byLine = Map.groupBy(matched, ({ lineId }) => lineId)
  return new Map(
    renewed.map((row): [string, BankLineView] => {
      const own = (byLine.get(row.line.id) ?? []).flatMap(({ documentId, amountCents }) => {
        const document = documents.get(documentId)
        return document === undefined ? [] : [documentView(document, amountCents)]
      })
      return [row.line.id, viewOf(row, { matches: own, documents })]
    }),
  )
}

/** Suggestions of which one was overtaken, by a payment say, are shown as they would be now. */
async function renewedRows(
  reader: Reader,
  context: Context,
  {
    rows,
    documents,
  }: {
    rows: readonly BankLineDetails[]
    documents: ReadonlyMap<string, BankDocumentDetails>
  },
): Promise<readonly BankLineDetails[]> {
  const outdated = rows.flatMap(({ line, state }) =>
    state.proposals.every((each) => documentsOfProposal(each, documents) !== null) ? [] : [line.id],
  )
  if (outdated.length === 0) return rows
  const { found } = await matchesFound(reader, statementOwner(context.actor), outdated)
  return rows.map((row) => {
    if (!outdated.includes(row.line.id)) return row
    const proposals = found.get(row.line.id)?.proposals ?? []
    const isOpen = row.state.state === 'suggested' && proposals.length === 0
    return { ...row, state: { ...row.state, ...(isOpen && { state: 'open' as const }), proposals } }
  })
}

function viewOf(
  { line, state, decidedByName }: BankLineDetails,
  beside: { matches: BankDocument[]; documents: ReadonlyMap<string, BankDocumentDetails> },
): BankLineView {
  const { matches, documents } = beside
  const explained = matches.reduce((sum, { amountCents }) => sum + Math.abs(amountCents), 0)
  const { id, account, bookedOn, serial, amountCents, balanceCents } = line
  const { counterpartyName, counterpartyAccount, purpose } = line
  const isOpen = state.state === 'open' || state.state === 'suggested'
  return {
    ...{ id, account, bookedOn, serial, amountCents, balanceCents },
    ...{ counterpartyName, counterpartyAccount, purpose },
    restCents: isOpen ? Math.abs(amountCents) - explained : 0,
    ...{ state: state.state, reason: state.reason, decidedByName, matches },
    decidedAt: state.decidedAt?.toISOString() ?? null,
    proposals: state.proposals.flatMap(({ score, reasons, ...match }) => {
      const found = documentsOfProposal(match, documents)
      return found === null ? [] : [{ score, reasons, match, documents: found }]
    }),
  }
}

function documentIds(proposal: BankProposal): string[] {
  if ('ids' in proposal) return proposal.ids
  if (proposal.kind === 'pair') return [proposal.lineId]
  return proposal.parts.map(({ invoiceId }) => invoiceId)
}

/** The documents of a proposal with what it would take of each; null where one is gone or paid. */
function documentsOfProposal(
  match: BankMatchInput,
  documents: ReadonlyMap<string, BankDocumentDetails>,
): BankDocument[] | null {
  const wanted =
    match.kind === 'invoices'
      ? match.parts.map((part) => ({ id: part.invoiceId, cents: part.amountCents }))
      : (match.kind === 'pair' ? [match.lineId] : match.ids).map((id) => ({ id, cents: null }))
  const found = wanted.flatMap(({ id, cents }) => {
    const document = documents.get(id)
    const isLeft = document && !document.isGone && (cents === null || cents <= document.amountCents)
    return isLeft ? [documentView(document, cents ?? document.amountCents)] : []
  })
  return found.length === wanted.length ? found : null
}

function documentView(document: BankDocumentDetails, amountCents: number): BankDocument {
  const { partyId, partyName, isGone: _, ...rest } = document
  const party = partyId === null ? null : { id: partyId, name: partyName ?? '' }
  return { ...rest, party, amountCents }
}

const mostCandidates = 50

/** Open invoices for a person to choose from, best first. */
export async function listBankCandidates(
  reader: Reader,
  context: Context,
  { lineId, search = '' }: { lineId: string; search?: string | undefined },
): Promise<{ items: BankDocument[] }> {
  const line = await ownBankLine(reader, context, lineId)
  const owner = statementOwner(context.actor)
  const wanted = search.toUpperCase()
  const all = (await invoiceCandidates(reader, owner)).filter(({ partyName, references }) =>
    [partyName, ...references].some((text) => text.toUpperCase().includes(wanted)),
  )
  const rank = (invoice: (typeof all)[number]) =>
    (invoice.partyName === line.counterpartyName ? 2 : 0) +
    (invoice.cents === Math.abs(line.amountCents) ? 1 : 0)
  const items = all.sort((a, b) => rank(b) - rank(a)).slice(0, mostCandidates)
  return {
    items: items.map(({ id, partyId, partyName, references: [label = ''], on, cents }) => ({
      ...{ kind: 'invoice' as const, id, invoiceId: id, label, on, amountCents: cents },
      ...{ party: { id: partyId, name: partyName }, isWaiting: false, elsewhere: [] },
    })),
  }
}
