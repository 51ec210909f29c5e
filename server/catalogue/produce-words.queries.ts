import { sql } from 'drizzle-orm'
import { z } from 'zod'
import { id } from '../../shared/scalars.ts'
import { queryRow, queryRows } from '../platform/db/rows.ts'
import type { Reader, Transaction } from '../platform/db/transaction.ts'
import { type ProduceWords, produceWords } from './produce-words.ts'

const edition = z.object({ edition: id })
const kindRow = z.object({
  name: z.string(),
  broader: z.array(z.string()),
  names: z.array(z.string()),
})

/** The names of one edition, which never changes, in whatever database. */
let kept: { edition: string; words: ProduceWords } | undefined

/** What goods are called now; the names are read anew once they have changed. */
export async function readProduceWords(reader: Reader): Promise<ProduceWords> {
  return wordsOfEdition(
    reader,
    await queryRow(reader, edition, sql`select edition from catalogue.produce_edition`),
  )
}

/** The same for whoever writes goods: no name changes before that is committed. */
export async function holdProduceWords(tx: Transaction): Promise<ProduceWords> {
  return wordsOfEdition(
    tx,
    await queryRow(tx, edition, sql`select edition from catalogue.produce_edition for share`),
  )
}

async function wordsOfEdition(
  reader: Reader,
  row: z.output<typeof edition> | undefined,
): Promise<ProduceWords> {
  const now = row?.edition ?? ''
  if (kept?.edition === now) return kept.words
  const kinds = await queryRows(
    reader,
    kindRow,
    sql`
    select produce_kinds.name, broader, array_agg(produce_names.name) as names
    from catalogue.produce_kinds join catalogue.produce_names on kind = produce_kinds.name
    group by produce_kinds.name order by produce_kinds.name`,
  )
  kept = { edition: now, words: produceWords(kinds) }
  return kept.words
}
