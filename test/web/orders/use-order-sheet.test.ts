import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { nextTick } from 'vue'
import { AppError } from '../../../shared/errors.ts'
import {
  matchRows,
  readEarlierOrder,
  readLastOrder,
  saveBasket,
  setSheetColumn,
} from '../../../shared/orders/basket.api.ts'
import { placeRequisition, quoteRequisition } from '../../../shared/orders/orders.api.ts'
import { useOrderSheet } from '../../../web/orders/use-order-sheet.ts'
import { testClock } from '../../support/clock.ts'
import { fakeCall } from '../../support/fake-call.ts'
import { inApp } from '../in-app.ts'
import {
  answerSheet,
  channelId,
  earliestDay,
  packs,
  pastedRow,
  quoteOf,
  refusalAt,
  requisitionId,
} from './sheet-server.ts'

const api = fakeCall()
const { plum, potato, tea, cabbage } = packs

beforeEach(() => {
  vi.useFakeTimers({ now: testClock() })
})
afterEach(() => {
  vi.useRealTimers()
})

type Kept = readonly { packId: string; quantity: number }[]

/** The sheet as it is after it was opened and quoted. */
async function openSheet(kept: Kept = []) {
  const server = answerSheet(api, kept)
  const { result: sheet, unmount } = await inApp(useOrderSheet, { acting: { kind: 'unit' } })
  await api.settled()
  await quoted()
  return { sheet, unmount, server }
}

/** After the quiet time in which the next change is waited for. */
async function quoted(): Promise<void> {
  await vi.advanceTimersByTimeAsync(400)
  await api.settled()
}

async function saved(): Promise<void> {
  await vi.advanceTimersByTimeAsync(2_000)
  await api.settled()
}

/** The rows that were sent to be saved, a list for each time. */
const savedLines = () =>
  api
    .requests(saveBasket)
    .map(({ body }) => body.lines.map(({ packId, quantity }) => ({ packId, quantity })))

type Sheet = Awaited<ReturnType<typeof openSheet>>['sheet']

const packsIn = (sheet: Sheet) => sheet.rows.lines.value.map((line) => line.packId)
const refusedPacks = (sheet: Sheet) => [...sheet.refusals.value.byPack.keys()]
const prices = (sheet: Sheet) =>
  Object.fromEntries(
    sheet.arranged.value
      .flatMap((group) => group.rows)
      .filter(({ line }) => line !== null)
      .map(({ row, line }) => [row.packId, line?.packId]),
  )

test('the sheet opens with the basket, in groups by cooperative, and the first possible day', async () => {
  const { sheet } = await openSheet([
    { packId: plum, quantity: 3 },
    { packId: tea, quantity: 2 },
    { packId: potato, quantity: 4 },
  ])
  expect(packsIn(sheet)).toEqual([plum, tea, potato])
  const groups = sheet.arranged.value.map(({ rows }) => rows.map(({ row }) => row.packId))
  expect(groups).toEqual([[plum, potato], [tea]])
  expect(sheet.header.channelId.value).toBe(channelId)
  expect(sheet.header.neededOn.value >= earliestDay).toBe(true)
  expect(sheet.placing.ready.value).toBe(true)
})

test('opening the sheet writes nothing, neither a basket nor an empty one', async () => {
  await openSheet()
  await saved()
  expect(api.requests(saveBasket)).toEqual([])
})

test('a full basket is not written on opening either', async () => {
  await openSheet([{ packId: plum, quantity: 3 }])
  await saved()
  expect(api.requests(saveBasket)).toEqual([])
})

test('a change is kept as the basket, once for several, and at once when the page is left', async () => {
  const { sheet, unmount } = await openSheet([{ packId: plum, quantity: 3 }])
  sheet.rows.setQuantity(plum, 4)
  await nextTick()
  sheet.rows.setQuantity(plum, 5)
  await saved()
  const bodies = () => savedLines()
  expect(bodies()).toEqual([[{ packId: plum, quantity: 5 }]])
  sheet.rows.remove(plum)
  await nextTick()
  unmount()
  await api.settled()
  expect(bodies().at(-1)).toEqual([])
})

test('a refusal of the quote stands at its row, whatever rows come and go meanwhile', async () => {
  const { sheet } = await openSheet([
    { packId: plum, quantity: 3 },
    { packId: potato, quantity: 1 },
    { packId: tea, quantity: 2 },
  ])
  expect(refusedPacks(sheet)).toEqual([potato])
  expect(sheet.placing.ready.value).toBe(false)
  // The rows before it go; what was said of the second line is still said of the potatoes.
  sheet.rows.remove(plum)
  await nextTick()
  expect(refusedPacks(sheet)).toEqual([potato])
  expect(prices(sheet)).toEqual({ [potato]: potato, [tea]: tea })
  sheet.rows.remove(potato)
  await nextTick()
  const shown = sheet.arranged.value.flatMap(({ rows }) => rows)
  expect(shown.map(({ row, refusals }) => [row.packId, refusals.length])).toEqual([[tea, 0]])
})

test('a refusal of placing stands at its row, and ends with the first change', async () => {
  const { sheet } = await openSheet([
    { packId: plum, quantity: 3 },
    { packId: tea, quantity: 2 },
  ])
  api.on(placeRequisition, () => {
    throw new AppError('offers_changed', { fields: [refusalAt(1, 'out_of_stock')] })
  })
  expect(await sheet.placing.run()).toBeNull()
  expect(refusedPacks(sheet)).toEqual([tea])
  expect(sheet.placing.problem.value?.code).toBe('offers_changed')
  expect(sheet.placing.ready.value).toBe(false)
  sheet.rows.remove(plum)
  sheet.rows.setQuantity(tea, 3)
  await nextTick()
  expect(refusedPacks(sheet)).toEqual([])
  expect(sheet.placing.problem.value).toBeNull()
  await quoted()
  expect(sheet.placing.ready.value).toBe(true)
})

test('a refusal of placing is brought to its pack, not to the place where its row stood', async () => {
  const { sheet } = await openSheet([
    { packId: plum, quantity: 3 },
    { packId: tea, quantity: 2 },
  ])
  const answer = Promise.withResolvers<never>()
  api.on(placeRequisition, () => answer.promise)
  const placing = sheet.placing.run()
  await nextTick()
  answer.reject(new AppError('offers_changed', { fields: [refusalAt(1, 'price_changed')] }))
  await placing
  expect(refusedPacks(sheet)).toEqual([tea])
})

test('an old quote cannot be placed: neither in the quiet time nor while the next is under way', async () => {
  const { sheet } = await openSheet([{ packId: plum, quantity: 3 }])
  sheet.rows.setQuantity(plum, 9)
  expect(sheet.placing.ready.value).toBe(false)
  expect(await sheet.placing.run()).toBeNull()
  const answer = Promise.withResolvers<ReturnType<typeof quoteOf>>()
  api.on(quoteRequisition, () => answer.promise)
  await vi.advanceTimersByTimeAsync(400)
  expect(sheet.quote.pending.value).toBe(true)
  expect(await sheet.placing.run()).toBeNull()
  expect(api.requests(placeRequisition)).toEqual([])
  answer.resolve(quoteOf({ lines: [{ packId: plum, quantity: 9 }] }))
  await api.settled()
  expect(sheet.placing.ready.value).toBe(true)
})

const changes: Record<string, (sheet: Sheet) => void> = {
  'another day': (sheet) => {
    sheet.header.neededOn.value = '2026-12-24'
  },
  'another row': (sheet) => sheet.rows.addLines([{ packId: tea, quantity: 2 }]),
  'a row less': (sheet) => sheet.rows.remove(potato),
  'an empty quantity': (sheet) => sheet.rows.setQuantity(plum, null),
}

test.each(Object.entries(changes))(
  'an old quote cannot be placed after %s',
  async (_what, change) => {
    const { sheet } = await openSheet([
      { packId: plum, quantity: 3 },
      { packId: potato, quantity: 3 },
    ])
    expect(sheet.placing.ready.value).toBe(true)
    change(sheet)
    expect(sheet.placing.ready.value).toBe(false)
  },
)

test('a quote that failed leaves nothing to place, and its problem is shown', async () => {
  const { sheet } = await openSheet([{ packId: plum, quantity: 3 }])
  api.on(quoteRequisition, () => {
    throw new AppError('malformed_request')
  })
  sheet.rows.setQuantity(plum, 5)
  await quoted()
  expect(sheet.quote.problem.value?.code).toBe('malformed_request')
  expect(sheet.quote.pending.value).toBe(false)
  expect(sheet.placing.ready.value).toBe(false)
})

test('what is placed is what was quoted, at the prices of the quote, and leaves the basket', async () => {
  const { sheet, server } = await openSheet([
    { packId: plum, quantity: 3 },
    { packId: tea, quantity: 2 },
  ])
  sheet.header.note.value = '走后门卸货'
  const placed = await sheet.placing.run()
  await api.settled()
  expect(placed?.id).toBe(requisitionId)
  expect(api.requests(placeRequisition).map(({ body }) => body)).toMatchObject([
    {
      channelId,
      note: '走后门卸货',
      lines: [
        { packId: plum, quantity: 3, expectedUnitPriceCents: 6_000 },
        { packId: tea, quantity: 2, expectedUnitPriceCents: 6_000 },
      ],
    },
  ])
  expect(sheet.rows.rows.value).toEqual([])
  expect(server.content.lines).toEqual([])
  expect(sheet.kept.isSaved.value).toBe(true)
})

test('a second paste adds to what is there; goods named twice are one row', async () => {
  const { sheet } = await openSheet([{ packId: plum, quantity: 3 }])
  api.on(matchRows, ({ body }) => ({
    columns: [],
    bare: null,
    rows: body.text
      .split('\n')
      .map((text) => pastedRow(text, 12, [text === '脆李' ? plum : cabbage])),
  }))
  for (const text of ['脆李\n白菜', '白菜\n白菜']) {
    sheet.rows.pasted.value = text
    await sheet.rows.paste.run()
  }
  expect(sheet.rows.lines.value).toEqual([
    { packId: plum, quantity: 15 },
    { packId: cabbage, quantity: 36 },
  ])
  expect(sheet.rows.pasted.value).toBe('')
})

test('a pasted row that may mean two things waits for a choice, and then joins its pack', async () => {
  const { sheet } = await openSheet([{ packId: potato, quantity: 3 }])
  api.on(matchRows, () => ({
    columns: [],
    bare: null,
    rows: [pastedRow('土豆', 12, [potato, cabbage]), pastedRow('外星水果', 3, [])],
  }))
  sheet.rows.pasted.value = '土豆 12\n外星水果 3'
  await sheet.rows.paste.run()
  const [ambiguous, unknown] = sheet.rows.open.value
  expect(sheet.placing.ready.value).toBe(false)
  sheet.rows.choose(ambiguous?.key ?? '', potato)
  sheet.rows.discard(unknown?.key ?? '')
  expect(sheet.rows.open.value).toEqual([])
  expect(sheet.rows.lines.value).toEqual([{ packId: potato, quantity: 15 }])
  await quoted()
  expect(sheet.placing.ready.value).toBe(true)
})

test('§2.7 an amount that can be read in two ways waits for a person, even of known goods', async () => {
  const { sheet } = await openSheet()
  const row = pastedRow('脆李 约12箱', 12, [plum])
  api.on(matchRows, () => ({
    columns: [],
    bare: null,
    rows: [{ ...row, question: 'about' as const }],
  }))
  sheet.rows.pasted.value = row.text
  await sheet.rows.paste.run()
  expect(sheet.rows.lines.value).toEqual([])
  const [open] = sheet.rows.open.value
  expect(open).toMatchObject({ question: 'about', quantity: 12 })
  sheet.rows.choose(open?.key ?? '', plum)
  expect(sheet.rows.lines.value).toEqual([{ packId: plum, quantity: 12 }])
})

test('what was not understood stays in the field', async () => {
  const { sheet } = await openSheet()
  api.on(matchRows, () => {
    throw new AppError('validation_failed')
  })
  sheet.rows.pasted.value = '???'
  await sheet.rows.paste.run()
  expect(sheet.rows.pasted.value).toBe('???')
  expect(sheet.rows.paste.problem.value?.code).toBe('validation_failed')
})

test('a column that was misread is corrected, and the list is read anew', async () => {
  const { sheet } = await openSheet([{ packId: plum, quantity: 3 }])
  const column = { title: '申领', unit: '' }
  const answers = [
    {
      columns: [{ ...column, kind: 'ignored' as const }],
      bare: null,
      rows: [pastedRow('土豆', 1, [potato])],
    },
    {
      columns: [{ ...column, kind: 'quantity' as const }],
      bare: null,
      rows: [pastedRow('土豆', 9, [potato])],
    },
  ]
  api.on(matchRows, () => answers.shift() ?? { columns: [], bare: null, rows: [] })
  api.on(setSheetColumn, ({ body }) => body)
  sheet.rows.pasted.value = '品名\t申领\n土豆\t9'
  await sheet.rows.paste.run()
  expect(sheet.rows.columns.value[0]?.kind).toBe('ignored')
  await sheet.rows.setColumn.run('申领', 'quantity')
  expect(sheet.rows.lines.value).toEqual([
    { packId: plum, quantity: 3 },
    { packId: potato, quantity: 9 },
  ])
  expect(sheet.rows.columns.value[0]?.kind).toBe('quantity')
  sheet.rows.setQuantity(potato, 4)
  expect(sheet.rows.columns.value).toEqual([])
})

test('a list whose column was corrected stays as it is where reading it anew fails', async () => {
  const { sheet } = await openSheet([{ packId: plum, quantity: 3 }])
  const columns = [{ title: '申领', unit: '', kind: 'ignored' as const, isOpen: false }]
  api.on(matchRows, () => ({ columns, bare: null, rows: [pastedRow('土豆', 1, [potato])] }))
  api.on(setSheetColumn, ({ body }) => body)
  sheet.rows.pasted.value = '品名\t申领\n土豆\t9'
  await sheet.rows.paste.run()
  api.on(matchRows, () => {
    throw new AppError('service_unavailable')
  })
  await sheet.rows.setColumn.run('申领', 'quantity')
  expect(sheet.rows.setColumn.problem.value?.code).toBe('service_unavailable')
  expect(packsIn(sheet)).toEqual([plum, potato])
  expect(sheet.rows.columns.value).toEqual(columns)
})

test('which days of a list are ordered is said once, and the list is read anew', async () => {
  const { sheet, server } = await openSheet([{ packId: plum, quantity: 3 }])
  const partsWith = (taken: readonly string[]) =>
    ['周一', '周二'].map((title) => ({
      ...{ title, kind: 'day' as const, isTaken: taken.includes(title) },
    }))
  api.on(matchRows, ({ body: { parts: taken = [] } }) => {
    const row = pastedRow('土豆', taken.length === 0 ? 5 : 2, [potato])
    const question = taken.length === 0 ? ('parts' as const) : null
    return { columns: [], parts: partsWith(taken), bare: null, rows: [{ ...row, question }] }
  })
  sheet.rows.pasted.value = '品名\t周一\t周二\n土豆\t2箱\t3箱'
  await sheet.rows.paste.run()
  expect(sheet.rows.open.value.map(({ question }) => question)).toEqual(['parts'])
  await sheet.rows.takeParts.run(['周一'])
  expect(sheet.rows.lines.value).toEqual([
    { packId: plum, quantity: 3 },
    { packId: potato, quantity: 2 },
  ])
  expect(sheet.rows.parts.value).toEqual(partsWith(['周一']))
  await saved()
  expect(server.content.list?.parts).toEqual(partsWith(['周一']))
})

test('what is pasted while a column is corrected is not lost', async () => {
  const { sheet } = await openSheet()
  const columns = [{ title: '申领', unit: '', kind: 'ignored' as const, isOpen: false }]
  const packOf = (text: string) => (text.includes('土豆') ? potato : plum)
  api.on(matchRows, ({ body }) => {
    return { columns, bare: null, rows: [pastedRow(body.text, 1, [packOf(body.text)])] }
  })
  api.on(setSheetColumn, ({ body }) => body)
  sheet.rows.pasted.value = '品名\t申领\n土豆\t9'
  await sheet.rows.paste.run()
  const correcting = sheet.rows.setColumn.run('申领', 'quantity')
  sheet.rows.pasted.value = '品名\t申领\n脆李\t2'
  await Promise.all([correcting, sheet.rows.paste.run()])
  expect(packsIn(sheet)).toEqual([potato, plum])
})

test('a list that is pasted while another is read is read as well', async () => {
  const { sheet } = await openSheet()
  api.on(matchRows, ({ body }) => {
    if (body.text.startsWith('一')) sheet.rows.pasted.value += '\n二\t2\n三\t3'
    const packId = body.text.startsWith('一') ? plum : potato
    return { columns: [], bare: null, rows: [pastedRow(body.text, 1, [packId])] }
  })
  sheet.rows.pasted.value = '一\t1'
  await sheet.rows.paste.run()
  expect(packsIn(sheet)).toEqual([plum, potato])
  expect(sheet.rows.pasted.value).toBe('')
})

test('the last order is added to what is there', async () => {
  const { sheet } = await openSheet([{ packId: plum, quantity: 3 }])
  const named = { productName: '脆李', packName: '箱', unitPriceCents: 6_000 }
  const line = { packId: plum, quantity: 2, ...named, now: { ...named, isForSale: true } }
  const dearer = { ...line, packId: tea, now: { ...line.now, unitPriceCents: 6_600 } }
  const lines = [line, dearer]
  api.on(readLastOrder, () => ({ requisitionId: null, requestedAt: null, lines }))
  await sheet.again.last.run()
  expect(sheet.rows.lines.value).toEqual([
    { packId: plum, quantity: 5 },
    { packId: tea, quantity: 2 },
  ])
  expect(sheet.again.changed.value.map(({ packId }) => packId)).toEqual([tea])
})

test('a rejected requisition is corrected: its rows and head come in, its id goes along', async () => {
  const { sheet, server } = await openSheet()
  const named = { productName: '脆李', packName: '箱', unitPriceCents: 6_000 }
  api.on(readEarlierOrder, ({ params }) => ({
    requisitionId: params.id,
    number: 'RQ20261121-0001',
    mayCorrect: true,
    channelId,
    neededOn: '2026-12-05',
    note: '走后门',
    lines: [{ packId: plum, quantity: 2, ...named, now: { ...named, isForSale: true } }],
  }))
  await sheet.again.correct.run(requisitionId)
  await saved()
  await quoted()
  expect(server.content).toMatchObject({ correctsId: requisitionId, neededOn: '2026-12-05' })
  await sheet.placing.run()
  expect(api.requests(placeRequisition)[0]?.body).toMatchObject({
    note: '走后门',
    correctsId: requisitionId,
  })
  expect(sheet.header.correctsId.value).toBeNull()
})

test('the sheet proposes the first possible day until somebody chooses one', async () => {
  answerSheet(api, [{ packId: plum, quantity: 3 }])
  const late = (body: { lines: Kept }) => {
    const quote = quoteOf({ lines: [...body.lines] })
    return { ...quote, orders: quote.orders.map((o) => ({ ...o, earliestDay: '2026-12-01' })) }
  }
  api.on(quoteRequisition, ({ body }) => late(body))
  const { result: sheet } = await inApp(useOrderSheet, { acting: { kind: 'unit' } })
  await api.settled()
  await quoted()
  expect(sheet.header.neededOn.value).toBe('2026-12-01')
  await quoted()
  expect(sheet.placing.ready.value).toBe(true)
  sheet.header.neededOn.value = '2026-11-30'
  await quoted()
  expect(sheet.header.neededOn.value).toBe('2026-11-30')
})

test('all that is on the sheet is there again after a reload', async () => {
  const server = answerSheet(api, [{ packId: plum, quantity: 3 }])
  const open = async () => {
    const app = await inApp(useOrderSheet, { acting: { kind: 'unit' } })
    await api.settled()
    return app
  }
  const { result: sheet, unmount } = await open()
  const columns = [{ title: '数量', unit: '', kind: 'quantity' as const, isOpen: false }]
  api.on(matchRows, () => ({
    columns,
    bare: null,
    rows: [pastedRow('土豆', 12, [potato, cabbage])],
  }))
  sheet.rows.setQuantity(plum, null)
  sheet.header.note.value = '走后门 '
  sheet.header.neededOn.value = '2026-12-03'
  sheet.rows.pasted.value = '品名\t数量\n土豆\t12'
  await sheet.rows.paste.run()
  await saved()
  expect(sheet.kept.isSaved.value).toBe(true)
  unmount()
  const { result: again } = await open()
  expect(again.rows.rows.value).toMatchObject([{ packId: plum, quantity: null }])
  expect(again.rows.open.value).toMatchObject([{ text: '土豆', quantity: 12 }])
  expect(again.header.note.value).toBe('走后门')
  expect(again.header.neededOn.value).toBe('2026-12-03')
  expect(again.rows.columns.value).toEqual(columns)
  expect(again.kept.isSaved.value).toBe(true)
  expect(server.content.openRows).toHaveLength(1)
})

test('a sheet is called saved only when the server has said so, and is tried again', async () => {
  const { sheet, server } = await openSheet([{ packId: plum, quantity: 3 }])
  api.on(saveBasket, () => {
    throw new AppError('service_unavailable')
  })
  sheet.rows.setQuantity(plum, 9)
  expect(sheet.kept.isSaved.value).toBe(false)
  await saved()
  expect(sheet.kept.isSaved.value).toBe(false)
  expect(sheet.kept.problem.value?.code).toBe('service_unavailable')
  const again = answerSheet(api)
  again.content = server.content
  await vi.advanceTimersByTimeAsync(11_000)
  await api.settled()
  expect(again.content.lines).toMatchObject([{ packId: plum, quantity: 9 }])
  expect(sheet.kept.isSaved.value).toBe(true)
})

test('what another tab did is merged into the sheet; the same row is asked, showing both', async () => {
  const { sheet, server } = await openSheet([
    { packId: plum, quantity: 10 },
    { packId: tea, quantity: 2 },
  ])
  const [first, second] = server.content.lines
  if (!first || !second) throw new Error('the basket is empty')
  server.change({
    lines: [
      { ...first, quantity: 40 },
      { ...second, quantity: 5 },
    ],
  })
  sheet.rows.setQuantity(plum, 77)
  await saved()
  expect(sheet.rows.lines.value).toEqual([
    { packId: plum, quantity: 77 },
    { packId: tea, quantity: 5 },
  ])
  const [conflict] = sheet.kept.conflicts.value
  expect(conflict).toMatchObject({ packId: plum, mine: 77, theirs: { quantity: 40 } })
  expect(sheet.placing.ready.value).toBe(false)
  if (conflict) sheet.kept.decide(conflict, 'theirs')
  await saved()
  await quoted()
  expect(server.content.lines.map(({ quantity }) => quantity)).toEqual([40, 5])
  expect(sheet.kept.isSaved.value).toBe(true)
  expect(sheet.placing.ready.value).toBe(true)
})

test('an emptied quantity keeps the row at its cooperative', async () => {
  const { sheet } = await openSheet([
    { packId: plum, quantity: 3 },
    { packId: potato, quantity: 3 },
    { packId: tea, quantity: 2 },
  ])
  sheet.rows.setQuantity(plum, null)
  await quoted()
  const groups = sheet.arranged.value.map(({ rows }) => rows.map(({ row }) => row.packId))
  expect(groups).toEqual([[plum, potato], [tea]])
  expect(sheet.arranged.value[0]?.rows[0]?.goods?.productName).toBe('plum')
  expect([sheet.rows.unfilled.value, sheet.placing.ready.value]).toEqual([1, false])
})

test('the last change and the removal of all are taken back', async () => {
  const { sheet } = await openSheet([
    { packId: plum, quantity: 3 },
    { packId: tea, quantity: 2 },
  ])
  sheet.rows.setQuantity(plum, 9)
  sheet.rows.clear()
  expect(sheet.rows.rows.value).toEqual([])
  sheet.rows.undo()
  expect(sheet.rows.lines.value.map(({ quantity }) => quantity)).toEqual([9, 2])
  sheet.rows.undo()
  expect(sheet.rows.lines.value.map(({ quantity }) => quantity)).toEqual([3, 2])
  expect(sheet.rows.canUndo.value).toBe(false)
})
