import { existsSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { readText, root } from './support/sources.ts'

const document = readText('docs/security.md')

/** The requirements of levels 1 and 2 of OWASP ASVS 4.0.3 by section, without the deleted ones. */
const requirements =
  '1.1:1-7 1.2:1-4 1.4:1,4-5 1.5:1-4 1.6:1-4 1.7:1-2 1.8:1-2 1.9:1-2 1.10:1 1.11:1-2 1.12:2 ' +
  '1.14:1-6 2.1:1-12 2.2:1-3 2.3:1-3 2.4:1-5 2.5:1-7 2.6:1-3 2.7:1-6 2.8:1-7 2.9:1-3 2.10:1-4 ' +
  '3.1:1 3.2:1-4 3.3:1-4 3.4:1-5 3.5:1-3 3.7:1 4.1:1-3,5 4.2:1-2 4.3:1-3 5.1:1-5 5.2:1-8 ' +
  '5.3:1-10 5.4:1-3 5.5:1-4 6.1:1-3 6.2:1-6 6.3:1-2 6.4:1-2 7.1:1-4 7.2:1-2 7.3:1,3-4 7.4:1-3 ' +
  '8.1:1-4 8.2:1-3 8.3:1-8 9.1:1-3 9.2:1-4 10.2:1-2 10.3:1-3 11.1:1-8 12.1:1-3 12.2:1 12.3:1-6 ' +
  '12.4:1-2 12.5:1-2 12.6:1 13.1:1,3-5 13.2:1-3,5-6 13.3:1-2 13.4:1-2 14.1:1-4 14.2:1-6 ' +
  '14.3:2-3 14.4:1-7 14.5:1-4'

const numbers = requirements.split(' ').flatMap((text) => {
  const [section = '', ranges = ''] = text.split(':')
  return ranges.split(',').flatMap((range) => {
    const [first = 0, last = first] = range.split('-').map(Number)
    return Array.from({ length: last - first + 1 }, (_, index) => `${section}.${first + index}`)
  })
})

const rows = [...document.matchAll(/^\| (\d+\.\d+\.\d+) \| [^|]+ \| ([^|]+) \| (.+) \|$/gm)].map(
  ([, number = '', state = '', where = '']) => ({ number, state, where }),
)

/** What looks like a file of ours: a folder of ours before it, or an ending behind it. */
const pathsIn = (text: string) =>
  [...text.matchAll(/`((?:[\w.-]+\/)+[\w.-]*|[\w-]+\.(?:json|md)|\.[\w-]+\.cjs)`/g)].map(
    ([, file = '']) => file,
  )

test('every requirement of levels 1 and 2 stands in docs/security.md once', () => {
  expect(numbers).toHaveLength(259)
  expect(rows.map(({ number }) => number)).toEqual(numbers)
})

test('each is met somewhere, or not applicable or not met for a reason', () => {
  for (const { number, state, where } of rows) {
    expect(['met', 'n/a', 'not met'], number).toContain(state)
    if (state === 'met') expect(pathsIn(where), number).not.toEqual([])
  }
})

test('it says how many of them are met', () => {
  const [met, notApplicable, notMet] = ['met', 'n/a', 'not met'].map(
    (state) => rows.filter((row) => row.state === state).length,
  )
  expect(document).toContain(
    `They are ${met} met, ${notApplicable} not applicable, ${notMet} not met.`,
  )
})

test('every path that it names exists', () => {
  const paths = pathsIn(document)
  process.stdout.write(`security: ${rows.length} requirements, ${paths.length} paths\n`)
  expect(paths.length).toBeGreaterThan(200)
  expect(paths.filter((file) => !existsSync(path.join(root, file)))).toEqual([])
})
