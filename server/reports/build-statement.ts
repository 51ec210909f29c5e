import { createHash } from 'node:crypto'
import type { z } from 'zod'
import { AppError } from '../../shared/errors.ts'
import { lastDayOf } from '../../shared/months.ts'
import { canonicalJson } from '../../shared/reports/canonical-json.ts'
import type {
  StatementDocument,
  statementDocument,
  statementFigures,
} from '../../shared/reports/closing.schemas.ts'
import { dayOf } from '../../shared/scalars.ts'
import { peopleNames } from '../accounts/index.ts'
import { ledgerEntry, monthOfLedger } from '../attribution/index.ts'
import type { Config } from '../config.ts'
import type { Reader } from '../platform/db/transaction.ts'
import { proofOfEntry } from '../transparency/index.ts'
import { divisionByCode } from '../villages/index.ts'
import { selectBenefit } from './benefit.queries.ts'
import { type MonthKey, selectMatters, selectStatements } from './closing.queries.ts'
import { selectAdjustments } from './entry-totals.queries.ts'
import { figuresView } from './figures-view.ts'
import { metricVersionsOn } from './list-metrics.ts'
import { selectOrderCounts } from './order-counts.queries.ts'
import type { ClosingRow } from './reports.tables.ts'
import { selectEntryFigures, selectUnitSums, selectVillageSums } from './statement.queries.ts'

/** The text of a statement and the SHA-256 of its UTF-8 bytes. */
export interface FrozenStatement {
  document: string
  sha256: string
}

export function hashOf(document: string): string {
  return createHash('sha256').update(document, 'utf8').digest('hex')
}

/** A county with its path, as a statement names it. */
export async function countyOf(reader: Reader, code: string) {
  return { code, name: (await divisionByCode(reader, code))?.pathName ?? code }
}

/** The figures of a month out of its entries: what is frozen, and what `verify` makes anew. */
export async function figuresOfMonth(
  reader: Reader,
  key: MonthKey,
): Promise<z.input<typeof statementFigures>> {
  const months = { first: key.month, last: key.month }
  const scope = { units: null, node: key.countyCode }
  const sums = await selectEntryFigures(reader, key)
  const units = await selectUnitSums(reader, key)
  return {
    figures: figuresView(sums, await selectOrderCounts(reader, scope, months)),
    adjustments: await selectAdjustments(reader, { scope, months, recognition: 'counted' }),
    villages: await selectVillageSums(reader, key),
    units: units.map(({ id, name, ...unit }) => ({
      id,
      name,
      direct: { cents: unit.directCents, grams: unit.directGrams },
      helpSale: { cents: unit.helpCents, grams: unit.helpGrams },
      overlap: { cents: unit.overlapCents, grams: unit.overlapGrams },
      distinct: { cents: unit.distinctCents, grams: unit.distinctGrams },
    })),
  }
}

/** What reached villagers in a month, as it is known now (§3.14). */
export async function benefitOfMonth(reader: Reader, { countyCode, month }: MonthKey) {
  const scope = { units: null, node: countyCode }
  const days = { from: `${month}-01`, to: lastDayOf(month) }
  const { households, householdCents, collectiveCents } = await selectBenefit(reader, scope, {
    period: month,
    days,
  })
  return { households, householdCents, collectiveCents }
}

/** The statement of a month as it is now; the chain's end is locked, and the month just closed. */
export async function buildStatement(
  reader: Reader,
  {
    closing,
    closed,
    chain,
    config,
  }: {
    closing: ClosingRow
    closed: { by: string; at: Date }
    chain: StatementDocument['chain']
    config: Pick<Config, 'logSm3'>
  },
): Promise<FrozenStatement> {
  const { countyCode, month } = closing
  const key = { countyCode, month }
  const until = lastDayOf(month)
  const { ruleVersions, ...entries } = await monthOfLedger(reader, key)
  const names = await peopleNames(reader, [closing.preparedBy, closed.by])
  const person = (personId: string, at: Date) => ({
    ...{ personId, name: names.get(personId) ?? '', at: at.toISOString() },
  })
  const [previous] = await selectStatements(reader, countyCode)
  const matters = await selectMatters(reader, { countyCode, until })
  const content: z.input<typeof statementDocument> = {
    format: 'cunji-statement-1',
    county: await countyOf(reader, countyCode),
    month,
    from: `${month}-01`,
    to: until,
    ...(await figuresOfMonth(reader, key)),
    benefit: await benefitOfMonth(reader, key),
    entries,
    chain,
    proof: await proofOfLast(reader, config, { countyCode, number: entries.lastNumber }),
    previous: previous ?? null,
    ruleVersions,
    metricVersions: metricVersionsOn(dayOf(closed.at)),
    openMatters: matters.map(({ kind, number }) => ({ kind, number })),
    remark: closing.remark,
    prepared: person(closing.preparedBy, closing.preparedAt),
    closed: person(closed.by, closed.at),
  }
  const document = canonicalJson(content)
  return { document, sha256: hashOf(document) }
}

/** The proof of the month's last entry, where a published head of the log holds it (§4.5). */
async function proofOfLast(
  reader: Reader,
  config: Pick<Config, 'logSm3'>,
  { countyCode, number }: { countyCode: string; number: number | null },
) {
  const entry = number === null ? undefined : await ledgerEntry(reader, { countyCode, number })
  if (entry === undefined) return null
  return proofOfEntry(reader, config, entry).catch((error: unknown) => {
    if (error instanceof AppError && error.code === 'not_in_log_yet') return null
    throw error
  })
}
