import { expect, test } from 'vitest'
import { readPublicVillage } from '../../shared/reports/reports.api.ts'
import { type Manifest, pageFilesOf } from '../../web/page-files.ts'
import type { Page } from '../../web/platform/page.ts'

const pages: readonly Page[] = [
  aPage('/v/:code(\\d{12})', { sameForAll: true, shows: [readPublicVillage] }),
  aPage('/v/new', { texts: ['reports'] }),
]

const manifest: Manifest = {
  'reports/OverviewPage.vue': { file: 'page.js', css: ['page.css'], imports: ['_one.js'] },
  '_one.js': { file: 'one.js', imports: ['_two.js', '_program.js'] },
  '_two.js': { file: 'two.js', imports: ['_one.js'] },
  '_program.js': { file: 'program.js' },
  'locales/zh-CN/reports.json': { file: 'zh.js' },
  'locales/en/reports.json': { file: 'en.js' },
  'platform/english-shell.ts': { file: 'shell.js' },
}

const known = new Set(['program.js'])

test('a page names all files behind its script but those of the document', () => {
  const { files, pages: described } = pageFilesOf(manifest, pages, known)
  const named = described.map((page) => page.files.map((place) => files[place]))
  expect(named).toEqual([
    ['page.js', 'page.css', 'one.js', 'two.js'],
    ['page.js', 'page.css', 'one.js', 'two.js'],
  ])
})

test('an address is found by its pattern, one without parameters first', () => {
  const { pages: described } = pageFilesOf(manifest, pages, known)
  expect(described.map(({ address }) => address)).toEqual(['/v/new', '/v/(?<code>\\d{12})'])
  expect(described[1]).toMatchObject({ isSameForAll: true, shows: [readPublicVillage.path] })
  expect(described[0]).toMatchObject({ texts: ['reports'] })
})

test('texts are named by language, those of the English frame among them', () => {
  const { files, texts } = pageFilesOf(manifest, pages, known)
  const named = Object.entries(texts).map(([name, places]) => [name, files[places[0] ?? -1]])
  expect(Object.fromEntries(named)).toEqual({
    'zh-CN/reports': 'zh.js',
    'en/reports': 'en.js',
    'en/shell': 'shell.js',
  })
})

test('a page that nobody opens the program on is not named', () => {
  const detail = aPage('/entries/:id', { access: 'signed-in' })
  const { pages: described } = pageFilesOf(manifest, [...pages, detail], known)
  expect(described).toHaveLength(2)
})

test('a page that the build did not make fails the build', () => {
  expect(() => pageFilesOf({}, pages, known)).toThrow('which page')
})

function aPage(path: string, meta: Partial<Page['meta']>): Page {
  return {
    path,
    name: `reports.${path}`,
    component: Object.assign(() => Promise.resolve(), {
      toString: () => "() => import('./OverviewPage.vue')",
    }),
    meta: { access: 'public', title: 'reports.public.title', ...meta },
  } as Page
}
