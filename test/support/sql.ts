import ts from 'typescript'
import type { Source } from './sources.ts'

/** One statement, or a piece of one, as it stands in the program or in a migration. */
export interface WrittenSql {
  /** `server/orders/orders.queries.ts:12` */
  place: string
  text: string
  /** Names that `with` or a temporary table gives in the same file: nobody else sees them. */
  localNames: ReadonlySet<string>
}

/** The relations that a statement names after FROM, JOIN, INTO, UPDATE and the like. */
export interface Relation {
  schema: string | null
  name: string
  writes: boolean
}

/** The placeholder for a `${value}`: no name, so that it is never taken for a table. */
const hole = ' $_ '

/** Every piece of SQL written out in a source: tagged, in backquotes or in quotes. */
export function writtenSql(source: Source): WrittenSql[] {
  const parsed = ts.createSourceFile(source.path, source.text, ts.ScriptTarget.Latest, true)
  const texts: { text: string; line: number }[] = []
  const pieces: string[] = []
  const visit = (node: ts.Node): void => {
    const text = textOf(node)
    if (text !== null) pieces.push(text)
    if (text !== null && looksLikeSql(text)) {
      const line = parsed.getLineAndCharacterOfPosition(node.getStart(parsed)).line + 1
      texts.push({ text: withoutComments(text), line })
    }
    if (text === null || !ts.isTemplateExpression(node)) ts.forEachChild(node, visit)
    else for (const span of node.templateSpans) visit(span.expression)
  }
  visit(parsed)
  const localNames = namesOfWith(pieces.join('\n'))
  return texts.map(({ text, line }) => ({ place: `${source.path}:${line}`, text, localNames }))
}

/** The statements of a migration. */
export function statementsOfMigration(source: Source): WrittenSql[] {
  let line = 1
  return source.text.split('--> statement-breakpoint\n').map((part) => {
    const place = `${source.path}:${line}`
    line += part.split('\n').length
    const text = withoutComments(part)
    return { place, text, localNames: namesOfWith(text) }
  })
}

const keywords = 'delete from|insert into|truncate table|truncate|update|from|join|copy|into|only'
const relation = new RegExp(
  `\\b(${keywords})\\s+(?:only\\s+)?(?:([a-z_]+)\\.)?([a-z_$][a-z0-9_]*)(\\s*\\()?`,
  'gi',
)

/** The tables and views a statement reads and writes; calls of functions are left out. */
export function relationsOf(statement: WrittenSql): Relation[] {
  const text = statement.text
    .replaceAll(
      /\b(is (not )?distinct|extract\s*\([^)]*?|trim\s*\([^)]*?|substring\s*\([^)]*?) from\b/gi,
      '$1',
    )
    .replaceAll(/\b(for( no key)?|do|on|before|after|or|key) (update|delete)\b/gi, ' ')
  return [...text.matchAll(relation)].flatMap(([, verb = '', schema, name = '', call]) => {
    if (schema === undefined && isNoTable(name, statement.localNames)) return []
    // "insert into t (columns)" has a bracket behind its name as well.
    const writes = /insert|delete|update|truncate|copy|^into/i.test(verb)
    if (call !== undefined && !writes) return []
    return [{ schema: schema ?? null, name, writes }]
  })
}

/** Functions of a schema that a statement calls: `catalogue.reserve_stock(`. */
export function callsOf(statement: WrittenSql, schemas: readonly string[]): Relation[] {
  const call = new RegExp(`\\b(${schemas.join('|')})\\.([a-z_0-9]+)\\s*\\(`, 'g')
  return [...statement.text.matchAll(call)].flatMap((match) =>
    /\b(insert into|update|copy|create table|on)\s+$/.test(
      statement.text.slice(0, match.index).toLowerCase(),
    )
      ? []
      : [{ schema: match[1] ?? '', name: match[2] ?? '', writes: false }],
  )
}

function isNoTable(name: string, localNames: ReadonlySet<string>): boolean {
  return (
    name.startsWith('$') ||
    localNames.has(name) ||
    /^(select|set|of|on|lateral|unnest|pg_\w+|information_schema|skip|nowait|values|stdin)$/.test(
      name,
    )
  )
}

function textOf(node: ts.Node): string | null {
  if (ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node)) return node.text
  if (!ts.isTemplateExpression(node)) return null
  return node.head.text + node.templateSpans.map(({ literal }) => hole + literal.text).join('')
}

function looksLikeSql(text: string): boolean {
  return (
    /\b(select|with)\b[\s\S]*\bfrom\b/i.test(text) ||
    /\b(insert into|delete from|truncate|copy|lock table|create temporary table)\s+\S/.test(text) ||
    /\bupdate\s+\S+\s+(\w+\s+)?set\b/i.test(text) ||
    /(^|\s)(from|join)\s+[a-z_]+\.[a-z_]+/.test(text)
  )
}

function withoutComments(text: string): string {
  return text.replaceAll(/--[^\n]*/g, '')
}

function namesOfWith(text: string): Set<string> {
  const named = /\b([a-z_][a-z0-9_]*)\s*(?:\([^()]*\))?\s+as\s+(?:not\s+)?(?:materialized\s+)?\(/g
  const variables = /\bdeclare\b([\s\S]*?)\bbegin\b/g
  const names = [...text.matchAll(named)].map((match) => match[1] ?? '')
  const declared = [...text.matchAll(variables)].flatMap(([, block = '']) =>
    [...block.matchAll(/^\s*([a-z_]+)\s/gm)].map((match) => match[1] ?? ''),
  )
  const temporary = [...text.matchAll(/\bcreate temporary table (\w+)/g)].map(
    ([, name = '']) => name,
  )
  return new Set([...names, ...declared, ...temporary])
}
