import { sql } from 'drizzle-orm'
import { z } from 'zod'
import { canonicalJson } from '../../shared/reports/canonical-json.ts'
import { statementDocument, statementFigures } from '../../shared/reports/closing.schemas.ts'
import {
  type ClosedPeriod,
  closedPeriods,
  ledgerEntry,
  monthOfLedger,
} from '../attribution/index.ts'
import { queryRows } from '../platform/db/rows.ts'
import type { Reader } from '../platform/db/transaction.ts'
import type { RecordFault } from '../platform/record-fault.ts'
import { figuresOfMonth, hashOf } from './build-statement.ts'

const frozenRow = z.object({
  countyCode: z.string(),
  month: z.string(),
  document: z.string(),
  sha256: z.string(),
  closedAt: z.date(),
  previousMonth: z.string().nullable(),
  previousSha256: z.string().nullable(),
  state: z.string().nullable(),
  preparedBy: z.uuid().nullable(),
  preparedAt: z.date().nullable(),
  decidedBy: z.uuid().nullable(),
  remark: z.string().nullable(),
})

type FrozenRow = z.output<typeof frozenRow>

/**
 * The first statement of a county whose code begins with `prefix` that is not what was frozen, or
 * not what the ledger holds of its month (§4.2); undefined where all are.
 */
export async function findStatementFault(
  reader: Reader,
  prefix: string,
): Promise<RecordFault | undefined> {
  const rows = await queryRows(
    reader,
    frozenRow,
    sql`
    select s.county_code, s.month, s.document, s.sha256, s.closed_at,
      lag(s.month) over previous as previous_month, lag(s.sha256) over previous as previous_sha256,
      c.state, c.prepared_by, c.prepared_at, c.decided_by, c.remark
    from reports.statements s left join reports.closings c
      on c.id = s.closing_id and c.county_code = s.county_code and c.month = s.month
    where starts_with(s.county_code, ${prefix}::text)
    window previous as (partition by s.county_code order by s.month)
    order by s.county_code, s.month`,
  )
  const nameOf = ({ countyCode, month }: ClosedPeriod) => `${countyCode} ${month}`
  const closed = await closedPeriods(reader, prefix)
  const frozen = new Set(rows.map(nameOf))
  const missing = closed.find((period) => !frozen.has(nameOf(period)))
  if (missing !== undefined)
    return {
      countyCode: missing.countyCode,
      detail: `the month ${missing.month} is closed without a statement`,
    }
  const months = new Set(closed.map(nameOf))
  for (const row of rows) {
    if (!months.has(nameOf(row)))
      return { countyCode: row.countyCode, detail: `the statement of ${row.month}: it is open` }
    const wrong = wrongInDocument(row) ?? (await wrongInLedger(reader, row))
    if (wrong !== null) {
      const { countyCode, month } = row
      return { countyCode, detail: `the statement of ${month}: ${wrong}` }
    }
  }
  return undefined
}

/** What is wrong with a statement by itself and in the row of its closing. */
function wrongInDocument(row: FrozenRow): string | null {
  if (hashOf(row.document) !== row.sha256) return 'its text is not what its hash was made over'
  const { data: document } = statementDocument.safeParse(parsed(row.document))
  if (document === undefined) return 'its text is no statement'
  const { previous, prepared, closed } = document
  if (document.county.code !== row.countyCode || document.month !== row.month)
    return 'its text is of another month'
  if (previous?.sha256 !== (row.previousSha256 ?? undefined))
    return 'it does not name the one before'
  const isSigned =
    row.state === 'closed' &&
    prepared.personId === row.preparedBy &&
    prepared.at === row.preparedAt?.toISOString() &&
    closed.personId === row.decidedBy &&
    closed.at === row.closedAt.toISOString() &&
    document.remark === row.remark
  return isSigned ? null : 'it names others than those who prepared and closed it'
}

/** What is wrong with a statement beside the entries of its month. */
async function wrongInLedger(reader: Reader, row: FrozenRow): Promise<string | null> {
  const document = statementDocument.parse(parsed(row.document))
  const { ruleVersions: _, ...entries } = await monthOfLedger(reader, row)
  if (canonicalJson(entries) !== canonicalJson(document.entries))
    return `it holds ${document.entries.count} entries, the ledger ${entries.count} or others`
  const { lastNumber, lastHash } = document.chain
  const { countyCode } = row
  const head =
    lastNumber === 0 ? null : await ledgerEntry(reader, { countyCode, number: lastNumber })
  if (head !== null && head?.hash !== lastHash) return 'its chain ended elsewhere'
  const now = statementFigures.parse(await figuresOfMonth(reader, row))
  const frozen = statementFigures.parse(document)
  return canonicalJson(nameless(now)) === canonicalJson(nameless(frozen))
    ? null
    : 'its figures are not those of its entries'
}

/** Names may change after a month was closed, and with them the order of what is listed. */
function nameless({ villages, units, ...figures }: z.output<typeof statementFigures>) {
  const byKey = (one: { key: string }, other: { key: string }) => (one.key < other.key ? -1 : 1)
  return {
    ...figures,
    villages: villages.map(({ name: _, code, ...sums }) => ({ key: code, ...sums })).sort(byKey),
    units: units.map(({ name: _, id, ...sums }) => ({ key: id, ...sums })).sort(byKey),
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
