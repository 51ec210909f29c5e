import iconv from 'iconv-lite'
import { AppError } from '../../../shared/errors.ts'
import type { SheetEncoding } from '../../../shared/sheet-files.ts'

/**
 * The text of a file that a spreadsheet saved, and how it was read. A mark at the beginning
 * decides; else UTF-8, where it is some and holds Chinese, and GB18030, where it cannot be UTF-8.
 * What could be either is refused as `encoding_to_choose`, for a person to say (§2.7).
 */
export function decodeText(
  bytes: Buffer,
  chosen: SheetEncoding | null,
): { text: string; encoding: SheetEncoding } {
  const encoding = chosen ?? markedEncoding(bytes) ?? unmarkedEncoding(bytes)
  const text = decoded(bytes, encoding)
  if (unwritable.test(text)) throw new AppError('sheet_unreadable')
  return { text, encoding }
}

/** What no text of a sheet holds: control signs but tab and line break, and what was not read. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const unwritable = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffd]/

function markedEncoding(bytes: Buffer): SheetEncoding | null {
  const [first, second, third] = bytes
  if (first === 0xef && second === 0xbb && third === 0xbf) return 'utf-8'
  if (first === 0xff && second === 0xfe) return 'utf-16le'
  if (first === 0xfe && second === 0xff) return 'utf-16be'
  return null
}

function unmarkedEncoding(bytes: Buffer): SheetEncoding {
  // Tabs, commas and line breaks are two bytes in UTF-16, one of them nothing.
  if (bytes.includes(0)) return isZeroAtEvenPlaces(bytes) ? 'utf-16be' : 'utf-16le'
  const asUtf8 = decoded(bytes, 'utf-8')
  if (asUtf8.includes('\ufffd')) return 'gb18030'
  const isChinese = /[\u3400-\u9fff]/.test(asUtf8)
  // biome-ignore lint/suspicious/noControlCharactersInRegex: plain letters are what is looked for
  if (isChinese || /^[\u0000-\u007f]*$/.test(asUtf8)) return 'utf-8'
  throw new AppError('encoding_to_choose')
}

function isZeroAtEvenPlaces(bytes: Buffer): boolean {
  return bytes.indexOf(0) % 2 === 0
}

/** What no letter stands behind becomes U+FFFD, which no file holds that was read rightly. */
function decoded(bytes: Buffer, encoding: SheetEncoding): string {
  return iconv.decode(bytes, encoding)
}
