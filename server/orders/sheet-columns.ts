import { desc, eq } from 'drizzle-orm'
import { fieldError } from '../../shared/errors.ts'
import type { BareUnit, ColumnKind } from '../../shared/orders/basket.schemas.ts'
import { type Chosen, plainTitle } from '../../shared/orders/sheet-head.ts'
import { recordAudit } from '../evidence/index.ts'
import { type Context, organisationOf } from '../platform/context.ts'
import type { Reader, Transaction } from '../platform/db/transaction.ts'
import { sheetColumns } from './orders.tables.ts'

/** So many corrections of heads are used, those made last first. */
const mostColumns = 200

/** What columns of a unit's lists hold, by what its people have said. */
export async function sheetColumnsOf(reader: Reader, unitId: string): Promise<Chosen> {
  const rows = await reader
    .select({
      title: sheetColumns.title,
      kind: sheetColumns.kind,
      bareUnit: sheetColumns.bareUnit,
    })
    .from(sheetColumns)
    .where(eq(sheetColumns.unitId, unitId))
    .orderBy(desc(sheetColumns.updatedAt), sheetColumns.title)
    .limit(mostColumns)
  return new Map(rows.map(({ title, ...said }) => [title, said]))
}

interface SaidOfColumn {
  title: string
  kind: ColumnKind
  bareUnit: BareUnit | null
}

/**
 * Says what the columns under a head hold in the lists of the actor's unit, or without a head what
 * figures without a unit mean.
 */
export async function setSheetColumn(
  tx: Transaction,
  context: Context,
  input: SaidOfColumn,
): Promise<SaidOfColumn> {
  const unitId = organisationOf(context.actor)
  const { kind, bareUnit } = input
  const title = plainTitle(input.title.normalize('NFKC'))
  // Columns without a head have nothing in common but their figures.
  const isOfFigures = input.title === '' && kind === 'quantity' && bareUnit !== null
  if (title === '' && !isOfFigures) throw fieldError(['title'], 'too_short', { minimum: 1 })
  const said = { kind, bareUnit, updatedAt: context.now }
  await tx
    .insert(sheetColumns)
    .values({ unitId, title, ...said })
    .onConflictDoUpdate({ target: [sheetColumns.unitId, sheetColumns.title], set: said })
  await recordAudit(tx, context, {
    action: 'orders.set-sheet-column',
    subjectType: 'unit',
    subjectId: unitId,
    after: { title, kind, bareUnit },
  })
  return { title, kind, bareUnit }
}
