import type { Drizzle } from './connect.ts'
import { clientOf } from './copy.ts'
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

/** Runs the text of a migration within the transaction. */
export async function runMigration(tx: Transaction, text: string): Promise<void> {
  await clientOf(tx).unsafe(text).simple()
}
