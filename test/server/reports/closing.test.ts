import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { readXlsx } from 'hucre/xlsx'
import { extractText } from 'unpdf'
import { expect, test } from 'vitest'
import { periods } from '../../../server/attribution/attribution.tables.ts'
import { sqlstateOf } from '../../../server/platform/db/sqlstate.ts'
import { newId } from '../../../server/platform/ids.ts'
import { findStatementFault } from '../../../server/reports/statement-faults.ts'
import { verifyRecords } from '../../../server/reports/verify-records.ts'
import { exportStatement, exportStatementPaper } from '../../../shared/exchange/exchange.api.ts'
import * as closing from '../../../shared/reports/closing.api.ts'
import * as api from '../../../shared/reports/reports.api.ts'
import { signedIn, testApp } from '../../support/app.ts'
import {
  accept,
  anAttributedLine,
  aRecognisedSale,
  pay,
  shijing,
  xiazhuang,
} from '../../support/factories/attribution.ts'
import { aClosedMonth, aVerification } from '../../support/factories/closings.ts'
import { breaksInvariants } from '../../support/invariants.ts'
import { stopBefore, untilBlocked } from '../../support/race.ts'

const { call, refusal, send, database } = await testApp({
  clock: () => new Date('2026-11-22T04:00:00Z'),
})

test('§4.2 what corrects an earlier month, or comes too late for it, is an adjustment', async () => {
  const county = '441826'
  const here = { supervisingCountyCode: county }
  const from = (grams: number) => [{ villageCode: shijing, grams }]
  const sale = { ...here, grams: 1_000, villages: from(1_000) }
  const line = await aRecognisedSale(database, { ...sale, cents: 9_000, on: '2026-04-20' })
  const late = anAttributedLine(here)
  await accept(database, late, { grams: 500, cents: 500, on: '2026-04-21', villages: from(500) })
  await aClosedMonth(database, { countyCode: county, month: '2026-04' })

  // Two refunds, of which the second corrects the first one's entry, and a payment found late.
  await pay(database, line, { cents: -1_000, on: '2026-05-03' })
  await pay(database, line, { cents: -2_000, on: '2026-05-04' })
  await pay(database, late, { cents: 500, on: '2026-04-30' })
  // Bought and taken back within May: nothing of an earlier month.
  const own = await aRecognisedSale(database, { ...sale, cents: 4_000, on: '2026-05-05' })
  await pay(database, own, { cents: -100, on: '2026-05-06' })

  const official = signedIn({ roles: ['official'], divisionCode: county })
  const may = { period: '2026-05' }
  const { items } = await call(api.listLedger, { query: may }, { as: official })
  expect(items.map((row) => [row.cents, row.month, row.adjustsMonth]).reverse()).toEqual([
    [-1_000, '2026-05', '2026-04'],
    [-2_000, '2026-05', '2026-04'],
    [500, '2026-05', '2026-04'],
    [4_000, '2026-05', null],
    [-100, '2026-05', null],
  ])
  const { figures, adjustments } = await call(api.readTotals, { query: may }, { as: official })
  expect(figures.distinct.cents).toBe(1_400)
  expect(adjustments).toMatchObject({ cents: -2_500, entries: 3 })
  const filter = { ...may, adjustments: 'true' as const }
  const opened = await call(api.listLedger, { query: filter }, { as: official })
  expect(opened.total).toEqual(adjustments)
  expect(opened.items).toHaveLength(3)
  const year = await call(api.readTotals, { query: { period: '2026' } }, { as: official })
  expect(year.adjustments).toBeNull()
})

test('§4.2 the database itself refuses entries of a closed month, and to open one again', async () => {
  const anew = database.db.transaction((tx) => tx.update(periods).set({ state: 'open' }))
  await expect(anew).rejects.toSatisfy((error) => sqlstateOf(error) === '42501')
  const again = database.sql`
    insert into attribution.ledger_entries (county_code, number, month, recognised_on, ordered_on,
      village_code, order_line_id, purchase_order_id, cooperative_id, product_id, category, channel,
      direct_unit_id, direct_paired, help_paired, eligible, grade, grams, cents, cause_type,
      cause_id, cause_line_id, actor_id, rule_version, posted_at, previous_hash, hash)
    select county_code, 99, '2026-04', recognised_on, ordered_on, village_code, order_line_id,
      purchase_order_id, cooperative_id, product_id, category, channel, direct_unit_id,
      direct_paired, help_paired, eligible, grade, grams, cents, cause_type, cause_id,
      cause_line_id, actor_id, rule_version, posted_at, previous_hash, hash
    from attribution.ledger_entries where number = 1`
  await expect(again).rejects.toSatisfy((error) => sqlstateOf(error) === '23514')
})

const county = '500237'
const maker = signedIn({ roles: ['official'], divisionCode: county })
const checker = signedIn({ roles: ['official'], divisionCode: county })
const keyOf = (month: string) => ({ countyCode: county, month })

function prepare(month: string, as = maker) {
  const request = { params: keyOf(month), body: { remark: '' } }
  return call(closing.prepareClosing, request, { as })
}

async function close(month: string, as = checker) {
  const { id: closingId } = await prepare(month)
  return call(closing.closeMonth, { params: keyOf(month), body: { closingId } }, { as })
}

async function bytesOf(month: string): Promise<string> {
  const answer = await send(closing.downloadStatement, { params: keyOf(month) }, { as: maker })
  expect(answer.statusCode).toBe(200)
  return answer.body
}

async function refused(month: string, as = maker) {
  const request = { params: keyOf(month), body: { remark: '' } }
  const { code, values } = await refusal(closing.prepareClosing, request, { as })
  return values === undefined ? code : `${code} ${values.month}`
}

const line = await aRecognisedSale(database, { grams: 2_000, cents: 9_000, on: '2026-04-20' })
await aRecognisedSale(database, { grams: 1_000, cents: 3_000, on: '2026-05-20' })
await aRecognisedSale(database, { grams: 1_000, cents: 1_000, on: '2026-06-20' })

test('§4.2 a month waits until it is over, those before are closed and the ledger is verified', async () => {
  expect(await refused('2026-04')).toBe('ledger_not_verified')
  await aVerification(database, { scope: '50', at: new Date('2026-04-30T15:59:59Z') })
  expect(await refused('2026-04')).toBe('ledger_not_verified')
  const at = new Date('2026-11-22T01:00:00Z')
  const fault = { check: 'hash', number: 1, detail: '' }
  await aVerification(database, { scope: '', at, fault: { ...fault, countyCode: county } })
  expect(await refused('2026-04')).toBe('ledger_not_verified')
  // Mended, and later a fault elsewhere, which says nothing of this county.
  const later = new Date('2026-11-22T02:00:00Z')
  await aVerification(database, { scope: county, at: later })
  await aVerification(database, { scope: '', at: later, fault: { ...fault, countyCode: '441826' } })
  expect(await refused('2026-05')).toBe('earlier_month_open 2026-04')
  expect(await refused('2026-11')).toBe('month_not_over')
  expect(await refused('2026-03')).toBe('illegal_transition')
  const page = await call(closing.readMonth, { params: keyOf('2026-11') }, { as: maker })
  expect(page.blockers.map(({ kind }) => kind)).toEqual([
    ...['month_not_over', 'earlier_month_open', 'ledger_not_verified'],
  ])
})

test('§4.2 §11.2 one official prepares, another one closes, and nobody else', async () => {
  const above = signedIn({ roles: ['official'], divisionCode: '5002' })
  const elsewhere = signedIn({ roles: ['official'], divisionCode: '441826' })
  expect(await refused('2026-04', above)).toBe('not_found')
  const { id: closingId } = await prepare('2026-04')
  expect(await refused('2026-04', checker)).toBe('illegal_transition')
  const request = { params: keyOf('2026-04'), body: { closingId } }
  const twice = { ...maker, organisationId: newId() }
  for (const [as, code] of [
    [maker, 'same_person'],
    [twice, 'same_person'],
    [above, 'not_found'],
    [elsewhere, 'not_found'],
  ] as const) {
    expect(await refusal(closing.closeMonth, request, { as })).toMatchObject({ code })
  }
  const returning = { params: keyOf('2026-04'), body: { closingId, reason: '少一张退货单' } }
  await call(closing.returnClosing, returning, { as: checker })
  expect(await refusal(closing.closeMonth, request, { as: checker })).toMatchObject({
    code: 'illegal_transition',
  })
  const again = await prepare('2026-04')
  const withdrawing = { params: keyOf('2026-04'), body: { closingId: again.id, reason: '再核' } }
  await call(closing.returnClosing, withdrawing, { as: maker })
  const { id, sha256 } = await close('2026-04')
  expect(await refused('2026-04')).toBe('illegal_transition')

  const page = await call(closing.readMonth, { params: keyOf('2026-04') }, { as: above })
  expect(page.closings.map(({ state }) => state)).toEqual(['closed', 'withdrawn', 'returned'])
  const { counties } = await call(closing.listMonths, { query: {} }, { as: above })
  expect(counties.map(({ code }) => code)).toEqual([county])
  const township = signedIn({ roles: ['official'], divisionCode: `${county}222` })
  expect(await call(closing.listMonths, { query: {} }, { as: township })).toEqual({
    ...{ county: null, counties: [], items: [] },
  })
  const list = await call(closing.listMonths, { query: {} }, { as: maker })
  expect(list.items.at(-1)).toMatchObject({ month: '2026-04', state: 'closed', sha256 })
  const audits = await database.sql`
    select action from evidence.audit_entries where subject_id = ${id} order by at, id`
  expect(audits.map(({ action }) => action)).toEqual([
    'reports.prepare-closing',
    'reports.close-month',
  ])
})

test('§4.2 the statement holds figures, range, hashes and people, and its bytes are its hash', async () => {
  const { document, sha256 } = await call(
    closing.readStatement,
    { params: keyOf('2026-04') },
    { as: maker },
  )
  expect(document).toMatchObject({
    month: '2026-04',
    figures: { distinct: { cents: 9_000, grams: 2_000, orders: 1 }, notCounted: { cents: 0 } },
    adjustments: { entries: 0 },
    villages: [{ code: xiazhuang, cents: 9_000, grams: 2_000, orders: 1 }],
    units: [{ direct: { cents: 9_000 }, helpSale: { cents: 0 }, distinct: { cents: 9_000 } }],
    entries: { count: 1, firstNumber: 1, lastNumber: 1 },
    chain: { lastNumber: 3 },
    previous: null,
    prepared: { personId: maker.personId },
    closed: { personId: checker.personId },
  })
  const text = await bytesOf('2026-04')
  expect(createHash('sha256').update(text).digest('hex')).toBe(sha256)
  expect(JSON.parse(text)).toEqual(document)
  const file = await send(exportStatement, { params: keyOf('2026-04') }, { as: maker })
  const { sheets } = await readXlsx(file.rawPayload)
  const cells = sheets[0]?.rows.map((row) => row.slice(0, 5)) ?? []
  expect(cells).toContainEqual(['认定金额（去重）', '', '', 90, 2])
  expect(cells.at(-1)?.[2]).toBe(sha256)
  for (const [as, code] of [
    [signedIn({ roles: ['official'], divisionCode: '441826' }), 'not_found'],
    [signedIn({ roles: ['buyer'] }), 'forbidden'],
  ] as const) {
    const request = { params: keyOf('2026-04') }
    expect(await refusal(closing.readStatement, request, { as })).toMatchObject({ code })
  }
})

test('§4.2 the paper to be signed is the same bytes each time, and anybody verifies it', async () => {
  const request = { params: keyOf('2026-04') }
  const paper = await send(exportStatementPaper, request, { as: maker })
  const again = await send(exportStatementPaper, request, { as: checker })
  expect(again.rawPayload.equals(paper.rawPayload)).toBe(true)
  const { sha256, county: place } = await call(closing.readPublicStatement, request)
  const { text, totalPages } = await extractText(new Uint8Array(paper.rawPayload), {
    mergePages: true,
  })
  const read = text.replaceAll(/\s/g, '')
  for (const words of [
    '消费帮扶结账报表（2026-04）',
    `${place.name}（500237）`,
    '统计期：2026-04-01至2026-04-30',
    '认定金额（去重）90.002.0001',
    '合计90.002.000',
    '制表人（签字）',
    `SHA-256${sha256}`,
    `/public/statements/500237/2026-04/${sha256}`,
    `第${totalPages}页，共${totalPages}页`,
  ])
    expect(read).toContain(words)
  const english = await send(
    exportStatementPaper,
    { ...request, query: { language: 'en' } },
    { as: maker },
  )
  expect((await extractText(new Uint8Array(english.rawPayload))).text.join(' ')).toContain(
    'Statement of consumption assistance, 2026-04',
  )
  const open = { params: keyOf('2026-06') }
  expect(await refusal(closing.readPublicStatement, open, {})).toMatchObject({ code: 'not_found' })
})

test('§4.2 closing then correcting leaves the closed statement byte-identical', async () => {
  const before = await bytesOf('2026-04')
  const correction = fc.record({
    kind: fc.constantFrom('refund', 'pay', 'return', 'late'),
    on: fc.constantFrom('2026-04-11', '2026-04-30', '2026-05-02'),
    amount: fc.integer({ min: 1, max: 700 }),
  })
  await fc.assert(
    fc.asyncProperty(fc.array(correction, { minLength: 1, maxLength: 4 }), async (corrections) => {
      for (const { kind, on, amount } of corrections) {
        if (kind === 'late') await aRecognisedSale(database, { grams: amount, cents: amount, on })
        else if (kind === 'return')
          await accept(database, line, { grams: -1, cents: -1, on: '2026-05-02' })
        else await pay(database, line, { cents: kind === 'pay' ? amount : -amount, on })
      }
      expect(await bytesOf('2026-04')).toBe(before)
    }),
    { numRuns: 6, seed: 7 },
  )
})

test('§4.2 what changed since a statement stands line by line, with sums that add up', async () => {
  const params = keyOf('2026-04')
  const all = await call(closing.listChanges, { params, query: { limit: 200 } }, { as: maker })
  expect(all.items.length).toBe(all.total.entries)
  expect(all.items.length).toBeGreaterThan(3)
  const sum = (rows: readonly { cents: unknown }[]) =>
    rows.reduce((total, { cents }) => total + Number(cents), 0)
  for (const rows of [all.items, all.villages, all.units]) {
    expect(sum(rows)).toBe(Number(all.total.cents))
  }
  expect(all.items.every(({ adjustsMonth }) => adjustsMonth === '2026-04')).toBe(true)
  const first = await call(closing.listChanges, { params, query: { limit: 2 } }, { as: maker })
  const query = { limit: 2, cursor: first.nextCursor ?? '' }
  const second = await call(closing.listChanges, { params, query }, { as: maker })
  expect([...first.items, ...second.items]).toEqual(all.items.slice(0, 4))

  const may = await call(closing.readMonth, { params: keyOf('2026-05') }, { as: maker })
  await close('2026-05')
  const { document } = await call(
    closing.readStatement,
    { params: keyOf('2026-05') },
    { as: maker },
  )
  expect(document).toMatchObject({ figures: may.figures, adjustments: may.adjustments })
  expect(document.adjustments.entries).toBe(all.total.entries)
  expect(document.previous?.month).toBe('2026-04')
})

test('§4.2 a posting under way stands in the statement, or in the open month', async () => {
  const { id: closingId } = await prepare('2026-06')
  const request = { params: keyOf('2026-06'), body: { closingId } }
  // The posting holds the chain: the closing waits, and freezes it too.
  const posting = stopBefore(database, /insert into "attribution"."ledger_entries"/)
  const early = aRecognisedSale(database, { grams: 5, cents: 50, on: '2026-06-30' })
  await posting.reached
  const closed = call(closing.closeMonth, request, { as: checker })
  await untilBlocked(database)
  posting.release()
  await Promise.all([early, closed])
  const { document } = await call(
    closing.readStatement,
    { params: keyOf('2026-06') },
    { as: maker },
  )
  expect(document.figures.distinct.cents).toBe(1_050)

  // The closing holds the chain: the posting waits, and then finds the month closed.
  const next = await prepare('2026-07')
  const stop = stopBefore(database, /insert into "reports"."statements"/)
  const closing7 = call(
    closing.closeMonth,
    { params: keyOf('2026-07'), body: { closingId: next.id } },
    { as: checker },
  )
  await stop.reached
  const late = aRecognisedSale(database, { grams: 7, cents: 70, on: '2026-07-31' })
  await untilBlocked(database)
  stop.release()
  await Promise.all([closing7, late])
  const query = { period: '2026-08' }
  const { items } = await call(api.listLedger, { query }, { as: maker })
  expect(items).toMatchObject([{ cents: 70, recognisedOn: '2026-07-31', adjustsMonth: '2026-07' }])
})

test('§4.2 of two who prepare a month at once, or close it at once, one does', async () => {
  const preparing = stopBefore(database, /insert into "evidence"."audit_entries"/)
  const prepared = prepare('2026-08')
  await preparing.reached
  const late = refused('2026-08', checker)
  await untilBlocked(database)
  preparing.release()
  const { id: closingId } = await prepared
  expect(await late).toBe('illegal_transition')

  const request = { params: keyOf('2026-08'), body: { closingId } }
  const third = signedIn({ roles: ['official'], divisionCode: county })
  const freezing = stopBefore(database, /insert into "reports"."statements"/)
  const closed = call(closing.closeMonth, request, { as: checker })
  await freezing.reached
  const again = refusal(closing.closeMonth, request, { as: third })
  await untilBlocked(database)
  freezing.release()
  expect((await closed).id).toBe(closingId)
  expect(await again).toMatchObject({ code: 'illegal_transition' })
})

test('§4.2 verify finds a single byte of a statement that was changed', async () => {
  expect((await verifyRecords(database.db, county)).fault).toBeNull()
  breaksInvariants(database, 'statements are tampered with, each in a transaction that is undone')
  const doctored = `document = replace(document, '"cents":9000', '"cents":9001'),
    sha256 = encode(sha256(convert_to(replace(document, '"cents":9000', '"cents":9001'), 'UTF8')),
      'hex')`
  for (const [change, detail] of [
    [
      `update reports.statements set document = overlay(document placing '7' from 40 for 1)`,
      'text',
    ],
    [`update reports.statements set ${doctored} where month = '2026-04'`, 'its figures'],
    [`update reports.closings set prepared_by = id where month = '2026-04'`, 'prepared'],
    [`delete from reports.statements where month = '2026-06'`, 'without a statement'],
    [`delete from attribution.periods where month = '2026-07'`, 'is open'],
  ] as const) {
    const found = database.db.transaction(async (tx) => {
      await tx.execute('set local session_replication_role = replica')
      await tx.execute(change)
      const fault = await findStatementFault(tx, county)
      throw Object.assign(new Error('undone'), { fault })
    })
    await expect(found).rejects.toMatchObject({
      fault: { countyCode: county, detail: expect.stringContaining(detail) },
    })
  }
})
