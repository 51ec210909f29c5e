import { pinyin } from 'pinyin-pro'

const chinese = /^\p{Script=Han}+$/u

/** How a word of Chinese characters sounds, without tones, and its initials; null for any other. */
export function spellingOf(word: string): { full: string; initials: string } | null {
  if (!chinese.test(word)) return null
  const syllables = pinyin(word, { toneType: 'none', type: 'array', v: true })
  return {
    full: syllables.join(''),
    initials: syllables.map((syllable) => syllable[0] ?? '').join(''),
  }
}
