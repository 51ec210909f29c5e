import { existsSync, readFileSync, statSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'

const output = path.resolve('dist/web')
const budgetBytes = 160 * 1_024

interface Chunk {
  file: string
  imports?: string[]
  css?: string[]
}

/** The pages people see first: before signing in, and after it by kind of organisation. */
const firstPages = new RegExp(
  '(SignIn|UnitDesk|CooperativeDesk|reports/Overview|AdmissionDesk|ReviewQueue' +
    '|desks/Village|PublicTotals|PublicVillage|Catalogue|OrderSheet|ToPack|Receive' +
    '|ShipmentList)Page\\.vue$',
)

test('the first page needs at most 160 KB of script and style, compressed', () => {
  const manifest = readManifest()
  const program = filesOfProgram()
  const first = Object.keys(manifest).filter((name) => firstPages.test(name))
  const sizes = first.map((name) => {
    const files = new Set([...program, ...filesOf(manifest, name)])
    return [name, [...files].reduce((sum, file) => sum + compressedBytes(file), 0)] as const
  })
  expect(first.length).toBeGreaterThan(11)
  expect(sizes.filter(([, bytes]) => bytes > budgetBytes)).toEqual([])
  expect(Math.max(...sizes.map(([, bytes]) => bytes))).toBeGreaterThan(20_000)
})

test('no screen loads what checks by schemas or mixes colours', () => {
  const scripts = [...new Set(Object.values(readManifest()).map(({ file }) => file))]
    // What draws charts knows the names of colours for itself.
    .filter((file) => file.endsWith('.js') && !file.includes('chart-drawing'))
  expect(scripts.length).toBeGreaterThan(50)
  const heavy = scripts.filter((file) =>
    /ZodError|aliceblue/.test(readFileSync(path.join(output, file), 'utf8')),
  )
  expect(heavy).toEqual([])
})

function readManifest(): Record<string, Chunk> {
  const file = path.join(output, '.vite', 'manifest.json')
  if (!existsSync(file)) throw new Error('The screens are not built: npm test builds them first.')
  return JSON.parse(readFileSync(file, 'utf8')) as Record<string, Chunk>
}

/** What the document itself names. */
function filesOfProgram(): string[] {
  const document = readFileSync(path.join(output, 'index.html'), 'utf8')
  const files = [...document.matchAll(/"\/(assets\/[^"]+)"/g)].map(([, file = '']) => file)
  expect(files.length).toBeGreaterThan(1)
  return files
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

/** As a browser of today gets it. */
function compressedBytes(file: string): number {
  const packed = path.join(output, `${file}.br`)
  return statSync(existsSync(packed) ? packed : path.join(output, file)).size
}
