import { sql } from 'drizzle-orm'
import type { CreditSnapshot } from '../../shared/attribution/credit.ts'
import type { DayOfFacts } from '../../shared/attribution/recognise.ts'
import type { AcceptedVillage } from '../../shared/attribution/split-by-village.ts'
import type { Transaction } from '../platform/db/transaction.ts'
import type { AttributedLine, FactCause } from './facts.ts'

/** A line as attribution keeps it, locked. */
export interface KnownLine {
  orderLineId: string
  purchaseOrderId: string
  cooperativeId: string
  supervisingCountyCode: string
  orderedOn: string
  placedAt: Date
  channel: string
  productId: string
  category: string
  credit: CreditSnapshot
  grade: string
  acceptedGrams: number
  acceptedCents: number
  paidCents: number
  recognisedGrams: number
  recognisedCents: number
}

/**
 * Enters the lines that are not known yet and locks all of them, in id order, in one statement.
 * What was fixed when a line was first reported stays as it was (§3.6).
 */
export async function enterAndLockLines(
  tx: Transaction,
  lines: readonly AttributedLine[],
): Promise<Map<string, KnownLine>> {
  const rows = await tx.execute<Record<keyof KnownLine, unknown>>(sql`
    insert into attribution.recognition_lines
      (order_line_id, purchase_order_id, purchase_order_number,
      ordered_on, placed_at, cooperative_id, supervising_county_code, buyer_unit_id, channel,
      product_id, category, credit, grade)
    select r."orderLineId", r."purchaseOrderId", r."purchaseOrderNumber", r."orderedOn",
      r."placedAt", r."cooperativeId", r."supervisingCountyCode", r."buyerUnitId", r.channel,
      r."productId", r.category, r.credit, r.grade
    from jsonb_to_recordset(${JSON.stringify(lines)}::text::jsonb) as r("orderLineId" uuid,
      "purchaseOrderId" uuid, "purchaseOrderNumber" text, "orderedOn" date,
      "placedAt" timestamptz, "cooperativeId" uuid, "supervisingCountyCode" text,
      "buyerUnitId" uuid, channel text, "productId" uuid, category text, credit jsonb, grade text)
    order by r."orderLineId"
    on conflict (order_line_id) do update set order_line_id = excluded.order_line_id
    returning order_line_id as "orderLineId", purchase_order_id as "purchaseOrderId",
      cooperative_id as "cooperativeId", supervising_county_code as "supervisingCountyCode",
      ordered_on as "orderedOn", placed_at as "placedAt", channel, product_id as "productId",
      category, credit::text as credit, grade, accepted_grams as "acceptedGrams",
      accepted_cents as "acceptedCents", paid_cents as "paidCents",
      recognised_grams as "recognisedGrams", recognised_cents as "recognisedCents"`)
  return new Map(rows.map((row) => [row.orderLineId as string, knownLine(row)]))
}

function knownLine(row: Record<keyof KnownLine, unknown>): KnownLine {
  return {
    ...(row as unknown as KnownLine),
    placedAt: new Date(row.placedAt as string),
    credit: JSON.parse(row.credit as string) as CreditSnapshot,
  }
}

export interface NewFact {
  id: string
  orderLineId: string
  kind: 'acceptance' | 'payment' | 'refund' | 'return'
  cause: FactCause
  occurredOn: string
  grams: number
  cents: number
}

export interface FactsOfLines {
  /** Ids of the facts that were new; a cause that was reported before counts once. */
  entered: Set<string>
  /** Every fact of each line, earlier ones and new ones, in no order. */
  byLine: Map<string, DayOfFacts[]>
}

/** Enters the facts and reads all facts of their lines back, in one statement. */
export async function enterFacts(
  tx: Transaction,
  facts: readonly NewFact[],
  recordedAt: Date,
): Promise<FactsOfLines> {
  const rows = await tx.execute<{
    id: string
    line: string
    kind: string
    day: string
    cents: number
    fresh: boolean
  }>(sql`
    with given as (
      select * from jsonb_to_recordset(${JSON.stringify(facts)}::text::jsonb) as r(id uuid,
        "orderLineId" uuid, kind text, cause jsonb, "occurredOn" date, grams bigint, cents bigint)
    ), entered as (
      insert into attribution.recognition_facts
        (id, order_line_id, kind, cause_type, cause_id, cause_line_id,
        occurred_on, grams, cents, recorded_at)
      select id, "orderLineId", kind, cause->>'type', (cause->>'id')::uuid,
        (cause->>'lineId')::uuid, "occurredOn", grams, cents,
        ${recordedAt.toISOString()}::timestamptz
      from given
      on conflict do nothing
      returning id, order_line_id, kind, occurred_on, cents
    )
    select id, order_line_id as line, kind, occurred_on as day, cents, true as fresh from entered
    union all
    select id, order_line_id, kind, occurred_on, cents, false from attribution.recognition_facts
    where order_line_id in (select "orderLineId" from given)`)
  const byLine = new Map<string, DayOfFacts[]>()
  for (const { line, kind, day, cents } of rows) {
    const isMoney = kind === 'payment' || kind === 'refund'
    const fact = { day, acceptedCents: isMoney ? 0 : cents, paidCents: isMoney ? cents : 0 }
    byLine.set(line, [...(byLine.get(line) ?? []), fact])
  }
  return { entered: new Set(rows.filter((row) => row.fresh).map((row) => row.id)), byLine }
}

export interface VillageChange {
  orderLineId: string
  villageCode: string
  grams: number
  eligible: boolean
}

export interface LineVillage extends AcceptedVillage {
  eligible: boolean
}

/**
 * Adds accepted weight to the villages of lines and reads all villages of these lines back.
 * Whether a village counts was fixed with its first weight (§3.6).
 */
export async function addVillageWeights(
  tx: Transaction,
  lineIds: readonly string[],
  changes: readonly VillageChange[],
): Promise<Map<string, LineVillage[]>> {
  const rows = await tx.execute<{
    line: string
    village: string
    grams: number
    eligible: boolean
  }>(
    sql`
    with changed as (
      insert into attribution.recognition_line_villages
        (order_line_id, village_code, accepted_grams, eligible)
      select r."orderLineId", r."villageCode", r.grams + coalesce(v.accepted_grams, 0), r.eligible
      from jsonb_to_recordset(${JSON.stringify(changes)}::text::jsonb) as r("orderLineId" uuid,
          "villageCode" text, grams bigint, eligible boolean)
        left join attribution.recognition_line_villages v
          on v.order_line_id = r."orderLineId" and v.village_code = r."villageCode"
      order by 1, 2
      on conflict (order_line_id, village_code)
        do update set accepted_grams = excluded.accepted_grams
      returning *
    ), known as (
      select * from changed
      union all
      select * from attribution.recognition_line_villages v
      where order_line_id in (select jsonb_array_elements_text(
          ${JSON.stringify(lineIds)}::text::jsonb)::uuid)
        and not exists (select from changed c
          where c.order_line_id = v.order_line_id and c.village_code = v.village_code)
    )
    select order_line_id as line, village_code as village, accepted_grams as grams, eligible
    from known order by line, village`,
  )
  const byLine = new Map<string, LineVillage[]>()
  for (const { line, village, grams, eligible } of rows) {
    const of = byLine.get(line) ?? []
    of.push({ villageCode: village, acceptedGrams: grams, eligible })
    byLine.set(line, of)
  }
  return byLine
}

/** Keeps where the lines stand now. */
export async function keepStandings(tx: Transaction, lines: readonly KnownLine[]): Promise<void> {
  const standings = lines.map((line) => ({
    id: line.orderLineId,
    ag: line.acceptedGrams,
    ac: line.acceptedCents,
    pc: line.paidCents,
    rg: line.recognisedGrams,
    rc: line.recognisedCents,
  }))
  await tx.execute(sql`
    update attribution.recognition_lines l set accepted_grams = r.ag, accepted_cents = r.ac,
      paid_cents = r.pc, recognised_grams = r.rg, recognised_cents = r.rc
    from jsonb_to_recordset(${JSON.stringify(standings)}::text::jsonb)
      as r(id uuid, ag bigint, ac bigint, pc bigint, rg bigint, rc bigint)
    where l.order_line_id = r.id`)
}
