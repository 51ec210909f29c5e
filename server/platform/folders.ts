import { existsSync } from 'node:fs'
import path from 'node:path'

/**
 * The folder of the program, which holds its package.json: above the sources as well as above the
 * bundle that was made of them.
 */
const programFolder = nearestPackage(import.meta.dirname)

/** The migrations, as text. */
export const migrationsFolder = path.join(programFolder, 'migrations')

/** What runs on a thread of its own is loaded out of the sources, beside the bundle as well. */
export const sourcesFolder = path.join(programFolder, 'server')

/** The screens, as `web/build.ts` left them. */
export const screensFolder = path.join(programFolder, 'dist/web')

/** With which anybody verifies a proof offline; it is on the public pages, and goes with packs. */
export const proofVerifier = path.join(programFolder, 'web/public/verify-proof.mjs')

function nearestPackage(folder: string): string {
  if (existsSync(path.join(folder, 'package.json'))) return folder
  const above = path.dirname(folder)
  if (above === folder) throw new Error('no package.json lies above the program')
  return nearestPackage(above)
}
