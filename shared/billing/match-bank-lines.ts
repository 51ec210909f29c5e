import type { BankProposal, BankReason } from './bank.schemas.ts'
import { type Payer, type PayingLine, payerFinder } from './payer-finder.ts'
import { longEnough, referenceKey, referencesIn } from './references.ts'
import { type FindSum, sumFinder } from './sum-finder.ts'

/** A line as it is matched; the amount is what no document is found for yet, without its sign. */
export interface LineToMatch {
  id: string
  bookedOn: string
  isReceived: boolean
  restCents: number
  serial: string
  counterpartyName: string
  counterpartyAccount: string
  purpose: string
}

/** Money recorded already that a statement may show, or an invoice with money open. */
export interface MatchCandidate {
  kind: 'payment' | 'refund' | 'misdirected' | 'invoice'
  id: string
  /** The other side of the deal. */
  partyId: string
  partyName: string
  /** What a purpose may name: numbers of invoices and orders, a bank's reference. */
  references: readonly string[]
  /** Payments of one transfer share their bank reference. */
  transfer: string
  cents: number
  /** When it was paid, or issued. */
  on: string
  /** Whether the bank's word decides it by itself, where nothing else can be meant. */
  mayDecide: boolean
}

export interface MatchKnowledge {
  candidates: readonly MatchCandidate[]
  /** Organisations by the accounts that they paid from or are paid to. */
  partyOfAccount: ReadonlyMap<string, string>
  /** Earlier lines of the same amount and counterparty in the other direction, by line. */
  opposites: ReadonlyMap<string, readonly string[]>
}

export interface LineMatch {
  proposals: BankProposal[]
  /** The first proposal is the only thing that can be meant: no person need decide. */
  isCertain: boolean
}

const mostProposals = 3
/** Days between what was recorded and what the bank says, in a match that nobody looks at. */
const mostDaysApart = 10
const returnWords = /退汇|退回|退款|退票|冲正|冲销|抹账|撤销|return|revers/i

/**
 * What each line can be, best first, by references in its purpose, by sum and by payer. Certain is
 * only what is recorded already, agrees to the 分, is named or comes from its payer, and is claimed
 * by one line alone. Takes time in proportion to lines and candidates.
 */
export function matchBankLines(
  lines: readonly LineToMatch[],
  knowledge: MatchKnowledge,
): Map<string, LineMatch> {
  const index = indexOf(knowledge)
  const found = new Map(lines.map((line) => [line.id, proposalsOf(line, knowledge, index)]))
  const claims = Map.groupBy(
    [...found].flatMap(
      ([
        lineId,
        {
          proposals: [first],
          isCertain,
        },
      ]) =>
        isCertain && first !== undefined ? documentsOf(first).map((id) => ({ id, lineId })) : [],
    ),
    ({ id }) => id,
  )
  for (const rivals of claims.values())
    if (rivals.length > 1)
      for (const { lineId } of rivals) {
        const match = found.get(lineId)
        if (match) match.isCertain = false
      }
  return found
}

function documentsOf(proposal: BankProposal): readonly string[] {
  return 'ids' in proposal ? proposal.ids : []
}

/** What a proposal takes of which documents, in whatever order they stand. */
function takenBy(proposal: BankProposal): string {
  if (proposal.kind === 'pair') return proposal.lineId
  const taken =
    proposal.kind === 'invoices'
      ? proposal.parts.map(({ invoiceId, amountCents }) => `${invoiceId} ${amountCents}`)
      : proposal.ids
  return [...taken].sort().join()
}

type Group = readonly MatchCandidate[]
interface Index {
  byReference: Map<string, MatchCandidate[]>
  groupsByCents: Map<number, Group[]>
  invoicesByCents: Map<number, MatchCandidate[]>
  invoicesByParty: Map<string, MatchCandidate[]>
  /** Of each party, how its invoices make up a sum; made for those that paid something. */
  findSum: Map<string, FindSum>
  payerOf: (line: PayingLine) => Payer | null
}

function indexOf({ candidates, partyOfAccount }: MatchKnowledge): Index {
  const byReference = new Map<string, MatchCandidate[]>()
  for (const candidate of candidates)
    for (const key of new Set(candidate.references.map(referenceKey).filter(longEnough))) {
      const own = byReference.get(key)
      if (own === undefined) byReference.set(key, [candidate])
      else own.push(candidate)
    }
  const invoices = candidates
    .filter(({ kind }) => kind === 'invoice')
    .sort((a, b) => (a.on === b.on ? (a.id < b.id ? -1 : 1) : a.on < b.on ? -1 : 1))
  const others = candidates.filter(({ kind }) => kind !== 'invoice')
  const groups = [
    ...Map.groupBy(others, (each) => `${each.kind} ${each.partyId} ${each.transfer}`).values(),
  ].flatMap((group) => (group.length > 1 ? [group, ...group.map((one) => [one])] : [group]))
  return {
    byReference,
    groupsByCents: Map.groupBy(groups, (group) => sumOf(group)),
    invoicesByCents: Map.groupBy(invoices, ({ cents }) => cents),
    invoicesByParty: Map.groupBy(invoices, ({ partyId }) => partyId),
    findSum: new Map(),
    payerOf: payerFinder(candidates, partyOfAccount),
  }
}

const sumOf = (group: Group) => group.reduce((sum, { cents }) => sum + cents, 0)

function proposalsOf(line: LineToMatch, knowledge: MatchKnowledge, index: Index): LineMatch {
  const payer = index.payerOf(line)
  const words = [...referencesIn(line.purpose), ...referencesIn(line.serial)]
  const named = [...new Set(words)].flatMap((word) => index.byReference.get(word) ?? [])
  const recorded = ofRecorded(line, { payer, named, index })
  const all = [
    ...ofOpposites(line, knowledge),
    ...recorded.map(({ proposal }) => proposal),
    ...(recorded.some(({ proposal }) => proposal.score >= 90)
      ? []
      : ofInvoices(line, { payer, named, index })),
  ].sort((a, b) => b.score - a.score)
  // What is found in two ways is one proposal: the better of them.
  const proposals = [...Map.groupBy(all, takenBy).values()]
    .flatMap(([best]) => best ?? [])
    .slice(0, mostProposals)
  const certain = recorded.filter(({ isCertain }) => isCertain)
  const isCertain =
    certain.length === 1 && certain[0]?.proposal === proposals[0] && !returnWords.test(line.purpose)
  return { proposals, isCertain }
}

interface Clues {
  payer: Payer | null
  named: readonly MatchCandidate[]
  index: Index
}

const points: Record<BankReason, number> = {
  ...{ sum: 40, reference: 40, account: 20, payer: 15, returned: 30 },
}
const scoreOf = (reasons: readonly BankReason[]) =>
  Math.min(
    100,
    reasons.reduce((sum, reason) => sum + points[reason], 0),
  )

const kindsOfMatch = {
  payment: 'payments',
  refund: 'refunds',
  misdirected: 'misdirected',
} as const

/** What is recorded already, of exactly this sum. */
function ofRecorded(line: LineToMatch, { payer, named, index }: Clues) {
  const groups = index.groupsByCents.get(line.restCents) ?? []
  return groups.flatMap((group) => {
    const [first] = group
    if (first === undefined || first.kind === 'invoice') return []
    const isNamed = group.every((each) => named.includes(each))
    const isPayer = payer?.id === first.partyId
    if (!isNamed && !isPayer && payer !== null) return []
    const reasons: BankReason[] = [
      'sum',
      ...(isNamed ? (['reference'] as const) : []),
      ...(isPayer ? [payer.reason] : []),
    ]
    const isNear = group.every(({ on }) => daysApart(on, line.bookedOn) <= mostDaysApart)
    const isCertain =
      group.every(({ mayDecide }) => mayDecide) &&
      isNear &&
      (isNamed || (isPayer && payer.isExact)) &&
      !(payer?.isExact && !isPayer)
    const ids = group.map(({ id }) => id)
    const proposal: BankProposal = {
      kind: kindsOfMatch[first.kind],
      ids,
      reasons,
      score: scoreOf(reasons) + (isNear ? 5 : 0),
    }
    return [{ proposal, isCertain }]
  })
}

/** Invoices whose open sums make up the line, in whole or as far as it reaches. */
function ofInvoices(line: LineToMatch, { payer, named, index }: Clues): BankProposal[] {
  const proposals: BankProposal[] = []
  const propose = (invoices: Group, reasons: BankReason[], most = 100) => {
    const parts = partsOf(line.restCents, invoices)
    const score = Math.min(most, scoreOf(reasons))
    if (parts.length > 0) proposals.push({ kind: 'invoices', parts, reasons, score })
  }
  const payerReason = (partyId: string): BankReason[] =>
    payer?.id === partyId ? [payer.reason] : []
  const invoicesNamed = named.filter(({ kind }) => kind === 'invoice')
  const [first] = invoicesNamed
  if (first !== undefined && invoicesNamed.every(({ partyId }) => partyId === first.partyId)) {
    const isWhole = sumOf(invoicesNamed) === line.restCents
    const reasons = [...payerReason(first.partyId), ...(isWhole ? (['sum'] as const) : [])]
    propose(invoicesNamed, ['reference', ...reasons])
    if (isWhole) return proposals
  }
  const own = payer === null ? [] : (index.invoicesByParty.get(payer.id) ?? [])
  if (payer !== null && own.length > 0) {
    const { solutions, isComplete } = sumFinderOf(payer.id, own, index)(line.restCents)
    const most = solutions.length === 1 && isComplete ? 70 : 55
    for (const places of solutions)
      propose(
        places.flatMap((at) => own[at] ?? []),
        ['sum', payer.reason],
        most,
      )
    // Part of what is owed: the oldest first, for a person to say otherwise.
    if (solutions.length === 0) propose(own, [payer.reason])
  }
  if (payer === null && first === undefined) {
    const alike = index.invoicesByCents.get(line.restCents) ?? []
    for (const invoice of alike.slice(0, mostProposals)) propose([invoice], ['sum'])
  }
  return proposals
}

function sumFinderOf(partyId: string, invoices: Group, { findSum }: Index): FindSum {
  const find = findSum.get(partyId) ?? sumFinder(invoices.map(({ cents }) => cents))
  findSum.set(partyId, find)
  return find
}

const mostParts = 50

/** The line's money over invoices in their order; what is above them all stays without one. */
function partsOf(restCents: number, invoices: Group) {
  let left = restCents
  const parts: { invoiceId: string; amountCents: number }[] = []
  for (const { id, cents } of invoices) {
    const amountCents = Math.min(left, cents)
    if (amountCents > 0) parts.push({ invoiceId: id, amountCents })
    left -= amountCents
    if (left === 0 || parts.length === mostParts) break
  }
  return parts
}

/** A transfer that came back to where it was sent from. */
function ofOpposites(line: LineToMatch, { opposites }: MatchKnowledge): BankProposal[] {
  const isSaid = returnWords.test(line.purpose)
  return (opposites.get(line.id) ?? []).slice(0, 1).map((lineId) => {
    const reasons: BankReason[] = ['sum', ...(isSaid ? (['returned'] as const) : [])]
    return { kind: 'pair' as const, lineId, reasons, score: isSaid ? 85 : 30 }
  })
}

function daysApart(a: string, b: string): number {
  return Math.abs(Date.parse(a) - Date.parse(b)) / 86_400_000
}
