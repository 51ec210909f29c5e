import { createHash } from 'node:crypto'
import { readdirSync, statSync } from 'node:fs'
import { unzipSync } from 'fflate'
import { readXlsx } from 'hucre/xlsx'
import { beforeEach, expect, test } from 'vitest'
import { exportsFolder } from '../../../server/exchange/export-files.ts'
import { exportJobs } from '../../../server/exchange/export-jobs.ts'
import { makeExport } from '../../../server/exchange/make-export.ts'
import { fileGrants } from '../../../server/file-grants.ts'
import { noticeListeners } from '../../../server/notices/index.ts'
import type { Actor } from '../../../server/platform/context.ts'
import { relayOnce } from '../../../server/platform/jobs/relay.ts'
import type { Endpoint } from '../../../shared/endpoint.ts'
import { exportLedgerCsv } from '../../../shared/exchange/exchange.api.ts'
import * as api from '../../../shared/exchange/exports.api.ts'
import type { ExportKind } from '../../../shared/exchange/exports.schemas.ts'
import { listNotices } from '../../../shared/notices/notices.api.ts'
import * as open from '../../../shared/reports/open-data.api.ts'
import { readPublicCounties, readPublicTotals } from '../../../shared/reports/reports.api.ts'
import { testApp } from '../../support/app.ts'
import { testClock } from '../../support/clock.ts'
import { aMember, anApiKey, anOrganisation, aSession } from '../../support/factories/accounts.ts'
import { aGroup } from '../../support/factories/assistance.ts'
import { aCredit, aRecognisedSale, xiazhuang } from '../../support/factories/attribution.ts'
import { aUnit } from '../../support/factories/organisations.ts'
import { insertPlaces } from '../../support/factories/villages.ts'
import { stopBefore, untilBlocked } from '../../support/race.ts'

let now = testClock()
const { call, refusal, send, database, deps } = await testApp({
  clock: () => now,
  settings: { RATE_LIMIT: '0' },
})
const made = { ...deps, fileGrants }
await insertPlaces(database)
for (const cents of [1_000, 2_000, 3_000])
  await aRecognisedSale(database, { grams: 500, cents, on: '2026-05-10' })
const county = await anOrganisation(database, { kind: 'authority', name: '县农业农村局' })

beforeEach(() => {
  now = testClock()
})

const anOfficial = async (attributes: { organisationId?: string } = {}) =>
  (
    await aMember(database, {
      ...{ organisationId: county, roles: ['official'], divisionCode: '500237', ...attributes },
    })
  ).actor

const start = (as: Actor, kind: ExportKind = 'ledger_csv', query: object = {}) =>
  call(api.startExport, { body: { kind, query: { period: '2026', ...query } } }, { as })
const list = async (as: Actor) => (await call(api.listExports, { query: {} }, { as })).items
const download = (as: Actor | string, exportId: string) =>
  send(api.downloadExport, { params: { exportId } }, { as })
const filesKept = () => {
  const folder = exportsFolder(deps.config)
  return readdirSync(folder).map((name) => ({ name, size: statSync(`${folder}/${name}`).size }))
}
const sweep = () =>
  exportJobs(made)
    .find(({ cron }) => cron !== undefined)
    ?.run(undefined as never)

async function ready(as: Actor, kind: ExportKind = 'ledger_csv', query: object = {}) {
  const { id } = await start(as, kind, query)
  await makeExport(made, id)
  return id
}

test('a long file is made after its page was left, says what it is of, and is kept for seven days', async () => {
  const as = await anOfficial()
  const waiting = await start(as, 'ledger_xlsx', { category: 'vegetables', recognition: 'counted' })
  expect(waiting).toMatchObject({ state: 'waiting', done: 0, byteSize: null })
  expect(waiting.fileName).toMatch(/^台账-巫山县-2026年-.*\.xlsx$/)
  expect(waiting.description).toContain('统计期：2026年')
  expect((await download(as, waiting.id)).json()).toMatchObject({ code: 'illegal_transition' })
  await makeExport(made, waiting.id)
  const [item] = await list(as)
  expect(item).toMatchObject({ id: waiting.id, state: 'ready', done: waiting.total })
  expect(Date.parse(item?.expiresAt ?? '')).toBe(now.getTime() + 7 * 86_400_000)
  const file = await download(as, waiting.id)
  expect(file.headers['content-type']).toContain('spreadsheetml')
  expect(file.headers['content-disposition']).toContain(encodeURIComponent('台账-巫山县'))
  expect(file.rawPayload).toHaveLength(item?.byteSize ?? -1)
  const [sheet] = (await readXlsx(file.rawPayload)).sheets
  expect(sheet?.rows[0]?.[0]).toBe('巫山县消费帮扶台账')
  expect(String(sheet?.rows[2]?.[0])).toContain('县农业农村局')
})

test('every kind is the file that is made at once, of the same entries', async () => {
  const as = await anOfficial()
  const csv = await download(as, await ready(as))
  const atOnce = await send(exportLedgerCsv, { query: { period: '2026' } }, { as })
  expect(csv.body).toBe(atOnce.body)
  const pdf = await download(as, await ready(as, 'ledger_pdf'))
  expect(pdf.rawPayload.subarray(0, 5).toString()).toBe('%PDF-')
  const pack = unzipSync((await download(as, await ready(as, 'evidence'))).rawPayload)
  const sums = new TextDecoder().decode(pack.SHA256SUMS)
  for (const [name, bytes] of Object.entries(pack))
    if (name !== 'SHA256SUMS')
      expect(sums).toContain(`${createHash('sha256').update(bytes).digest('hex')}  ${name}`)
  expect(Object.keys(pack)).toContain('entries.csv')
})

test('whoever had it made is told that it is there, and no colleague', async () => {
  const [as, colleague] = [await anOfficial(), await anOfficial()]
  const id = await ready(as)
  const silent = { error: () => {} }
  await relayOnce({ ...deps, log: silent, listeners: noticeListeners(deps.config) })
  const told = async (by: Actor) => (await call(listNotices, { query: {} }, { as: by })).items
  expect(await told(as)).toMatchObject([{ topic: 'exchange.export-ready', subjectId: id }])
  expect(await told(colleague)).toEqual([])
})

test('§11.4 nobody else reads it, and its maker no more once the role or the area is lost', async () => {
  const { actor, membershipId } = await aMember(database, {
    ...{ organisationId: county, roles: ['official'], divisionCode: '500237' },
  })
  const as = { ...actor, sessionId: await aSession(database, actor.personId) }
  const id = await ready(as)
  expect((await download(as, id)).statusCode).toBe(200)
  const elsewhere = await anOrganisation(database, { kind: 'authority' })
  for (const other of [
    await anOfficial(),
    await anOfficial({ organisationId: elsewhere }),
    { ...as, organisationId: elsewhere, sessionId: actor.sessionId },
    { ...as, divisionCode: '500238', sessionId: actor.sessionId },
  ]) {
    expect((await download(other, id)).statusCode).toBe(404)
    const removal = { params: { exportId: id } }
    if (other.divisionCode !== '500238')
      expect((await refusal(api.removeExport, removal, { as: other })).code).toBe('not_found')
  }
  const { key } = await anApiKey(database, { by: actor, scopes: ['ledger:read'] })
  expect((await download(key, id)).statusCode).toBe(403)
  const { id: later } = await start(as)
  await database.sql`update accounts.memberships set ended_at = ${now}
    where id = ${membershipId}`
  expect((await download(as, id)).statusCode).toBe(401)
  await makeExport(made, later)
  const [row] = await database.sql<{ state: string; failure: { code: string } }[]>`
    select state, failure from exchange.exports where id = ${later}`
  expect(row).toMatchObject({ state: 'failed', failure: { code: 'forbidden' } })
})

test('§11.6 a file of units is withdrawn when one of them has left what its maker may read', async () => {
  const parent = await aUnit(database, { name: '示例教育局' })
  const child = await aUnit(database, { name: '示例小学', parentId: parent.id })
  await aRecognisedSale(database, {
    ...{ grams: 500, cents: 1_000, on: '2026-05-10' },
    credit: aCredit({ unitId: child.id }),
  })
  const leading = { organisationId: parent.id, roles: ['unit_leader' as const] }
  const as = (await aMember(database, leading)).actor
  const family = await ready(as, 'ledger_csv', { withBelow: 'true' })
  const own = await ready(as)
  expect((await download(as, family)).statusCode).toBe(200)
  await database.sql`
    update organisations.units set parent_id = null where organisation_id = ${child.id}`
  expect((await download(as, family)).json()).toMatchObject({ code: 'export_withdrawn' })
  expect((await download(as, own)).statusCode).toBe(200)
})

test('§11.6 a member that left a group stays in its files with the months in which it was one', async () => {
  const [leadUnit, member] = [await aUnit(database), await aUnit(database)]
  const group = await aGroup(database, { leadUnitId: leadUnit.id, memberUnitIds: [member.id] })
  const coordinating = { organisationId: group.id, roles: ['group_coordinator' as const] }
  const as = (await aMember(database, coordinating)).actor
  const id = await ready(as)
  const leaves = (day: string) => database.sql`
    update assistance.group_members set to_date = ${day} where unit_id = ${member.id}`
  await leaves('2026-11-20')
  expect((await download(as, id)).statusCode).toBe(200)
  await leaves('2026-10-31')
  expect((await download(as, id)).json()).toMatchObject({ code: 'export_withdrawn' })
})

test('a file holds what was posted when it was begun, whatever is posted meanwhile', async () => {
  const as = await anOfficial()
  const { id, total } = await start(as)
  const stop = stopBefore(database, /with page as/)
  const making = makeExport(made, id)
  await stop.reached
  await aRecognisedSale(database, { grams: 500, cents: 4_000, on: '2026-05-10' })
  stop.release()
  await making
  const lines = (await download(as, id)).body.trimEnd().split('\r\n')
  expect(lines).toHaveLength(total + 1)
  expect((await start(as)).total).toBe(total + 1)
})

test('where its server dies at it, another begins anew; of two that make it, one file is left', async () => {
  const as = await anOfficial()
  const { id } = await start(as)
  const stop = stopBefore(database, /with page as/)
  const first = makeExport(made, id).catch((error: unknown) => error)
  await stop.reached
  // The connection of the one that made it, as when its server is killed.
  await database.sql`select pg_terminate_backend(pid) from pg_stat_activity
    where datname = current_database() and state = 'idle in transaction'`
  stop.release()
  expect(await first).toBeInstanceOf(Error)
  expect(await list(as)).toMatchObject([{ state: 'running' }])
  const slow = stopBefore(database, /update "exchange"."exports" set "state" = \$1, "file_name"/)
  const second = makeExport(made, id)
  await slow.reached
  await makeExport(made, id)
  slow.release()
  await second
  expect(await list(as)).toMatchObject([{ id, state: 'ready' }])
  expect(filesKept().filter(({ name }) => name.startsWith(id))).toMatchObject([{ name: `${id}.3` }])
  expect((await download(as, id)).statusCode).toBe(200)
})

test('what is taken back is not made on, and its bytes go; so do those of what has expired', async () => {
  const as = await anOfficial()
  const { id } = await start(as)
  const stop = stopBefore(database, /with page as/)
  const making = makeExport(made, id)
  await stop.reached
  await call(api.removeExport, { params: { exportId: id } }, { as })
  stop.release()
  await making
  expect(await list(as)).toEqual([])
  const [gone, kept] = [await ready(as), await ready(as)]
  await call(api.removeExport, { params: { exportId: gone } }, { as })
  await sweep()
  const names = () => filesKept().map(({ name }) => name.slice(0, 36))
  expect(names()).toContain(kept)
  expect(names()).not.toContain(gone)
  expect(names()).not.toContain(id)
  now = new Date(now.getTime() + 7 * 86_400_000)
  expect((await download(as, kept)).statusCode).toBe(404)
  expect(await list(as)).toEqual([])
  await sweep()
  expect(names()).toEqual([])
})

test('three files of a person are waited for at most, however they are asked for at once', async () => {
  const as = await anOfficial()
  const body = { kind: 'ledger_csv' as const, query: { period: '2026' } }
  const answers = await Promise.all(
    Array.from({ length: 6 }, () => send(api.startExport, { body }, { as })),
  )
  expect(answers.map(({ statusCode }) => statusCode).sort()).toEqual([202, 202, 202, 409, 409, 409])
  expect(answers.find(({ statusCode }) => statusCode === 409)?.json()).toMatchObject({
    ...{ code: 'too_many_exports', values: { maximum: 3 } },
  })
})

test('twenty files of a person are kept: the oldest gives way', async () => {
  const as = await anOfficial()
  const ids: string[] = []
  for (let at = 0; at < 21; at += 1) {
    now = new Date(now.getTime() + 1_000)
    ids.unshift(await ready(as))
  }
  expect((await list(as)).map(({ id }) => id)).toEqual(ids.slice(0, 20))
})

test('files of an organisation, and all on the disk, take no more bytes than they may', async () => {
  const organisationId = await anOrganisation(database, { kind: 'authority' })
  const [as, colleague] = [
    await anOfficial({ organisationId }),
    await anOfficial({ organisationId }),
  ]
  const id = await ready(as)
  const { id: waiting } = await start(colleague)
  const sizes = async (bytes: number) => database.sql`
    update exchange.exports set byte_size = ${bytes} where id = ${id}`
  await sizes(4_999_999_990)
  const before = filesKept().length
  await makeExport(made, waiting)
  expect(await list(colleague)).toMatchObject([
    { state: 'failed', failure: { code: 'exports_full', values: { maximum: 5_000 } } },
  ])
  expect(filesKept()).toHaveLength(before)
  const body = { kind: 'ledger_csv' as const, query: { period: '2026' } }
  await sizes(5_000_000_000)
  expect((await refusal(api.startExport, { body }, { as: colleague })).code).toBe('exports_full')
  const other = await anOfficial()
  const { id: last } = await start(other)
  const little = { ...made, config: { ...made.config, exportMegabytes: 0 } }
  await makeExport(little, last)
  expect((await list(other))[0]?.failure).toMatchObject({ code: 'export_disk_full' })
  await call(api.removeExport, { params: { exportId: id } }, { as })
  await makeExport(made, (await start(colleague)).id)
  expect((await list(colleague))[0]?.state).toBe('ready')
})

test('of two files made at once for one organisation, the one that has no room left is none', async () => {
  const organisationId = await anOrganisation(database, { kind: 'authority' })
  const [as, colleague] = [
    await anOfficial({ organisationId }),
    await anOfficial({ organisationId }),
  ]
  const full = await ready(as)
  const [{ id: first }, { id: second }] = [await start(as), await start(colleague)]
  const { byteSize = 0 } = (await list(as)).find(({ id }) => id === full) ?? {}
  await database.sql`update exchange.exports set byte_size = ${5_000_000_000 - (byteSize ?? 0) - 1}
    where id = ${full}`
  const stop = stopBefore(database, /audit_entries/)
  const slow = makeExport(made, first)
  await stop.reached
  const rival = makeExport(made, second)
  await untilBlocked(database)
  stop.release()
  await Promise.all([slow, rival])
  const states = [...(await list(as)), ...(await list(colleague))].map(({ state }) => state)
  expect(states.sort()).toEqual(['failed', 'ready', 'ready'])
})

test('what can’t be made says why, and a fault of the program is tried again five times', async () => {
  const as = await anOfficial()
  const { id } = await start(as)
  const down = { transaction: () => Promise.reject(new Error('down')) } as never
  for (let attempt = 1; attempt <= 5; attempt += 1) {
    expect((await list(as))[0]?.state).toBe(attempt === 1 ? 'waiting' : 'running')
    await expect(makeExport({ ...made, reportDb: down }, id)).rejects.toThrow('down')
  }
  expect(await list(as)).toMatchObject([{ state: 'failed', failure: { code: 'internal_error' } }])
  await makeExport(made, id)
  expect((await list(as))[0]?.state).toBe('failed')
})

test('what no server outlives is given up as well, and counts among those waited for no more', async () => {
  const as = await anOfficial()
  const { id } = await start(as)
  // Five servers that died say nothing of it.
  await database.sql`update exchange.exports set state = 'running', attempt = 5 where id = ${id}`
  await makeExport(made, id)
  expect(await list(as)).toMatchObject([{ state: 'failed', failure: { code: 'internal_error' } }])
  for (let further = 0; further < 3; further += 1) await start(as)
})

test('a program reads the ledger as CSV with a key of that scope alone, and no cell is a formula', async () => {
  const organisationId = await anOrganisation(database)
  const leader = await aMember(database, { organisationId, roles: ['unit_leader'] })
  const query = { period: '2026' }
  const keyOf = async (scopes: ['ledger:read'] | ['orders:read']) =>
    (await anApiKey(database, { by: leader.actor, scopes })).key
  const own = await send(exportLedgerCsv, { query }, { as: await keyOf(['ledger:read']) })
  // The public figures alone mean this year where no period is asked for.
  const noPeriod = { query: {} as never }
  const refused = await send(exportLedgerCsv, noPeriod, { as: await keyOf(['ledger:read']) })
  expect([refused.statusCode, (await send(open.exportPublicMonths, noPeriod)).statusCode]).toEqual([
    400, 200,
  ])
  expect(own.headers['content-type']).toBe('text/csv; charset=utf-8')
  // A unit that bought nothing: the head alone, with the mark by which spreadsheets know UTF-8.
  expect(own.body).toMatch(/^\uFEFF编号,采购单位,.*\r\n$/)
  const status = async (as?: string) =>
    (await send(exportLedgerCsv, { query }, as === undefined ? {} : { as })).statusCode
  expect([await status(await keyOf(['orders:read'])), await status()]).toEqual([403, 401])
  const english = { ...query, language: 'en' as const }
  const official = await anOfficial()
  const { body } = await send(exportLedgerCsv, { query: english }, { as: official })
  expect(body.split(',')[1]).toBe('Buying unit')
  await database.sql`update catalogue.products set name = '=HYPERLINK("http://x")'`
  const { body: guarded } = await send(exportLedgerCsv, { query }, { as: official })
  expect(guarded).not.toMatch(/(^|,|")=HYPERLINK/m)
})

test('§4.4 everybody reads the public figures as CSV, the same as in JSON, and §3.5 the unknown village', async () => {
  const villages = [{ villageCode: null, grams: 400 }]
  await aRecognisedSale(database, { grams: 400, cents: 800, on: '2026-06-10', villages })
  const query = { period: '2026' }
  const params = { countyCode: '500237' }
  now = new Date(now.getTime() + 60_000)
  const { items } = await call(open.listPublicVillageMonths, { params, query })
  expect(items.map(({ month, code }) => [month, code])).toEqual([
    ['2026-05', xiazhuang],
    ['2026-06', ''],
  ])
  const rowsOf = async (endpoint: Endpoint, input: object) => {
    const { body, headers } = await send(endpoint, { query, ...input })
    expect(headers['content-type']).toBe('text/csv; charset=utf-8')
    expect(headers['content-disposition']).toMatch(/-2026\.csv$/)
    return body
      .slice(1)
      .trimEnd()
      .split('\r\n')
      .map((line) => line.split(','))
  }
  const [head, ...rows] = await rowsOf(open.exportPublicVillageMonths, { params })
  expect(head).toEqual(['月份', '村代码', '村', '认定金额（元）', '认定重量（公斤）'])
  const yuan = (cents: unknown) => (Number(cents) / 100).toFixed(2)
  expect(rows.map(([month, code, , amount]) => [month, code, amount])).toEqual(
    items.map(({ month, code, cents }) => [month, code, yuan(cents)]),
  )
  expect(rows[1]).toEqual(['2026-06', '', '产地未明', '8.00', '0.400'])
  const counties = await call(readPublicCounties, { query })
  expect((await rowsOf(open.exportPublicCounties, {})).slice(1).map((row) => row[2])).toEqual(
    counties.items.map(({ cents }) => yuan(cents)),
  )
  const { months } = await call(readPublicTotals, { query })
  expect((await rowsOf(open.exportPublicMonths, {})).slice(1).map((row) => row[1])).toEqual(
    months.map(({ cents }) => yuan(cents)),
  )
  const unknown = { params: { countyCode: '999999' }, query }
  expect((await refusal(open.listPublicVillageMonths, unknown)).code).toBe('not_found')
})
