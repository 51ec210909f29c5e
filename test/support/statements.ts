import { drizzle } from 'drizzle-orm/postgres-js'
import type { Database } from '../../server/platform/db/transaction.ts'
import type { TestDatabase } from './database.ts'
import type { Statements } from './race.ts'

export interface Counted<T> {
  result: T
  /** Every statement the server executed for the work, BEGIN and COMMIT among them. */
  statements: string[]
}

/** Counts at the database what some work sends to it; nothing else may use the database then. */
export async function countStatements<T>(
  database: TestDatabase,
  work: () => Promise<T>,
): Promise<Counted<T>> {
  const { sql } = database
  await sql`create extension if not exists pg_stat_statements`
  await sql`select pg_stat_statements_reset(0,
    (select oid from pg_database where datname = current_database()))`
  const result = await work()
  const rows = await sql<{ query: string; calls: number }[]>`
    select query, calls from pg_stat_statements
    where dbid = (select oid from pg_database where datname = current_database())
      and query not like '%pg_stat_statements%' and query not like '%pg_catalog.pg_type%'`
  return { result, statements: rows.flatMap(({ query, calls }) => Array(calls).fill(query)) }
}

/** Tells of every statement that the program sends from here on, as it is sent. */
export function onStatement({ db }: TestDatabase, tell: (text: string) => void): void {
  const tellsOf = (scope: Statements) => {
    const send = scope.unsafe.bind(scope)
    scope.unsafe = (text, ...rest) => {
      tell(text)
      return send(text, ...rest)
    }
  }
  const client = db.$client as unknown as Statements & {
    begin(...args: unknown[]): Promise<unknown>
  }
  const begin = client.begin.bind(client)
  tellsOf(client)
  client.begin = (...args) =>
    begin(
      ...args.map((work) =>
        typeof work !== 'function'
          ? work
          : (tx: Statements) => {
              tellsOf(tx)
              return work(tx)
            },
      ),
    )
}

export interface SentStatement {
  text: string
  values: unknown[]
}

/** The one statement that a query sends. */
export async function statementOf(
  database: TestDatabase,
  query: (reader: Database) => Promise<unknown>,
): Promise<SentStatement> {
  const sent: SentStatement[] = []
  const logQuery = (text: string, values: unknown[]) => sent.push({ text, values })
  const client = database.db.$client
  await query(drizzle({ client, casing: 'snake_case', logger: { logQuery } }))
  const [statement] = sent
  if (statement === undefined || sent.length > 1)
    throw new Error(`one statement was expected, ${sent.length} were sent`)
  return statement
}

/** The statements about statements, which are never counted, by the database they are sent to. */
const ownStatements = new WeakMap<TestDatabase, Promise<string[]>>()

/**
 * How many pages of tables and indexes some reading looked at, in the cache or on disk. The server
 * drops the figures of seldom statements when all databases together have too many; then what is
 * missing would count as nothing read, and it is read again.
 */
export async function countBuffers(
  database: TestDatabase,
  read: () => Promise<unknown>,
): Promise<number> {
  const own = ownStatements.get(database) ?? findOwnStatements(database)
  ownStatements.set(database, own)
  const ids = await own
  for (let attempt = 1; attempt <= 20; attempt += 1) {
    const before = await resetStatistics(database)
    await read()
    const { buffers, dropped } = await readStatistics(database, ids)
    if (dropped === before) return buffers
  }
  throw new Error('statistics were dropped during each of twenty readings')
}

/** Begins anew; returns how often the server has dropped figures. */
async function resetStatistics({ sql }: TestDatabase): Promise<number> {
  const [row] = await sql<{ dropped: number }[]>`
    select dealloc::integer as dropped, pg_stat_statements_reset(0,
      (select oid from pg_database where datname = current_database()))
    from pg_stat_statements_info`
  return row?.dropped ?? Number.NaN
}

async function readStatistics({ sql }: TestDatabase, ownIds: readonly string[]) {
  // Texts are left out: those of the whole cluster would be read each time.
  const [row] = await sql<{ buffers: number; dropped: number }[]>`
    select coalesce(sum(shared_blks_hit + shared_blks_read), 0)::integer as buffers,
      (select dealloc::integer from pg_stat_statements_info) as dropped
    from pg_stat_statements(false)
    where dbid = (select oid from pg_database where datname = current_database())
      and queryid <> all (${ownIds}::bigint[])`
  return row ?? { buffers: 0, dropped: Number.NaN }
}

async function findOwnStatements(database: TestDatabase): Promise<string[]> {
  const { sql } = database
  await sql`create extension if not exists pg_stat_statements`
  // Sent once, so that they are known.
  await resetStatistics(database)
  await readStatistics(database, [])
  const rows = await sql<{ id: string }[]>`
    select queryid::text as id from pg_stat_statements
    where dbid = (select oid from pg_database where datname = current_database())
      and (query like '%pg_stat_statements%' or query like '%pg_catalog.pg_type%')`
  return rows.map(({ id }) => id)
}
