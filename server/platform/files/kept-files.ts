import { createReadStream, createWriteStream, type ReadStream } from 'node:fs'
import { mkdir, readdir, rm, stat } from 'node:fs/promises'
import path from 'node:path'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'

/** A file that the program made under a name of its own, in a folder. */
export interface KeptFile {
  folder: string
  name: string
}

const placeOf = ({ folder, name }: KeptFile) => path.join(folder, name)

/** Writes a file as its content comes and returns its bytes; what fails leaves nothing behind. */
export async function writeKept(file: KeptFile, content: Readable): Promise<number> {
  await mkdir(file.folder, { recursive: true, mode: 0o700 })
  // Flushed: a row that points at half a file after a power cut would be worse than none.
  const target = createWriteStream(placeOf(file), { flags: 'wx', mode: 0o600, flush: true })
  try {
    await pipeline(content, target)
  } catch (error) {
    await removeKept(file)
    throw error
  }
  return target.bytesWritten
}

/** The bytes of a file, or null where it is not there. */
export async function keptSize(file: KeptFile): Promise<number | null> {
  const stats = await stat(placeOf(file)).catch(() => null)
  return stats?.size ?? null
}

/** The file as a stream. */
export function openKept(file: KeptFile): ReadStream {
  return createReadStream(placeOf(file))
}

/** Deletes a file, if it is there. */
export async function removeKept(file: KeptFile): Promise<void> {
  await rm(placeOf(file), { force: true })
}

/** The names of all files in a folder. */
export async function listKept(folder: string): Promise<string[]> {
  return readdir(folder).catch(() => [])
}
