import type { z } from 'zod'
import type { Reply } from '../../shared/endpoint.ts'
import { monthsOfPeriod } from '../../shared/reports/periods.ts'
import type { ledgerQuery } from '../../shared/reports/query.schemas.ts'
import type { listLedger } from '../../shared/reports/reports.api.ts'
import { organisationNames } from '../organisations/index.ts'
import type { Context } from '../platform/context.ts'
import type { Reader } from '../platform/db/transaction.ts'
import { divisionsByCodes } from '../villages/index.ts'
import { selectEntries, selectEntryTotal } from './ledger.queries.ts'
import type { EntryFilter } from './ledger-filter.queries.ts'
import { cursorText, ledgerRowView, parseCursor } from './ledger-view.ts'
import { productNames } from './ranking.queries.ts'
import { namedSubject } from './read-subject.ts'
import { resolvePairings } from './resolve-pairings.ts'
import { type ResolvedReport, resolveReport } from './resolve-report.ts'
import { unitsAlways } from './scope.ts'
import { namedInLedger } from './search-ledger.ts'

type LedgerQuestion = z.output<typeof ledgerQuery>

/** What a question means, after it was judged whether the actor may ask it, and whom it is of. */
export async function resolveLedger(reader: Reader, context: Context, question: LedgerQuestion) {
  const report = await resolveReport(reader, context, question)
  const { filter, secretary } = await filterOf(reader, context, { report, question })
  return {
    filter,
    subject: await namedSubject(reader, report.subject),
    names: await namesOf(reader, filter, secretary),
  }
}

async function filterOf(
  reader: Reader,
  context: Context,
  { report, question }: { report: ResolvedReport; question: LedgerQuestion },
): Promise<{ filter: EntryFilter; secretary: string | null }> {
  const { scope, period } = report
  const { text, sort: _sort, period: _period, pairingId, ...asked } = question
  const { unitId: _unit, withBelow: _below, groupId: _group, divisionCode: _place, ...own } = asked
  const named = text ? await namedInLedger(reader, text, scope.node) : undefined
  const asOf = report.asOf ?? undefined
  const filter = { ...own, asOf, scope, months: monthsOfPeriod(period), named }
  if (pairingId === undefined) return { filter, secretary: null }
  const { unitId, groupId } = question
  const paired = await resolvePairings(reader, context, { period, unitId, groupId, pairingId })
  const { places, units } = paired.own
  const unitIds = units.map((unit) => unit.unitId)
  const credited = { ...scope, units: scope.units ?? unitsAlways(unitIds) }
  return {
    filter: { ...filter, scope: credited, brought: paired.own },
    secretary: paired.person.name ?? (await placeNameOf(reader, places[0]?.namedCode)),
  }
}

async function placeNameOf(reader: Reader, code: string | undefined): Promise<string | null> {
  if (code === undefined) return null
  return (await divisionsByCodes(reader, [code])).get(code)?.pathName ?? null
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
  const { filter, secretary } = await filterOf(reader, context, { report, question })
  const { sort } = question
  const cursor = parseCursor(place, sort)
  const rows = await selectEntries(reader, filter, { cursor, limit: limit + 1, sort })
  const page = rows.slice(0, limit)
  const last = page.at(-1)
  const isMore = rows.length > limit && last !== undefined
  return {
    subject: await namedSubject(reader, report.subject),
    names: await namesOf(reader, filter, secretary),
    items: page.map(ledgerRowView),
    total: await selectEntryTotal(reader, filter),
    nextCursor: isMore ? cursorText(last, sort) : null,
  }
}

async function namesOf(reader: Reader, filter: EntryFilter, firstSecretary: string | null) {
  const { productId, cooperativeId, buyerUnitId, helperUnitId } = filter
  const ids = [cooperativeId, buyerUnitId, helperUnitId].filter((each) => each !== undefined)
  const organisations = await organisationNames(reader, ids)
  const products = await productNames(reader, productId === undefined ? [] : [productId])
  return {
    product: products.get(productId ?? '') ?? null,
    cooperative: organisations.get(cooperativeId ?? '') ?? null,
    buyerUnit: organisations.get(buyerUnitId ?? '') ?? null,
    helperUnit: organisations.get(helperUnitId ?? '') ?? null,
    firstSecretary,
  }
}
