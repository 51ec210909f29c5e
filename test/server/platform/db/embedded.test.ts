import { cpSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { createClient } from '../../../../server/platform/db/driver.ts'
import { startEmbedded } from '../../../../server/platform/db/embedded.ts'
import { migrate } from '../../../../server/platform/db/migrate.ts'
import { letProgramIn, programUrl } from '../../../../server/platform/db/program-role.ts'
import { migrationsFolder } from '../../../../server/platform/folders.ts'

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

test('a server that dies is started again at its address', { timeout: 60_000 }, async () => {
  const server = await startEmbedded({ directory, revive: true })
  const sql = createClient({ url: server.url, max: 1 })
  await sql`select 1`
  const pidFile = path.join(directory, 'postgres', 'postmaster.pid')
  const pid = () => Number(readFileSync(pidFile, 'utf8').split('\n')[0])
  const killed = pid()
  process.kill(killed, 'SIGKILL')
  const answers = () => sql`select 1`.then(() => pid() !== killed).catch(() => false)
  await expect.poll(answers, { timeout: 30_000, interval: 200 }).toBe(true)
  await sql.end()
  await server.stop()
})

test('a copy of a running folder is a database of its own', { timeout: 60_000 }, async () => {
  const original = await startEmbedded({ directory })
  const copied = `${directory}-copy`
  cpSync(directory, copied, { recursive: true })
  const copy = await startEmbedded({ directory: copied })
  expect(new URL(copy.url).port).not.toBe(new URL(original.url).port)
  await copy.stop()
  const sql = createClient({ url: original.url, max: 1 })
  expect(await sql`select one from kept`).toEqual([{ one: 1 }])
  await sql.end()
  await original.stop()
  rmSync(copied, { recursive: true, force: true })
})

test('the program’s role writes rows and cannot touch what keeps them', async () => {
  const server = await startEmbedded({ directory })
  const owner = { url: server.url, folder: migrationsFolder }
  await Promise.all([migrate(owner), migrate({ ...owner, prepare: false })])
  const url = programUrl(server.url, 'a password of its own')
  const options = { ownerUrl: server.url, programUrl: url, create: true, prepare: true }
  await letProgramIn(options)
  await letProgramIn(options)
  const sql = createClient({ url, max: 1 })
  await sql`insert into organisations.organisations (id, kind, name, created_at)
    values (gen_random_uuid(), 'group', 'x', '2026-01-01')`.catch((error: unknown) => {
    // A required column that is missing is not what is examined here.
    expect(error).toMatchObject({ code: expect.stringMatching(/^23/) })
  })
  for (const statement of [
    'drop trigger ledger_entries_append_only on attribution.ledger_entries',
    'alter table attribution.ledger_entries disable trigger all',
    'truncate attribution.ledger_entries',
    'drop schema attribution cascade',
    'insert into drizzle.__drizzle_migrations (hash) values (0)',
    "set session_replication_role = 'replica'",
  ])
    await expect(sql.unsafe(statement), statement).rejects.toMatchObject({ code: '42501' })
  await sql`create schema pgboss`
  await sql.end()
  await server.stop()
})

test('the driver is the patched one', async () => {
  const { requirePatchedDriver } = await import('../../../../server/platform/db/driver.ts')
  expect(() => requirePatchedDriver()).not.toThrow()
})
