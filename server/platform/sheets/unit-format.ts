const unit = /\p{Script=Han}|(?<![a-z])(?:k?g|t|jin)(?![a-z])/iu

/** By format, since whole columns have the same; a thread reads one file. */
const known = new Map<string, boolean>()

function hasUnit(format: string): boolean {
  const isKnown = known.get(format)
  if (isKnown !== undefined) return isKnown
  const isFound = unit.test(literalsOf(format).normalize('NFKC'))
  known.set(format, isFound)
  return isFound
}

/** What a number format adds to the figure: 公斤 of 0.0"公斤". Signs of currencies are none. */
function literalsOf(format: string): string {
  const parts = format.replaceAll(/\[[^\]]*\]|[_*]./g, '')
  return Array.from(
    parts.matchAll(/"([^"]*)"|\\(.)|(\p{Script=Han})|./gu),
    ([, quoted, escaped, plain]) => quoted ?? escaped ?? plain ?? ' ',
  ).join('')
}

/**
 * What a cell shows by formats that the library does not know or shows otherwise: General with a
 * unit behind it, also by its Chinese name, and 万元 of 0!.0,"万元", whose point is a sign of its own
 * between figures of a value in thousands.
 */
export function shownBy(value: number, shown: string, format: string): string {
  const [, behind] = /^(?:General|G\/通用格式)(\W.*)$/i.exec(format) ?? []
  if (behind !== undefined) return `${value}${literalsOf(behind)}`
  const [, decimals = '', thousands = '', unit = ''] = ownPoint.exec(format) ?? []
  if (decimals === '') return shown
  const scale = 10 ** (decimals.length + 3 * thousands.length)
  return `${Number((value / scale).toPrecision(15))}${literalsOf(unit)}`
}

const ownPoint = /^[#0,]*0(?:!\.|\\\.|"\.")(0{1,4})(,{0,3})([^0#;]*)/

/** A format may show thousands, 万, millions or 亿 of what the cell holds. */
const scales = [1, 1e3, 1e4, 1e6, 1e8]

/**
 * A figure whose unit stands in the format of its cell, as the sheet shows it but with all its
 * decimals; null where the format names no unit behind the figure.
 */
export function textWithUnit(value: number, shown: string, format: string): string | null {
  if (!hasUnit(format)) return null
  const plain = shown.normalize('NFKC').trim()
  const match = /^([^\d]*?)-?(\d[\d,]*(?:\.(\d+))?)([^\d]*)$/.exec(plain)
  if (match === null) return plain === '' ? null : plain
  const [, before = '', figure = '', decimals = '', behind = ''] = match
  const suffix = behind.replaceAll(/[()\s]|(?<=元)[整正]$/g, '')
  if (!unit.test(suffix)) return null
  if (/\p{Script=Han}/u.test(before.replace('人民币', ''))) return plain
  const amount = Number(figure.replaceAll(',', ''))
  const most = 0.5000001 * 10 ** -decimals.length
  const scale = scales.find((each) => Math.abs(Math.abs(value) / each - amount) <= most)
  return scale === undefined ? plain : `${Number((value / scale).toPrecision(15))}${suffix}`
}
