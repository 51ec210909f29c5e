import { sql } from 'drizzle-orm'
import { z } from 'zod'
import { codeRange } from '../../shared/villages/division-code.ts'
import { placeName } from '../../shared/villages/place-name.ts'
import { meantNames } from '../../shared/villages/place-variants.ts'
import { arrayOf, queryRows } from '../platform/db/rows.ts'
import type { Reader } from '../platform/db/transaction.ts'

const Candidate = z.object({
  code: z.string(),
  name: z.string(),
  pathName: z.string(),
  level: z.int(),
  namesAbove: z.array(z.string()),
})
type Candidate = z.output<typeof Candidate>

/** A place that a text means. */
export type MeantDivision = Pick<Candidate, 'code' | 'pathName' | 'level'>

/**
 * The places in force that each of many texts can mean: a code, with or without the zeros of the
 * levels below; a name; or a path such as 巫山县竹贤乡下庄村, with gaps and endings left out. One
 * statement, however many texts there are. Several for one text, of whatever level, are namesakes
 * or several readings of a path: nothing chooses between them here (domain.md §3.15).
 */
export async function divisionsMeant(
  reader: Reader,
  question: { texts: readonly string[]; within: string },
): Promise<Map<string, MeantDivision[]>> {
  const byText = new Map(question.texts.map((text) => [text, wordOf(text)]))
  const words = [...new Set(byText.values())]
  const names = [...new Set(words.flatMap((word) => endsOf(word)).flatMap(meantNames))]
  const codes = words.filter((word) => /^\d+$/.test(word)).map(significant)
  const candidates = await selectCandidates(reader, { ...question, names, codes })
  const ofName = Map.groupBy(candidates, ({ name }) => name)
  const ofCode = new Map(candidates.map((candidate) => [candidate.code, candidate]))
  return new Map(
    [...byText].map(([text, word]) => {
      if (!/^\d+$/.test(word)) return [text, fitsOf(word, ofName)]
      const candidate = ofCode.get(significant(word))
      return [text, candidate === undefined ? [] : [candidate]]
    }),
  )
}

function wordOf(text: string): string {
  return placeName(text.normalize('NFKC').replaceAll(/[\s,、/·>-]/g, '')).slice(0, 60)
}

/** 500237000000 is 500237: a level that is not reached is written with zeros. */
function significant(digits: string): string {
  const lengths = [2, 4, 6, 9, 12]
  const code = lengths.find(
    (length) => /^0*$/.test(digits.slice(length)) && length <= digits.length,
  )
  return digits.slice(0, code ?? 12)
}

/** What may be the name of the place itself at the end of a path. */
function endsOf(word: string): string[] {
  const signs = [...word]
  return signs
    .slice(0, -1)
    .map((_, at) => signs.slice(at).join(''))
    .slice(-24)
}

/** Those whose name ends the word, what stands before it being places above them, in order. */
function fitsOf(word: string, ofName: Map<string, Candidate[]>): Candidate[] {
  const fits = endsOf(word).flatMap((end) => {
    const before = word.slice(0, word.length - end.length)
    return meantNames(end)
      .flatMap((name) => ofName.get(name) ?? [])
      .filter((candidate) => isPath(before, candidate.namesAbove))
  })
  return [...new Map(fits.map((fit) => [fit.code, fit])).values()]
}

/** Whether a text is names of these places, from above down, some of them left out. */
function isPath(text: string, names: readonly string[]): boolean {
  if (text === '') return true
  return names.some((name, at) => {
    const rest = names.slice(at + 1)
    const forms = [name, shortName(name)]
    return forms.some((form) => text.startsWith(form) && isPath(text.slice(form.length), rest))
  })
}

function shortName(name: string): string {
  const short = name.replace(
    /(自治区|自治州|自治县|地区|街道|民族乡|省|市|区|县|旗|镇|乡|村|社区)$/,
    '',
  )
  return [...short].length >= 2 ? short : name
}

function selectCandidates(
  reader: Reader,
  question: { names: string[]; codes: string[]; within: string },
): Promise<Candidate[]> {
  const { names, codes, within } = question
  const { from, to } = codeRange(within)
  return queryRows(
    reader,
    Candidate,
    sql`
    with meant as (
      select code from villages.divisions where name = any(${arrayOf('text', names)})
      union select code from villages.divisions where code = any(${arrayOf('text', codes)})
    )
    select d.code, d.name, d.path_name, d.level, coalesce((
        select array_agg(above.name order by above.level) from villages.divisions above
        where above.code in (left(d.code, 2), left(d.code, 4), left(d.code, 6), left(d.code, 9))
          and above.level < d.level), '{}') as names_above
    from meant join villages.divisions d using (code)
    where d.valid_to is null
      and (${within} = '' or (d.code >= ${from} and d.code < ${to}))
    order by d.level, d.code limit 100000`,
  )
}
