import { expect, test } from 'vitest'
import { AppError } from '../../../shared/errors.ts'
import { exportEvidence, exportLedger } from '../../../shared/exchange/exchange.api.ts'
import { startExport } from '../../../shared/exchange/exports.api.ts'
import { listLedger } from '../../../shared/reports/reports.api.ts'
import { ledgerChips } from '../../../web/reports/ledger-chips.ts'
import { today } from '../../../web/reports/periods.ts'
import { type LedgerRow, useLedger } from '../../../web/reports/use-ledger.ts'
import { fakeCall } from '../../support/fake-call.ts'
import { inApp } from '../in-app.ts'

const api = fakeCall()
const unitId = '01900000-0000-7000-8000-0000000000a1'

test('further entries are added below; another filter begins anew', async () => {
  answerLedger()
  const { result: ledger, router } = await inApp(useLedger, { at: '/ledger?period=2026' })
  await api.settled()
  expect(numbers(ledger.rows.value)).toEqual([5, 4])
  expect(ledger.total.value).toBe(5)
  expect(ledger.data.value?.sum.cents).toBe(50_000)
  await ledger.more.run()
  expect(numbers(ledger.rows.value)).toEqual([5, 4, 3, 2])
  await ledger.more.run()
  expect(numbers(ledger.rows.value)).toEqual([5, 4, 3, 2, 1])
  expect(ledger.isMore.value).toBe(false)
  await router.push('/ledger?period=2026&credit=direct')
  await api.settled()
  expect(numbers(ledger.rows.value)).toEqual([5, 4])
  expect(api.requests(listLedger).at(-1)?.query).toMatchObject({ credit: 'direct' })
})

test('entries that come after the list was asked anew are dropped', async () => {
  const late = Promise.withResolvers<void>()
  answerLedger({ before: (cursor) => (cursor === undefined ? undefined : late.promise) })
  const { result: ledger, router } = await inApp(useLedger, { at: '/ledger?period=2026' })
  await api.settled()
  const adding = ledger.more.run()
  await router.push('/ledger?period=2025')
  await new Promise((resolve) => setTimeout(resolve, 20))
  late.resolve()
  await adding
  await api.settled()
  expect(numbers(ledger.rows.value)).toEqual([5, 4])
})

test('whose lines they are comes with the address, and with it the workbook', async () => {
  answerLedger()
  api.on(exportLedger, () => 'a workbook')
  const { result: ledger, router } = await inApp(useLedger, {
    at: `/ledger?period=2026-Q1&unitId=${unitId}&pairing=paired`,
  })
  await api.settled()
  await ledger.files.save.run()
  const meant = { period: '2026-Q1', unitId, pairing: 'paired' }
  expect(api.requests(listLedger)[0]?.query).toMatchObject(meant)
  expect(api.requests(exportLedger)[0]?.query).toMatchObject({ ...meant, language: 'zh-CN' })
  await router.push('/ledger?period=2026-Q1&pairing=paired')
  await api.settled()
  expect(api.requests(listLedger).at(-1)?.query.unitId).toBeUndefined()
})

test('what takes long is made in the background, and so is what proves too much', async () => {
  const large = { entries: 50_001 }
  answerLedger({ total: large })
  api.on(startExport, ({ body }) => ({
    ...{ id: unitId, kind: body.kind, state: 'waiting' as const, fileName: '台账.xlsx' },
    ...{ done: 0, total: 50_001 },
    ...{ description: '', byteSize: null, failure: null, finishedAt: null },
    ...{ requestedAt: '2026-11-22T04:00:00Z', expiresAt: '2026-11-29T04:00:00Z' },
  }))
  api.on(exportEvidence, () => {
    throw new AppError('files_too_large', { values: { maximum: 200, megabytes: 300 } })
  })
  const { result: ledger } = await inApp(useLedger, { at: '/ledger?period=2026' })
  await api.settled()
  await ledger.files.save.run()
  expect(api.requests(startExport)).toMatchObject([
    { body: { kind: 'ledger_xlsx', query: { period: '2026' }, language: 'zh-CN' } },
  ])
  expect(ledger.files.started.value?.state).toBe('waiting')
  large.entries = 400
  await ledger.reload()
  await api.settled()
  await ledger.files.saveEvidence.run()
  expect(api.requests(startExport).at(-1)?.body.kind).toBe('evidence')
})

test('the address of the page one goes to asks for nothing here', async () => {
  answerLedger()
  const { router } = await inApp(useLedger, { at: `/ledger?unitId=${unitId}` })
  await api.settled()
  await router.push('/reports')
  await api.settled()
  expect(api.requests(listLedger)).toHaveLength(1)
})

test('an address without a period or an order that can be read shows this year as posted, and filters are cleared without it', async () => {
  answerLedger()
  const at = `/ledger?period=2026-13&sort=cents&productId=${unitId}`
  const { result: ledger, router } = await inApp(useLedger, { at })
  await api.settled()
  const year = today().slice(0, 4)
  expect(api.requests(listLedger)[0]?.query).toMatchObject({ period: year, productId: unitId })
  expect(api.requests(listLedger)[0]?.query.sort).toBeUndefined()
  expect([ledger.badPeriod.value, ledger.period.value]).toEqual(['2026-13', year])
  await router.push(`/ledger?period=2026-H1&productId=${unitId}&credit=direct`)
  await api.settled()
  expect([ledger.filtered.value, ledger.badPeriod.value]).toEqual([true, null])
  ledger.clear()
  await new Promise((resolve) => setTimeout(resolve, 300))
  await api.settled()
  expect(router.currentRoute.value.query).toEqual({ period: '2026-H1' })
  expect(ledger.filtered.value).toBe(false)
})

test('every filter that acts is a chip, whose figures they are as well, and all of them are cleared', async () => {
  answerLedger()
  const acting = {
    ...{ unitId, divisionCode: '500237222213', text: '脆李', credit: 'help_sale', grade: 'B' },
    ...{ category: 'fruit', channel: 'union', cooperativeId: unitId, minCents: '12345' },
    ...{ pairing: 'paired', unknownVillage: 'true', buyerUnitId: unitId, recognition: 'counted' },
    pairingId: unitId,
  }
  const at = `/ledger?${new URLSearchParams({ period: '2026-H1', sort: '-amount', ...acting })}`
  const { result: ledger, router } = await inApp(useLedger, { at })
  await api.settled()
  const { minCents, unknownVillage, ...texts } = acting
  expect(api.requests(listLedger)[0]?.query).toMatchObject({ ...texts, sort: '-amount' })
  const chips = ledgerChips(ledger.shownFilters.value, ledger.data.value)
  expect(chips.map(({ name }) => name).toSorted()).toEqual(Object.keys(acting).toSorted())
  const texted = new Map(chips.map(({ name, value }) => [name, value]))
  expect(texted.get('cooperativeId')).toBe('下庄合作社')
  expect(texted.get('minCents')).toEqual({ key: 'ledger.amountFrom', named: { from: '123.45' } })
  expect(texted.get('credit')).toEqual({ key: 'reports.figures.helpSale' })
  expect(Number(minCents) > 0 && unknownVillage).toBe('true')
  ledger.clear()
  await new Promise((resolve) => setTimeout(resolve, 300))
  await api.settled()
  expect(router.currentRoute.value.query).toEqual({ period: '2026-H1', sort: '-amount' })
  expect(ledgerChips(ledger.shownFilters.value, ledger.data.value)).toEqual([])
})

test('§4.3 how far the list has grown stands in its address, until it is sorted anew', async () => {
  answerLedger()
  const { result: ledger, router } = await inApp(useLedger, { at: '/ledger?period=2025' })
  await api.settled()
  await ledger.more.run()
  await api.settled()
  const grown = router.currentRoute.value.fullPath
  expect(router.currentRoute.value.query).toEqual({ period: '2025', page: '2' })
  expect(numbers(ledger.rows.value)).toEqual([5, 4, 3, 2])
  const back = await inApp(useLedger, { at: grown })
  await api.settled()
  await new Promise((resolve) => setTimeout(resolve, 20))
  await api.settled()
  expect(numbers(back.result.rows.value)).toEqual([5, 4, 3, 2])
  back.result.sortBy('amount')
  await new Promise((resolve) => setTimeout(resolve, 20))
  expect(back.router.currentRoute.value.query).toEqual({ period: '2025', sort: 'amount' })
})

/** Five entries, two to an answer. */
function answerLedger(
  options: {
    before?: (cursor?: string) => Promise<void> | undefined
    total?: { entries: number }
  } = {},
) {
  api.on(listLedger, async ({ query: { cursor } }) => {
    await options.before?.(cursor)
    const first = cursor === undefined ? 5 : Number(cursor.split('.')[2])
    const items = [first, first - 1].filter((number) => number > 0).map(entry)
    return {
      subject: {
        unitId: null,
        groupId: null,
        divisionCode: '500237',
        name: '巫山县',
        pathName: '',
        withBelow: false,
      },
      names: {
        ...{ product: null, cooperative: '下庄合作社', buyerUnit: null, helperUnit: null },
        firstSecretary: null,
      },
      items,
      total: { cents: 50_000, grams: 5_000, entries: 5, ...options.total },
      nextCursor: first > 2 ? `2026-01.500237.${first - 2}` : null,
    }
  })
}

function entry(number: number): LedgerRow {
  return {
    countyCode: '500237',
    number,
    month: '2026-01',
    recognisedOn: '2026-01-20',
    orderedOn: '2026-01-10',
    villageCode: '500237222213',
    villageName: '下庄村',
    directUnitName: '一中食堂',
    helpUnitName: null,
    cooperativeName: '下庄合作社',
    productName: '脆李',
    channel: 'own',
    marks: [],
    paired: true,
    counted: true,
    grade: 'A',
    grams: 1_000,
    cents: 10_000,
    causeType: 'receipt',
    purchaseOrderNumber: 'P-1',
    correctsNumber: null,
    adjustsMonth: null,
  }
}

function numbers(rows: readonly LedgerRow[]): number[] {
  return rows.map((row) => row.number)
}
