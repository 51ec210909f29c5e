import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { errorStatuses, fieldErrorCodes } from '../../shared/errors.ts'

const web = path.resolve('web')
const source = textsOf('zh-CN')
const english = textsOf('en')

test('both languages have the same texts', () => {
  expect(source.size).toBeGreaterThan(50)
  expect([...english.keys()].sort()).toEqual([...source.keys()].sort())
})

test('no text is empty, and none is left in Chinese in English', () => {
  const namesOfThings = new Set(['shell.languages.zh-CN', 'orders.sheet.pasteHint'])
  for (const [key, text] of [...source, ...english]) expect(text.trim(), key).not.toBe('')
  const untranslated = [...english].filter(
    ([key, text]) => /[\u4e00-\u9fff]{3,}/.test(text) && !namesOfThings.has(key),
  )
  expect(untranslated).toEqual([])
})

test('a text has the same placeholders in both languages', () => {
  for (const [key, text] of source) {
    expect(placeholdersOf(english.get(key) ?? ''), key).toEqual(placeholdersOf(text))
  }
})

test('signs with a meaning of their own are quoted', () => {
  const bare = [...source, ...english].filter(([, text]) => /[@|]/.test(withoutPlaceholders(text)))
  expect(bare).toEqual([])
})

test('every error code has its sentence', () => {
  const wanted = [
    ...Object.keys(errorStatuses).map((code) => `errors.${code}`),
    ...fieldErrorCodes.map((code) => `errors.fields.${code}`),
  ]
  expect(wanted.filter((key) => !source.has(key))).toEqual([])
})

test('every text a screen asks for exists', () => {
  const asked = keysInScreens()
  expect(asked.size).toBeGreaterThan(20)
  const missing = [...asked]
    .filter(([key]) => !isKnown(key))
    .map(([key, file]) => `${key} (${file})`)
  expect(missing).toEqual([])
})

/** Every text by its whole key: the file's name, then the way inside. */
function textsOf(language: string): Map<string, string> {
  const folder = path.join(web, 'locales', language)
  const texts = new Map<string, string>()
  for (const file of readdirSync(folder)) {
    collect(JSON.parse(readFileSync(path.join(folder, file), 'utf8')), path.basename(file, '.json'))
  }
  return texts

  function collect(value: unknown, key: string): void {
    if (typeof value === 'string') texts.set(key, value)
    else for (const [name, each] of Object.entries(value as object)) collect(each, `${key}.${name}`)
  }
}

/** Literal keys of t('…') and of route titles; a key built at run time counts by its beginning. */
function keysInScreens(): Map<string, string> {
  const keys = new Map<string, string>()
  for (const entry of readdirSync(web, { recursive: true, withFileTypes: true })) {
    if (!/\.(vue|ts)$/.test(entry.name)) continue
    const code = readFileSync(path.join(entry.parentPath, entry.name), 'utf8')
    for (const match of code.matchAll(/(?<![\w.])\$?t\(\s*['"`]([\w.-]+)(\$\{)?/g)) {
      keys.set(`${match[1]}${match[2] ? '*' : ''}`, entry.name)
    }
    for (const match of code.matchAll(/\btitle: '([\w-]+\.[\w.-]+)'/g)) {
      keys.set(match[1] ?? '', entry.name)
    }
    for (const match of code.matchAll(/nav: \{[^}]*label: '([\w.-]+)'/g)) {
      keys.set(`nav.${match[1]}`, entry.name)
    }
  }
  return keys
}

function isKnown(key: string): boolean {
  if (!key.endsWith('*')) return source.has(key)
  const beginning = key.slice(0, -1)
  return [...source.keys()].some((each) => each.startsWith(beginning))
}

function placeholdersOf(text: string): string[] {
  return [...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? '').sort()
}

function withoutPlaceholders(text: string): string {
  return text.replaceAll(/\{[^}]*\}/g, '')
}
