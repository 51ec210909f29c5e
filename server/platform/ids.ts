import { createHash, randomFillSync } from 'node:crypto'

export type NewId = () => string

/** The nil UUID (RFC 9562): stands for nobody, and before every other id. */
export const nilId = '00000000-0000-0000-0000-000000000000'

/** Randomness is fetched for 256 ids at once: asking for each costs more than all the rest. */
const pool = Buffer.alloc(4_096)
let used = pool.length

function randomBytes16(): Buffer {
  if (used === pool.length) {
    randomFillSync(pool)
    used = 0
  }
  const bytes = Buffer.from(pool.subarray(used, used + 16))
  used += 16
  return bytes
}

/** A UUID version 7 (RFC 9562): grows with time, so indexes grow at one end. */
export function newIdAt(milliseconds: number): string {
  const bytes = randomBytes16()
  bytes.writeUIntBE(milliseconds, 0, 6)
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x70
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80
  return written(bytes)
}

/** A UUID version 8 (RFC 9562) made of a text: the same for the same text, everywhere. */
export function idOfText(text: string): string {
  const bytes = createHash('sha256').update(text, 'utf8').digest().subarray(0, 16)
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x80
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80
  return written(bytes)
}

function written(bytes: Buffer): string {
  const hex = bytes.toString('hex')
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    hex.slice(12, 16),
    hex.slice(16, 20),
    hex.slice(20),
  ].join('-')
}

export const newId: NewId = () => newIdAt(Date.now())
