import { language } from './i18n.ts'

/** What stands between and around words, in the language of the page. */

function mark(chinese: string, english: string): string {
  return language.value === 'en' ? english : chinese
}

/** Things side by side: 甲、乙. */
export function enumerated(items: readonly string[]): string {
  return items.join(mark('、', ', '))
}

/** Statements one after another: 甲；乙. */
export function inSequence(statements: readonly string[]): string {
  return statements.join(mark('；', '; '))
}

/** Whole sentences one after another: a space parts them in English alone. */
export function sentences(whole: readonly string[]): string {
  return whole.join(mark('', ' '))
}

/** What something is, and what is said of it: 甲：乙. */
export function labelled(label: string, text: string): string {
  return `${label}${mark('：', ': ')}${text}`
}

/** A name with what explains it behind: 甲（乙）. */
export function withNote(name: string, note: string): string {
  return mark(`${name}（${note}）`, `${name} (${note})`)
}
