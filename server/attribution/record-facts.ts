import assert from 'node:assert/strict'
import { recogniseLine } from '../../shared/attribution/recognise.ts'
import { eligibleCodes } from '../assistance/index.ts'
import type { Context } from '../platform/context.ts'
import type { Transaction } from '../platform/db/transaction.ts'
import type { Acceptance, AcceptedLine, AttributedLine, FactCause, Payment } from './facts.ts'
import {
  addVillageWeights,
  enterAndLockLines,
  enterFacts,
  type LineVillage,
  type NewFact,
  type RecordedLine,
  saveTotals,
} from './lines.queries.ts'
import { postChanges } from './post-entries.ts'

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
  const reports = acceptance.lines.map((line) => ({
    line: line.line,
    villages: line.villages,
    fact: { kind, grams: line.acceptedGrams, cents: line.acceptedCents },
    cause: line.cause,
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
  const reports = payment.lines.map((line) => ({
    line: line.line,
    villages: [],
    fact: { kind, grams: 0, cents: line.paidCents },
    cause: line.cause,
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
  const lines = await enterAndLockLines(
    tx,
    reports.map((report) => report.line),
  )
  const reported = reports.map((report) => ({ report, fact: factOf(context, report, occurredOn) }))
  const facts = await enterFacts(
    tx,
    reported.map(({ fact }) => fact),
  )
  const fresh = reported.filter(({ fact }) => facts.entered.has(fact.id))
  const weights = await villageWeights(
    tx,
    fresh.map(({ report }) => report),
  )
  const villages = await addVillageWeights(tx, [...lines.keys()], weights)
  const byLine = [...Map.groupBy(fresh, ({ fact }) => fact.orderLineId)]
  const changes = byLine
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([id, own]) => {
      const before = lines.get(id)
      const cause = own.at(-1)?.report.cause
      assert(before !== undefined && cause !== undefined, `line ${id} is locked`)
      return {
        before,
        after: advance(
          before,
          own.map(({ fact }) => fact),
        ),
        cause,
        villages: villages.get(id) ?? [],
        facts: facts.byLine.get(id) ?? [],
        occurredOn,
      }
    })
  await postChanges(tx, context, changes)
  await saveTotals(
    tx,
    changes.map(({ after }) => after),
  )
}

function factOf(context: Context, report: Report, occurredOn: string): NewFact {
  const { cause, fact, line } = report
  assert(Number.isSafeInteger(fact.grams) && Number.isSafeInteger(fact.cents), 'whole grams and 分')
  return {
    ...fact,
    id: context.newId(),
    orderLineId: line.orderLineId,
    causeType: cause.type,
    causeId: cause.id,
    causeLineId: cause.lineId,
    occurredOn,
    recordedAt: context.now,
  }
}

/** The line with the facts added to its totals, and the recognised sale that follows from them. */
function advance(before: RecordedLine, facts: readonly NewFact[]): RecordedLine {
  const isMoney = ({ kind }: NewFact) => kind === 'payment' || kind === 'refund'
  const money = facts.filter(isMoney)
  const goods = facts.filter((fact) => !isMoney(fact))
  const totals = {
    acceptedGrams: goods.reduce((sum, fact) => sum + fact.grams, before.acceptedGrams),
    acceptedCents: goods.reduce((sum, fact) => sum + fact.cents, before.acceptedCents),
    paidCents: money.reduce((sum, fact) => sum + fact.cents, before.paidCents),
  }
  const recognised = recogniseLine(totals, before.disallowedBy)
  return {
    ...before,
    ...totals,
    recognisedGrams: recognised.grams,
    recognisedCents: recognised.cents,
  }
}

/** The villages of new acceptances, with whether they counted when the order was placed (§3.6). */
async function villageWeights(tx: Transaction, reports: readonly Report[]): Promise<LineVillage[]> {
  const eligible = new Map<string, Set<string>>()
  for (const { line, codes, key } of placements(reports)) {
    eligible.set(
      key,
      await eligibleCodes(tx, { codes, on: line.orderedOn, recordedBefore: line.placedAt }),
    )
  }
  const weights = new Map<string, LineVillage>()
  for (const { line, villages } of reports) {
    for (const village of villages) {
      const villageCode = village.villageCode ?? ''
      const key = `${line.orderLineId} ${villageCode}`
      const before = weights.get(key)?.acceptedGrams ?? 0
      weights.set(key, {
        orderLineId: line.orderLineId,
        villageCode,
        acceptedGrams: before + village.grams,
        eligible: eligible.get(placementKey(line))?.has(judgedCode(line, villageCode)) ?? false,
      })
    }
  }
  return [...weights.values()]
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
