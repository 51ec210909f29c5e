import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { contentStamp } from '../../web/content-stamp.ts'

const root = mkdtempSync(path.join(tmpdir(), 'cunji-stamp-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))

test('the stamp follows contents and names, not times', () => {
  mkdirSync(path.join(root, 'web', 'orders'), { recursive: true })
  const file = path.join(root, 'web', 'orders', 'page.ts')
  writeFileSync(file, 'one')
  writeFileSync(path.join(root, 'lock.json'), '{}')
  const stamp = () => contentStamp(root, ['web', 'lock.json'])

  const first = stamp()
  utimesSync(file, new Date(0), new Date(0))
  expect(stamp()).toBe(first)
  writeFileSync(file, 'two')
  const second = stamp()
  expect(second).not.toBe(first)
  writeFileSync(path.join(root, 'web', 'other.ts'), '')
  expect(stamp()).not.toBe(second)
})
