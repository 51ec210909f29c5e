import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { settingNames } from '../server/config.ts'
import {
  domainsOfWalls,
  exportsOf,
  functionLengths,
  listFiles,
  listSources,
  readText,
  reexportsOf,
  root,
} from './support/sources.ts'

const files = listFiles()
const sources = listSources()
const domains = domainsOfWalls()

/** Every rule must have looked at something, or it proves nothing. */
function examined<T>(things: readonly T[]): readonly T[] {
  expect(things.length).toBeGreaterThan(0)
  return things
}

const isTest = (file: string) => file.startsWith('test/') || file.startsWith('bench/')

describe('names', () => {
  test('no file is called by a word that says nothing', () => {
    const empty = /(^|[/.-])(utils?|helpers?|services?|common|managers?|misc)([/.-]|$)/i
    expect(examined(files).filter((file) => empty.test(file))).toEqual([])
  })

  test('folders of the server are domains or the platform', () => {
    const folders = new Set(
      sources.flatMap(({ path: file }) => /^server\/([^/]+)\//.exec(file)?.[1] ?? []),
    )
    const known = [...domains, 'platform']
    expect(examined([...folders]).filter((folder) => !known.includes(folder))).toEqual([])
  })

  test('folders of shared and of the tests are called by the same words', () => {
    const folders = new Set(
      sources.flatMap(
        ({ path: file }) => /^(?:shared|test\/server)\/([^/]+)\//.exec(file)?.[1] ?? [],
      ),
    )
    const known = [...domains, 'platform']
    expect(examined([...folders]).filter((folder) => !known.includes(folder))).toEqual([])
  })

  test('sources are verb-noun.ts or domain.role.ts, components PascalCase.vue', () => {
    const good = /^([a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9-]+)*\.(ts|mjs|css)|[A-Z]\w+\.vue)$/
    const names = sources.map((source) => source.path)
    expect(examined(names).filter((file) => !good.test(path.basename(file)))).toEqual([])
  })
})

describe('screens', () => {
  const screens = sources.filter((source) => source.path.startsWith('web/'))

  test('a composable stands in a file that is called after one', () => {
    const exporting = screens.filter(({ text }) => /^export (function|const) use[A-Z]/m.test(text))
    const named = /(^|\/)(use-[a-z0-9-]+|[a-z0-9-]+\.store|field)\.ts$/
    expect(examined(exporting).filter(({ path: file }) => !named.test(file))).toEqual([])
  })

  test('a colour is a token', () => {
    const colour = /#([0-9a-f]{3}|[0-9a-f]{6})\b/gi
    const checked = examined(screens)
      .filter(({ path: file }) => file !== 'web/styles/tokens.css')
      .flatMap(({ path: file, text }) =>
        [...text.matchAll(colour)].map(([hex]) => `${file}: ${hex}`),
      )
    expect(checked).toEqual([])
  })
})

describe('walls', () => {
  test('domains import only those before them, and nothing crosses web and server', {
    timeout: 120_000,
  }, () => {
    const cruiser = path.join(root, 'node_modules/dependency-cruiser/bin/dependency-cruiser.mjs')
    const folders = ['server', 'web', 'shared', 'demo'].filter((folder) =>
      existsSync(path.join(root, folder)),
    )
    const { stdout } = spawnSync(
      process.execPath,
      [cruiser, ...folders, '--config', '.dependency-cruiser.cjs', '--output-type', 'json'],
      { cwd: root, encoding: 'utf8', maxBuffer: 256 << 20 },
    )
    const { summary } = JSON.parse(stdout) as {
      summary: { totalCruised: number; violations: { rule: { name: string }; from: string }[] }
    }
    expect(summary.totalCruised).toBeGreaterThan(50)
    expect(summary.violations.map(({ rule, from }) => `${from}: ${rule.name}`)).toEqual([])
  })

  test('the settings have one reader', () => {
    const readers = [
      'server/config.ts',
      'test/support/environment.ts',
      'bench/environment.ts',
      // What they start gets the environment they themselves were started in.
      'test/e2e/support/browser.ts',
      'test/e2e/support/npm-browser.ts',
    ]
    const others = examined(sources)
      .filter((source) => /\bprocess\.env\b/.test(source.text))
      .map((source) => source.path)
      .filter((file) => !readers.includes(file) && file !== 'test/architecture.test.ts')
    expect(others).toEqual([])
  })
})

describe('data', () => {
  /** The only place that knows the driver; everybody else has the builder and `rows.ts`. */
  const door = /^server\/platform\/db\//
  const dialects = {
    'a statement past the row helper': /\.(execute|unsafe)\(/g,
    'a text that grows with a list': /\binArray\(/g,
    'a text put together': /\bsql\.raw\(/g,
    'a name in camel case': /\bas "\w*[a-z][A-Z]\w*"/g,
    'the driver itself': /\$client\b|from 'postgres'/g,
    'a type made up': /\bas (unknown|never)\b/g,
  }
  const justified = [
    // PostgreSQL's own words for an index that was dropped for the import.
    'server/villages/divisions-import.queries.ts: a text put together',
  ]

  test('is reached by the builder or the row helper, and in no third way', () => {
    const reading = sources.filter(({ path: file }) => /^server\//.test(file) && !door.test(file))
    const matches = reading.flatMap(({ path: file, text }) => {
      const code = text.replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*/g, '')
      return Object.entries(dialects).flatMap(([dialect, sign]) =>
        [...code.matchAll(sign)].map(() => `${file}: ${dialect}`),
      )
    })
    process.stdout.write(`ways to data: ${examined(reading).length} files examined\n`)
    expect(matches).toEqual(justified)
  })

  test('every other dialect is known when it is met', () => {
    const strangers = [
      'await tx.execute(sql`select 1`)',
      'client.unsafe(text)',
      'where(inArray(packs.id, ids))',
      'sql.raw(day)',
      'select products.id as "productId"',
      'db.$client',
      'rows as unknown as Row[]',
    ]
    const known = Object.values(dialects)
    for (const text of strangers) expect(known.some((sign) => text.search(sign) >= 0)).toBe(true)
  })
})

describe('the screens', () => {
  const schemaReading = /\b(?!JSON\b|Date\b)\w+\]?\.(safeParse|parse)\(|\.shape\b|\.unwrap\(/

  test('read no schema: the browser loads none', () => {
    const readers = examined(sources.filter(({ path: file }) => /^web\/(?!stand-ins)/.test(file)))
      .filter(({ text }) => schemaReading.test(text))
      .map((source) => source.path)
    expect(readers).toEqual([])
  })
})

describe('the clock', () => {
  const inProgram = /\bnew Date\(\)|\bDate\.now\(\)/
  const inSql =
    /\b(current_(date|time|timestamp)|local(time|timestamp))\b|\b\w+_timestamp\(\)|[^.\w]now\(\)/i
  const migrations = files
    .filter((file) => /^migrations\/.*\.sql$/.test(file))
    .map((file) => ({ path: file, text: readText(file) }))
  const readers = (area: RegExp) =>
    examined([...sources, ...migrations].filter((source) => area.test(source.path)))
      .filter(({ text }) => inProgram.test(text) || inSql.test(text))
      .map((source) => source.path)
      .sort()

  test('what the server decides it decides by the clock it was given', () => {
    expect(readers(/^server\//)).toEqual([
      'server/platform/clock.ts',
      // When a stopping database is given up.
      'server/platform/db/embedded.ts',
      // An id is about as old as the machine says, and nothing reads its age.
      'server/platform/ids.ts',
    ])
  })

  test('§2.5 a day is one of Shanghai, in whatever time zone the machine stands', () => {
    const program = examined(sources.filter(({ path }) => /^(server|shared|web|demo)\//.test(path)))
    const local = /\.get(FullYear|Month|Date|Day|Hours)\(/
    expect(program.filter(({ text }) => local.test(text)).map(({ path }) => path)).toEqual([])
  })

  test('no function, view or default of the database asks the machine what day it is', () => {
    expect(readers(/^migrations\//)).toEqual([])
  })

  test('a test passes on any day, for it has a clock of its own', () => {
    expect(readers(/^test\/(?!architecture)/)).toEqual([
      // The page's clock, as far from the machine's as the program's.
      'test/e2e/support/windows.ts',
      // The page's own module runs here without a page, on the machine's clock.
      'test/web/platform/api.test.ts',
    ])
  })
})

describe('sizes', () => {
  test('a file ends at 300 lines, a test at 600', () => {
    const long = examined(sources)
      .map(({ path: file, text }) => ({ file, lines: text.split('\n').length - 1 }))
      .filter(({ file, lines }) => lines > (isTest(file) ? 600 : 300))
    expect(long).toEqual([])
  })

  test('a function ends at 70 lines', () => {
    const lengths = sources.flatMap((source) =>
      functionLengths(source).map((length) => ({ file: source.path, ...length })),
    )
    const long = examined(lengths).filter(({ lines }) => lines > 70)
    expect(long).toEqual([])
  })

  test('a line ends at 100 characters, but for the sentence that is a test', () => {
    const written = sources.filter((source) => !source.path.endsWith('.vue'))
    const long = written.flatMap(({ path: file, text }) =>
      text
        .split('\n')
        .map((line, index) => ({ place: `${file}:${index + 1}`, line, file }))
        .filter(({ line }) => [...line].length > 100 && !/^\s*test(\.each.*)?\(['`]/.test(line)),
    )
    expect(examined(written).length).toBeGreaterThan(0)
    expect(long.map(({ place }) => place)).toEqual([])
  })
})

describe('doc comments', () => {
  test('what other domains may call says what it is', () => {
    const doors = sources.filter(({ path: file }) => /^server\/[^/]+\/index\.ts$/.test(file))
    const open = doors.flatMap((door) => [
      ...reexportsOf(door),
      ...exportsOf(door).map(({ name }) => ({ path: door.path, name })),
    ])
    expect(open.length).toBeGreaterThan(100)
    const described = new Set(
      sources
        .filter((source) => open.some(({ path: file }) => file === source.path))
        .flatMap((source) =>
          exportsOf(source)
            .filter(({ isDescribed }) => isDescribed)
            .map(({ name }) => `${source.path}: ${name}`),
        ),
    )
    const places = open.map(({ path: file, name }) => `${file}: ${name}`)
    expect(places.filter((place) => !described.has(place))).toEqual([])
  })

  test('every function that server and browser share says what it does', () => {
    const shared = sources
      .filter(({ path: file }) => file.startsWith('shared/'))
      .flatMap((source) =>
        exportsOf(source).map((exported) => ({ ...exported, file: source.path })),
      )
      .filter(({ isFunction }) => isFunction)
    expect(shared.length).toBeGreaterThan(50)
    const silent = shared.filter(({ isDescribed }) => !isDescribed)
    expect(silent.map(({ file, name }) => `${file}: ${name}`)).toEqual([])
  })
})

describe('tests', () => {
  const tests = sources.filter((source) => source.path.endsWith('.test.ts'))

  test('none is left out or alone', () => {
    const alone = /\b(describe|test|it)\.(only|skip|todo)\b/
    const misplaced = examined(tests).filter(
      ({ path: file, text }) => file !== 'test/architecture.test.ts' && alone.test(text),
    )
    expect(misplaced.map((source) => source.path)).toEqual([])
  })
})

describe('README', () => {
  const readme = readText('README.md')

  test('its links lead somewhere', () => {
    const links = [...readme.matchAll(/\]\((?!https?:|#|mailto:)([^)#\s]+)/g)].map(
      (match) => match[1],
    )
    expect(examined(links).filter((link) => !existsSync(path.join(root, link ?? '')))).toEqual([])
  })

  test('its table of settings names every setting and no other', () => {
    const rows = [...readme.matchAll(/^\| `([A-Z][A-Z0-9_]+)` \|/gm)].map((match) => match[1])
    expect([...examined(rows)].sort()).toEqual([...settingNames].sort())
  })

  test('its commands exist', () => {
    const { scripts } = JSON.parse(readText('package.json')) as { scripts: Record<string, string> }
    const named = [...readme.matchAll(/(?:^ {4}|`|&& )npm (?:run )?(\w+)/gm)].map(
      (match) => match[1] ?? '',
    )
    const builtIn = ['ci', 'run', 'install']
    const unknown = examined(named).filter((name) => !builtIn.includes(name) && !(name in scripts))
    expect(unknown).toEqual([])
  })
})

describe('rules', () => {
  const domain = readText('docs/domain.md')
  const written = new Set(
    [...domain.matchAll(/^(§\d+\.\d+) /gm), ...domain.matchAll(/^## (\d+)\. /gm)].map(
      ([, number = '']) => (number.startsWith('§') ? number : `§${number}`),
    ),
  )
  const named = (area: RegExp) =>
    sources
      .filter((source) => area.test(source.path))
      .flatMap(({ path: file, text }) =>
        [...text.matchAll(/§\d+(?:\.\d+)?/g)].map(([rule]) => ({ file, rule })),
      )
  const [, missing = ''] = domain.split('## 12. ')
  const notInForce = new Set([...missing.matchAll(/§\d+(?:\.\d+)?/g)].map(([rule]) => rule))

  test('every § in the code stands in docs/domain.md', () => {
    expect(examined(named(/./)).filter(({ rule }) => !written.has(rule))).toEqual([])
  })

  test('every rule in force has a test named after it', () => {
    const tested = new Set(named(/^test\/.*\.test\.ts$/).map(({ rule }) => rule))
    const untested = [...written].filter((rule) => {
      const [chapter = ''] = rule.split('.')
      return (
        rule !== chapter && !tested.has(rule) && !notInForce.has(rule) && !notInForce.has(chapter)
      )
    })
    expect(untested).toEqual([])
  })
})

test('the lockfile names no registry and pins every version', () => {
  const lock = readText('package-lock.json')
  expect(lock).not.toContain('"resolved"')
  const { dependencies, devDependencies, optionalDependencies } = JSON.parse(
    readText('package.json'),
  ) as Record<string, Record<string, string>>
  const versions = Object.entries({ ...dependencies, ...devDependencies, ...optionalDependencies })
  expect(examined(versions).filter(([, version]) => !/^\d/.test(version))).toEqual([])
})
