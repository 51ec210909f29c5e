import { computed, readonly, ref } from 'vue'
import { createI18n } from 'vue-i18n'
import { keepChoice, kept } from './kept-choice.ts'
import { type Language, languages, preferredLanguage } from './language.ts'

export { type Language, languages }

export interface Texts {
  [key: string]: string | Texts
}

/** What every page needs; the other files come with the pages of their domain. */
const shellTexts = import.meta.glob<Texts>('../locales/zh-CN/{shell,nav,ui}.json', {
  eager: true,
  import: 'default',
})
const pageTexts = import.meta.glob<Texts>(
  ['../locales/*/*.json', '!../locales/*/{shell,nav,ui}.json'],
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
  messages: { 'zh-CN': byFile(shellTexts), en: {} },
})

export const language = computed(() => i18n.global.locale.value as Language)

/** Loads the texts `locales/<language>/<file>.json`, readable as `<file>.…`. */
export async function loadTexts(files: readonly string[]): Promise<void> {
  for (const file of files) loadedDomains.add(file)
  await loadInto(language.value, files)
}

const hasErrors = ref(false)

/** Whether the sentences of failures are there; what shows one is drawn again when they come. */
export const hasErrorTexts = readonly(hasErrors)

/**
 * Loads the sentences of failures. A page stands without them: they come once it does, or with the
 * first failure. Where they cannot be had, a failure is shown without its sentence.
 */
export async function loadErrorTexts(): Promise<void> {
  await loadTexts(['errors']).then(
    () => {
      hasErrors.value = true
    },
    () => undefined,
  )
}

/** Changes the language of the page and keeps the choice. */
export async function speak(next: Language): Promise<void> {
  await loadInto(next, [...loadedDomains])
  i18n.global.locale.value = next
  document.documentElement.lang = next
  keepChoice(kept.language, next)
}

/**
 * The preferred language; at once, so that what a page needs comes in this language. Resolves when
 * every page's texts are there.
 */
export async function speakAsBefore(): Promise<void> {
  const wish = preferredLanguage()
  i18n.global.locale.value = wish
  document.documentElement.lang = wish
  await loadInto(wish, [])
}

async function loadInto(into: Language, files: readonly string[]): Promise<void> {
  const shell = into === 'en' ? loadOnce('shell', loadEnglishShell) : null
  await Promise.all([shell, ...files.map((file) => loadFile(into, file))])
}

async function loadFile(into: Language, file: string): Promise<void> {
  const path = `../locales/${into}/${file}.json`
  const load = pageTexts[path]
  if (load === undefined) return
  await loadOnce(path, async () => {
    i18n.global.mergeLocaleMessage(into, { [file]: await load() })
  })
}

async function loadEnglishShell(): Promise<void> {
  const { shellTexts: english } = await import('./english-shell.ts')
  i18n.global.mergeLocaleMessage('en', byFile(english))
}

async function loadOnce(what: string, load: () => Promise<void>): Promise<void> {
  if (loaded.has(what)) return
  await load()
  loaded.add(what)
}

function byFile(texts: Record<string, Texts>): Texts {
  const nameOf = (path: string) => path.slice(path.lastIndexOf('/') + 1, -'.json'.length)
  return Object.fromEntries(Object.entries(texts).map(([path, each]) => [nameOf(path), each]))
}
