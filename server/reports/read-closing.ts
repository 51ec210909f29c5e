import type { z } from 'zod'
import type { Reply } from '../../shared/endpoint.ts'
import { AppError } from '../../shared/errors.ts'
import { lastDayOf, monthOfDay, monthsBetween } from '../../shared/months.ts'
import type {
  listMonths,
  readMonth,
  readPublicStatement,
  readStatement,
} from '../../shared/reports/closing.api.ts'
import { type monthRow, statementDocument } from '../../shared/reports/closing.schemas.ts'
import { dayOf } from '../../shared/scalars.ts'
import { peopleNames } from '../accounts/index.ts'
import { monthsOfCounty } from '../attribution/index.ts'
import type { Context } from '../platform/context.ts'
import type { Reader } from '../platform/db/transaction.ts'
import { benefitOfMonth, countyOf } from './build-statement.ts'
import { blockersOf } from './close-month.ts'
import {
  findStatement,
  type MonthKey,
  selectClosings,
  selectCounties,
  selectCurrentClosings,
  selectMatters,
  selectMonthSums,
  selectStatements,
} from './closing.queries.ts'
import { selectAdjustments } from './entry-totals.queries.ts'
import { selectFigures } from './figures.queries.ts'
import { figuresView } from './figures-view.ts'
import { selectOrderCounts } from './order-counts.queries.ts'
import { closesCounty, readsCounty } from './reports.policy.ts'
import type { ClosingRow, StatementRow } from './reports.tables.ts'

/** A county's months, the newest first; without one, the counties of the actor's area to choose. */
export async function monthListOf(
  reader: Reader,
  { actor, now }: Context,
  requested: string | undefined,
): Promise<Reply<typeof listMonths>> {
  const area = actor.divisionCode ?? ''
  const countyCode = requested ?? (area.length === 6 ? area : undefined)
  if (countyCode === undefined) {
    return { county: null, counties: await selectCounties(reader, area), items: [] }
  }
  if (!readsCounty(actor, countyCode)) throw new AppError('not_found')
  return {
    county: await countyOf(reader, countyCode),
    counties: [],
    items: await monthsOf(reader, countyCode, dayOf(now)),
  }
}

type MonthRow = z.input<typeof monthRow>

async function monthsOf(reader: Reader, countyCode: string, today: string): Promise<MonthRow[]> {
  const { first, lastClosed } = await monthsOfCounty(reader, countyCode)
  if (first === null) return []
  const last = [monthOfDay(today), lastClosed ?? ''].sort().at(-1) ?? ''
  const sums = new Map((await selectMonthSums(reader, countyCode)).map((sum) => [sum.month, sum]))
  const rows = await selectCurrentClosings(reader, countyCode)
  const closings = new Map(rows.map((row) => [row.month, row]))
  const hashes = new Map(
    (await selectStatements(reader, countyCode)).map(({ month, sha256 }) => [month, sha256]),
  )
  const names = await peopleNames(reader, rows.flatMap(peopleOf))
  return monthsBetween(first, last)
    .reverse()
    .map((month) => {
      const closing = closings.get(month)
      const isClosed = closing?.state === 'closed'
      const { cents = 0, entries = 0 } = sums.get(month) ?? {}
      return {
        month,
        state: isClosed ? 'closed' : closing === undefined ? 'open' : 'prepared',
        isOver: lastDayOf(month) < today,
        cents,
        entries,
        preparedBy: closing === undefined ? null : (names.get(closing.preparedBy) ?? ''),
        preparedAt: closing?.preparedAt.toISOString() ?? null,
        closedBy: isClosed ? (names.get(closing.decidedBy ?? '') ?? '') : null,
        closedAt: isClosed ? (closing.decidedAt?.toISOString() ?? null) : null,
        sha256: hashes.get(month) ?? null,
      }
    })
}

function peopleOf({ preparedBy, decidedBy }: ClosingRow): string[] {
  return decidedBy === null ? [preparedBy] : [preparedBy, decidedBy]
}

/** A month with all that decides whether it may be closed, as it is now. */
export async function monthPageOf(
  reader: Reader,
  context: Context,
  key: MonthKey,
): Promise<Reply<typeof readMonth>> {
  const { actor, now } = context
  const { countyCode, month } = key
  if (!readsCounty(actor, countyCode)) throw new AppError('not_found')
  const { first } = await monthsOfCounty(reader, countyCode)
  const closings = await selectClosings(reader, key)
  const isKnown = first !== null && first <= month && month <= monthOfDay(dayOf(now))
  if (!isKnown && closings.length === 0) throw new AppError('not_found')
  const months = { first: month, last: month }
  const scope = { units: null, node: countyCode }
  const until = lastDayOf(month)
  const names = await peopleNames(reader, closings.flatMap(peopleOf))
  const current = closings.find(({ state }) => state === 'prepared' || state === 'closed')
  const isClosed = current?.state === 'closed'
  const blockers = isClosed ? [] : await blockersOf(reader, context, key)
  const isOwn = current?.preparedBy === actor.personId
  const mayAct = closesCounty(actor, countyCode)
  const mayDecide = mayAct && current?.state === 'prepared'
  return {
    county: await countyOf(reader, countyCode),
    month,
    from: `${month}-01`,
    to: until,
    state: isClosed ? 'closed' : current === undefined ? 'open' : 'prepared',
    figures: figuresView(
      await selectFigures(reader, scope, months),
      await selectOrderCounts(reader, scope, months),
    ),
    adjustments: await selectAdjustments(reader, { scope, months, recognition: 'counted' }),
    benefit: await benefitOfMonth(reader, key),
    blockers,
    // Of a closed month its statement says what was open then.
    matters: isClosed ? [] : await selectMatters(reader, { countyCode, until }),
    closings: closings.map((row) => ({
      id: row.id,
      state: row.state,
      remark: row.remark,
      preparedBy: names.get(row.preparedBy) ?? '',
      preparedAt: row.preparedAt.toISOString(),
      decidedBy: row.decidedBy === null ? null : (names.get(row.decidedBy) ?? ''),
      decidedAt: row.decidedAt?.toISOString() ?? null,
      reason: row.reason,
    })),
    may: {
      prepare: mayAct && current === undefined && blockers.length === 0,
      close: mayDecide && !isOwn && blockers.length === 0,
      return: mayDecide && !isOwn,
      withdraw: mayDecide && isOwn,
    },
  }
}

/** The statement of a closed month, for whoever may read it. */
export async function requireStatement(
  reader: Reader,
  { actor }: Context,
  key: MonthKey,
): Promise<StatementRow> {
  if (!readsCounty(actor, key.countyCode)) throw new AppError('not_found')
  const statement = await findStatement(reader, key)
  if (statement === undefined) throw new AppError('not_found')
  return statement
}

/** The same, read, with the hash of its text. Throws `not_found`. */
export async function statementOf(
  reader: Reader,
  context: Context,
  key: MonthKey,
): Promise<Reply<typeof readStatement>> {
  const { document, sha256 } = await requireStatement(reader, context, key)
  return { document: statementDocument.parse(JSON.parse(document)), sha256 }
}

/** What everybody may know of the statement of a month. Throws `not_found`. */
export async function publicStatementOf(
  reader: Reader,
  key: MonthKey,
): Promise<Reply<typeof readPublicStatement>> {
  const statement = await findStatement(reader, key)
  if (statement === undefined) throw new AppError('not_found')
  const { county, month, from, to, figures, entries } = statementDocument.parse(
    JSON.parse(statement.document),
  )
  return {
    ...{ county, month, from, to },
    closedAt: statement.closedAt.toISOString(),
    sha256: statement.sha256,
    distinct: figures.distinct,
    entries: entries.count,
  }
}
