import assert from 'node:assert/strict'
import { pipeline, Readable } from 'node:stream'
import { crc32, createDeflateRaw } from 'node:zlib'
import { Zip, type ZipInputFile } from 'fflate'

/** A part of an archive: its path within it, and its bytes as they come. */
export interface ZipPart {
  path: string
  data: AsyncIterable<Uint8Array> | Iterable<Uint8Array>
}

const largest = 0xff_ff_ff_ff
const mostParts = 0xff_ff
const deflated = 8
/** The first day that the format knows: the same content is the same archive, whenever made. */
const firstDay = new Date(1980, 0, 1)
const nothing = new Uint8Array()

/**
 * An archive (ZIP) as bytes, made as fast as they are taken, in memory that does not grow with
 * what it holds. Ends with an error above 4 GiB or 65,535 parts, which the format without
 * extensions cannot hold.
 */
export function zipOf(parts: AsyncIterable<ZipPart> | Iterable<ZipPart>): Readable {
  return Readable.from(archive(parts), { objectMode: false })
}

/** The bytes of a text as the one piece of a part. */
export function textPart(path: string, text: string): ZipPart {
  return { path, data: [Buffer.from(text)] }
}

/** Heads and directory are the library's; Node deflates in less time, and not on this thread. */
async function* archive(parts: AsyncIterable<ZipPart> | Iterable<ZipPart>) {
  const ready: Uint8Array[] = []
  const zip = new Zip((error, bytes) => {
    if (error) throw error
    ready.push(bytes)
  })
  let offset = 0
  let count = 0
  function* taken() {
    for (const bytes of ready.splice(0)) {
      offset += bytes.length
      yield bytes
    }
  }
  for await (const { path, data } of parts) {
    const part: ZipInputFile = {
      ...{ filename: path, compression: deflated, mtime: firstDay },
      ...{ size: 0, crc: 0 },
    }
    zip.add(part)
    const deflate = createDeflateRaw({ level: 2 })
    // An error of the source is thrown by the loop below.
    pipeline(Readable.from(measured(data, part)), deflate, () => undefined)
    for await (const chunk of deflate) {
      part.ondata?.(null, chunk, false)
      yield* taken()
    }
    part.ondata?.(null, nothing, true)
    yield* taken()
    assert(offset <= largest && part.size <= largest, 'an archive ends at 4 GiB')
    count += 1
    assert(count <= mostParts, 'an archive has at most 65,535 parts')
  }
  zip.end()
  yield* taken()
}

/** Counts and checks what goes into a part while it passes. */
async function* measured(data: ZipPart['data'], part: ZipInputFile) {
  for await (const chunk of data) {
    part.crc = crc32(chunk, part.crc)
    part.size += chunk.length
    yield chunk
  }
}
