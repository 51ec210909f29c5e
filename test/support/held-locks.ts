import { setTimeout as sleep } from 'node:timers/promises'
import { sqlstateOf } from '../../server/platform/db/sqlstate.ts'
import type { TestDatabase } from './database.ts'
import { type Pending, pending, type Statements } from './race.ts'

/**
 * What a transaction holds: `orders.purchase_orders (0,3)`, or an advisory lock by its key; with
 * `, shared` behind it where others may hold it in the same way.
 */
export type Held = ReadonlySet<string>

/** One act under observation: each statement of its transactions passes here. */
export interface Observer {
  /** Before a statement is sent; `at` counts those of the whole act. */
  before?(at: number): Promise<void>
  /** After one that may have locked something: what its transaction holds by then. */
  locked?(at: number, held: Held): void
}

type ReservedClient = Awaited<ReturnType<TestDatabase['sql']['reserve']>>

interface Running {
  name: string
  observer: Observer
  statements: number
}

/** The tables that have rows to be locked, of the program's own and not of its queues. */
const lockable = `
  select pg_class.oid::regclass::text as name
  from pg_class join pg_namespace n on n.oid = relnamespace
  where relkind = 'r' and nspname !~ '^(pg_|information_schema|pgboss|drizzle|public)'
    and pg_relation_size(pg_class.oid) > 0`

/**
 * Rows that a transaction has touched and that nobody else may change meanwhile: what it merely
 * refers to, as every foreign key does, is in nobody's way.
 */
const heldRows = (tables: readonly string[]) => `
  create function pg_temp.held_rows(own xid) returns setof text language plpgsql as $$
  declare
    touched record;
  begin
    for touched in ${tables
      .map((name) => `select '${name}' as name, ctid as place from ${name} where xmax = own`)
      .join(' union all ')} loop
      begin
        execute format('select from %s where ctid = $1 for no key update nowait', touched.name)
          using touched.place;
      exception when lock_not_available then
        begin
          execute format('select from %s where ctid = $1 for share nowait', touched.name)
            using touched.place;
          return next touched.name || ' ' || touched.place || ', shared';
        exception when lock_not_available then
          return next touched.name || ' ' || touched.place;
        end;
      end;
    end loop;
  end $$`

/**
 * Runs acts so that nothing of them stays: each transaction is taken back as soon as its work is
 * done, its deferred checks included, and the act goes on as if it had been committed. So one world
 * serves any number of acts, each of which finds its records as they were.
 */
export class DryRuns {
  /** Deadlocks that the database reported, by the acts they were reported to. */
  readonly deadlocks: string[] = []
  readonly #database: TestDatabase
  /** Whose act began last: of two, the first stands still while the second begins. */
  #running: Running | undefined
  /** Looks from outside, where the rows are still as they were. */
  readonly #outside: ReservedClient

  static async on(database: TestDatabase): Promise<DryRuns> {
    const outside = await database.sql.reserve()
    const tables = await outside.unsafe<{ name: string }[]>(lockable)
    await outside.unsafe(heldRows(tables.map(({ name }) => name)))
    return new DryRuns(database, outside)
  }

  private constructor(database: TestDatabase, outside: ReservedClient) {
    this.#database = database
    this.#outside = outside
    this.#intercept()
  }

  close(): void {
    this.#outside.release()
  }

  /** One act, watched. */
  run<T>(name: string, observer: Observer, act: () => Promise<T>): Promise<T> {
    this.#running = { name, observer, statements: 0 }
    return act()
  }

  /** Whether a session of this database stands waiting for a lock that another one holds. */
  async isOneWaiting(): Promise<boolean> {
    const [row] = await this.#outside<{ waiting: boolean }[]>`
      select exists (select from pg_stat_activity
        where datname = current_database() and wait_event_type = 'Lock') as waiting`
    return row?.waiting ?? false
  }

  /** Waits until `settled` is, or until somebody waits for a lock. */
  async untilBlocked(settled: Promise<unknown>): Promise<'blocked' | 'done'> {
    let isDone = false
    const done = () => {
      isDone = true
    }
    void settled.then(done, done)
    for (;;) {
      await sleep(1)
      if (isDone) return 'done'
      if (await this.isOneWaiting()) return 'blocked'
    }
  }

  /** What the one who waits for a lock holds already. */
  async heldByWhoWaits(): Promise<Held> {
    const rows = await this.#outside<{ key: string }[]>`
      select held.key from pg_stat_activity activity,
        pg_temp.held_rows(activity.backend_xid) as held (key)
      where datname = current_database() and wait_event_type = 'Lock' and backend_xid is not null`
    return new Set(rows.map(({ key }) => key))
  }

  /** Does some work while a session of nobody's holds one row. */
  async holding<T>(row: string, work: () => Promise<T>): Promise<T> {
    const [table = '', place = ''] = row.split(' ')
    const holder = await this.#database.sql.reserve()
    try {
      await holder`begin`
      await holder.unsafe(`select from ${table} where ctid = '${place}' for no key update`)
      return await work()
    } finally {
      await holder`rollback`
      holder.release()
    }
  }

  #intercept(): void {
    const client = this.#database.db.$client
    const begin = client.begin as (work: (tx: Statements) => unknown) => Promise<unknown>
    const takenBack = new Error('taken back')
    const dry = async (work: (tx: Statements) => unknown) => {
      const running = this.#running
      if (running === undefined) return begin(work)
      let result: unknown
      await begin(async (tx) => {
        const send = tx.unsafe.bind(tx)
        this.#watch(tx, send, running)
        result = await work(tx)
        await send('set constraints all immediate')
        throw takenBack
      }).catch((error: unknown) => {
        if (error === takenBack) return
        if (sqlstateOf(error) === '40P01') this.deadlocks.push(running.name)
        throw error
      })
      return result
    }
    client.begin = dry as typeof client.begin
    // Placing is one statement without a transaction around it.
    const unsafe = client.unsafe as Statements['unsafe']
    const alone = (text: string, ...rest: unknown[]): Pending => {
      const isPlacing = text.includes('orders.place_order(')
      if (this.#running === undefined || !isPlacing) return unsafe(text, ...rest)
      return pending((send) => dry((tx) => send(tx.unsafe(text, ...rest))))
    }
    client.unsafe = alone as typeof client.unsafe
  }

  #watch(tx: Statements, send: Statements['unsafe'], running: Running): void {
    tx.unsafe = (text, ...rest) =>
      pending(async (answer) => {
        const at = running.statements++
        await running.observer.before?.(at)
        const rows = await answer(send(text, ...rest))
        if (running.observer.locked && mayLock(text))
          running.observer.locked(at, await this.#heldBy(send))
        return rows
      })
  }

  async #heldBy(send: Statements['unsafe']): Promise<Held> {
    const [own] = (await send(`select pg_backend_pid() as pid,
      pg_current_xact_id_if_assigned()::xid::text as xid`)) as { pid: number; xid: string | null }[]
    const advisory = await this.#outside<{ key: string }[]>`
      select 'advisory ' || classid || ' ' || objid as key from pg_locks
      where locktype = 'advisory' and granted and pid = ${own?.pid ?? 0}`
    const rows =
      own?.xid == null
        ? []
        : await this.#outside<{ key: string }[]>`
            select held_rows as key from pg_temp.held_rows(${own.xid}::xid)`
    return new Set([...advisory, ...rows].map(({ key }) => key))
  }
}

/** Plain reading locks nothing, and what every act appends is in nobody's way. */
function mayLock(text: string): boolean {
  if (/"audit_entries"|platform\.(outbox|idempotency_keys)/.test(text)) return false
  return !/^\s*select "/.test(text) || /\bfor (no key update|update|share)\b/.test(text)
}
