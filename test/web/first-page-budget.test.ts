import { existsSync, readFileSync, statSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'

const output = path.resolve('dist/web')
const budgetBytes = 200 * 1_024

interface Chunk {
  file: string
  isEntry?: boolean
  imports?: string[]
  css?: string[]
}

/** The pages people see first: before signing in, and after it by kind of organisation. */
const firstPages = new RegExp(
  '(SignIn|UnitDesk|CooperativeDesk|reports/Overview|ReviewQueue' +
    '|reports/Village|PublicTotals|Catalogue)Page\\.vue$',
)

test('the first page needs at most 200 KB of script and style, compressed', () => {
  const manifest = readManifest()
  const entry = manifest['index.html']
  expect(entry?.isEntry).toBe(true)
  const first = Object.keys(manifest).filter((name) => firstPages.test(name))
  const sizes = ['index.html', ...first].map((name) => {
    const files = new Set([...filesOf(manifest, 'index.html'), ...filesOf(manifest, name)])
    return [name, [...files].reduce((sum, file) => sum + compressedBytes(file), 0)] as const
  })
  expect(first.length).toBeGreaterThan(6)
  expect(sizes.filter(([, bytes]) => bytes > budgetBytes)).toEqual([])
  expect(Math.max(...sizes.map(([, bytes]) => bytes))).toBeGreaterThan(20_000)
})

function readManifest(): Record<string, Chunk> {
  const file = path.join(output, '.vite', 'manifest.json')
  if (!existsSync(file)) throw new Error('The screens are not built: npm test builds them first.')
  return JSON.parse(readFileSync(file, 'utf8')) as Record<string, Chunk>
}

/** A chunk's own files and those of everything it imports at once. */
function filesOf(manifest: Record<string, Chunk>, name: string, seen = new Set<string>()) {
  const chunk = manifest[name]
  if (chunk === undefined || seen.has(name)) return []
  seen.add(name)
  const files: string[] = [chunk.file, ...(chunk.css ?? [])]
  for (const imported of chunk.imports ?? []) files.push(...filesOf(manifest, imported, seen))
  return files
}

/** As a browser that knows only gzip gets it; brotli is smaller. */
function compressedBytes(file: string): number {
  const packed = path.join(output, `${file}.gz`)
  return statSync(existsSync(packed) ? packed : path.join(output, file)).size
}
