import { readFile } from 'node:fs/promises'
import { baseCompile } from '@intlify/message-compiler'
import type { Plugin } from 'vite'

interface Texts {
  [key: string]: string | Texts
}

const textFile = /\/web\/locales\/[^/]+\/[^/]+\.json$/
/** Placeholders, plural forms and links: what a text must be compiled for. */
const special = /[{|@]/

/**
 * Compiles the texts when the screens are built: a text with placeholders becomes a function, so
 * that the browser loads no compiler and no page waits for it to run.
 */
export function compiledTexts(): Plugin {
  return {
    name: 'cunji:compiled-texts',
    // Vite has made a module of the file by then, which this one replaces.
    enforce: 'post',
    async transform(_code, id) {
      if (!textFile.test(id)) return null
      const texts = JSON.parse(await readFile(id, 'utf8')) as Texts
      return { code: `export default ${compiled(texts)}`, map: null }
    },
  }
}

/** The texts as source code. */
export function compiled(texts: string | Texts): string {
  if (typeof texts !== 'string') {
    const members = Object.entries(texts).map(([key, each]) => `${quoted(key)}:${compiled(each)}`)
    return `{${members.join(',')}}`
  }
  if (!special.test(texts)) return quoted(texts)
  const { code } = baseCompile(texts, {
    mode: 'arrow',
    onError: (error) => {
      throw error
    },
  })
  return code
}

const quoted = (text: string) => JSON.stringify(text)
