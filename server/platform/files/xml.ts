const escapes: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }

/** What XML 1.0 can't hold; nothing that enters has it (§2.6), but an old record may. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
const forbidden = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Surrogate}/gu

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
const special = /[&<>"\u0000-\u001f\ufffe\uffff\ud800-\udfff]/

/** A text as it stands between tags and in attributes of XML and HTML. */
export function escapeXml(text: string): string {
  if (!special.test(text)) return text
  return text.replaceAll(/[&<>"]/g, (sign) => escapes[sign] ?? sign).replaceAll(forbidden, '')
}

export const xmlHead = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
