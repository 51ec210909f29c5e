import { eq, sql } from 'drizzle-orm'
import { z } from 'zod'
import { produceKind } from '../../shared/catalogue/produce-names.api.ts'
import { plainText } from '../../shared/catalogue/search-words.ts'
import type { CursorPage } from '../../shared/pagination.ts'
import { keysetOf, pageOf } from '../platform/db/keyset.ts'
import { allOf, arrayOf, execute, isAnyOf, queryRow, queryRows } from '../platform/db/rows.ts'
import type { Reader, Transaction } from '../platform/db/transaction.ts'
import { produceChanges, produceEdition, produceKinds, produceNames } from './catalogue.tables.ts'

const order = {
  name: 'name',
  columns: [{ column: sql`produce_kinds.name`, type: 'text' as const }],
}

const shown = sql`produce_kinds.name, broader, version,
  array(select produce_names.name from catalogue.produce_names
    where kind = produce_kinds.name and produce_names.name <> kind order by 1) as other_names`

/** Kinds in the order of their names, those with a word in one of theirs. */
export async function produceKindPage(reader: Reader, filter: CursorPage & { q: string }) {
  const keyset = keysetOf(order, filter)
  const q = plainText(filter.q).replaceAll(' ', '')
  // Plain text holds none of the signs that LIKE knows.
  const isNamed = sql`exists (select from catalogue.produce_names
    where kind = produce_kinds.name and produce_names.name like ${`%${q}%`})`
  const rows = await queryRows(
    reader,
    produceKind.extend({ cursor: z.string() }),
    sql`
    select ${shown}, ${keyset.cursor} as cursor from catalogue.produce_kinds
    where ${allOf([keyset.after, q !== '' && isNamed])}
    order by ${keyset.order} limit ${keyset.limit}`,
  )
  return pageOf(rows, filter, ({ cursor: _, ...row }) => row, { total: null })
}

/** Takes the names for one change; whoever writes goods waits until it is committed. */
export async function lockProduceEdition(tx: Transaction): Promise<void> {
  await tx.select().from(produceEdition).for('no key update')
}

export function findProduceKind(reader: Reader, name: string) {
  return queryRow(
    reader,
    produceKind,
    sql`select ${shown} from catalogue.produce_kinds where produce_kinds.name = ${name}`,
  )
}

/** The kinds that names mean now. */
export function kindsOfNames(reader: Reader, names: readonly string[]) {
  return reader.select().from(produceNames).where(isAnyOf(produceNames.name, names))
}

/** Writes a kind with all its names. */
export async function writeProduceKind(
  tx: Transaction,
  kind: { name: string; broader: readonly string[]; names: readonly string[]; updatedAt: Date },
): Promise<void> {
  const { name, names, updatedAt } = kind
  const broader = [...kind.broader]
  await tx
    .insert(produceKinds)
    .values({ name, broader, updatedAt })
    .onConflictDoUpdate({
      target: produceKinds.name,
      set: { broader, updatedAt, version: sql`${produceKinds.version} + 1` },
    })
  await tx.delete(produceNames).where(eq(produceNames.kind, name))
  await execute(
    tx,
    sql`insert into catalogue.produce_names (name, kind)
      select each, ${name} from unnest(${arrayOf('text', names)}) as each`,
  )
}

/** Begins another edition, and leaves behind what goods must be marked anew. */
export async function publishProduceNames(
  tx: Transaction,
  { edition, grams }: { edition: string; grams: readonly string[][] },
): Promise<void> {
  await tx.update(produceEdition).set({ edition })
  for (const each of grams) await tx.insert(produceChanges).values({ grams: each })
}
