import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { createI18n } from 'vue-i18n'
import { compiled } from '../../web/compiled-texts.ts'

const locales = path.resolve('web/locales')
const given = { name: '下庄', count: 3, yuan: '1,234.50', day: '2026-11-22', 0: 'first' }

test.each(['zh-CN', 'en'])('in %s a compiled text says what it says uncompiled', async (locale) => {
  const texts = textsOf(locale)
  const asWritten = translator(locale, texts)
  const whenBuilt = translator(locale, await evaluated(compiled(texts)))
  const keys = keysOf(texts)
  expect(keys.length).toBeGreaterThan(500)
  for (const key of keys) {
    for (const count of [0, 1, 2]) {
      expect(whenBuilt(key, given, count), key).toBe(asWritten(key, given, count))
    }
  }
})

test('a text that cannot be compiled stops the build', () => {
  expect(() => compiled({ broken: 'from {day' })).toThrow()
})

type Texts = { [key: string]: string | Texts }

function textsOf(locale: string): Texts {
  const folder = path.join(locales, locale)
  return Object.fromEntries(
    readdirSync(folder).map((file) => [
      path.basename(file, '.json'),
      JSON.parse(readFileSync(path.join(folder, file), 'utf8')) as Texts,
    ]),
  )
}

function keysOf(texts: Texts, before = ''): string[] {
  return Object.entries(texts).flatMap(([key, each]) =>
    typeof each === 'string' ? [before + key] : keysOf(each, `${before}${key}.`),
  )
}

function translator(locale: string, texts: Texts) {
  const { t } = createI18n({
    legacy: false,
    locale,
    messages: { [locale]: texts },
    missingWarn: false,
  }).global
  return (key: string, named: object, count: number) => t(key, { ...named }, count)
}

/** Runs the source as a module, as the browser does. */
async function evaluated(source: string): Promise<Texts> {
  const address = `data:text/javascript,${encodeURIComponent(`export default ${source}`)}`
  return ((await import(/* @vite-ignore */ address)) as { default: Texts }).default
}
