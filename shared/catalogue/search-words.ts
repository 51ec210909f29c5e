/** Text as it is compared: full-width forms made plain, lower case, one space between words. */
export function plainText(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/[\p{P}\p{S}\s]+/gu, ' ')
    .trim()
}

/**
 * The single characters and pairs of neighbouring characters of a text, each once. A word of two
 * characters, the usual Chinese word, is one pair, so it is found by an index at once.
 */
export function searchGrams(text: string): string[] {
  const grams = new Set<string>()
  for (const word of plainText(text).split(' ')) {
    const characters = [...word]
    for (const [index, character] of characters.entries()) {
      grams.add(character)
      const next = characters[index + 1]
      if (next !== undefined) grams.add(character + next)
    }
  }
  return [...grams]
}

/** The grams that a text holding the word must have: its pairs, or its single character. */
export function gramsOfWord(word: string): string[] {
  const characters = [...word]
  if (characters.length === 1) return characters
  return [
    ...new Set(characters.slice(1).map((character, index) => `${characters[index]}${character}`)),
  ]
}
