import type { Drizzle } from './connect.ts'
import { clientOf } from './copy.ts'
import { sqlstateOf } from './sqlstate.ts'
import type { Transaction } from './transaction.ts'

/**
 * Runs a text that a library wrote, of one statement or many. Many statements in one text are taken
 * by the simple protocol only; a text that opens a transaction closes it itself, so its connection
 * must belong to it alone.
 */
export async function runScript(db: Drizzle, text: string): Promise<unknown[]> {
  const client = db.$client
  if (!/^\s*begin\b/i.test(text)) return [...(await client.unsafe(text).simple())]
  const connection = await client.reserve()
  try {
    return [...(await connection.unsafe(text).simple())]
  } catch (error) {
    await connection.unsafe('rollback').catch(() => {})
    throw error
  } finally {
    connection.release()
  }
}

/** Makes a database where the server has none of that name; of two at once, one makes it. */
export async function createDatabase(db: Drizzle, name: string): Promise<void> {
  const client = db.$client
  const [there] = await client`select 1 from pg_database where datname = ${name}`
  if (there !== undefined) return
  try {
    await client.unsafe(`create database ${name}`)
  } catch (error) {
    if (!['42P04', '23505'].includes(sqlstateOf(error) ?? '')) throw error
  }
}

/** Runs the text of a migration within the transaction. */
export async function runMigration(tx: Transaction, text: string): Promise<void> {
  await clientOf(tx).unsafe(text).simple()
}
