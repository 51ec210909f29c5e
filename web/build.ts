import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { performance } from 'node:perf_hooks'
import { fileURLToPath } from 'node:url'
import { contentStamp, lastStamp } from './content-stamp.ts'

// Runs before every start and every test, so a build that would change nothing must cost nothing:
// the heavy imports happen only when something did change.

const root = fileURLToPath(new URL('..', import.meta.url))
const output = `${root}dist/web`
const stampFile = `${output}/.stamp`

const stamp = contentStamp(root, ['web', 'shared', 'package-lock.json'])
if (lastStamp(stampFile) !== stamp) {
  const began = performance.now()
  process.stdout.write('Building the screens…')
  const { build } = await import('vite')
  await build({ configFile: `${root}web/vite.config.ts`, logLevel: 'warn' })
  const { addPreload } = await import('./add-preload.ts')
  await addPreload(output)
  // A demo is marked on every page, before any script runs and without asking the server.
  const html = await readFile(`${output}/index.html`, 'utf8')
  await writeFile(`${output}/demo.html`, html.replace('<html ', '<html data-demo '))
  const { buildOfflineWorker } = await import('./build-offline-worker.ts')
  await buildOfflineWorker(root, output)
  const { precompress } = await import('./precompress.ts')
  await precompress(output)
  await mkdir(output, { recursive: true })
  await writeFile(stampFile, stamp)
  process.stdout.write(` done in ${((performance.now() - began) / 1000).toFixed(1)} s\n`)
}
