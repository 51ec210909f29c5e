import { createReadStream, createWriteStream, type ReadStream } from 'node:fs'
import { mkdir, readdir, rm, stat } from 'node:fs/promises'
import path from 'node:path'
import { type Readable, Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'

/** A file that the program made under a name of its own, in a folder. */
export interface KeptFile {
  folder: string
  name: string
}

const placeOf = ({ folder, name }: KeptFile) => path.join(folder, name)

/** How many bytes a file may have, and what is thrown where it has more. */
export interface Room {
  bytes: number
  full: Error
}

/**
 * Writes a file as its content comes and returns its bytes; what fails, or is more than there is
 * room for, leaves nothing behind.
 */
export async function writeKept(file: KeptFile, content: Readable, room: Room): Promise<number> {
  await mkdir(file.folder, { recursive: true, mode: 0o700 })
  // Flushed: a row that points at half a file after a power cut would be worse than none.
  const target = createWriteStream(placeOf(file), { flags: 'wx', mode: 0o600, flush: true })
  try {
    await pipeline(content, limited(room), target)
  } catch (error) {
    await removeKept(file)
    throw error
  }
  return target.bytesWritten
}

function limited({ bytes, full }: Room): Transform {
  let left = bytes
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      left -= chunk.length
      if (left < 0) done(full)
      else done(null, chunk)
    },
  })
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

/** The bytes of all files in a folder. */
export async function keptBytes(folder: string): Promise<number> {
  const names = await listKept(folder)
  const sizes = await Promise.all(names.map((name) => keptSize({ folder, name })))
  return sizes.reduce<number>((sum, size) => sum + (size ?? 0), 0)
}

/** The names of all files in a folder. */
export async function listKept(folder: string): Promise<string[]> {
  return readdir(folder).catch(() => [])
}
