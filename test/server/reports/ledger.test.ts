import { createHash } from 'node:crypto'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { unzipSync } from 'fflate'
import { readXlsx } from 'hucre/xlsx'
import { extractText } from 'unpdf'
import { beforeAll, describe, expect, test } from 'vitest'
import { fileWords, ledgerColumns } from '../../../server/exchange/ledger-columns.ts'
import { requireBoundedZip } from '../../../server/platform/sheets/zip-limits.ts'
import { runVerification, verificationJobs } from '../../../server/reports/verifications.ts'
import { keepLog, publishLog } from '../../../server/transparency/index.ts'
import type { Call } from '../../../shared/endpoint.ts'
import { uploadFile } from '../../../shared/evidence/evidence.api.ts'
import {
  exportBriefing,
  exportEvidence,
  exportLedger,
  exportLedgerPaper,
} from '../../../shared/exchange/exchange.api.ts'
import type { Figure } from '../../../shared/figure.ts'
import { centsToYuanText } from '../../../shared/money.ts'
import * as api from '../../../shared/reports/reports.api.ts'
import { signedIn, testApp } from '../../support/app.ts'
import {
  aCredit,
  aRecognisedSale,
  shijing,
  xiazhuang,
} from '../../support/factories/attribution.ts'
import { aPaidOrder } from '../../support/factories/reports.ts'
import { root } from '../../support/sources.ts'

const { call, refusal, send, database, deps } = await testApp({
  clock: () => new Date('2026-11-22T04:00:00Z'),
})

const order = await aPaidOrder(database, {
  lines: [{ quantity: 10 }, { quantity: 4 }],
  weighed: [{ weighedGrams: 45_000, reason: 'short' }],
})
const official = signedIn({ roles: ['official'], divisionCode: '500237' })
const buyer = order.unit.buyer
const year = { period: '2026' }
const list = (query: Parameters<typeof call<typeof api.listLedger>>[1]['query'], as = official) =>
  call(api.listLedger, { query }, { as })

beforeAll(async () => {
  const credit = aCredit({ unitId: order.unit.id })
  for (let at = 0; at < 5; at += 1) {
    await aRecognisedSale(database, { grams: 100, cents: 100 + at, credit, grade: 'C' })
  }
  await aRecognisedSale(database, {
    grams: 900,
    cents: 900,
    villages: [
      { villageCode: shijing, grams: 300 },
      { villageCode: null, grams: 600 },
    ],
  })
})

describe('the ledger', () => {
  test('§4.3 the total of a filter is the figure it was opened from', async () => {
    const { figures } = await call(api.readTotals, { query: year }, { as: official })
    const { total, items } = await list({ ...year, recognition: 'counted' })
    expect(total).toMatchObject({
      cents: figures.distinct.cents,
      grams: figures.distinct.grams,
      entries: items.length,
    })
    const unknown = await list({ ...year, unknownVillage: 'true' })
    expect(unknown.total).toMatchObject({ cents: 600, entries: 1 })
    const other = await list({ ...year, pairing: 'other', recognition: 'counted' })
    expect(other.total.cents).toBe(figures.otherVillages.cents)
    const direct = await list({ ...year, credit: 'direct', recognition: 'counted' })
    expect(direct.total.cents).toBe(figures.direct.cents)
  })

  test('§3.11 what was only declared is listed and in no total', async () => {
    const declared = await list({ ...year, recognition: 'not_counted' })
    expect(declared.items).toHaveLength(5)
    expect(declared.total).toEqual({ cents: 0, grams: 0, entries: 5 })
  })

  test('pages follow each other without a gap and without a line twice', async () => {
    const seen: string[] = []
    let cursor: string | undefined
    do {
      const page = await list({ ...year, limit: 3, ...(cursor !== undefined && { cursor }) })
      seen.push(...page.items.map((row) => `${row.countyCode}-${row.number}`))
      cursor = page.nextCursor ?? undefined
    } while (cursor !== undefined)
    expect(new Set(seen).size).toBe(seen.length)
    expect(seen).toHaveLength((await list(year)).total.entries)
  })

  test('§4.3 what a text names is found: order, goods, cooperative, village, unit', async () => {
    const [line] = (await list({ ...year, recognition: 'counted', credit: 'direct' })).items
    const { purchaseOrderNumber, cooperativeName, directUnitName, productName } = line ?? {}
    const named = await database.sql<{ name: string }[]>`
      select name from villages.divisions where code = ${xiazhuang.slice(0, 9)}`
    // As it is typed with full-width signs (§2.7).
    const wide = purchaseOrderNumber?.replaceAll(/[!-~]/g, (sign) =>
      String.fromCodePoint((sign.codePointAt(0) ?? 0) + 0xfee0),
    )
    for (const text of [
      ...[purchaseOrderNumber, wide],
      cooperativeName?.slice(0, 3),
      directUnitName?.slice(0, 4),
      productName?.slice(-2),
      '下庄',
      named[0]?.name,
    ]) {
      const { items, total } = await list({ ...year, text: text ?? '?' })
      expect(total.entries, text).toBe(items.length)
      expect(
        items.map((row) => row.number),
        text,
      ).toContain(line?.number)
    }
    for (const text of ['没有的字', '%', '_', '\\'])
      expect((await list({ ...year, text })).total.entries, text).toBe(0)
    const most = await list({ ...year, text: '下庄', sort: '-amount', limit: 2 })
    expect(most.items[0]?.cents).toBeGreaterThanOrEqual(most.items[1]?.cents ?? 0)
    const next = { ...year, text: '下庄', sort: '-amount' as const, cursor: most.nextCursor ?? '' }
    expect((await list(next)).items.map((row) => row.number)).not.toContain(most.items[1]?.number)
    const wrong = { query: { ...year, sort: 'day' as const, cursor: '2026-01.500237.1.5' } }
    expect((await refusal(api.listLedger, wrong, { as: official })).code).toBe('validation_failed')
  })

  test('§4.3 a text finds what it names, of however many others it is the beginning', async () => {
    const [line] = (await list({ ...year, recognition: 'counted', credit: 'direct' })).items
    const [township] = await database.sql<{ name: string }[]>`
      select name from villages.divisions where code = ${xiazhuang.slice(0, 9)}`
    const beginning = line?.purchaseOrderNumber.slice(0, 8)
    for (const text of [beginning ?? '?', township?.name ?? '?']) {
      const others = await database.sql<{ id: string }[]>`
        insert into attribution.recognition_lines
        select (jsonb_populate_record(l, jsonb_build_object('order_line_id', gen_random_uuid(),
          'purchase_order_id', gen_random_uuid(), 'purchase_order_number', ${text} || '!' || i))).*
        from attribution.recognition_lines l, generate_series(1, 1100) i
        where l.order_line_id =
          (select order_line_id from attribution.recognition_lines limit 1)
        returning order_line_id as id`
      const { items, total } = await list({ ...year, text })
      // A nation's ledger is not gone through for it.
      await database.sql`update attribution.place_sums set entries = entries + 1000000
        where node_code = '500237' and period = '2026'`
      const refused = await refusal(api.listLedger, { query: { ...year, text } }, { as: official })
      await database.sql`update attribution.place_sums set entries = entries - 1000000
        where node_code = '500237' and period = '2026'`
      expect(refused.fields).toEqual([{ path: ['text'], code: 'too_common' }])
      const ids = others.map(({ id }) => id)
      await database.sql`delete from attribution.recognition_lines
        where order_line_id = any(${ids}::uuid[])`
      expect(
        items.map((row) => row.number),
        text,
      ).toContain(line?.number)
      expect(total.entries, text).toBe(items.length)
    }
  })

  test('§4.3 a row of a ranking by cooperative, category or channel opens lines that add up', async () => {
    const filterOf = { cooperative: 'cooperativeId', category: 'category', channel: 'channel' }
    for (const [by, name] of Object.entries(filterOf)) {
      const query = { ...year, by: by as 'cooperative', limit: 50 }
      const { items, total } = await call(api.listRanking, { query }, { as: official })
      expect(items.reduce((sum, row) => sum + Number(row.cents), 0)).toBe(total.cents)
      for (const row of items.filter(({ key }) => key !== 'vegetable')) {
        const lines = await list({ ...year, recognition: 'counted', [name]: row.key })
        expect(lines.total).toEqual({
          ...{ cents: row.cents, grams: row.grams, entries: lines.items.length },
        })
        const ofUnit = await list({ ...year, recognition: 'counted', [name]: row.key }, buyer)
        expect(Number(ofUnit.total.cents)).toBeLessThanOrEqual(Number(row.cents))
      }
    }
  })

  test('a unit sees its own lines only', async () => {
    const own = await list(year, buyer)
    expect(own.items.every((row) => row.directUnitName === order.unit.name)).toBe(true)
    expect(own.total.entries).toBe(7)
  })
})

describe('an entry', () => {
  const entryOf = async (as = official) => {
    const { items } = await list({ ...year, recognition: 'counted', divisionCode: xiazhuang })
    const first = items.find((row) => row.grams === 45_000)
    if (first === undefined) throw new Error('the short line is not in the ledger')
    const { countyCode, number } = first
    return call(api.readEntry, { params: { countyCode, number } }, { as })
  }

  test('§4.3 opens to its documents, down to the weigh slip', async () => {
    const { entry, line, documents } = await entryOf()
    expect(documents.purchaseOrder?.number).toBe(entry.purchaseOrderNumber)
    expect(documents.receipts).toHaveLength(1)
    expect(documents.receipts[0]).toMatchObject({ weighedGrams: 45_000, reason: 'short' })
    expect(documents.invoices).toHaveLength(1)
    expect(documents.payments).toMatchObject([{ kind: 'payment', amountCents: order.amountCents }])
    expect(line.recognisedCents).toBe(Math.min(line.acceptedCents, line.paidCents))
  })

  test('§4.1 its hash can be made from the text it is shown with', async () => {
    const { entry } = await entryOf()
    expect(createHash('sha256').update(entry.canonicalText).digest('hex')).toBe(entry.hash)
  })

  test('is nobody’s business but its units’ and its area’s', async () => {
    const { entry } = await entryOf(buyer)
    const { countyCode, number } = entry
    for (const as of [
      signedIn({ roles: ['buyer'] }),
      signedIn({ roles: ['official'], divisionCode: '441826' }),
      signedIn({ roles: ['group_coordinator'] }),
    ]) {
      const problem = await refusal(api.readEntry, { params: { countyCode, number } }, { as })
      expect(problem.code).toBe('not_found')
    }
  })
})

describe('§4.3 the evidence pack of a figure', () => {
  const filter = { ...year, recognition: 'counted' as const, divisionCode: xiazhuang }
  const verifier = 'web/public/verify-proof.mjs'
  const packOf = async (query: Record<string, string>, as = official) => {
    const { statusCode, rawPayload } = await send(exportEvidence, { query }, { as })
    expect(statusCode).toBe(200)
    return unzipSync(new Uint8Array(rawPayload))
  }
  const gramsText = (grams: Figure) => (Number(grams) / 1_000).toFixed(3)
  const textIn = (pack: Record<string, Uint8Array>, name: string) =>
    Buffer.from(pack[name] ?? []).toString('utf8')

  test('holds its lines, documents and proofs, and the sum of every file', async () => {
    const file = { bytes: Buffer.from('%PDF-1.4 <invoice>'), name: '发票<1>.pdf' }
    const { fileId } = (await send(uploadFile, {}, { as: order.manager, file })).json()
    await database.sql.begin(async (sql) => {
      await sql`set local session_replication_role = replica`
      await sql`update billing.invoices set file_id = ${fileId}`
      await sql`call platform.seal_rows('billing.invoices')`
    })
    await keepLog(deps)
    await publishLog(deps)
    const { verifyProof } = await import(pathToFileURL(path.join(root, verifier)).href)
    const pack = await packOf(filter)
    const { total, items } = await list(filter)
    const { entries } = JSON.parse(textIn(pack, 'entries.json'))
    expect(entries).toHaveLength(total.entries)
    expect(textIn(pack, 'entries.csv').split('\r\n')).toHaveLength(total.entries + 2)
    const paper = Object.keys(pack).find((name) => name.endsWith('.pdf')) ?? '?'
    expect(Buffer.from(pack[paper] ?? []).equals(file.bytes)).toBe(true)
    const page = textIn(pack, 'index.html')
    expect(page).toContain(`href="${paper}">发票&lt;1&gt;.pdf`)
    for (const { countyCode, number } of items) {
      const proof = textIn(pack, `proofs/${countyCode}-${number}.proof.json`)
      expect(verifyProof(proof)[0]).toContain(`${countyCode}-${number}`)
    }
    const sums = textIn(pack, 'SHA256SUMS').trim().split('\n')
    expect(sums).toHaveLength(Object.keys(pack).length - 1)
    for (const line of sums) {
      const [sum, name = '?'] = line.split('  ')
      expect(
        createHash('sha256')
          .update(pack[name] ?? '')
          .digest('hex'),
        name,
      ).toBe(sum)
    }
  })

  test('§4.3 on paper stands all that is filtered, with its period and one total', async () => {
    const { rawPayload } = await send(exportLedgerPaper, { query: filter }, { as: official })
    const { text, totalPages } = await extractText(new Uint8Array(rawPayload), { mergePages: true })
    const { total, items } = await list(filter)
    const read = text.replaceAll(/[\s,]/g, '')
    for (const { countyCode, number } of items) expect(read).toContain(`${countyCode}-${number}`)
    expect(read).toContain(`统计期：2026年`)
    expect(read).toContain(`合计（计入）${gramsText(total.grams)}${centsToYuanText(total.cents)}`)
    expect(read).toContain(`第1页，共${totalPages}页`.replaceAll(',', ''))
  })

  test('holds no more than whoever asks may read', async () => {
    const own = JSON.parse(textIn(await packOf(year, buyer), 'entries.json'))
    expect(own.entries).toHaveLength((await list(year, buyer)).total.entries)
    const stranger = signedIn({ roles: ['official'], divisionCode: '441826' })
    const theirs = { query: filter }
    expect((await refusal(exportEvidence, theirs, { as: stranger })).code).toBe('forbidden')
  })
})

describe('the ledger as a file', () => {
  const fileOf = async (query: Record<string, string>, as = official) => {
    const response = await send(exportLedger, { query }, { as })
    expect(response.statusCode).toBe(200)
    const book = await readXlsx(response.rawPayload)
    const all = book.sheets[0]?.rows ?? []
    return { response, sheet: book.sheets[0], heading: all.slice(0, 4), rows: all.slice(4) }
  }
  const columnOf = (title: string) =>
    ledgerColumns.findIndex((column) => column.titles['zh-CN'] === title)

  test('holds exactly what is filtered, and the screen’s total at its end', async () => {
    const { rows, response } = await fileOf({ ...year, recognition: 'counted' })
    const { total } = await list({ ...year, recognition: 'counted' })
    expect(rows).toHaveLength(total.entries + 2)
    expect(rows[0]).toEqual(ledgerColumns.map((column) => column.titles['zh-CN']))
    const end = rows.at(-1) ?? []
    expect(end[0]).toBe(fileWords['zh-CN'].total)
    expect(end[columnOf('认定金额（元）')]).toBe(Number(total.cents) / 100)
    expect(end[columnOf('认定重量（公斤）')]).toBe(Number(total.grams) / 1_000)
    expect(response.headers['content-disposition']).toContain('attachment')
  })

  test('states the order, the prices, the invoice and the proof', async () => {
    const { rows } = await fileOf({ ...year, recognition: 'counted', divisionCode: xiazhuang })
    const row = rows[1] ?? []
    expect(row[columnOf('产地村代码')]).toBe(xiazhuang)
    expect(row[columnOf('采购渠道')]).toBe('食堂')
    expect(row[columnOf('发票号码')]).toMatch(/^\d{20}$/)
    expect(row[columnOf('付款日期')]).toEqual(new Date('2026-07-20T00:00:00Z'))
    expect(row[columnOf('采购单位')]).toBe(order.unit.name)
    expect(row[columnOf('证据等级')]).toBe('A')
  })

  test('says whose it is, of when, by which filters, who made it, and prints on A4', async () => {
    const query = { ...year, recognition: 'counted', credit: 'direct', divisionCode: xiazhuang }
    const { heading, sheet, response } = await fileOf(query, official)
    const [title, period, made] = heading.map(([text]) => text)
    expect(title).toMatch(/^下庄村.*消费帮扶台账$/)
    expect(period).toContain('统计期：2026年　条件：直接采购；计入　')
    expect(made).toMatch(/^笔数：\d+　制表：.*　制表时间（北京时间）：2026-11-22 12:00$/)
    const name = decodeURIComponent(String(response.headers['content-disposition']))
    expect(name).toMatch(/台账-下庄村.*-2026年-直接采购-计入-20261122\.xlsx$/)
    expect(sheet?.pageSetup).toMatchObject({
      ...{ paperSize: 'a4', orientation: 'landscape' },
      ...{ printTitlesRow: '$5:$5', printTitlesColumn: '$A:$A' },
    })
    expect(sheet?.headerFooter?.oddFooter).toContain('&P / &N')
  })

  test('never repeats what is of a whole line or order on the rows of its villages', async () => {
    const { rows } = await fileOf({ ...year, recognition: 'counted' })
    const once = columnOf('本行付款金额（元）')
    const orders = rows.slice(1, -1).map((row) => [row[columnOf('订单号')], row[once]])
    const split = orders.filter(([number], at) => orders[at - 1]?.[0] === number)
    expect(split.length).toBeGreaterThan(0)
    const { rows: all } = await fileOf(year)
    const lines = await database.sql`select sum(paid_cents)::text as cents
      from attribution.recognition_lines`
    const sum = all.slice(1, -1).reduce((total, row) => total + Number(row[once] ?? 0), 0)
    expect(Math.round(sum * 100)).toBe(Number(lines[0]?.cents))
  })

  test('in English, and without entries, it is still a file', async () => {
    const { rows } = await fileOf({ period: '2024', language: 'en' })
    expect(rows[0]).toEqual(ledgerColumns.map((column) => column.titles.en))
    expect(rows).toHaveLength(2)
  })

  test('is remembered in the audit log with its filter', async () => {
    await fileOf({ ...year, pairing: 'other' }, buyer)
    const [entry] = await database.sql`select * from evidence.audit_entries
      where action = 'exchange.export-ledger' order by id desc limit 1`
    expect(entry).toMatchObject({
      person_id: buyer.personId,
      after: { period: '2026', pairing: 'other', entries: 7 },
    })
  })
})

describe('a bulletin', () => {
  const documentOf = async (query: Call<typeof exportBriefing>['query']) => {
    const response = await send(exportBriefing, { query }, { as: official })
    expect(response.statusCode, response.payload).toBe(200)
    const parts = new Map<string, Buffer>()
    requireBoundedZip(response.rawPayload, (name, data) => parts.set(name, data))
    const xml = String(parts.get('word/document.xml'))
    const text = xml.replaceAll('</w:p>', '\n').replaceAll(/<[^>]+>/g, '')
    return { parts, xml, text }
  }

  test('§4.4 says what the screens say, in the layout of official documents', async () => {
    const { figures } = await call(api.readTotals, { query: year }, { as: official })
    const { text, xml, parts } = await documentOf({ ...year, kind: 'bulletin' })
    const wan = (cents: number | string) => (Math.round(Number(cents) / 10_000) / 100).toFixed(2)
    expect(text).toContain(`认定消费帮扶金额${wan(figures.distinct.cents)}万元`)
    expect(text).toContain('2026年消费帮扶情况的通报')
    expect(text).toContain('增加最多的是')
    expect(text).toContain('产地未明')
    expect(xml).toContain('方正小标宋简体')
    expect(String(parts.get('word/fontTable.xml'))).toContain('FangSong')
    expect(String(parts.get('word/footer1.xml'))).toContain('PAGE')
    for (const [name, data] of parts) {
      if (name.endsWith('.xlsx')) continue
      const open = String(data).match(/<[a-zA-Z][^>]*[^/]>/g)?.length
      expect(String(data).match(/<\/[a-zA-Z]/g)?.length, name).toBe(open)
    }
    const chart = await readXlsx(parts.get('word/embeddings/chart1.xlsx') ?? Buffer.alloc(0))
    expect(chart.sheets[0]?.rows.length).toBeGreaterThan(10)
  })

  test('is a briefing too, in English, of nothing, and of one’s own business only', async () => {
    const { text } = await documentOf({ period: '2024', kind: 'briefing', language: 'en' })
    expect(text).toContain('Nothing has been recognised in this period.')
    const query = { ...year, kind: 'briefing', divisionCode: '441826' } as const
    expect((await refusal(exportBriefing, { query }, { as: official })).code).toBe('forbidden')
  })
})

describe('verification', () => {
  /** As the queue does it. */
  const verify = async () => {
    const { id } = await call(api.startVerification, {}, { as: official })
    await runVerification(deps, id)
    const { verification } = await call(api.readVerification, {}, { as: official })
    if (verification === null) throw new Error('nothing was verified')
    return verification
  }

  test('finds everything whole', async () => {
    expect(await call(api.readVerification, {}, { as: official })).toEqual({ verification: null })
    const result = await verify()
    expect(result).toMatchObject({ scope: '500237', counties: 1, countiesTotal: 1, fault: null })
    expect(result.entries).toBeGreaterThan(6)
    expect(result.finishedAt).not.toBeNull()
  })

  test('is made once at a time, remembered, and known to its own area only', async () => {
    const start = () => call(api.startVerification, {}, { as: official })
    const [first, second] = await Promise.all([start(), start()])
    expect(second?.id).toBe(first?.id)
    expect(first).toMatchObject({ finishedAt: null, countiesTotal: null, entries: 0 })
    const acts = await database.sql`select after from evidence.audit_entries
      where action = 'reports.start-verification' and subject_id = ${first?.id ?? ''}`
    expect(acts).toMatchObject([{ after: { scope: '500237' } }])
    const elsewhere = signedIn({ roles: ['official'], divisionCode: '441826' })
    const { verification } = await call(api.readVerification, {}, { as: elsewhere })
    expect(verification).toBeNull()
    await runVerification(deps, first?.id ?? '')
    expect((await start()).id).not.toBe(first?.id)
  })

  test('of the nation is asked for each night, once, and left to the queue', async () => {
    const nightly = verificationJobs(deps).find(({ cron }) => cron !== undefined)
    // The second time as after a night in which the server was cut off.
    for (const _ of ['this night', 'the next']) await nightly?.run({} as never)
    const [recorded] = await database.sql<{ id: string; events: number }[]>`
      select v.id, (select count(*) from platform.outbox
        where topic = 'reports.verification-requested' and subject_id = v.id)::int as events
      from reports.verifications v where scope = '' and finished_at is null`
    expect(recorded).toMatchObject({ events: 1 })
    await runVerification(deps, recorded?.id ?? '')
    const admin = signedIn({ roles: ['platform_admin'] })
    const { verification } = await call(api.readVerification, {}, { as: admin })
    expect(verification).toMatchObject({ id: recorded?.id, fault: null })
  })

  test('that cannot be made says so, and another may be started', async () => {
    const { id } = await call(api.startVerification, {}, { as: official })
    const down = new Proxy(deps.db, {
      get: (db, name) => {
        if (name === 'transaction') throw new Error('the database went away')
        return Reflect.get(db, name)
      },
    })
    await expect(runVerification({ ...deps, db: down }, id)).rejects.toThrow()
    const { verification } = await call(api.readVerification, {}, { as: official })
    expect(verification).toMatchObject({ id, hasFailed: true })
    expect(await verify()).toMatchObject({ hasFailed: false, fault: null })
  })

  test.each([
    ['stock', 'catalogue.lot_stock', 'available_grams'],
    ['lot_villages', 'catalogue.lot_villages', 'share_basis_points'],
    ['product_document', 'catalogue.product_documents', 'price_cents'],
    ['shelf_count', 'catalogue.shelf_counts', 'products'],
    ['shipment_villages', 'deliveries.shipment_line_villages', 'share_basis_points'],
    ['order_total', 'orders.purchase_orders', 'goods_cents'],
    ['invoice_total', 'billing.invoices', 'goods_cents'],
    ['invoice_total', 'billing.invoice_orders', 'goods_cents'],
    ['receipt_fact', 'deliveries.goods_receipt_lines', 'accepted_grams'],
    ['acceptance', 'deliveries.order_acceptances', 'accepted_cents'],
    ['invoiced_sum', 'deliveries.order_acceptances', 'invoiced_cents'],
    ['paid_invoice', 'billing.unfolded_payments', 'invoices'],
    ['stage', 'attribution.unfolded_stages', 'cents'],
  ])('names a wrong %s', async (check, table, column) => {
    const damage = `update ${table} set ${column} = ${column} - 1`
    const mending = `update ${table} set ${column} = ${column} + 1`
    await database.sql.begin(async (tx) => {
      // As somebody could who has all rights over the database.
      await tx.unsafe('set local session_replication_role = replica')
      await tx.unsafe(damage)
    })
    const { fault } = await verify()
    expect(fault).toMatchObject({ check, countyCode: '500237' })
    await database.sql.begin(async (tx) => {
      await tx.unsafe('set local session_replication_role = replica')
      await tx.unsafe(mending)
    })
  })

  test('names terms of a seller that are shown otherwise than they were set', async () => {
    const [kept] = await database.sql`
      update catalogue.seller_documents set terms = replace(terms, ':', ':1') returning *`
    expect(kept).toBeDefined()
    expect(await verify()).toMatchObject({ fault: { check: 'product_document' } })
    await database.sql`update catalogue.seller_documents set terms = replace(terms, ':1', ':')`
    expect(await verify()).toMatchObject({ fault: null })
  })

  test('names a requisition that its county’s list lacks', async () => {
    const removed = await database.sql`delete from orders.requisition_counties returning *`
    expect(await verify()).toMatchObject({
      fault: { check: 'requisition_county', countyCode: '500237' },
    })
    await database.sql`insert into orders.requisition_counties ${database.sql(removed)}`
  })

  test('names an invoice that is paid and still kept as open', async () => {
    await database.sql`
      insert into billing.open_invoices (invoice_id, unit_id, cooperative_id,
        supervising_county_code, open_cents, issued_on)
      select id, unit_id, cooperative_id, supervising_county_code, 1, issued_on
      from billing.invoices`
    const { fault } = await verify()
    expect(fault).toMatchObject({ check: 'open_invoice', countyCode: '500237' })
    await database.sql`delete from billing.open_invoices`
  })
})

test('a public village page tells what was sold to which units, and nothing of people', async () => {
  const page = await call(api.readPublicVillage, { params: { code: xiazhuang } })
  expect(page).toMatchObject({ name: '下庄村', thisYear: { orders: 1 } })
  expect(page.buyers.map((buyer) => buyer.name)).toEqual([order.unit.name])
  expect(page.products.length).toBeGreaterThan(0)
  expect(page.months).toHaveLength(12)
  const unknown = await refusal(api.readPublicVillage, { params: { code: '500237222299' } })
  expect(unknown.code).toBe('not_found')
})

test('the public totals are the country’s', async () => {
  const totals = await call(api.readPublicTotals, { query: {} })
  const admin = signedIn({ roles: ['platform_admin'] })
  const { figures } = await call(api.readTotals, { query: year }, { as: admin })
  expect(totals.total).toEqual(figures.distinct)
  expect(totals.villages).toBe(2)
  const counties = await call(api.readPublicCounties, { query: {} })
  const sums = counties.items.map(({ code, cents }) => [code, cents])
  expect(sums.reduce((sum, [, cents]) => sum + Number(cents), 0)).toBe(totals.total.cents)
  expect(sums.map(([code]) => code)).toEqual(['500237', '441826'])
})

test('§4.6 everybody asks of years, halves, quarters and months, and of nothing longer', async () => {
  for (const period of ['2000', '2026-H2', '2026-Q4', '2026-11', '2099-12'])
    expect(await call(api.readPublicTotals, { query: { period } })).toMatchObject({ period })
  for (const period of ['2026-01..2026-11', '2026-11-01..2026-11-30', '2026-national-day'])
    expect(await refusal(api.readPublicTotals, { query: { period } })).toMatchObject({
      code: 'validation_failed',
    })
})

test('§4.4 the public totals show what was posted within a minute, on every server', async () => {
  let now = new Date('2026-11-22T04:00:00Z')
  const servers = [
    await testApp({ database, clock: () => now }),
    await testApp({ database, clock: () => now }),
  ]
  const read = () =>
    Promise.all(servers.map((server) => server.call(api.readPublicTotals, { query: {} })))
  const before = await read()
  await aRecognisedSale(database, { grams: 1_000, cents: 5_000 })
  expect(await read()).toEqual(before)
  now = new Date(now.getTime() + 60_000)
  const after = await read()
  const [was] = before
  const expected = Number(was?.total.cents ?? 0) + 5_000
  for (const totals of after) expect(totals.total.cents).toBe(expected)
})
