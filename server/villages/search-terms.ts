import { codesAbove } from '../../shared/villages/division-code.ts'

/** Every two neighbouring characters of a text, each once; empty for a single character. */
export function bigramsOf(text: string): string[] {
  const characters = [...text]
  const pairs = characters.slice(1).map((second, index) => `${characters[index]}${second}`)
  return [...new Set(pairs)]
}

/** What a node is found by: the bigrams of its name, and the codes of the nodes above it. */
export function searchTerms(code: string, name: string): string[] {
  return [...bigramsOf(name), ...codesAbove(code)]
}
