import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { listFiles, readText } from './support/sources.ts'

const frozenFile = 'migrations/frozen.json'

test('a migration never changes once it is frozen, and a new one is frozen too', () => {
  const frozen = JSON.parse(readText(frozenFile)) as Record<string, string>
  const present = listFiles().filter((file) => /^migrations\/.*\.sql$/.test(file))
  expect(present.length).toBeGreaterThan(10)
  const hashes = Object.fromEntries(
    present.map((file) => [
      file.slice('migrations/'.length),
      createHash('sha256').update(readText(file)).digest('hex'),
    ]),
  )
  const missing = Object.keys(frozen).filter((name) => hashes[name] === undefined)
  expect(missing, 'frozen migrations that are gone: bring them back').toEqual([])
  const changed = Object.keys(frozen).filter((name) => hashes[name] !== frozen[name])
  expect(changed, 'frozen migrations that were edited: write a further file instead').toEqual([])
  const added = Object.entries(hashes)
    .filter(([name]) => frozen[name] === undefined)
    .map((entry) => `"${entry[0]}": "${entry[1]}"`)
  expect(added, `new migrations: add these lines to ${frozenFile}`).toEqual([])
})
