import type { Texts } from './i18n.ts'

/** The English texts that every page needs, as one file. */
export const shellTexts = import.meta.glob<Texts>('../locales/en/{shell,nav,ui}.json', {
  eager: true,
  import: 'default',
})
