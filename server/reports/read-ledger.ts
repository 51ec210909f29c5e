import type { z } from 'zod'
import type { Reply } from '../../shared/endpoint.ts'
import { fieldError } from '../../shared/errors.ts'
import { monthsOfPeriod } from '../../shared/reports/periods.ts'
import type { ledgerQuery } from '../../shared/reports/query.schemas.ts'
import type { listLedger } from '../../shared/reports/reports.api.ts'
import { organisationNames } from '../organisations/index.ts'
import type { Context } from '../platform/context.ts'
import type { Reader } from '../platform/db/transaction.ts'
import { isKept, selectEntryTotal, selectFewestKept } from './entry-totals.queries.ts'
import { selectEntries } from './ledger.queries.ts'
import { type EntryFilter, isFew } from './ledger-filter.queries.ts'
import { countNamed, type NamedInLedger } from './ledger-names.queries.ts'
import { cursorText, ledgerRowView, parseCursor } from './ledger-view.ts'
import { productNames } from './ranking.queries.ts'
import { namedSubject } from './read-subject.ts'
import { type ResolvedReport, resolveReport } from './resolve-report.ts'
import { namedInLedger } from './search-ledger.ts'

type LedgerQuestion = z.output<typeof ledgerQuery>

/** What a question means, after it was judged whether the actor may ask it, and whom it is of. */
export async function resolveLedger(reader: Reader, context: Context, question: LedgerQuestion) {
  const report = await resolveReport(reader, context, question)
  const filter = await filterOf(reader, { report, question })
  return {
    filter,
    subject: await namedSubject(reader, report.subject),
    names: await namesOf(reader, filter, report),
  }
}

async function filterOf(
  reader: Reader,
  { report, question }: { report: ResolvedReport; question: LedgerQuestion },
): Promise<EntryFilter> {
  const { scope, period } = report
  const { text, sort: _sort, period: _period, pairingId: _pairing, ...asked } = question
  const { unitId: _unit, withBelow: _below, groupId: _group, divisionCode: _place, ...own } = asked
  const named = text ? await namedInLedger(reader, text, scope.node) : undefined
  const asOf = report.asOf ?? undefined
  const filter = { ...own, asOf, scope, months: monthsOfPeriod(period), named }
  if (named?.isCommon) await requireFew(reader, filter, 'text')
  return filter
}

/** So many entries are gone through for what no index finds, or is kept. */
const mostGoneThrough = 500_000

/** Throws where more entries would be gone through: a narrower place or period is asked for. */
async function requireFew(
  reader: Reader,
  filter: EntryFilter,
  asked: 'text' | 'divisionCode',
): Promise<void> {
  if (filter.scope.units !== null) return
  if ((await selectFewestKept(reader, filter)) <= mostGoneThrough) return
  throw fieldError([asked], asked === 'text' ? 'too_common' : 'too_many_lines')
}

/** So many names, or so many entries of them, are found and added up while somebody waits. */
const mostNames = 20
const mostEntriesNamed = 10_000

/** Throws where a page of a place wider than a county would keep somebody waiting. */
async function requireQuick(reader: Reader, filter: EntryFilter): Promise<void> {
  const { scope, named } = filter
  if (scope.units !== null || (scope.node ?? '').length >= countyLength) return
  if (named === undefined) {
    if (!isFew(filter) && !isKept(filter)) await requireFew(reader, filter, 'divisionCode')
  } else if (!named.isCommon && countNames(named) > mostNames) {
    if ((await countNamed(reader, filter, mostEntriesNamed + 1)) > mostEntriesNamed) {
      throw fieldError(['text'], 'too_common')
    }
  }
}

const countyLength = 6

function countNames(named: NamedInLedger): number {
  const { organisationIds, villageCodes, productIds, purchaseOrderIds } = named
  return [organisationIds, villageCodes, productIds, purchaseOrderIds].flat().length
}

/** A page of the ledger with the total of everything the filter means. */
export async function ledgerPageOf(
  reader: Reader,
  context: Context,
  {
    cursor: place,
    limit,
    ...question
  }: LedgerQuestion & {
    cursor?: string | undefined
    limit: number
  },
): Promise<Reply<typeof listLedger>> {
  const report = await resolveReport(reader, context, question)
  const filter = await filterOf(reader, { report, question })
  await requireQuick(reader, filter)
  const { sort } = question
  const cursor = parseCursor(place, sort)
  const rows = await selectEntries(reader, filter, { cursor, limit: limit + 1, sort })
  const page = rows.slice(0, limit)
  const last = page.at(-1)
  const isMore = rows.length > limit && last !== undefined
  return {
    subject: await namedSubject(reader, report.subject),
    names: await namesOf(reader, filter, report),
    items: page.map(ledgerRowView),
    total: await selectEntryTotal(reader, filter),
    nextCursor: isMore ? cursorText(last, sort) : null,
  }
}

async function namesOf(reader: Reader, filter: EntryFilter, { pairing }: ResolvedReport) {
  const { productId, cooperativeId, buyerUnitId, helperUnitId } = filter
  const ids = [cooperativeId, buyerUnitId, helperUnitId].filter((each) => each !== undefined)
  const organisations = await organisationNames(reader, ids)
  const products = await productNames(reader, productId === undefined ? [] : [productId])
  return {
    product: products.get(productId ?? '') ?? null,
    cooperative: organisations.get(cooperativeId ?? '') ?? null,
    buyerUnit: organisations.get(buyerUnitId ?? '') ?? null,
    helperUnit: organisations.get(helperUnitId ?? '') ?? null,
    firstSecretary: pairing?.name ?? null,
  }
}
