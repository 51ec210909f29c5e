import type { TestDatabase } from './database.ts'
import { type Pending, pending, type Statements } from './race.ts'

interface Opened extends Statements {
  savepoint(work: (tx: Opened) => unknown): Promise<unknown>
}

type Begin = (work: (tx: Opened) => unknown) => Promise<unknown>

/**
 * Runs some work on a database and takes back all that it wrote: every transaction of the program
 * becomes a savepoint of one that is never committed. What was written is seen by all reads of the
 * work, and a refused write leaves the others as they are. One request runs at a time.
 */
export async function takeBack(database: TestDatabase, work: () => Promise<void>): Promise<void> {
  const client = database.db.$client as unknown as { begin: Begin; unsafe: Statements['unsafe'] }
  const { begin, unsafe } = client
  const takenBack = new Error('taken back')
  try {
    await begin.call(client, async (outer) => {
      client.begin = (inner) =>
        outer.savepoint(async (tx) => {
          const result = await inner(tx)
          await tx.unsafe('set constraints all immediate')
          await tx.unsafe('set constraints all deferred')
          return result
        })
      client.unsafe = (text, ...rest): Pending => {
        // Placing is one statement without a transaction around it.
        if (!text.includes('orders.place_order(')) return outer.unsafe(text, ...rest)
        return pending((send) => client.begin((tx) => send(tx.unsafe(text, ...rest))))
      }
      await work()
      throw takenBack
    })
  } catch (error) {
    if (error !== takenBack) throw error
  } finally {
    Object.assign(client, { begin, unsafe })
  }
}
