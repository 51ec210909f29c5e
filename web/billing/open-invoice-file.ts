import { type InvoiceFacts, readInvoiceXml } from '../../shared/billing/invoice-file.ts'

/** The most that is read of one file and unpacked of one entry, in bytes. */
const mostBytes = 2_000_000
const mostEntries = 500

/**
 * What an invoice's file says of itself: an XML file, or an OFD file that carries such XML as an
 * attachment or its properties. Null for all others, and for what is damaged or too large.
 */
export async function openInvoiceFile(file: Blob): Promise<InvoiceFacts | null> {
  if (file.size > 10 * mostBytes) return null
  const bytes = new Uint8Array(await file.arrayBuffer())
  if (bytes[0] !== 0x50 || bytes[1] !== 0x4b)
    return bytes.length > mostBytes ? null : readInvoiceXml(textOf(bytes))
  for (const entry of papersOf(bytes)) {
    const unpacked = await unpack(bytes, entry)
    const facts = unpacked && readInvoiceXml(textOf(unpacked))
    if (facts) return facts
  }
  return null
}

interface Entry {
  name: string
  method: number
  packedBytes: number
  headerAt: number
}

/** The XML files in which an OFD file may say what it is, attachments first. */
function papersOf(bytes: Uint8Array): Entry[] {
  const entries = entriesOf(bytes)
  const attached = entries.filter(({ name }) => /(^|\/)Attachs?\/[^/]+\.xml$/i.test(name))
  const root = entries.filter(({ name }) => name === 'OFD.xml')
  return [...attached.slice(0, 10), ...root.slice(0, 1)]
}

/** The directory of a ZIP archive (APPNOTE 4.3.12); empty where it cannot be read. */
function entriesOf(bytes: Uint8Array): Entry[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const endMark = 0x06054b50
  let end = bytes.length - 22
  const first = Math.max(0, end - 0xffff)
  while (end >= first && view.getUint32(end, true) !== endMark) end -= 1
  if (end < first) return []
  const count = Math.min(view.getUint16(end + 10, true), mostEntries)
  const entries: Entry[] = []
  let at = view.getUint32(end + 16, true)
  for (let index = 0; index < count; index += 1) {
    if (at + 46 > bytes.length || view.getUint32(at, true) !== 0x02014b50) break
    const [nameBytes, extraBytes, noteBytes] = [28, 30, 32].map((offset) =>
      view.getUint16(at + offset, true),
    ) as [number, number, number]
    entries.push({
      name: new TextDecoder().decode(bytes.subarray(at + 46, at + 46 + nameBytes)),
      method: view.getUint16(at + 10, true),
      packedBytes: view.getUint32(at + 20, true),
      headerAt: view.getUint32(at + 42, true),
    })
    at += 46 + nameBytes + extraBytes + noteBytes
  }
  return entries
}

/** The bytes of an entry; null where it unpacks to more than a paper has, or not at all. */
async function unpack(bytes: Uint8Array, entry: Entry): Promise<Uint8Array | null> {
  const { headerAt, packedBytes, method } = entry
  if (headerAt + 30 > bytes.length) return null
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const start =
    headerAt + 30 + view.getUint16(headerAt + 26, true) + view.getUint16(headerAt + 28, true)
  const packed = bytes.slice(start, start + packedBytes)
  if (method === 0) return packed.length > mostBytes ? null : packed
  if (method !== 8) return null
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream('deflate-raw'))
  const chunks: Uint8Array<ArrayBuffer>[] = []
  let length = 0
  try {
    const reader = stream.getReader()
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      length += part.value.length
      if (length > mostBytes) {
        await reader.cancel()
        return null
      }
      chunks.push(part.value)
    }
  } catch {
    return null
  }
  return new Uint8Array(await new Blob(chunks).arrayBuffer())
}

function textOf(bytes: Uint8Array): string {
  const head = new TextDecoder('latin1').decode(bytes.subarray(0, 100))
  const isChinese = /encoding\s*=\s*["']gb/i.test(head)
  return new TextDecoder(isChinese ? 'gb18030' : 'utf-8').decode(bytes)
}
