import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { matchRows, setSheetColumn } from '../../../shared/orders/basket.api.ts'
import { useOrderSheet } from '../../../web/orders/use-order-sheet.ts'
import { testClock } from '../../support/clock.ts'
import { fakeCall } from '../../support/fake-call.ts'
import { inApp } from '../in-app.ts'
import { answerSheet, packs, pastedRow } from './sheet-server.ts'

const api = fakeCall()
const { plum, potato, cabbage } = packs

beforeEach(() => {
  vi.useFakeTimers({ now: testClock() })
})
afterEach(() => {
  vi.useRealTimers()
})

async function openSheet() {
  answerSheet(api)
  const { result: sheet } = await inApp(useOrderSheet, { acting: { kind: 'unit' } })
  await api.settled()
  return { sheet }
}

/** A list of two figures without a unit: the second may mean two kinds of goods. */
function bareSheet(unit: 'jin' | null) {
  const bare = { kind: 'bare', value: 100, unit: '', packGrams: null } as const
  const weight = { ...bare, kind: 'weight', value: 50_000 } as const
  const question = unit === null ? ('noUnit' as const) : null
  const row = (text: string, packIds: readonly string[]) => ({
    ...pastedRow(text, 10, packIds),
    amount: unit === null ? bare : weight,
    quantity: unit === null ? null : 10,
    question,
  })
  const rows = [row('脆李\t100', [plum]), row('土豆\t100', [potato, cabbage])]
  const columns = [{ title: '数量', unit: '', kind: 'quantity' as const }]
  return { columns, bare: { unit, rows: 2 }, rows }
}

test('§2.7 figures without a unit wait, and one choice settles all of them', async () => {
  const { sheet } = await openSheet()
  let unit: 'jin' | null = null
  api.on(matchRows, () => bareSheet(unit))
  api.on(setSheetColumn, ({ body }) => {
    unit = 'jin'
    return body
  })
  sheet.rows.pasted.value = '品名\t数量\n脆李\t100\n土豆\t100'
  await sheet.rows.paste.run()
  expect(sheet.rows.lines.value).toEqual([])
  expect(sheet.rows.bare.value).toEqual({ unit: null, rows: 2 })
  await sheet.rows.setUnit.run('jin')
  expect(api.requests(setSheetColumn).at(-1)?.body).toMatchObject({
    title: '数量',
    kind: 'quantity',
    bareUnit: 'jin',
  })
  expect(sheet.rows.bare.value).toEqual({ unit: 'jin', rows: 2 })
  expect(sheet.rows.lines.value).toEqual([{ packId: plum, quantity: 10 }])
  const [open] = sheet.rows.open.value
  sheet.rows.choose(open?.key ?? '', cabbage)
  expect(sheet.rows.lines.value.at(-1)).toEqual({ packId: cabbage, quantity: 10 })
})

test('§2.7 without its unit a row that is chosen has no quantity; the others may still be told', async () => {
  const { sheet } = await openSheet()
  api.on(matchRows, () => bareSheet(null))
  sheet.rows.pasted.value = '脆李\t100\n土豆\t100'
  await sheet.rows.paste.run()
  sheet.rows.choose(sheet.rows.open.value[0]?.key ?? '', plum)
  expect(sheet.rows.rows.value).toMatchObject([{ packId: plum, quantity: null }])
  expect(sheet.rows.bare.value).toEqual({ unit: null, rows: 1 })
  await sheet.rows.setUnit.run('kg')
  expect(api.requests(setSheetColumn)).toEqual([])
  expect(sheet.rows.open.value).toMatchObject([{ quantity: 20, question: null }])
  expect(sheet.rows.bare.value).toBeNull()
})
