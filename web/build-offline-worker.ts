import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import sharp from 'sharp'
import { build } from 'vite'

/** An entry of Vite's manifest. */
export interface Chunk {
  file: string
  src?: string
  imports?: string[]
  dynamicImports?: string[]
  css?: string[]
  assets?: string[]
}

export type Manifest = Record<string, Chunk>

/** The pages that open without a server, and what they may need on the way there. */
const keptOffline = new RegExp(
  `^(${[
    'deliveries/(Receive|ShipmentList|Shipment|ShipmentCode|ToPack|PickList)Page\\.vue',
    'catalogue/(Listings|Listing|NewListing)Page\\.vue',
    '(desks/Unsent|accounts/SignIn)Page\\.vue',
    'ui/(NotFoundPage|ErrorPage|SessionEndedDialog|DemoRibbon|DeviceBar)\\.vue',
    'platform/(english-shell|offline/.+)\\.ts',
    'locales/(zh-CN|en)/(accounts|catalogue|deliveries|errors)\\.json',
    'locales/(zh-CN|en)/(organisations|unsent|villages)\\.json',
  ].join('|')})$`,
)

/** Comes when the camera opens, and is kept from then on by the browser's own cache. */
const notKept = /scan-worker|\.wasm$/

/** The worker, the list of files it keeps, and the icons of the installed program. */
export async function buildOfflineWorker(root: string, output: string): Promise<void> {
  const manifest = JSON.parse(
    await readFile(join(output, '.vite', 'manifest.json'), 'utf8'),
  ) as Manifest
  const files = keptFiles(manifest).map((file) => ({ url: `/${file}`, revision: null }))
  const pages = await Promise.all(
    ['index.html', 'demo.html', 'icon.svg', 'manifest.webmanifest'].map((file) =>
      revisedEntry(output, file),
    ),
  )
  await build({
    configFile: false,
    logLevel: 'warn',
    root: `${root}web`,
    publicDir: false,
    define: { __PRECACHED__: JSON.stringify([...files, ...pages]) },
    build: {
      outDir: output,
      emptyOutDir: false,
      target: 'es2022',
      rolldownOptions: {
        input: fileURLToPath(new URL('./offline-worker.ts', import.meta.url)),
        output: { entryFileNames: 'offline-worker.js', codeSplitting: false },
      },
    },
  })
  await drawIcons(output)
}

/** What the pages for cellar and village need: their files, and all those import. */
export function keptFiles(manifest: Manifest): string[] {
  const files = new Set<string>()
  const seen = new Set<string>()
  const take = (name: string, isPage: boolean) => {
    const chunk = manifest[name]
    if (chunk === undefined || seen.has(name) || notKept.test(name)) return
    seen.add(name)
    for (const file of [chunk.file, ...(chunk.css ?? []), ...(chunk.assets ?? [])])
      if (!notKept.test(file)) files.add(file)
    for (const imported of chunk.imports ?? []) take(imported, false)
    // The program itself names every page there is: of those only the ones above are kept.
    if (isPage) for (const later of chunk.dynamicImports ?? []) take(later, true)
  }
  take('index.html', false)
  take('preload.ts', false)
  for (const name of Object.keys(manifest)) if (keptOffline.test(name)) take(name, true)
  return [...files].sort()
}

/**
 * A page keeps its name from version to version. Its hash is checked when it is kept, so that the
 * page of one version never comes to stand with the scripts of another.
 */
async function revisedEntry(output: string, file: string) {
  const content = await readFile(join(output, file))
  const hash = createHash('sha256').update(content)
  const integrity = `sha256-${hash.copy().digest('base64')}`
  return { url: `/${file}`, revision: hash.digest('hex').slice(0, 16), integrity }
}

async function drawIcons(output: string): Promise<void> {
  const drawing = await readFile(join(output, 'icon.svg'))
  const sizes = [180, 192, 512]
  await Promise.all(
    sizes.map((size) =>
      sharp(drawing, { density: 600 })
        .resize(size)
        .png()
        .toFile(join(output, `icon-${size}.png`)),
    ),
  )
}
