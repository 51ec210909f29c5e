import type { z } from 'zod'
import { type Account, accounts } from '../../shared/billing/accounts.ts'
import type {
  accountPosting,
  counterpartyBalance,
  statement,
  trialBalance,
} from '../../shared/billing/books.schemas.ts'
import { AppError, fieldError } from '../../shared/errors.ts'
import { type Figure, figureOf } from '../../shared/figure.ts'
import { monthOfDay } from '../../shared/months.ts'
import type { CursorPage } from '../../shared/pagination.ts'
import { addDays, dayOf } from '../../shared/scalars.ts'
import { organisationNames } from '../organisations/index.ts'
import { type Context, organisationOf } from '../platform/context.ts'
import { pageOf } from '../platform/db/keyset.ts'
import type { Reader } from '../platform/db/transaction.ts'
import {
  type AccountPostingRow,
  type BookMonths,
  balanceBefore,
  isRelated,
  type Relation,
  selectCounterparties,
  selectPostings,
  selectStatement,
  selectTrialBalance,
} from './books.queries.ts'

interface Period {
  from?: string | undefined
  to?: string | undefined
}

/** 科目余额表 of the actor's organisation; without months, the year so far. */
export async function readTrialBalance(
  reader: Reader,
  context: Context,
  period: Period,
): Promise<z.input<typeof trialBalance>> {
  const months = monthsOf(context, period)
  const lines = await selectTrialBalance(reader, months)
  lines.sort((a, b) => accounts.indexOf(a.account) - accounts.indexOf(b.account))
  return { from: months.from, to: months.to, lines }
}

/** A page of the postings of one account. */
export async function listPostings(
  reader: Reader,
  context: Context,
  filter: CursorPage & Period & { account: Account },
) {
  const { rows, total } = await selectPostings(reader, monthsOf(context, filter), filter)
  return pageOf(rows, filter, postingView, { total })
}

/** A page of the counterparties with what is open. */
export async function listCounterparties(reader: Reader, context: Context, filter: CursorPage) {
  const { rows, total } = await selectCounterparties(reader, relationOf(context), filter)
  const view = (row: (typeof rows)[number]): z.input<typeof counterpartyBalance> => ({
    counterparty: { id: row.counterpartyId, name: row.counterpartyName },
    balanceCents: row.balanceCents,
  })
  return pageOf(rows, filter, view, { total })
}

/** 对账单 with a counterparty; without days, the year so far. Throws `not_found`. */
export async function readStatement(
  reader: Reader,
  context: Context,
  filter: CursorPage & Period & { counterpartyId: string },
): Promise<z.input<typeof statement>> {
  const relation = { ...relationOf(context), counterpartyId: filter.counterpartyId }
  if (!(await isRelated(reader, relation))) throw new AppError('not_found')
  const to = filter.to ?? dayOf(context.now)
  const from = filter.from ?? `${to.slice(0, 4)}-01-01`
  requireOrder(from, to)
  const { rows, total } = await selectStatement(reader, { ...relation, from, to }, filter)
  const [first] = rows
  const openingCents = await balanceBefore(reader, relation, { day: from })
  let balance =
    first === undefined || filter.cursor === undefined
      ? openingCents
      : await balanceBefore(reader, relation, { day: first.occurredOn, entryId: first.entryId })
  const page = pageOf(
    rows,
    filter,
    ({ cursor: _, ...row }) => {
      balance = plus(balance, row.changeCents)
      return { ...row, balanceCents: balance }
    },
    { total },
  )
  const { organisationId, counterpartyId } = relation
  const names = await organisationNames(reader, [organisationId, counterpartyId])
  return {
    ...page,
    organisation: { id: organisationId, name: names.get(organisationId) ?? '' },
    counterparty: { id: counterpartyId, name: names.get(counterpartyId) ?? '' },
    isSeller: relation.sign === 1,
    from,
    to,
    openingCents,
    closingCents: await balanceBefore(reader, relation, { day: addDays(to, 1) }),
  }
}

/** A seller's receivables are debits, a buyer's payables credits: both are above 0 here. */
function relationOf({ actor }: Context): Relation {
  const sign = actor.organisationKind === 'cooperative' ? 1 : -1
  return { organisationId: organisationOf(actor), sign }
}

function monthsOf(context: Context, period: Period): BookMonths {
  const to = period.to ?? monthOfDay(dayOf(context.now))
  const from = period.from ?? `${to.slice(0, 4)}-01`
  requireOrder(from, to)
  return { organisationId: organisationOf(context.actor), from, to }
}

function requireOrder(from: string, to: string): void {
  if (from > to) throw fieldError(['to'], 'dates_out_of_order')
}

function postingView(row: AccountPostingRow): z.input<typeof accountPosting> {
  const { cursor: _, counterpartyId, counterpartyName, cents, ...document } = row
  const counterparty =
    counterpartyId === null ? null : { id: counterpartyId, name: counterpartyName ?? '' }
  return {
    ...document,
    counterparty,
    debitCents: Math.max(0, cents),
    creditCents: Math.max(0, -cents),
  }
}

function plus(sum: Figure, change: number): Figure {
  return figureOf(BigInt(sum) + BigInt(change))
}
