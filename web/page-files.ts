import { refreshSession } from '../shared/accounts/accounts.api.ts'
import { urlOf } from '../shared/endpoint.ts'
import type { Page } from './platform/page.ts'

/**
 * What preload.ts knows of the pages that people open the program on: which files each needs beyond
 * those of the document. The list is part of every first page, so it names no others.
 */
export interface PageFiles {
  /** Files are meant by their place in this list. */
  files: string[]
  pages: PageOfFiles[]
  /** The files of the texts, by `<language>/<name>`. */
  texts: Record<string, number[]>
  /** The name of the page for who is not signed in. */
  signIn: string
  /** The address that renews the session. */
  renewal: string
}

interface PageOfFiles {
  name: string
  /** A regular expression of its address. */
  address: string
  isSameForAll?: true
  /** The addresses of the answers it shows, with the parameters of its own address. */
  shows?: readonly string[]
  files: number[]
  texts: readonly string[]
}

/** What the build has made, as it says in its manifest. */
export type Manifest = Record<string, { file: string; imports?: string[]; css?: string[] }>

/** Gathers the files of all pages; those in `known` are named by the document itself. */
export function pageFilesOf(
  manifest: Manifest,
  pages: readonly Page[],
  known: ReadonlySet<string>,
): PageFiles {
  const places = new Map<string, number>()
  const placeOf = (file: string) => {
    if (!places.has(file)) places.set(file, places.size)
    return places.get(file) ?? 0
  }
  const filesOf = (source: string) =>
    [...filesBehind(manifest, source)].filter((file) => !known.has(file)).map(placeOf)
  const opened = pages.filter(({ meta }) => meta.nav ?? meta.firstFor ?? meta.access === 'public')
  const described = opened.sort(fixedFirst).map(({ name, path, component, meta }) => ({
    name,
    address: addressOf(path),
    ...(meta.sameForAll && { isSameForAll: true as const }),
    ...(meta.shows && { shows: meta.shows.map((endpoint) => endpoint.path) }),
    files: filesOf(sourceOf(manifest, component)),
    texts: meta.texts ?? [],
  }))
  const texts = Object.fromEntries(
    Object.keys(manifest).flatMap((source) => {
      const [, name] = /^locales\/(.+)\.json$/.exec(source) ?? []
      return name === undefined ? [] : [[name, filesOf(source)]]
    }),
  )
  texts['en/shell'] = filesOf('platform/english-shell.ts')
  const renewal = urlOf(refreshSession, {})
  return { files: [...places.keys()], pages: described, texts, signIn: 'accounts.sign-in', renewal }
}

/** A chunk's own files and those of all that it imports at once. */
function filesBehind(manifest: Manifest, source: string, seen = new Set<string>()): Set<string> {
  const chunk = manifest[source]
  if (chunk === undefined) throw new Error(`the build made nothing of ${source}`)
  const files = new Set([chunk.file, ...(chunk.css ?? [])])
  seen.add(source)
  for (const imported of chunk.imports ?? []) {
    if (seen.has(imported)) continue
    for (const file of filesBehind(manifest, imported, seen)) files.add(file)
  }
  return files
}

/** The file that a page's component is imported from, as its route writes it. */
function sourceOf(manifest: Manifest, component: Page['component']): string {
  const [, file = ''] = /import\(['"`]\.(\/\w+\.vue)['"`]\)/.exec(String(component)) ?? []
  const sources = Object.keys(manifest).filter((source) => file !== '' && source.endsWith(file))
  if (sources.length !== 1) throw new Error(`which page is ${component}? ${sources.join(', ')}`)
  return sources[0] ?? ''
}

/** `/v/:code(\\d{12})` is any address that has twelve digits there, which are its `code`. */
function addressOf(path: string): string {
  return path.replaceAll(
    /:(\w+)(?:\(([^)]+)\))?/g,
    (_, name, pattern = '[^/]+') => `(?<${name}>${pattern})`,
  )
}

/** As the router has it: an address without parameters is meant before one with them. */
function fixedFirst(a: Page, b: Page): number {
  return Number(a.path.includes(':')) - Number(b.path.includes(':'))
}
