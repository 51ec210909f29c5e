import assert from 'node:assert/strict'
import { recognise } from '../../shared/attribution/recognise.ts'
import { eligibleCodes } from '../assistance/index.ts'
import type { Context } from '../platform/context.ts'
import type { Transaction } from '../platform/db/transaction.ts'
import type { Acceptance, AcceptedLine, AttributedLine, FactCause, Payment } from './facts.ts'
import { type ChangedLine, postChanges } from './post-entries.ts'
import {
  addVillageWeights,
  enterAndLockLines,
  enterFacts,
  type FactsOfLines,
  type KnownLine,
  keepStandings,
  type LineVillage,
  type NewFact,
  type VillageChange,
} from './recognition.queries.ts'

/**
 * Records accepted or returned goods and posts what follows from them (§3.2 to §3.5). Grams and
 * 分 are changes; a document line that was reported before counts once. The caller holds the
 * locks of its own documents; here follow lines, chains' ends and rollups, in this order.
 */
export async function recordAcceptance(
  tx: Transaction,
  context: Context,
  acceptance: Acceptance,
): Promise<void> {
  acceptance.lines.forEach(requireVillagesSum)
  const kind = acceptance.kind ?? 'acceptance'
  const reports = acceptance.lines.map((each) => ({
    line: each.line,
    villages: each.villages,
    fact: { kind, grams: each.acceptedGrams, cents: each.acceptedCents },
    cause: each.cause,
  }))
  await record(tx, context, { occurredOn: acceptance.occurredOn, reports })
}

/**
 * Records money that arrived or went back and posts what follows from it (§3.2 to §3.4). 分 are
 * changes of goods paid, freight left out; a document line that was reported before counts once.
 */
export async function recordPayment(
  tx: Transaction,
  context: Context,
  payment: Payment,
): Promise<void> {
  const kind = payment.kind ?? 'payment'
  const reports = payment.lines.map((each) => ({
    line: each.line,
    villages: [],
    fact: { kind, grams: 0, cents: each.paidCents },
    cause: each.cause,
  }))
  await record(tx, context, { occurredOn: payment.occurredOn, reports })
}

interface Report {
  line: AttributedLine
  cause: FactCause
  fact: Pick<NewFact, 'kind' | 'grams' | 'cents'>
  villages: AcceptedLine['villages']
}

async function record(
  tx: Transaction,
  context: Context,
  { occurredOn, reports }: { occurredOn: string; reports: Report[] },
): Promise<void> {
  if (reports.length === 0) return
  const distinct = new Map(reports.map((report) => [report.line.orderLineId, report.line]))
  const lines = await enterAndLockLines(tx, [...distinct.values()])
  const entering = reports.map((report) => ({ report, fact: factOf(context, report, occurredOn) }))
  const facts = await enterFacts(
    tx,
    entering.map((each) => each.fact),
    context.now,
  )
  const fresh = entering.filter((each) => facts.entered.has(each.fact.id))
  const changes = await villageChanges(
    tx,
    fresh.map((each) => each.report),
  )
  const villages = await addVillageWeights(tx, [...lines.keys()], changes)
  for (const { fact } of fresh) addToStanding(known(lines, fact.orderLineId), fact)
  const causes = new Map(fresh.map(({ fact }) => [fact.orderLineId, fact.cause]))
  const changed = [...causes].map(([id, cause]) =>
    changedLine(known(lines, id), { cause, facts, villages, occurredOn }),
  )
  const moving = changed.filter(mayMove).sort((a, b) => order(a.line, b.line))
  if (moving.length > 0) await postChanges(tx, context, moving)
  for (const { line } of changed) {
    const { grams, cents } = recognise(line)
    line.recognisedGrams = grams
    line.recognisedCents = cents
  }
  await keepStandings(
    tx,
    changed.map((each) => each.line),
  )
}

function factOf(context: Context, report: Report, occurredOn: string): NewFact {
  const { cause, fact, line } = report
  assert(Number.isSafeInteger(fact.grams) && Number.isSafeInteger(fact.cents), 'whole grams and 分')
  return { ...fact, id: context.newId(), orderLineId: line.orderLineId, cause, occurredOn }
}

function addToStanding(line: KnownLine, fact: NewFact): void {
  if (fact.kind === 'payment' || fact.kind === 'refund') {
    line.paidCents += fact.cents
    return
  }
  line.acceptedGrams += fact.grams
  line.acceptedCents += fact.cents
}

function changedLine(
  line: KnownLine,
  given: {
    cause: FactCause
    facts: FactsOfLines
    villages: Map<string, LineVillage[]>
    occurredOn: string
  },
): ChangedLine {
  const { acceptedGrams, acceptedCents, paidCents, recognisedCents, credit } = line
  const situation = {
    acceptedGrams,
    acceptedCents,
    paidCents,
    recognisedCents,
    credit,
    villages: given.villages.get(line.orderLineId) ?? [],
    facts: given.facts.byLine.get(line.orderLineId) ?? [],
    occurredOn: given.occurredOn,
  }
  return { line, cause: given.cause, situation }
}

/** Most receipts come before any money: nothing is recognised then, and no chain need be locked. */
function mayMove({ line }: ChangedLine): boolean {
  return line.recognisedCents > 0 || recognise(line).cents > 0
}

/** The villages of new acceptances, with whether they counted when the order was placed (§3.6). */
async function villageChanges(
  tx: Transaction,
  reports: readonly Report[],
): Promise<VillageChange[]> {
  const eligible = new Map<string, Set<string>>()
  for (const { line, codes, key } of placements(reports)) {
    eligible.set(
      key,
      await eligibleCodes(tx, { codes, on: line.orderedOn, recordedBefore: line.placedAt }),
    )
  }
  const grams = new Map<string, VillageChange>()
  for (const { line, villages } of reports) {
    for (const village of villages) {
      const villageCode = village.villageCode ?? ''
      const key = `${line.orderLineId} ${villageCode}`
      const before = grams.get(key)?.grams ?? 0
      grams.set(key, {
        orderLineId: line.orderLineId,
        villageCode,
        grams: before + village.grams,
        eligible: eligible.get(placementKey(line))?.has(judgedCode(line, villageCode)) ?? false,
      })
    }
  }
  return [...grams.values()]
}

/** The reports by the moment their orders were placed; lines of one order share it. */
function placements(reports: readonly Report[]) {
  const byMoment = Map.groupBy(
    reports.filter((report) => report.villages.length > 0),
    (report) => placementKey(report.line),
  )
  return [...byMoment].flatMap(([key, [first, ...more]]) => {
    if (first === undefined) return []
    const codes = [first, ...more].flatMap(({ line, villages }) =>
      villages.map((village) => judgedCode(line, village.villageCode ?? '')),
    )
    return [{ key, line: first.line, codes: [...new Set(codes)].sort() }]
  })
}

function placementKey(line: AttributedLine): string {
  return `${line.orderedOn} ${line.placedAt.toISOString()}`
}

/** The unknown village counts where the county that supervises the seller does (§3.5). */
function judgedCode(line: AttributedLine, villageCode: string): string {
  return villageCode === '' ? line.supervisingCountyCode : villageCode
}

function requireVillagesSum(line: AcceptedLine): void {
  const sum = line.villages.reduce((total, village) => total + village.grams, 0)
  assert.equal(sum, line.acceptedGrams, 'the villages of an acceptance sum to its weight')
}

function known(lines: Map<string, KnownLine>, id: string): KnownLine {
  const line = lines.get(id)
  assert(line !== undefined, `line ${id} is locked`)
  return line
}

function order(a: KnownLine, b: KnownLine): number {
  return a.orderLineId < b.orderLineId ? -1 : 1
}
