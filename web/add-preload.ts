import { createHash } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { build, type Rolldown } from 'vite'
import { type Manifest, pageFilesOf } from './page-files.ts'
import { pages } from './pages.ts'

const root = fileURLToPath(new URL('.', import.meta.url))

/**
 * Builds preload.ts with the names of the files that the screens were built to, and makes it the
 * first script of the document. The names are known only after the build of the screens.
 */
export async function addPreload(output: string): Promise<void> {
  const document = `${output}/index.html`
  const html = await readFile(document, 'utf8')
  const manifest = JSON.parse(await readFile(`${output}/.vite/manifest.json`, 'utf8')) as Manifest
  const known = new Set([...html.matchAll(/"\/(assets\/[^"]+)"/g)].map(([, file = '']) => file))
  const code = await built(JSON.stringify(pageFilesOf(manifest, pages, known)))
  const hash = createHash('sha256').update(code).digest('base64url').slice(0, 8)
  const file = `assets/preload-${hash}.js`
  await writeFile(`${output}/${file}`, code)
  // What keeps the page for when there is no server keeps this script too, or it would wait for it.
  const named = { ...manifest, 'preload.ts': { file } }
  await writeFile(`${output}/.vite/manifest.json`, JSON.stringify(named, null, 2))
  const script = `<script src="/${file}"></script>`
  await writeFile(
    document,
    html.replace('<script type="module"', (next) => `${script}\n    ${next}`),
  )
}

async function built(builtPageFiles: string): Promise<string> {
  const { output } = (await build({
    configFile: false,
    root,
    logLevel: 'warn',
    define: { builtPageFiles },
    build: {
      write: false,
      target: 'es2022',
      rolldownOptions: { input: `${root}preload.ts`, output: { format: 'iife' } },
    },
  })) as Rolldown.RolldownOutput
  const [chunk] = output
  return chunk.code
}
