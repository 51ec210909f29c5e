import type { Reply } from '../../shared/endpoint.ts'
import type { listChanges } from '../../shared/reports/closing.api.ts'
import { statementDocument } from '../../shared/reports/closing.schemas.ts'
import type { Context } from '../platform/context.ts'
import type { Reader } from '../platform/db/transaction.ts'
import {
  selectChangedUnits,
  selectChangedVillages,
  selectChanges,
  selectChangeTotal,
} from './changes.queries.ts'
import { type MonthKey, selectStatements } from './closing.queries.ts'
import { cursorText, ledgerRowView, parseCursor } from './ledger-view.ts'
import { requireStatement } from './read-closing.ts'

/** What was posted since a statement and concerns its month or one before, with sums (§4.2). */
export async function changesOf(
  reader: Reader,
  context: Context,
  { cursor, limit, ...key }: MonthKey & { cursor?: string | undefined; limit: number },
): Promise<Reply<typeof listChanges>> {
  const statement = await requireStatement(reader, context, key)
  const { chain, county } = statementDocument.parse(JSON.parse(statement.document))
  const since = { ...key, lastNumber: chain.lastNumber }
  const page = { cursor: parseCursor(cursor, undefined), limit: limit + 1 }
  const rows = await selectChanges(reader, since, page)
  const items = rows.slice(0, limit)
  const last = items.at(-1)
  const isMore = rows.length > limit && last !== undefined
  const statements = await selectStatements(reader, key.countyCode)
  return {
    county,
    month: key.month,
    closedAt: statement.closedAt.toISOString(),
    sha256: statement.sha256,
    statements: statements.map(({ month }) => month),
    total: await selectChangeTotal(reader, since),
    villages: await selectChangedVillages(reader, since),
    units: await selectChangedUnits(reader, since),
    items: items.map(ledgerRowView),
    nextCursor: isMore ? cursorText(last, undefined) : null,
  }
}
