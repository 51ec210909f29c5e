import { sql } from 'drizzle-orm'
import { z } from 'zod'
import { fieldError } from '../../shared/errors.ts'
import { usualThresholds } from '../../shared/review/judge.ts'
import type { startCheckRun as startContract } from '../../shared/review/review.api.ts'
import { day, dayOf } from '../../shared/scalars.ts'
import { peopleNames } from '../accounts/index.ts'
import { recordAudit } from '../evidence/index.ts'
import { countOrdersPlaced, ordersPlaced } from '../orders/index.ts'
import { type Context, systemActor } from '../platform/context.ts'
import { execute, queryRow, queryRows } from '../platform/db/rows.ts'
import { type Reader, type Transaction, transaction } from '../platform/db/transaction.ts'
import type { Dependencies } from '../platform/dependencies.ts'
import { publishEvent } from '../platform/jobs/outbox.ts'
import type { Listener } from '../platform/jobs/relay.ts'
import { divisionsByCodes, requireDivision } from '../villages/index.ts'
import { checkOrders } from './check-orders.ts'

/** What is checked in one transaction. */
const atOnce = 100
/** So many of the latest runs are shown. */
const shown = 50

type RunInput = z.output<NonNullable<typeof startContract.body>>

/** Checks the orders of a place that were placed in a range of days again, in the background. */
export async function startCheckRun(
  tx: Transaction,
  context: Context,
  input: RunInput,
): Promise<void> {
  if (input.toDay < input.fromDay) throw fieldError(['toDay'], 'dates_out_of_order')
  if (input.divisionCode !== '') await requireDivision(tx, input.divisionCode, ['divisionCode'])
  await requestRun(tx, context, { ...input, requestedBy: context.actor.personId })
}

/** One that is under way for the place begins again, with the days of both. */
async function requestRun(
  tx: Transaction,
  context: Context,
  { divisionCode, fromDay, toDay, requestedBy }: RunInput & { requestedBy: string },
): Promise<void> {
  const run = await queryRow(
    tx,
    z.object({ id: z.uuid(), fromDay: z.string(), toDay: z.string() }),
    sql`
    insert into review.check_runs (id, scope, from_day, to_day, orders_total, requested_by,
      requested_at)
    values (${context.newId()}, ${divisionCode}, ${fromDay}, ${toDay}, 0, ${requestedBy},
      ${context.now.toISOString()})
    on conflict (scope) where finished_at is null do update set
      from_day = least(check_runs.from_day, excluded.from_day),
      to_day = greatest(check_runs.to_day, excluded.to_day),
      orders_checked = 0, next_placed_at = null, next_id = null
    returning id, from_day, to_day`,
  )
  if (run === undefined) return
  const total = await countOrdersPlaced(tx, { scope: divisionCode, ...run })
  await execute(tx, sql`update review.check_runs set orders_total = ${total} where id = ${run.id}`)
  await recordAudit(tx, context, {
    action: 'review.start-check-run',
    ...{ subjectType: 'check_run', subjectId: run.id, after: { divisionCode, fromDay, toDay } },
  })
}

const policyChange = z.object({
  name: z.string(),
  validFrom: day,
  addedBy: z.uuid(),
})

/** A threshold that holds from a day that is past: what was ordered since is checked by it. */
export const thresholdListener: Listener = {
  topic: 'assistance.policy-value-added',
  handle: async (tx, context, events) => {
    const today = dayOf(context.now)
    for (const { payload } of events) {
      const { name, validFrom, addedBy } = policyChange.parse(payload)
      if (!(name in usualThresholds) || validFrom > today) continue
      const days = { fromDay: validFrom, toDay: today }
      await requestRun(tx, context, { divisionCode: '', ...days, requestedBy: addedBy })
    }
  },
}

const openRun = z.object({
  id: z.uuid(),
  scope: z.string(),
  fromDay: z.string(),
  toDay: z.string(),
  nextPlacedAt: z.string().nullable(),
  nextId: z.uuid().nullable(),
  requestedAt: z.date(),
})

/**
 * Takes the oldest run a step further; true where there may be more to do. A step that was cut off
 * is taken again, and what is checked twice opens nothing. When a run ends, the offices whose flags
 * it opened are told once; none of the flags tells them by itself.
 */
export async function workOnCheckRuns(
  deps: Pick<Dependencies, 'db' | 'clock' | 'newId'>,
): Promise<boolean> {
  const { db, clock, newId } = deps
  return transaction(db, async (tx) => {
    const run = await queryRow(
      tx,
      openRun,
      sql`
      select id, scope, from_day, to_day, next_placed_at::text as next_placed_at, next_id,
        requested_at
      from review.check_runs where finished_at is null
      order by requested_at, id limit 1 for no key update skip locked`,
    )
    if (run === undefined) return false
    const context = { actor: systemActor, requestId: 'review', now: clock(), newId }
    const { nextPlacedAt, nextId } = run
    const after = nextPlacedAt && nextId ? { placedAt: nextPlacedAt, id: nextId } : null
    const orders = await ordersPlaced(tx, { ...run, after, limit: atOnce })
    const ids = orders.map(({ id }) => id).sort()
    const opened = await checkOrders(tx, context, ids, { isTold: false })
    const last = orders.at(-1)
    const isDone = orders.length < atOnce
    await execute(
      tx,
      sql`
      update review.check_runs set orders_checked = orders_checked + ${orders.length},
        flags_opened = flags_opened + ${opened},
        next_placed_at = coalesce(${last?.placedAt ?? null}::timestamptz, next_placed_at),
        next_id = coalesce(${last?.id ?? null}::uuid, next_id),
        finished_at = ${isDone ? context.now.toISOString() : null}::timestamptz
      where id = ${run.id}`,
    )
    if (isDone) await tellOffices(tx, context, run)
    return true
  })
}

const county = z.object({ code: z.string() })

async function tellOffices(
  tx: Transaction,
  context: Context,
  { id, scope, requestedAt }: z.output<typeof openRun>,
): Promise<void> {
  const counties = await queryRows(
    tx,
    county,
    sql`
    select distinct supervising_county_code as code from review.flags
    where opened_at >= ${requestedAt.toISOString()}::timestamptz
      and starts_with(supervising_county_code, ${scope.slice(0, 6)}) and state = 'open'
    order by 1`,
  )
  if (counties.length === 0) return
  await publishEvent(tx, context, {
    ...{ topic: 'review.check-run-finished', subjectType: 'check_run', subjectId: id },
    payload: { divisionCodes: counties.map(({ code }) => code) },
  })
}

const runRow = z.object({
  id: z.uuid(),
  scope: z.string(),
  fromDay: z.string(),
  toDay: z.string(),
  ordersTotal: z.int(),
  ordersChecked: z.int(),
  flagsOpened: z.int(),
  requestedBy: z.uuid(),
  requestedAt: z.date(),
  finishedAt: z.date().nullable(),
})

/** The latest runs that touch the actor's area. */
export async function listCheckRuns(reader: Reader, { actor }: Context) {
  const area = actor.organisationKind === 'platform' ? '' : (actor.divisionCode ?? '-')
  const rows = await queryRows(
    reader,
    runRow,
    sql`
    select id, scope, from_day, to_day, orders_total, orders_checked, flags_opened, requested_by,
      requested_at, finished_at
    from review.check_runs
    where starts_with(scope, ${area}) or starts_with(${area}, scope)
    order by requested_at desc, id desc limit ${shown}`,
  )
  const places = await divisionsByCodes(reader, [...new Set(rows.map(({ scope }) => scope))])
  const people = await peopleNames(reader, [...new Set(rows.map((row) => row.requestedBy))])
  return {
    items: rows.map(({ scope, requestedBy, requestedAt, finishedAt, ...row }) => ({
      ...row,
      place: scope === '' ? null : { code: scope, name: places.get(scope)?.pathName ?? scope },
      requestedBy: people.get(requestedBy) ?? '',
      requestedAt: requestedAt.toISOString(),
      finishedAt: finishedAt?.toISOString() ?? null,
    })),
  }
}
