import { inflateRawSync } from 'node:zlib'

/** Why a workbook is refused before anything reads it. */
export class WorkbookFault extends Error {
  readonly code: 'sheet_unreadable' | 'sheet_encrypted' | 'sheet_too_large' | 'sheet_empty'

  constructor(code: WorkbookFault['code']) {
    super(code)
    this.code = code
  }
}

const mostEntries = 1_000
/** What all parts of a workbook may be together, unpacked: 20,000 rows take a tenth of it. */
const mostBytes = 120 * 1_048_576

/**
 * Refuses a zip file whose parts are too many or too large unpacked. What the file says of their
 * sizes is not believed: each part is unpacked up to what is left. Reads the central directory,
 * as whoever unpacks the file afterwards does; `see` is shown each part.
 */
export function requireBoundedZip(
  bytes: Buffer,
  see: (name: string, data: Buffer) => void = () => undefined,
): void {
  const end = bytes.lastIndexOf(Buffer.from('PK\u0005\u0006', 'latin1'))
  if (end < 0 || end + 22 > bytes.length) throw new WorkbookFault('sheet_unreadable')
  const entries = bytes.readUInt16LE(end + 10)
  if (entries > mostEntries) throw new WorkbookFault('sheet_too_large')
  let left = mostBytes
  let at = bytes.readUInt32LE(end + 16)
  for (let entry = 0; entry < entries; entry += 1) {
    if (at + 46 > bytes.length || bytes.readUInt32LE(at) !== 0x02_01_4b_50)
      throw new WorkbookFault('sheet_unreadable')
    const data = unpacked(bytes, at, left)
    left -= data.length
    see(bytes.toString('latin1', at + 46, at + 46 + bytes.readUInt16LE(at + 28)), data)
    at +=
      46 + bytes.readUInt16LE(at + 28) + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32)
  }
}

function unpacked(bytes: Buffer, at: number, left: number): Buffer {
  if ((bytes.readUInt16LE(at + 8) & 1) === 1) throw new WorkbookFault('sheet_encrypted')
  const method = bytes.readUInt16LE(at + 10)
  const packed = bytes.readUInt32LE(at + 20)
  const header = bytes.readUInt32LE(at + 42)
  if (header + 30 > bytes.length) throw new WorkbookFault('sheet_unreadable')
  const start = header + 30 + bytes.readUInt16LE(header + 26) + bytes.readUInt16LE(header + 28)
  if (start + packed > bytes.length) throw new WorkbookFault('sheet_unreadable')
  if (method === 0 && packed > left) throw new WorkbookFault('sheet_too_large')
  if (method === 0) return bytes.subarray(start, start + packed)
  if (method !== 8) throw new WorkbookFault('sheet_unreadable')
  // A part that says it has no packed size has it behind its data; it is unpacked to its own end.
  const data = packed === 0 ? bytes.subarray(start) : bytes.subarray(start, start + packed)
  try {
    return inflateRawSync(data, { maxOutputLength: Math.max(left, 1) })
  } catch (error) {
    const isTooLarge = (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE'
    throw new WorkbookFault(isTooLarge ? 'sheet_too_large' : 'sheet_unreadable')
  }
}
