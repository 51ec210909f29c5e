import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import type { Plugin } from 'vite'
import { drawings } from './catalogue/produce-drawings.ts'
import { pictures } from './catalogue/produce-pictures.ts'

interface IconSet {
  icons: Record<string, { body: string; width?: number; height?: number }>
  width?: number
  height?: number
}

const wanted = 'virtual:produce-sprite'
const notice =
  'Pictures out of Fluent Emoji, Copyright (c) Microsoft Corporation, under the MIT License:' +
  ' https://github.com/microsoft/fluentui-emoji/blob/main/LICENSE'

const folder = fileURLToPath(new URL('../dist/pictures', import.meta.url))

/**
 * One file with the pictures of produce that the screens show, taken out of the licensed set when
 * the screens are built. The module gives its address; a page loads it when it draws the first.
 */
export function produceSprite(): Plugin {
  return {
    name: 'cunji:produce-sprite',
    resolveId: (id) => (id === wanted ? `\0${wanted}` : null),
    load(id) {
      if (id !== `\0${wanted}`) return null
      const file = `${folder}/produce.svg`
      mkdirSync(folder, { recursive: true })
      writeFileSync(file, spriteText())
      return `export { default } from ${JSON.stringify(`${file}?url&no-inline`)}`
    },
  }
}

/** All pictures as symbols of one SVG file. */
export function spriteText(): string {
  const file = createRequire(import.meta.url).resolve('@iconify-json/fluent-emoji-flat/icons.json')
  const { icons, width = 32, height = 32 } = JSON.parse(readFileSync(file, 'utf8')) as IconSet
  const own: Record<string, string> = drawings
  const symbols = pictures.map((name) => {
    const icon = own[name] === undefined ? icons[name] : { body: own[name] }
    if (icon === undefined) throw new Error(`no picture is called ${name}`)
    const box = `0 0 ${icon.width ?? width} ${icon.height ?? height}`
    return `<symbol id="${name}" viewBox="${box}">${icon.body}</symbol>`
  })
  return `<svg xmlns="http://www.w3.org/2000/svg"><!-- ${notice} -->${symbols.join('')}</svg>`
}
