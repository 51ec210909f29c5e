import { describe, expect, test } from 'vitest'
import { domainsOfWalls, listFiles, listSources, readText } from './support/sources.ts'
import {
  callsOf,
  relationsOf,
  statementsOfMigration,
  type WrittenSql,
  writtenSql,
} from './support/sql.ts'

/** In their order: each may read what those before it publish. */
const domains = domainsOfWalls()

/** They read what every domain publishes, and nothing else but their own. */
const readSide = ['review', 'reports', 'exchange']
const schemas = ['platform', ...domains]
const isPublished = (name: string) => name.endsWith('_published')

/** What is wrong with the tables and functions that a statement of this domain names. */
function faultsOf(statement: WrittenSql, domain: string): string[] {
  // Drizzle keeps its record of migrations in a schema of its own.
  const own = (schema: string) =>
    schema === domain || (domain === 'platform' && schema === 'drizzle')
  const before = (schema: string) =>
    schema === 'platform' || domains.indexOf(schema) < domains.indexOf(domain)
  const relations = relationsOf(statement).flatMap(({ schema, name, writes }) => {
    if (schema === null) return transitionTables.has(name) ? [] : [`${name} has no schema`]
    if (own(schema)) return []
    if (writes) return [`writes ${schema}.${name}`]
    if (!isPublished(name)) return [`reads ${schema}.${name}`]
    return before(schema) || readSide.includes(domain) ? [] : [`looks ahead at ${schema}.${name}`]
  })
  const calls = callsOf(statement, schemas).flatMap(({ schema, name }) =>
    schema === null || own(schema) || before(schema) ? [] : [`calls ${schema}.${name}`],
  )
  return [...relations, ...calls].map((fault) => `${statement.place}: ${fault}`)
}

const sources = listSources().filter(({ path }) => path.startsWith('server/'))
const migrations = listFiles()
  .filter((file) => /^migrations\/\d+_\w+\.sql$/.test(file))
  .map((path) => ({ path, text: readText(path) }))

/** What a trigger calls the rows that its statement inserted. */
const transitionTables = new Set(
  migrations.flatMap(({ text }) =>
    [...text.matchAll(/\breferencing (?:new|old) table as (\w+)/g)].map(([, name]) => name),
  ),
)

const bySource = sources.flatMap((source) => {
  const domain = /^server\/([^/]+)\//.exec(source.path)?.[1] ?? 'platform'
  return writtenSql(source).map((statement) => ({ domain, statement }))
})
const byMigration = migrations.flatMap((migration) => {
  const domain = /\/\d+_([a-z]+)\w*\.sql$/.exec(migration.path)?.[1] ?? ''
  return statementsOfMigration(migration).map((statement) => ({ domain, statement }))
})
const examined = [...bySource, ...byMigration]

describe('walls within SQL', () => {
  test.each(schemas)('%s writes its own tables and reads what others publish', (domain) => {
    const own = examined.filter((example) => example.domain === domain)
    expect(own.flatMap(({ statement }) => faultsOf(statement, domain))).toEqual([])
  })

  test('a migration makes things in its own schema only', () => {
    const made =
      /\bcreate (?:table|view|function|aggregate|sequence)(?: if not exists)?\s+(?:(\w+)\.)?\w+/
    const elsewhere = byMigration.flatMap(({ domain, statement }) => {
      const target =
        /\bcreate (?:unique )?index\s+\w+\s+on\s+(\w+)\./.exec(statement.text)?.[1] ??
        /\bcreate (?:constraint )?trigger\b[\s\S]*?\bon\s+(\w+)\./.exec(statement.text)?.[1] ??
        made.exec(statement.text)?.[1]
      return target === undefined || target === domain ? [] : [`${statement.place}: in ${target}`]
    })
    expect(elsewhere).toEqual([])
  })

  test('every kind of statement was among what was examined', () => {
    const relations = examined.flatMap(({ statement }) => relationsOf(statement))
    const counts = {
      'statements in server/': bySource.length,
      'statements in migrations/': byMigration.length,
      'tables and views named': relations.length,
      'of them written': relations.filter(({ writes }) => writes).length,
      'of them published': relations.filter(({ name }) => isPublished(name)).length,
    }
    process.stdout.write(`walls within SQL examined: ${JSON.stringify(counts)}\n`)
    expect(Object.values(counts).every((count) => count > 20)).toBe(true)
  })

  test('a wall that is broken is seen', () => {
    const source = {
      path: 'server/orders/x.queries.ts',
      text: [
        'with own as (select 1) select * from own join catalogue.lots l on true',
        'update evidence.files set id = 1',
        'select * from lots',
        'select * from billing.invoices_published',
        'select catalogue.reserve_stock(1) from orders.order_lines',
        'select * from orders.order_lines join accounts.people_published on true',
      ]
        .map((text) => `sql\`${text}\``)
        .join('; '),
    }
    const faults = writtenSql(source).flatMap((statement) => faultsOf(statement, 'orders'))
    expect(faults.map((fault) => fault.replace(/^\S+ /, ''))).toEqual([
      'reads catalogue.lots',
      'writes evidence.files',
      'lots has no schema',
      'looks ahead at billing.invoices_published',
    ])
  })
})
