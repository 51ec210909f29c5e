import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import ts from 'typescript'

export const root = path.resolve(import.meta.dirname, '../..')

export interface Source {
  /** From the root of the repository, with forward slashes. */
  path: string
  text: string
}

/** Every file of the repository that is kept, or is about to be. */
export function listFiles(): string[] {
  const options = { cwd: root, encoding: 'utf8', maxBuffer: 64 << 20 } as const
  const listed = execFileSync('git', ['ls-files', '-co', '--exclude-standard', '-z'], options)
  return listed.split('\0').filter((file) => file !== '' && existsSync(path.join(root, file)))
}

/** The program's own sources: what people write and others read. */
export function listSources(): Source[] {
  return listFiles()
    .filter((file) => /^(server|web|shared|demo|test|bench)\/.*\.(ts|mjs|vue|css)$/.test(file))
    .map((file) => ({ path: file, text: readText(file) }))
}

export function readText(file: string): string {
  return readFileSync(path.join(root, file), 'utf8')
}

/** The order of the domains as the walls know it. */
export function domainsOfWalls(): string[] {
  const { forbidden } = createRequire(import.meta.url)('../../.dependency-cruiser.cjs') as {
    forbidden: { name: string; from: { path?: string } }[]
  }
  const door = forbidden.find((rule) => rule.name === 'through-the-front-door')
  return /\((.+)\)/.exec(door?.from.path ?? '')?.[1]?.split('|') ?? []
}

export interface FunctionLength {
  name: string
  line: number
  lines: number
}

/** Every function of a source with its length; what only holds others is a chapter, not one. */
export function functionLengths(source: Source): FunctionLength[] {
  const parsed = ts.createSourceFile(source.path, scriptOf(source), ts.ScriptTarget.Latest, true)
  const lengths: FunctionLength[] = []
  const lineAt = (position: number) => parsed.getLineAndCharacterOfPosition(position).line
  const visit = (node: ts.Node): void => {
    if (ts.isFunctionLike(node) && 'body' in node && node.body && !isChapter(node)) {
      const first = lineAt(node.getStart(parsed))
      const name = node.name?.getText(parsed) ?? 'a function'
      lengths.push({ name, line: first + 1, lines: lineAt(node.getEnd()) - first + 1 })
    }
    ts.forEachChild(node, visit)
  }
  visit(parsed)
  return lengths
}

export interface Exported {
  name: string
  isFunction: boolean
  isDescribed: boolean
}

/** What a module declares and exports, and whether a doc comment says what it is. */
export function exportsOf(source: Source): Exported[] {
  const parsed = ts.createSourceFile(source.path, source.text, ts.ScriptTarget.Latest, true)
  return parsed.statements.flatMap((statement): Exported[] => {
    const isExported =
      ts.canHaveModifiers(statement) &&
      ts.getModifiers(statement)?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword)
    if (!isExported) return []
    const isDescribed = ts.getJSDocCommentsAndTags(statement).length > 0
    const declared = ts.isVariableStatement(statement)
      ? [...statement.declarationList.declarations]
      : [statement]
    return declared.map((declaration) => ({
      name: 'name' in declaration ? (declaration.name?.getText(parsed) ?? '') : '',
      isFunction:
        ts.isFunctionDeclaration(declaration) ||
        (ts.isVariableDeclaration(declaration) &&
          declaration.initializer !== undefined &&
          ts.isArrowFunction(declaration.initializer)),
      isDescribed,
    }))
  })
}

/** What a module hands on from others: the other module's path, and the name it has there. */
export function reexportsOf(source: Source): { path: string; name: string }[] {
  const parsed = ts.createSourceFile(source.path, source.text, ts.ScriptTarget.Latest, true)
  return parsed.statements.flatMap((statement) => {
    if (!ts.isExportDeclaration(statement) || statement.moduleSpecifier === undefined) return []
    const clause = statement.exportClause
    if (clause === undefined || !ts.isNamedExports(clause)) return []
    const module = statement.moduleSpecifier.getText(parsed).slice(1, -1)
    const file = path.posix.join(path.posix.dirname(source.path), module)
    return clause.elements.map(({ name, propertyName }) => ({
      path: file,
      name: (propertyName ?? name).text,
    }))
  })
}

/** Suites and stores hold functions side by side around what these share. */
function isChapter(node: ts.Node): boolean {
  if (!ts.isCallExpression(node.parent)) return false
  return ['describe', 'defineStore'].includes(node.parent.expression.getText())
}

/** The script of a component, at its place; other sources as they are. */
function scriptOf({ path: file, text }: Source): string {
  if (!file.endsWith('.vue')) return file.endsWith('.css') ? '' : text
  return text.replace(/([\s\S]*?<script[^>]*>)([\s\S]*?)(<\/script>[\s\S]*)/, (_all, ...parts) => {
    const [before = '', script = ''] = parts as string[]
    return before.replaceAll(/[^\n]/g, ' ') + script
  })
}
