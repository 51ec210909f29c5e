import { computed } from 'vue'
import { createI18n } from 'vue-i18n'
import { keepChoice, keptChoice } from './kept-choice.ts'

/** zh-CN is the source; en is complete. */
export const languages = ['zh-CN', 'en'] as const
export type Language = (typeof languages)[number]

interface Texts {
  [key: string]: string | Texts
}

/** What every page needs; the other files come with the pages of their domain. */
const shellFiles = ['shell', 'nav', 'ui', 'errors'] as const

const shellTexts = import.meta.glob<Texts>('../locales/zh-CN/{shell,nav,ui,errors}.json', {
  eager: true,
  import: 'default',
})
const lazyTexts = import.meta.glob<Texts>(
  ['../locales/*/*.json', '!../locales/zh-CN/{shell,nav,ui,errors}.json'],
  { import: 'default' },
)

const loaded = new Set<string>()
const loadedDomains = new Set<string>()

export const i18n = createI18n<false>({
  legacy: false,
  locale: 'zh-CN',
  fallbackLocale: 'zh-CN',
  missingWarn: import.meta.env.DEV,
  fallbackWarn: false,
  messages: { 'zh-CN': eagerTexts(), en: {} },
})

export const language = computed(() => i18n.global.locale.value as Language)

/** Loads the texts `locales/<language>/<file>.json`, readable as `<file>.…`. */
export async function loadTexts(files: readonly string[]): Promise<void> {
  for (const file of files) loadedDomains.add(file)
  await loadInto(language.value, files)
}

/** Changes the language of the page and keeps the choice. */
export async function speak(next: Language): Promise<void> {
  await loadInto(next, [...shellFiles, ...loadedDomains])
  i18n.global.locale.value = next
  document.documentElement.lang = next
  keepChoice('language', next)
}

/** The kept choice, else Chinese where the browser knows any, else English. */
export async function speakAsBefore(): Promise<void> {
  const chosen = languages.find((language) => language === keptChoice('language'))
  const chinese = navigator.languages.some((language) => language.startsWith('zh'))
  const wish = chosen ?? (chinese ? 'zh-CN' : 'en')
  if (wish === language.value) return
  await loadInto(wish, [...shellFiles])
  i18n.global.locale.value = wish
  document.documentElement.lang = wish
}

async function loadInto(into: Language, files: readonly string[]): Promise<void> {
  await Promise.all(
    files.map(async (file) => {
      const path = `../locales/${into}/${file}.json`
      const load = lazyTexts[path]
      if (load === undefined || loaded.has(path)) return
      const texts = await load()
      i18n.global.mergeLocaleMessage(into, { [file]: texts })
      loaded.add(path)
    }),
  )
}

function eagerTexts(): Texts {
  return Object.fromEntries(
    shellFiles.map((file) => [file, shellTexts[`../locales/zh-CN/${file}.json`] ?? {}]),
  )
}
