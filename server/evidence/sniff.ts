export type MediaType = 'image/jpeg' | 'image/png' | 'image/webp' | 'application/pdf'

/** The media type by the first bytes, whatever the name claims; null for a type not accepted. */
export function mediaTypeOf(bytes: Buffer): MediaType | null {
  if (bytes.subarray(0, 3).equals(Buffer.from([0xff, 0xd8, 0xff]))) return 'image/jpeg'
  if (bytes.subarray(0, 8).equals(Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'))) return 'image/png'
  const isRiff = bytes.toString('latin1', 0, 4) === 'RIFF'
  if (isRiff && bytes.toString('latin1', 8, 12) === 'WEBP') return 'image/webp'
  if (bytes.toString('latin1', 0, 5) === '%PDF-') return 'application/pdf'
  return null
}
