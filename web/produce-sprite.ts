import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import type { Plugin } from 'vite'
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

/** What the licensed set does not hold, in its manner. */
const drawn = fileURLToPath(new URL('./catalogue/pictures', import.meta.url))
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
  const symbols = pictures.map((name) => {
    const icon = drawnHere(name) ?? icons[name]
    if (icon === undefined) throw new Error(`no picture is called ${name}`)
    const box = `0 0 ${icon.width ?? width} ${icon.height ?? height}`
    return `<symbol id="${name}" viewBox="${box}">${icon.body}</symbol>`
  })
  return `<svg xmlns="http://www.w3.org/2000/svg"><!-- ${notice} -->${symbols.join('')}</svg>`
}

/** On 32 by 32, as the set is. */
function drawnHere(name: string): IconSet['icons'][string] | undefined {
  const file = `${drawn}/${name}.svg`
  if (!existsSync(file)) return undefined
  const body = readFileSync(file, 'utf8').replace(/^<svg[^>]*>|<\/svg>\s*$/g, '')
  return { body: body.replaceAll(/\s+/g, ' ').trim(), width: 32, height: 32 }
}
