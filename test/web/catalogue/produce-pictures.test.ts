import { readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { type Category, categories } from '../../../shared/catalogue/categories.ts'
import { pictureOf, pictures } from '../../../web/catalogue/produce-pictures.ts'
import { spriteText } from '../../../web/produce-sprite.ts'

interface Kind {
  name: string
  broader: string[]
  names: string[]
}

/** Every kind of produce that the catalogue begins with, with all its names. */
const kinds: Kind[] = readFileSync(
  path.resolve('migrations/0047_catalogue_produce_names.sql'),
  'utf8',
)
  .split('$names$')
  .slice(1, 2)
  .join()
  .split('\n')
  .filter((line) => line.includes(':'))
  .map((line) => {
    const [head = '', others = ''] = line.split(':')
    const [name = '', broader = ''] = head.split('<').map((part) => part.trim())
    const names = [name, ...others.split(/\s+/).filter(Boolean)]
    return { name, broader: broader.split(',').filter(Boolean), names }
  })
const byName = new Map(kinds.map((kind) => [kind.name, kind]))
const neutralOf = (category: Category) => pictureOf({ name: '不认识的', category })

/** The picture that a name has of its own, wherever it is shown; null: none. */
function ownOf(name: string, variety = ''): string | null {
  const own = categories
    .map((category) => ({ category, picture: pictureOf({ name, variety, category }) }))
    .find(({ category, picture }) => picture !== neutralOf(category) && picture !== 'basket')
  return own?.picture ?? null
}

const ofKind = new Map(kinds.map(({ name }) => [name, ownOf(name)]))

test('all names of a kind of produce have the same picture, or none', () => {
  expect(kinds.length).toBeGreaterThanOrEqual(600)
  const differing = kinds.flatMap(({ name, names }) =>
    names.filter((each) => ownOf(each) !== ofKind.get(name)).map((each) => `${each} (${name})`),
  )
  expect(differing).toEqual([])
})

/** Kinds whose picture is that of a wider kind, or of a sibling that looks the same. */
const alike = new Map([
  ['小土豆', '土豆'],
  ['橙子', '橘子'],
  ['脐橙', '橘子'],
  ['纽荷尔', '橘子'],
  ['伦晚', '橘子'],
  ['夏橙', '橘子'],
  ['冰糖橙', '橘子'],
])

test('no kind of produce has the picture of another', () => {
  const shown = Map.groupBy(
    kinds.filter(({ name }) => ofKind.get(name) != null),
    ({ name }) => ofKind.get(name),
  )
  expect(shown.size).toBeGreaterThan(40)
  const isPartOf = (name: string, wider: string): boolean =>
    name === wider || (byName.get(name)?.broader ?? []).some((each) => isPartOf(each, wider))
  const wrong = [...shown].flatMap(([picture, those]) => {
    const roots = those.filter(({ name }) => !alike.has(name))
    const widest = roots.find(({ name: wider }) => roots.every(({ name }) => isPartOf(name, wider)))
    return widest ? [] : [`${picture}: ${roots.map(({ name }) => name).join(' ')}`]
  })
  expect(wrong).toEqual([])
})

test('a variety that looks otherwise has not the picture of its name', () => {
  const varieties = kinds.flatMap(({ name, broader }) =>
    broader.flatMap((wider) => (ofKind.get(wider) == null ? [] : [{ name, wider }])),
  )
  expect(varieties.length).toBeGreaterThan(60)
  const wrong = varieties.filter(({ name, wider }) => ownOf(wider, name) !== ofKind.get(name))
  expect(wrong.map(({ name, wider }) => `${name} < ${wider}`)).toEqual([])
})

test('what something was made into has another look', () => {
  const made: [string, Category][] = [
    ['土豆粉', 'grain'],
    ['红薯粉条', 'grain'],
    ['番茄酱', 'processed'],
    ['泡黄瓜', 'pickles'],
    ['干香菇', 'mushrooms'],
    ['苹果醋', 'processed'],
    ['葡萄柚', 'fruit'],
    ['高山青辣椒', 'vegetables'],
    ['紫洋葱', 'vegetables'],
    ['红心猕猴桃', 'fruit'],
    ['皮蛋', 'vegetables'],
  ]
  for (const [name, category] of made)
    expect([name, pictureOf({ name, category })]).toEqual([name, neutralOf(category)])
  expect(pictureOf({ name: '辣椒', variety: '螺丝椒', category: 'vegetables' })).toBe('basket')
})

test('goods of the demo show themselves, whatever stands before and behind the name', () => {
  const shown = [
    ['高山洋芋', 'vegetables', 'potato'],
    ['高山番茄', 'vegetables', 'tomato'],
    ['高山甘蓝', 'vegetables', 'cabbage'],
    ['高山甜玉米', 'vegetables', 'ear-of-corn'],
    ['文雷萝卜', 'vegetables', 'radish'],
    ['西牛麻竹笋', 'vegetables', 'bambooShoot'],
    ['巫山脆李', 'fruit', 'plum'],
    ['黄金奈李', 'fruit', 'goldenPlum'],
    ['下庄柑橘', 'fruit', 'tangerine'],
    ['羊肚菌（干）', 'dried_goods', 'morel'],
    ['林下土鸡蛋', 'eggs', 'egg'],
    ['连山大米', 'grain', 'sheaf-of-rice'],
    ['巫山土蜂蜜', 'honey', 'honey-pot'],
    ['手工挂面', 'grain', 'noodles'],
    ['零陵山茶油', 'oil', 'oil'],
    ['洋芋带泥', 'vegetables', 'potato'],
    ['土豆（黄心）', 'vegetables', 'potato'],
  ] as const
  for (const [name, category, picture] of shown)
    expect([name, pictureOf({ name, category })]).toEqual([name, picture])
})

test('every picture is in the file of pictures, once and with its licence', () => {
  const sprite = spriteText()
  const held = [...sprite.matchAll(/<symbol id="([^"]+)"/g)].map(([, name]) => name)
  expect(held.toSorted()).toEqual([...pictures].toSorted())
  expect(sprite).toContain('MIT License')
  expect(sprite).not.toMatch(/<script|on\w+=|href=/)
  // Names within a picture would be taken for those of another.
  expect(sprite.replaceAll(/<symbol id=/g, '')).not.toMatch(/\sid=/)
  expect(Buffer.byteLength(sprite)).toBeLessThan(120_000)
  // One fault, and a browser draws nothing of what stands behind it.
  const tags = sprite.replace(/<!--.*?-->/s, '').match(/<[^>]*>/g) ?? []
  const formed = /^<(?:\/[a-zA-Z]+|[a-zA-Z]+(?: [\w:-]+="[^"<]*")*\s*\/?)>$/
  expect(tags.length).toBeGreaterThan(300)
  expect(tags.filter((tag) => !formed.test(tag))).toEqual([])
})

test('a text of any length is looked at once', () => {
  const name = '土豆'.repeat(5_000)
  const began = performance.now()
  expect(pictureOf({ name, category: 'vegetables' })).toBe('potato')
  expect(performance.now() - began).toBeLessThan(1_000)
})
