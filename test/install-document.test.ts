import { execFileSync, spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, expect, inject, test } from 'vitest'
import { parseConfig, settingNames } from '../server/config.ts'
import { createClient } from '../server/platform/db/driver.ts'
import { migrate } from '../server/platform/db/migrate.ts'
import { letProgramIn } from '../server/platform/db/program-role.ts'
import { administer, databaseAt } from './support/cluster.ts'
import { readText } from './support/sources.ts'

const document = readText('docs/install.md')
const scratch = mkdtempSync(path.join(tmpdir(), 'cunji-install-'))
afterAll(() => rmSync(scratch, { recursive: true, force: true }))

/** The fenced text that follows the name of a file, or the first one of a language. */
function textOf(file: string): string {
  const from = document.slice(document.indexOf(`\`${file}\``))
  const [, text] = /```\w+\n([\s\S]*?)```/.exec(from) ?? []
  if (text === undefined) throw new Error(`docs/install.md has no ${file}`)
  return text
}

const settings = Object.fromEntries(
  textOf('/etc/cunji.env')
    .trim()
    .split('\n')
    .map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
)

test('its settings are all known, and enough for production', () => {
  expect(Object.keys(settings).filter((name) => !settingNames.includes(name))).toEqual([])
  const config = parseConfig({ ...settings, DATA_DIR: scratch })
  expect(config).toMatchObject({ environment: 'production', port: 3000, trustedProxies: 1 })
  expect(config.migrationUrl).not.toBe(config.databaseUrl)
})

test('its two roles are enough to migrate and to work, and the program owns no table', async () => {
  const server = inject('databaseServer')
  const suffix = randomBytes(4).toString('hex')
  const named = textOf('psql').replaceAll(/\bcunji(_owner|_program)?\b/g, `$&_${suffix}`)
  const statements = named.split(';').map((text) => text.trim())
  const names = { owner: `cunji_owner_${suffix}`, program: `cunji_program_${suffix}` }
  const at = (user: string, password: string) =>
    Object.assign(new URL(databaseAt(server, `cunji_${suffix}`)), { username: user, password }).href
  try {
    for (const statement of statements.filter((text) => text !== ''))
      await administer(server, statement)
    const ownerUrl = at(names.owner, 'CHANGE-ME-OWNER')
    const programUrl = at(names.program, 'CHANGE-ME-PROGRAM')
    await migrate({ url: ownerUrl })
    await letProgramIn({ ownerUrl, programUrl, create: false, prepare: true })
    const program = createClient({ url: programUrl, max: 1 })
    await program`insert into evidence.audit_entries
      (at, roles, request_id, action, subject_type, subject_id)
      values ('2026-11-22', '{}', 'test', 'test.act', 'test', 'test')`
    await program`create temporary table staging (code text)`
    await expect(
      program`alter table attribution.ledger_entries disable trigger user`,
    ).rejects.toThrow(/owner/)
    await program.end()
  } finally {
    await administer(server, `drop database if exists cunji_${suffix} with (force)`)
    for (const role of Object.values(names)) await administer(server, `drop role if exists ${role}`)
  }
}, 60_000)

const units = ['cunji.service', 'cunji-backup.service', 'cunji-backup.timer']
const hasSystemd = spawnSync('systemd-analyze', ['--version']).status === 0

test.skipIf(!hasSystemd)('systemd takes its units', () => {
  const files = units.map((name) => {
    const file = path.join(scratch, name)
    // Where the program lies here, so that what a unit starts is there.
    const text = textOf(`/etc/systemd/system/${name}`)
      .replaceAll('/opt/cunji', process.cwd())
      .replaceAll('/etc/cunji.env', path.join(scratch, 'cunji.env'))
    writeFileSync(file, text)
    return file
  })
  writeFileSync(path.join(scratch, 'cunji.env'), '')
  const { stderr } = spawnSync('systemd-analyze', ['verify', '--man=no', ...files])
  const ours = String(stderr)
    .split('\n')
    .filter((line) => line.includes('cunji'))
  expect(ours).toEqual([])
})

test('the backup unit writes each backup into a folder of its own', () => {
  const [, line = ''] = /^ExecStart=\/bin\/sh -c '(.*)'$/m.exec(
    textOf('/etc/systemd/system/cunji-backup.service'),
  ) ?? ['']
  const shell = line
    .replaceAll('$$', '$')
    .replaceAll('%%', '%')
    .replace(/^exec \S+ /, 'echo ')
  const printed = String(execFileSync('/bin/sh', ['-c', shell])).trim()
  expect(printed).toMatch(/^server\/cunji\.ts backup \/var\/backups\/cunji\/\d{4}-\d\d-\d\d-\d{4}$/)
})

test('proxy, unit and settings name the same addresses, folders and files', () => {
  const proxy = textOf('/etc/nginx/sites-available/cunji')
  expect(proxy).toContain(`proxy_pass http://${settings.HOST}:${settings.PORT};`)
  expect(proxy).toContain(`server_name ${new URL(settings.PUBLIC_URL ?? '').host};`)
  expect(proxy.split('{').length).toBe(proxy.split('}').length)
  const statements = proxy.split('\n').filter((line) => !/^\s*$|[{}]\s*$/.test(line))
  expect(statements.filter((line) => !line.endsWith(';'))).toEqual([])
  const service = textOf('/etc/systemd/system/cunji.service')
  expect(service).toContain(`ReadWritePaths=${settings.DATA_DIR}`)
  const { scripts } = JSON.parse(readText('package.json')) as { scripts: { start: string } }
  expect(service).toContain(scripts.start.replace(/^exec node /, ''))
})

test('the commands of the program that it names exist', () => {
  const source = readText('server/cunji.ts')
  const named = [...document.matchAll(/(?:npm run cunji --|server\/cunji\.ts) ([a-z-]+)/g)].map(
    ([, name]) => name,
  )
  expect(new Set(named)).toEqual(new Set(['set-up', 'backup', 'restore', 'verify']))
  for (const name of named) expect(source).toMatch(new RegExp(`^  '?${name}'?: async`, 'm'))
})
