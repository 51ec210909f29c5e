import { sql } from 'drizzle-orm'
import { beforeAll, expect, test } from 'vitest'
import { findBrokenSeal } from '../../server/platform/db/seals.ts'
import type { Database, Transaction } from '../../server/platform/db/transaction.ts'
import { verifyRecords } from '../../server/reports/verify-records.ts'
import { keepLog, publishLog } from '../../server/transparency/index.ts'
import { testApp } from '../support/app.ts'
import { aBusyWorld } from '../support/factories/busy-world.ts'
import { stripeKeys } from '../support/online-acts.ts'

const { database, deps } = await testApp({ settings: stripeKeys })

interface Column {
  name: string
  type: string
}

interface Table {
  name: string
  columns: Column[]
}

/** Every table that refuses to be changed or emptied, as the database's catalogue has them. */
const tables = await database.sql<Table[]>`
  select distinct t.tgrelid::regclass::text as name, columns.list as columns
  from pg_trigger t cross join lateral (
    select jsonb_agg(jsonb_build_object('name', quote_ident(a.attname),
      'type', format_type(a.atttypid, null)) order by a.attnum) as list
    from pg_attribute a where a.attrelid = t.tgrelid and a.attnum > 0 and not a.attisdropped
      and a.attgenerated = '') columns
  where t.tgfoid = 'platform.refuse_change'::regproc order by 1`

interface Change {
  /** SQL of a value that is one byte away from a column's. */
  changed(value: string): string
  /** SQL of a value where a column holds none. */
  other: string
}

const changes: Record<string, Change> = {
  text: {
    changed: (value) => `left(${value}, -1) || chr(ascii(nullif(right(${value}, 1), '')) # 1)`,
    other: `'x'`,
  },
  uuid: {
    changed: (value) => `(left(${value}::text, -1) || translate(right(${value}::text, 1),
      '0123456789abcdef', '1032547698badcfe'))::uuid`,
    other: 'gen_random_uuid()',
  },
  bigint: { changed: (value) => `${value} # (1 << 30)`, other: '1' },
  integer: { changed: (value) => `${value} # (1 << 30)`, other: '1' },
  smallint: { changed: (value) => `${value} # 8192::smallint`, other: '1' },
  boolean: { changed: (value) => `not ${value}`, other: 'true' },
  date: { changed: (value) => `${value} + 1`, other: `'2026-01-01'` },
  'time without time zone': {
    changed: (value) => `${value} + interval '1 microsecond'`,
    other: `'09:00'`,
  },
  'timestamp with time zone': {
    changed: (value) => `${value} + interval '1 microsecond'`,
    other: `'2026-01-01T00:00:00Z'`,
  },
  bytea: {
    changed: (value) => `set_byte(${value}, 0, get_byte(${value}, 0) # 1)`,
    other: `'\\x00'`,
  },
  // The first sign within quotes; a document without any becomes another one.
  jsonb: {
    changed: (value) => `coalesce(overlay(${value}::text
      placing chr(ascii(substr(${value}::text, strpos(${value}::text, '"') + 1, 1)) # 1)
      from nullif(strpos(${value}::text, '"'), 0) + 1)::jsonb, '[8]')`,
    other: `'[7]'`,
  },
  'text[]': { changed: (value) => `array_append(${value}, 'x')`, other: `'{}'` },
  'uuid[]': { changed: (value) => `array_append(${value}, gen_random_uuid())`, other: `'{}'` },
}

function changeOf(type: string): Change {
  const change = changes[type]
  if (change === undefined) throw new Error(`nobody has said what another ${type} is`)
  return change
}

beforeAll(async () => {
  await aBusyWorld(database, deps.config)
  await keepLog(deps)
  await publishLog(deps)
  // Whoever owns the tables may drop what checks their values, too.
  const names = database.sql(tables.map(({ name }) => name))
  const loosened = await database.sql<{ statement: string }[]>`
    select format('alter table %s drop constraint %I', conrelid::regclass, conname) as statement
    from pg_constraint where contype = 'c' and conrelid::regclass::text in ${names}
    union all
    select format('alter table %s alter %I drop identity', attrelid::regclass, attname)
    from pg_attribute where attidentity <> '' and attrelid::regclass::text in ${names}`
  for (const { statement } of loosened) await database.sql.unsafe(statement)
})

/** A row, sealed as it is written, in a table for which the world has none. */
async function insertRow(tx: Transaction, { name, columns }: Table): Promise<void> {
  const written = columns.filter(({ name }) => name !== 'seal')
  const statements = [
    `alter table ${name} enable always trigger write_seal`,
    `insert into ${name} (${written.map((column) => column.name).join(', ')})
      values (${written.map(({ type }) => changeOf(type).other).join(', ')})`,
    `alter table ${name} enable trigger write_seal`,
  ]
  for (const statement of statements) await tx.execute(sql.raw(statement))
  expect(await findBrokenSeal(tx)).toBeUndefined()
}

/** The columns of a table of which a changed byte is not found. */
async function unseenIn(tx: Transaction, table: Table): Promise<string[]> {
  const { name, columns } = table
  const unseen: string[] = []
  const isEmpty = (await tx.execute(sql.raw(`select from ${name} limit 1`))).length === 0
  if (isEmpty) await insertRow(tx, table)
  for (const [at, { name: column, type }] of columns.entries()) {
    const { changed, other } = changeOf(type)
    await tx.execute(sql`savepoint unchanged`)
    const { count } = await tx.execute(
      sql.raw(`update ${name} set ${column} = coalesce(${changed(column)}, ${other})
        where ctid = (select ctid from ${name} order by ${column} is null, ctid limit 1)`),
    )
    expect(count, `${name}.${column}`).toBe(1)
    // Seals are looked at at once; of one column the whole verification says so, too.
    const isSeen = (at > 0 || isEmpty) && (await findBrokenSeal(tx)) !== undefined
    if (!isSeen && (await verifyRecords(tx as unknown as Database)).fault === null)
      unseen.push(`${name}.${column}`)
    await tx.execute(sql`rollback to savepoint unchanged`)
  }
  return unseen
}

test('§4.1 a byte changed in any column of what is only added to is found', async () => {
  const undone = new Error('undone')
  const unseen: string[] = []
  await database.db
    .transaction(async (tx) => {
      await tx.execute(sql`set local session_replication_role = replica`)
      for (const table of tables) {
        await tx.execute(sql`savepoint whole`)
        unseen.push(...(await unseenIn(tx, table)))
        await tx.execute(sql`rollback to savepoint whole`)
      }
      throw undone
    })
    .catch((error) => {
      if (error !== undone) throw error
    })
  const columns = tables.flatMap((table) => table.columns)
  process.stdout.write(`bytes changed: ${columns.length} in ${tables.length} tables\n`)
  expect(unseen).toEqual([])
  expect(columns.length).toBeGreaterThan(300)
}, 60_000)
