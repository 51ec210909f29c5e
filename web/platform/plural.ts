/**
 * English nouns after a number: texts write `{count} invoice(s)`, and the reader sees "1 invoice"
 * or "2 invoices". Chinese needs none of it, and no text of it holds the mark.
 */
export function withPlurals(text: string): string {
  return text.replaceAll(
    /([\d.,]+)((?: [a-z]+)*? [a-z]+)\(s\)/gi,
    (_, number: string, words: string) => `${number}${words}${number === '1' ? '' : 's'}`,
  )
}
