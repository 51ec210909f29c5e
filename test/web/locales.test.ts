import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { errorStatuses } from '../../shared/errors.ts'
import { fieldErrorCodes } from '../../shared/field-error-codes.ts'

const web = path.resolve('web')
const source = textsOf('zh-CN')
const english = textsOf('en')

test('both languages have the same texts', () => {
  expect(source.size).toBeGreaterThan(50)
  expect([...english.keys()].sort()).toEqual([...source.keys()].sort())
})

test('no text is empty, and none is left in Chinese in English', () => {
  const namesOfThings = new Set(['shell.languages.zh-CN', 'sheet.pasteHint'])
  for (const [key, text] of [...source, ...english]) expect(text.trim(), key).not.toBe('')
  const untranslated = [...english].filter(
    ([key, text]) => /[\u4e00-\u9fff]{3,}/.test(text) && !namesOfThings.has(key),
  )
  expect(untranslated).toEqual([])
})

test('a text has the same placeholders in both languages', () => {
  for (const [key, text] of source) {
    for (const form of formsOf(english.get(key) ?? '')) {
      expect(placeholdersOf(form), key).toEqual(placeholdersOf(text))
    }
  }
})

test('every act that is recorded has words, and so has what it was done to', () => {
  const program = readdirSync('server', { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => readFileSync(path.join('server', name), 'utf8'))
    .join('\n')
  const acts = [...program.matchAll(/action: '([a-z]+\.[a-z-]+)'/g)].map(([, act]) => act)
  const subjects = [...program.matchAll(/subjectType: '(\w+)'/g)].map(([, subject]) => subject)
  expect(acts.length).toBeGreaterThan(80)
  const wanted = [
    ...acts.map((act) => `evidence.actions.${act}`),
    ...subjects.map((subject) => `evidence.subjects.${subject}`),
  ]
  expect([...new Set(wanted)].filter((key) => !source.has(key))).toEqual([])
})

test('signs with a meaning of their own are quoted', () => {
  const texts = [
    ...source,
    ...[...english].flatMap(([key, text]) => formsOf(text).map((form) => [key, form] as const)),
  ]
  const bare = texts.filter(([, text]) => /[@|]/.test(withoutPlaceholders(text)))
  expect(bare).toEqual([])
})

test('an English text that counts has one form for one and one for all else', () => {
  const counting = [...english].filter(([, text]) => formsOf(text).length > 1)
  expect(counting.length).toBeGreaterThan(20)
  expect(counting.filter(([, text]) => formsOf(text).length !== 2)).toEqual([])
  expect([...english].filter(([, text]) => text.includes('(s)'))).toEqual([])
})

test('what counts is asked for with its number', () => {
  const texts = [...english].flatMap(([key, text]) =>
    formsOf(text).length > 1 ? argumentsOf(key).map((args) => ({ key, given: args })) : [],
  )
  expect(texts.length).toBeGreaterThan(20)
  // A number called `count` is found by itself; a text in its place, or another name, is not.
  const hasNumber = (args: string) =>
    topLevelCommas(args) >= 2 || (/\bcount\b/.test(args) && !/\bcount: count\(/.test(args))
  expect(texts.filter(({ given }) => !hasNumber(given))).toEqual([])
})

test('every error code has its sentence', () => {
  const wanted = [
    ...Object.keys(errorStatuses).map((code) => `errors.${code}`),
    ...fieldErrorCodes.map((code) => `errors.fields.${code}`),
  ]
  expect(wanted.filter((key) => !source.has(key))).toEqual([])
})

test('every text a screen asks for exists', () => {
  const used = keysInScreens()
  expect(used.size).toBeGreaterThan(20)
  const missing = [...used]
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
    else
      for (const [name, nested] of Object.entries(value as object))
        collect(nested, `${key}.${name}`)
  }
}

/** Literal keys of t('…') and of route titles; a key built at run time counts by its beginning. */
function keysInScreens(): Map<string, string> {
  const keys = new Map<string, string>()
  for (const { name, code } of screens()) {
    for (const match of code.matchAll(/(?<![\w.])\$?t\(\s*['"`]([\w.-]+)(\$\{)?/g)) {
      keys.set(`${match[1]}${match[2] ? '*' : ''}`, name)
    }
    for (const match of code.matchAll(/\btitle: '([\w-]+\.[\w.-]+)'/g)) {
      keys.set(match[1] ?? '', name)
    }
    for (const match of code.matchAll(/nav: \{[^}]*label: '([\w.-]+)'/g)) {
      keys.set(`nav.${match[1]}`, name)
    }
  }
  return keys
}

function screens(): { name: string; code: string }[] {
  const entries = readdirSync(web, { recursive: true, withFileTypes: true })
  return entries
    .filter((entry) => /\.(vue|ts)$/.test(entry.name))
    .map((entry) => ({
      name: entry.name,
      // Calls that are broken into lines begin on their own.
      code: readFileSync(path.join(entry.parentPath, entry.name), 'utf8').replaceAll(
        /t\(\s+/g,
        't(',
      ),
    }))
}

/** What stands between the parentheses of each t('<key>', …). */
function argumentsOf(key: string): string[] {
  return screens().flatMap(({ code }) => {
    const keys: string[] = []
    for (const quote of ["'", '"', '`']) {
      const call = `t(${quote}${key}${quote}`
      for (let at = code.indexOf(call); at >= 0; at = code.indexOf(call, at + 1)) {
        const rest = code.slice(at + 2)
        keys.push(rest.slice(0, endOfArguments(rest)))
      }
    }
    return keys
  })
}

function endOfArguments(code: string): number {
  let depth = 1
  return [...code].findIndex((sign) => {
    depth += '([{'.includes(sign) ? 1 : ')]}'.includes(sign) ? -1 : 0
    return depth === 0
  })
}

function topLevelCommas(code: string): number {
  let depth = 0
  return [...code.replace(/,\s*$/, '')].filter((sign) => {
    depth += '([{'.includes(sign) ? 1 : ')]}'.includes(sign) ? -1 : 0
    return depth === 0 && sign === ','
  }).length
}

function isKnown(key: string): boolean {
  if (!key.endsWith('*')) return source.has(key)
  const beginning = key.slice(0, -1)
  return [...source.keys()].some((key) => key.startsWith(beginning))
}

/** A text's plural forms: one for one, one for all else. */
function formsOf(text: string): string[] {
  return text.split(' | ')
}

function placeholdersOf(text: string): string[] {
  return [...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? '').sort()
}

function withoutPlaceholders(text: string): string {
  return text.replaceAll(/\{[^}]*\}/g, '')
}
