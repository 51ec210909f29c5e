import type { SQL } from 'drizzle-orm'
import type { CursorPage } from '../../shared/pagination.ts'
import { pageOf } from '../platform/db/keyset.ts'
import type { Reader } from '../platform/db/transaction.ts'
import { selectDueBack, sumDueBack } from './set-offs.queries.ts'

/** A page of invoices on which money is due back, and all of it (§7.2). */
export async function readDueBack(
  reader: Reader,
  { visible }: { visible: SQL },
  filter: CursorPage,
) {
  const rows = await selectDueBack(reader, visible, filter)
  const sums = await sumDueBack(reader, visible)
  const view = ({ cursor: _, ...row }: (typeof rows)[number]) => {
    const { unitId, unitName, cooperativeId, cooperativeName, ...rest } = row
    return {
      ...rest,
      unit: { id: unitId, name: unitName },
      cooperative: { id: cooperativeId, name: cooperativeName },
    }
  }
  return { ...pageOf(rows, filter, view, { total: sums.count }), ...sums }
}
