import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { inflate } from '@sparticuz/chromium'

export interface NpmBrowser {
  executable: string
  environment: Record<string, string>
}

const cache = path.resolve('node_modules/.cache/chromium')

/**
 * The browser that came with `npm ci`, unpacked once. The package brings the few libraries it
 * needs beside libc (NSS and Expat) for another system; they serve here as well, so that a
 * machine with nothing but Node can run the journeys.
 */
export async function npmBrowser(): Promise<NpmBrowser> {
  const packed = path.resolve('node_modules/@sparticuz/chromium/bin')
  const home = path.join(cache, 'unpacked')
  if (!existsSync(home)) await unpack(packed, home)
  return {
    executable: path.join(home, 'chromium'),
    environment: { LD_LIBRARY_PATH: path.join(home, 'al2023', 'lib'), TMPDIR: cache },
  }
}

/** Unpacks beside and renames at the end: a half unpacked browser is never found. */
async function unpack(packed: string, home: string): Promise<void> {
  mkdirSync(cache, { recursive: true })
  const draft = mkdtempSync(`${home}-`)
  // The package unpacks into the folder for temporary files, whichever that is.
  const before = process.env.TMPDIR
  process.env.TMPDIR = draft
  try {
    for (const part of ['chromium.br', 'swiftshader.tar.br', 'al2023.tar.br']) {
      await inflate(path.join(packed, part))
    }
  } finally {
    if (before === undefined) delete process.env.TMPDIR
    else process.env.TMPDIR = before
  }
  try {
    renameSync(draft, home)
  } catch (error) {
    // Another run was quicker; its browser is as good.
    rmSync(draft, { recursive: true, force: true })
    if (!existsSync(home)) throw error
  }
}

/**
 * A font configuration with the Chinese font from npm: without it a bare machine draws boxes,
 * and every test would pass on them.
 */
export function chineseFonts(): string {
  const fonts = path.resolve('node_modules/@embedpdf/fonts-sc/fonts')
  mkdirSync(cache, { recursive: true })
  const file = path.join(cache, 'fonts.conf')
  const families = ['sans-serif', 'Noto Sans SC', 'monospace', 'system-ui']
  const aliases = families.map(
    (family) =>
      `<match target="pattern"><test name="family"><string>${family}</string></test>` +
      '<edit name="family" mode="prepend" binding="strong">' +
      '<string>Noto Sans S Chinese</string></edit></match>',
  )
  writeFileSync(
    file,
    `<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd"><fontconfig>` +
      `<dir>${fonts}</dir><cachedir>${path.join(cache, 'fonts')}</cachedir>` +
      `${aliases.join('')}</fontconfig>\n`,
  )
  return file
}
