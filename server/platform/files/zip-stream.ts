import assert from 'node:assert/strict'
import { pipeline, Readable } from 'node:stream'
import { crc32, createDeflateRaw } from 'node:zlib'

/** A part of an archive: its path within it, and its bytes as they come. */
export interface ZipPart {
  path: string
  data: AsyncIterable<Uint8Array> | Iterable<Uint8Array>
}

/** What the archive's directory says of a part. */
interface Written {
  name: Buffer
  offset: number
  crc: number
  packed: number
  size: number
}

const largest = 0xff_ff_ff_ff
const mostParts = 0xff_ff
/** Names are UTF-8, and sizes follow the bytes that they are of. */
const flags = 0x08_08
const deflated = 8
/** The first day that the format knows: the same content is the same archive, whenever made. */
const firstDay = 0x00_21

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

async function* archive(parts: AsyncIterable<ZipPart> | Iterable<ZipPart>) {
  const directory: Written[] = []
  let offset = 0
  for await (const { path, data } of parts) {
    const name = Buffer.from(path)
    const head = localHead(name)
    yield head
    const part: Written = { name, offset, crc: 0, packed: 0, size: 0 }
    const deflate = createDeflateRaw({ level: 2 })
    // An error of the source is thrown by the loop below.
    pipeline(Readable.from(measured(data, part)), deflate, () => undefined)
    for await (const chunk of deflate) {
      part.packed += chunk.length
      yield chunk as Buffer
    }
    const foot = descriptor(part)
    yield foot
    offset += head.length + part.packed + foot.length
    assert(offset <= largest && part.size <= largest, 'an archive ends at 4 GiB')
    directory.push(part)
    assert(directory.length <= mostParts, 'an archive has at most 65,535 parts')
  }
  const heads = directory.map(directoryHead)
  yield* heads
  const size = heads.reduce((sum, { length }) => sum + length, 0)
  yield endOfDirectory({ parts: directory.length, size, offset })
}

/** Counts and checks what goes into a part while it passes. */
async function* measured(data: ZipPart['data'], part: Written) {
  for await (const chunk of data) {
    part.crc = crc32(chunk, part.crc)
    part.size += chunk.length
    yield chunk
  }
}

function localHead(name: Buffer): Buffer {
  const head = Buffer.alloc(30)
  head.writeUInt32LE(0x04_03_4b_50, 0)
  head.writeUInt16LE(20, 4)
  head.writeUInt16LE(flags, 6)
  head.writeUInt16LE(deflated, 8)
  head.writeUInt16LE(firstDay, 12)
  head.writeUInt16LE(name.length, 26)
  return Buffer.concat([head, name])
}

function descriptor({ crc, packed, size }: Written): Buffer {
  const foot = Buffer.alloc(16)
  foot.writeUInt32LE(0x08_07_4b_50, 0)
  foot.writeUInt32LE(crc, 4)
  foot.writeUInt32LE(packed, 8)
  foot.writeUInt32LE(size, 12)
  return foot
}

function directoryHead({ name, offset, crc, packed, size }: Written): Buffer {
  const head = Buffer.alloc(46)
  head.writeUInt32LE(0x02_01_4b_50, 0)
  head.writeUInt16LE(20, 4)
  head.writeUInt16LE(20, 6)
  head.writeUInt16LE(flags, 8)
  head.writeUInt16LE(deflated, 10)
  head.writeUInt16LE(firstDay, 14)
  head.writeUInt32LE(crc, 16)
  head.writeUInt32LE(packed, 20)
  head.writeUInt32LE(size, 24)
  head.writeUInt16LE(name.length, 28)
  head.writeUInt32LE(offset, 42)
  return Buffer.concat([head, name])
}

function endOfDirectory(directory: { parts: number; size: number; offset: number }): Buffer {
  const end = Buffer.alloc(22)
  end.writeUInt32LE(0x06_05_4b_50, 0)
  end.writeUInt16LE(directory.parts, 8)
  end.writeUInt16LE(directory.parts, 10)
  end.writeUInt32LE(directory.size, 12)
  end.writeUInt32LE(directory.offset, 16)
  return end
}
