import { setTimeout as sleep } from 'node:timers/promises'
import type { TestDatabase } from './database.ts'

export interface Stop {
  /** Settles when a transaction has arrived at the point; it then waits there. */
  reached: Promise<void>
  /** Lets it go on. */
  release(): void
}

/**
 * Stops the first transaction that is about to send a statement matching `before`, so that a rival
 * can run meanwhile. All other transactions, and the same one later, pass.
 *
 *     const stop = stopBefore(database, /insert into "purchase_order"/)
 *     const first = place(…)
 *     await stop.reached
 *     const second = place(…)        // the rival
 *     stop.release()
 */
export function stopBefore(database: TestDatabase, before: RegExp): Stop {
  const arrival = Promise.withResolvers<void>()
  const departure = Promise.withResolvers<void>()
  let taken = false

  const pause = async (text: string): Promise<void> => {
    if (taken || !before.test(text)) return
    taken = true
    arrival.resolve()
    await departure.promise
  }
  interceptTransactions(database, pause)
  return { reached: arrival.promise, release: departure.resolve }
}

/** Waits until `count` sessions of this database stand waiting for a lock that another holds. */
export async function untilBlocked(database: TestDatabase, count = 1): Promise<void> {
  for (let waited = 0; waited < 10_000; waited += 5) {
    const [row] = await database.sql<{ count: number }[]>`
      select count(*)::int as count from pg_stat_activity
      where datname = current_database() and wait_event_type = 'Lock'`
    if ((row?.count ?? 0) >= count) return
    await sleep(5)
  }
  throw new Error(`No ${count} transactions came to wait for a lock`)
}

type Pause = (text: string) => Promise<void>

/** Of the driver's client or transaction, as much as Drizzle uses. */
export interface Statements {
  unsafe(text: string, ...rest: unknown[]): Pending
}

/** A statement of the driver, which is sent when somebody awaits it. */
export interface Pending extends PromiseLike<unknown> {
  values(): PromiseLike<unknown>
}

/** The clients whose transactions are watched, each with the pauses asked for. */
const watched = new WeakMap<object, Pause[]>()

function interceptTransactions(database: TestDatabase, pause: Pause): void {
  for (const client of [database.db.$client, database.sql]) {
    const pauses = watched.get(client)
    if (pauses !== undefined) {
      pauses.push(pause)
      continue
    }
    const list = [pause]
    watched.set(client, list)
    const begin = client.begin as (...args: unknown[]) => Promise<unknown>
    client.begin = ((...args: unknown[]) =>
      begin(
        ...args.map((argument) =>
          typeof argument !== 'function'
            ? argument
            : (tx: Statements) => {
                interceptStatements(tx, list)
                return argument(tx)
              },
        ),
      )) as typeof client.begin
  }
}

function interceptStatements(tx: Statements, pauses: readonly Pause[]): void {
  const send = tx.unsafe
  tx.unsafe = (text, ...rest) =>
    pending(async (answer) => {
      for (const pause of pauses) await pause(text)
      return answer(send(text, ...rest))
    })
}

/** A statement with something done around it; `answer` gives its rows as they are wanted. */
export function pending(
  run: (answer: (sent: Pending) => PromiseLike<unknown>) => Promise<unknown>,
): Pending {
  // The driver sends a statement when somebody awaits it, so a wait can stand before that.
  // biome-ignore-start lint/suspicious/noThenProperty: it stands in for the driver's own query
  return {
    then: (resolve, reject) => run((sent) => sent).then(resolve, reject),
    values: () => run((sent) => sent.values()),
  } as Pending
  // biome-ignore-end lint/suspicious/noThenProperty: as above
}
