import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { createClient } from '../../../../server/platform/db/driver.ts'
import { startEmbedded } from '../../../../server/platform/db/embedded.ts'

const directory = mkdtempSync(path.join(tmpdir(), 'cunji-embedded-'))
afterAll(() => rmSync(directory, { recursive: true, force: true }))

test('two that start on one folder at once share a server', { timeout: 60_000 }, async () => {
  const [first, second] = await Promise.all([
    startEmbedded({ directory }),
    startEmbedded({ directory }),
  ])
  expect(first.url).toBe(second.url)
  const sql = createClient({ url: first.url })
  await sql`create extension pg_trgm`
  const [row] = await sql`select show_trgm('村集体') <> '{}' as chinese`
  expect(row?.chinese).toBe(true)
  await sql.end()
  await first.stop()
  await second.stop()
})

test('what is in it outlives a restart, and only its owner can read the password', async () => {
  const first = await startEmbedded({ directory })
  const before = createClient({ url: first.url })
  await before`create table kept as select 1 as one`
  await before.end()
  await first.stop()

  const second = await startEmbedded({ directory })
  const after = createClient({ url: second.url })
  expect(await after`select one from kept`).toEqual([{ one: 1 }])
  await after.end()
  await second.stop()
  expect(statSync(path.join(directory, 'postgres-password')).mode & 0o777).toBe(0o600)
})

test('a stale note of a process whose number is now a stranger is cleared away', async () => {
  const note = [process.pid, directory, 0, 5432, '', '127.0.0.1', '', 'ready'].join('\n')
  writeFileSync(path.join(directory, 'postgres', 'postmaster.pid'), note)
  const server = await startEmbedded({ directory })
  expect(server.started).toBe(true)
  await server.stop()
})

test('the driver is the patched one', async () => {
  const { requirePatchedDriver } = await import('../../../../server/platform/db/driver.ts')
  expect(() => requirePatchedDriver()).not.toThrow()
})
