import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, expect, inject, test } from 'vitest'
import { createClient } from '../../../server/platform/db/driver.ts'
import { migrate } from '../../../server/platform/db/migrate.ts'
import { migrationsFolder } from '../../../server/platform/folders.ts'
import { newId } from '../../../server/platform/ids.ts'
import { administer, databaseAt } from '../../support/cluster.ts'

const server = inject('databaseServer')
const name = `former_${newId().slice(-12)}`
const url = databaseAt(server, name)
const folder = mkdtempSync(path.join(tmpdir(), 'cunji-migrations-'))
await administer(server, `create database ${name}`)
afterAll(async () => {
  await administer(server, `drop database if exists ${name} with (force)`)
  rmSync(folder, { recursive: true, force: true })
})

/** The migrations as they were before licences had a state. */
function formerMigrations(): string {
  cpSync(migrationsFolder, folder, { recursive: true })
  const file = path.join(folder, 'meta/_journal.json')
  const journal = JSON.parse(readFileSync(file, 'utf8')) as { entries: { tag: string }[] }
  const first = journal.entries.findIndex(({ tag }) => tag.endsWith('_organisations_changes'))
  writeFileSync(file, JSON.stringify({ ...journal, entries: journal.entries.slice(0, first) }))
  return folder
}

test('§11.5 licences of a former release count as accepted, those of applications wait', async () => {
  await migrate({ url, folder: formerMigrations() })
  const sql = createClient({ url, max: 1, applicationName: 'cunji-test' })
  await sql`insert into villages.divisions (code, level, parent_code, name, official_name,
      path_name, search_terms)
    values ('500237', 3, '5002', '巫山县', '巫山县', '重庆市巫山县', '{}')`
  for (const state of ['admitted', 'suspended', 'applied', 'rejected']) {
    const id = newId()
    await sql`insert into organisations.organisations (id, kind, name, created_at)
      values (${id}, 'cooperative', ${`${state} 合作社`}, '2026-01-01')`
    await sql`insert into organisations.cooperatives (organisation_id, cooperative_type,
        legal_representative, county_code, state, applied_at)
      values (${id}, 'cooperative', '毛建国', '500237', ${state}, '2026-01-01')`
    await sql`insert into organisations.licences (id, cooperative_id, kind, number, valid_from,
        created_at)
      values (${newId()}, ${id}, 'business', '示例执照', '2026-01-01', '2026-01-01')`
  }
  await migrate({ url })
  const rows = await sql`
    select cooperatives.state as of, licences.state, licences.county_code, decided_by
    from organisations.licences
    join organisations.cooperatives on organisation_id = cooperative_id order by 1`
  await sql.end()
  expect(rows.map((row) => ({ ...row }))).toMatchObject([
    { of: 'admitted', state: 'accepted' },
    { of: 'applied', state: 'in_application' },
    { of: 'rejected', state: 'in_application' },
    { of: 'suspended', state: 'accepted' },
  ])
  expect(rows.every((row) => row.county_code === '500237')).toBe(true)
})
