import { kept, keptChoice } from './kept-choice.ts'

/** zh-CN is the source; en is complete. */
export const languages = ['zh-CN', 'en'] as const
export type Language = (typeof languages)[number]

/** The kept language, else Chinese where the browser knows any, else English. */
export function preferredLanguage(): Language {
  const chosen = languages.find((language) => language === keptChoice(kept.language))
  const chinese = navigator.languages.some((language) => language.startsWith('zh'))
  return chosen ?? (chinese ? 'zh-CN' : 'en')
}
