import { createReadStream, type ReadStream } from 'node:fs'
import { mkdir, open, rename, rm, stat } from 'node:fs/promises'
import path from 'node:path'

/** Where the variants of one content lie: `<root>/ab/cd/<hash>.<variant>`. */
function placeOf(root: string, hash: string, variant: string): string {
  return path.join(root, hash.slice(0, 2), hash.slice(2, 4), `${hash}.${variant}`)
}

/** Writes a variant whole or not at all; the same content twice is written once. */
export async function putContent(
  root: string,
  content: { hash: string; variant: string; bytes: Uint8Array },
): Promise<void> {
  const place = placeOf(root, content.hash, content.variant)
  if (await contentSize(root, content)) return
  const draft = `${place}.${process.pid}.${Math.random().toString(36).slice(2)}`
  await mkdir(path.dirname(place), { recursive: true, mode: 0o700 })
  try {
    const file = await open(draft, 'wx', 0o600)
    try {
      await file.writeFile(content.bytes)
      // A row that points at a half-written photo after a power cut would be worse than none.
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(draft, place)
  } finally {
    await rm(draft, { force: true })
  }
}

/** The bytes of a kept variant, or null when it was never kept. */
export async function contentSize(
  root: string,
  content: { hash: string; variant: string },
): Promise<number | null> {
  const stats = await stat(placeOf(root, content.hash, content.variant)).catch(() => null)
  return stats?.size ?? null
}

/** The variant as a stream. */
export function openContent(root: string, content: { hash: string; variant: string }): ReadStream {
  return createReadStream(placeOf(root, content.hash, content.variant))
}
