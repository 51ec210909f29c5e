/** Photos, and what papers come as: an invoice is a PDF, an OFD or an XML file (§7.4). */
export type MediaType = PhotoType | PaperType
type PhotoType = 'image/jpeg' | 'image/png' | 'image/webp'
type PaperType = 'application/pdf' | 'application/ofd' | 'application/xml'

/** The media type by the first bytes, whatever the name claims; null for a type not accepted. */
export function mediaTypeOf(bytes: Buffer): MediaType | null {
  if (bytes.subarray(0, 3).equals(Buffer.from([0xff, 0xd8, 0xff]))) return 'image/jpeg'
  if (bytes.subarray(0, 8).equals(Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'))) return 'image/png'
  const isRiff = bytes.toString('latin1', 0, 4) === 'RIFF'
  if (isRiff && bytes.toString('latin1', 8, 12) === 'WEBP') return 'image/webp'
  return paperTypeOf(bytes)
}

function paperTypeOf(bytes: Buffer): PaperType | null {
  if (bytes.toString('latin1', 0, 5) === '%PDF-') return 'application/pdf'
  // An OFD document (GB/T 33190) is a zip archive with this entry at its root.
  const isArchive = bytes.toString('latin1', 0, 4) === 'PK\x03\x04'
  if (isArchive && bytes.includes('OFD.xml')) return 'application/ofd'
  if (/^(\ufeff)?<\?xml\s/.test(bytes.toString('utf8', 0, 20))) return 'application/xml'
  return null
}

export function isPhoto(mediaType: MediaType): mediaType is PhotoType {
  return mediaType.startsWith('image/')
}

/** Whether a browser shows it, and without anything in it that runs; the others are saved. */
export function isShown(mediaType: string): boolean {
  return mediaType.startsWith('image/') || mediaType === 'application/pdf'
}
