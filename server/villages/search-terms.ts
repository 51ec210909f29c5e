import { codesAbove } from '../../shared/villages/division-code.ts'

/** Every two neighbouring characters of a text, each once; empty for a single character. */
export function bigramsOf(text: string): string[] {
  const characters = Array.from(text)
  const pairs = new Set<string>()
  for (let at = 1; at < characters.length; at += 1)
    pairs.add(`${characters[at - 1]}${characters[at]}`)
  return [...pairs]
}

/** The search terms of a node: the bigrams of its name, and the codes of the nodes above it. */
export function searchTerms(code: string, name: string): string[] {
  return [...bigramsOf(name), ...codesAbove(code)]
}
