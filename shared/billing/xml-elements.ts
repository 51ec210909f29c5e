/** An element that holds text: its name in lower case and without prefix, and the one around it. */
export interface XmlElement {
  name: string
  text: string
  /** The place of the element around it among all that were opened. */
  parent: number
  parentName: string
}

/** A document of a few pages has a few hundred elements; more is none. */
const limits = { length: 2_000_000, elements: 20_000, depth: 60 }

const named = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" } as const

/**
 * The elements of a small XML document that hold text, in their order; an element with a `Name`
 * (a property of an OFD file) goes by that. Null for what is not well-formed, too large, or brings
 * definitions of its own: no entity is ever expanded but the five of XML and numbers.
 */
export function elementsOf(xml: string): XmlElement[] | null {
  if (xml.length > limits.length) return null
  const found: XmlElement[] = []
  const open: { name: string; text: string; place: number }[] = []
  let [at, opened] = [xml.indexOf('<'), 0]
  while (at !== -1) {
    const end = endOfMarkup(xml, at)
    if (end === null) return null
    const markup = xml.slice(at, end)
    const current = open.at(-1)
    if (markup.startsWith('<![CDATA[')) {
      if (current) current.text += markup.slice(9, -3)
    } else if (markup.startsWith('</')) {
      if (current === undefined) return null
      open.pop()
      const text = current.text.trim()
      const parent = open.at(-1)
      const around = { parent: parent?.place ?? -1, parentName: parent?.name ?? '' }
      if (text !== '') found.push({ name: current.name, text, ...around })
    } else if (!/^<[?!]/.test(markup)) {
      opened += 1
      if (opened > limits.elements || open.length >= limits.depth) return null
      if (!markup.endsWith('/>')) open.push({ name: nameOf(markup), text: '', place: opened })
    }
    const next = xml.indexOf('<', end)
    const inside = open.at(-1)
    if (inside && next > end) inside.text += unescaped(xml.slice(end, next))
    at = next
  }
  return open.length === 0 ? found : null
}

/** Where a tag, comment, instruction or quoted text ends; null where never, or for definitions. */
function endOfMarkup(xml: string, at: number): number | null {
  if (xml.startsWith('<!--', at)) return after(xml, '-->', at)
  if (xml.startsWith('<![CDATA[', at)) return after(xml, ']]>', at)
  if (xml.startsWith('<?', at)) return after(xml, '?>', at)
  if (xml.startsWith('<!', at)) return null
  return after(xml, '>', at)
}

function after(xml: string, mark: string, from: number): number | null {
  const at = xml.indexOf(mark, from)
  return at === -1 ? null : at + mark.length
}

function nameOf(tag: string): string {
  const property = /\sName\s*=\s*"([^"]{1,60})"/.exec(tag.slice(0, 400))?.[1]
  const name = /^<(?:[^\s:>/]{1,60}:)?([^\s:>/]{1,60})/.exec(tag)?.[1] ?? ''
  return property ?? name.toLowerCase()
}

function unescaped(text: string): string {
  return text.replaceAll(/&(?:#(\d{1,7})|#x([\da-fA-F]{1,6})|(\w{2,4}));/g, (whole, ...parts) => {
    const [decimal, hexadecimal, name] = parts as (string | undefined)[]
    if (name !== undefined) return named[name as keyof typeof named] ?? whole
    const code = decimal === undefined ? Number.parseInt(hexadecimal ?? '', 16) : Number(decimal)
    return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : whole
  })
}
