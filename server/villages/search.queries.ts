import { type SQL, sql } from 'drizzle-orm'
import { z } from 'zod'
import { codeRange } from '../../shared/villages/division-code.ts'
import { arrayOf, queryRows } from '../platform/db/rows.ts'
import type { Reader } from '../platform/db/transaction.ts'
import { bigramsOf } from './search-terms.ts'

const FoundDivision = z.object({
  code: z.string(),
  name: z.string(),
  pathName: z.string(),
  level: z.int(),
  validTo: z.string().nullable(),
  successorCode: z.string().nullable(),
})
export type FoundDivision = z.output<typeof FoundDivision>

interface Limits {
  within?: string | undefined
  level?: number | undefined
  near?: string | undefined
  limit: number
}

export interface NameSearch extends Limits {
  word: string
  /** The names that are exactly meant by the word. */
  exact: readonly string[]
}

const columns = sql`code, name, path_name, level, valid_to, successor_code`

export async function selectByCode(
  reader: Reader,
  search: Limits & { digits: string },
): Promise<FoundDivision[]> {
  const { from, to } = codeRange(search.digits.slice(0, 12))
  return queryRows(
    reader,
    FoundDivision,
    sql`select ${columns} from villages.divisions
      where code >= ${from} and code < ${to} and ${limitsOf(search)}
      order by code limit ${search.limit}`,
  )
}

export function selectByName(reader: Reader, search: NameSearch): Promise<FoundDivision[]> {
  return ranked(reader, search, nameCandidates(search))
}

/** Nodes whose name fits the word, below nodes whose names fit the other words. */
export function selectByPath(
  reader: Reader,
  search: NameSearch & { above: readonly string[] },
): Promise<FoundDivision[]> {
  const conditions = search.above.map((word) => sql`search_terms && ${nodesNamed(word)}`)
  const matching = sql`
    select * from villages.divisions
    where ${nameFits(search.word)} and ${sql.join(conditions, sql` and `)} and ${limitsOf(search)}
    limit 300`
  return ranked(reader, search, matching)
}

/**
 * Candidates out of four indexes, each read only as far as it can matter: a word such as 庄村
 * stands in forty thousand names, and nobody reads more than a screen of them.
 */
function nameCandidates(search: NameSearch): SQL {
  const limits = limitsOf(search)
  const { from, to } = nameRange(search.word)
  const begins = sql`name >= ${from} and name < ${to}`
  const parts = [
    sql`(select * from villages.divisions
      where name = any(${arrayOf('text', search.exact)}) and ${limits}
      order by level, code limit ${search.limit})`,
    sql`(select * from villages.divisions where level < 5 and ${begins} and ${limits} limit 300)`,
    sql`(select * from villages.divisions where ${begins} and ${limits} order by name limit 100)`,
  ]
  if (bigramsOf(search.word).length > 0) {
    const fits = nameFits(search.word)
    parts.push(
      sql`(select * from villages.divisions where level < 5 and ${fits} and ${limits} limit 300)`,
      sql`(select * from villages.divisions where ${fits} and ${limits} limit 200)`,
    )
  }
  // Near by there may be one that a hundred namesakes would push out of the above.
  if (search.near !== undefined)
    parts.push(
      sql`(select * from villages.divisions where ${isNear(search)}
        and (name = any(${arrayOf('text', search.exact)}) or ${nameFits(search.word)})
        and ${limits} limit 100)`,
    )
  return sql.join(parts, sql` union `)
}

function isNear({ near = '' }: Limits): SQL {
  const { from, to } = codeRange(near)
  return sql`(code >= ${from} and code < ${to})`
}

const Code = z.object({ code: z.string() })

/** The villages that a word names, or their township, within a node; so many at most. */
export async function selectVillagesNamed(
  reader: Reader,
  { word, within, most }: { word: string; within: string | null; most: number },
): Promise<string[]> {
  const limits = limitsOf(within === null ? { limit: most } : { within, limit: most })
  const rows = await queryRows(
    reader,
    Code,
    sql`
    (select code from villages.divisions where ${nameFits(word)} and level = 5 and ${limits}
      limit ${most})
    union
    (select v.code from villages.divisions v where v.level = 5 and v.parent_code in (
        select code from villages.divisions
        where level < 5 and level = 4 and ${nameFits(word)} and ${limits})
      limit ${most})`,
  )
  return rows.map(({ code }) => code)
}

/** The candidates, best first. */
async function ranked(
  reader: Reader,
  { word, exact, near, limit }: NameSearch,
  candidates: SQL,
): Promise<FoundDivision[]> {
  return queryRows(
    reader,
    FoundDivision,
    sql`select ${columns} from (${candidates}) as found
      order by valid_to is not null,
        case when name = any(${arrayOf('text', exact)}) then 0
          when starts_with(name, ${word}) then 1 else 2 end,
        ${near === undefined ? sql`` : sql`not ${isNear({ near, limit })},`}
        level, length(name), code
      limit ${limit}`,
  )
}

/** By bigrams where the word has any: a single character can only begin a name. */
function nameFits(word: string): SQL {
  const bigrams = bigramsOf(word)
  if (bigrams.length > 0)
    return sql`search_terms @> ${arrayOf('text', bigrams)} and position(${word} in name) > 0`
  const { from, to } = nameRange(word)
  return sql`name >= ${from} and name < ${to}`
}

/** The codes of provinces to townships whose names fit the word. */
function nodesNamed(word: string): SQL {
  return sql`array(select code from villages.divisions where level < 5
    and ${nameFits(word)} limit 500)`
}

function limitsOf({ within, level }: Limits): SQL {
  const parts = [sql`true`]
  if (level !== undefined) parts.push(sql`level = ${level}`)
  if (within !== undefined) {
    const { from, to } = codeRange(within)
    parts.push(sql`code >= ${from} and code < ${to}`)
  }
  return sql.join(parts, sql` and `)
}

/** All names that begin with a word, as a range in the index's order of bytes. */
function nameRange(word: string): { from: string; to: string } {
  return { from: word, to: `${word}\u{10FFFF}` }
}
