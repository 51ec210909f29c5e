import { sql } from 'drizzle-orm'
import { z } from 'zod'
import { id } from '../../shared/scalars.ts'
import { arrayOf, execute, queryRow, queryRows } from '../platform/db/rows.ts'
import { type Database, type Transaction, transaction } from '../platform/db/transaction.ts'
import { refreshMedians } from './refresh-listing.ts'
import { refreshSearch } from './refresh-search.ts'

const change = z.object({
  id: z.int(),
  grams: z.array(z.string()),
  doneUpTo: id.nullable(),
})

const batch = 100

/**
 * Marks a batch of those goods anew that a change of the names of produce concerns; whether there
 * is more to do. Of several servers, each does a part of another change.
 */
export async function markGoods(db: Database): Promise<boolean> {
  return transaction(db, async (tx) => {
    const waiting = await queryRow(
      tx,
      change,
      sql`select id, grams, done_up_to from catalogue.produce_changes
        order by id limit 1 for no key update skip locked`,
    )
    if (waiting === undefined) return false
    const productIds = await holdGoods(tx, waiting)
    if (productIds.length > 0) await refreshMedians(tx, await refreshSearch(tx, productIds))
    const last = productIds.at(-1)
    if (productIds.length < batch)
      await execute(tx, sql`delete from catalogue.produce_changes where id = ${waiting.id}`)
    else
      await execute(
        tx,
        sql`update catalogue.produce_changes set done_up_to = ${last} where id = ${waiting.id}`,
      )
    return true
  })
}

/** The next goods, locked in the order of their ids, their cooperatives before them. */
async function holdGoods(tx: Transaction, { grams, doneUpTo }: z.output<typeof change>) {
  const next = sql`select id, cooperative_id from catalogue.products
    where search_grams @> ${arrayOf('text', grams)}
      and (${doneUpTo}::uuid is null or id > ${doneUpTo})
    order by id limit ${batch}`
  await execute(
    tx,
    sql`select from organisations.cooperatives_published where organisation_id in
      (select cooperative_id from (${next}) as next) order by organisation_id for share`,
  )
  const rows = await queryRows(
    tx,
    z.object({ id }),
    sql`select id from catalogue.products where id in (select id from (${next}) as next)
      order by id for no key update`,
  )
  return rows.map((row) => row.id)
}
