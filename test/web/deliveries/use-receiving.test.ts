import { expect, test } from 'vitest'
import { getShipment, receiveShipment } from '../../../shared/deliveries/deliveries.api.ts'
import { uploadFile } from '../../../shared/evidence/evidence.api.ts'
import { type ReceivingRow, useReceiving } from '../../../web/deliveries/use-receiving.ts'
import { fakeCall } from '../../support/fake-call.ts'
import { inApp } from '../in-app.ts'
import { aReceipt } from './sample-receipt.ts'
import { aShipment, plums, shipmentId, tomatoes, uuid } from './sample-shipment.ts'

const api = fakeCall()

test('nothing is weighed at first, and an unmeasured weight is a fault, not 0', async () => {
  const receiving = await open()
  expect(receiving.rows.value.map(({ received }) => received.weighedGrams)).toEqual([null, null])
  expect(receiving.rows.value.map(({ faults }) => faults[0]?.code)).toEqual([
    'required',
    'required',
  ])
  expect(receiving.weighedCount.value).toBe(0)
})

test('a receipt with a fault is not sent; now what is missing may be said', async () => {
  const receiving = await open()
  expect(receiving.draft.value.tried).toBe(false)
  expect(await receiving.send.run()).toBeNull()
  expect(receiving.draft.value.tried).toBe(true)
  expect(api.requests(receiveShipment)).toEqual([])
})

test('what is accepted follows what is weighed until the receiver says otherwise', async () => {
  const receiving = await open()
  const row = () => rowOf(receiving, plums)
  receiving.weigh(row(), 57_500)
  expect(row().received).toMatchObject({ weighedGrams: 57_500, acceptedGrams: 57_500 })
  receiving.update(plums, { acceptedGrams: 55_000, reason: 'damaged' })
  receiving.weigh(row(), 58_000)
  expect(row().received).toMatchObject({ weighedGrams: 58_000, acceptedGrams: 55_000 })
})

test('a reason is dropped once all of it is there', async () => {
  const receiving = await open()
  const row = () => rowOf(receiving, plums)
  receiving.weigh(row(), 57_500)
  receiving.update(plums, { reason: 'short' })
  receiving.weigh(row(), 60_000)
  expect(row().received.reason).toBeNull()
  expect(row().faults).toEqual([])
})

test('an odd weight is asked about anew each time it changes', async () => {
  const receiving = await open()
  const row = () => rowOf(receiving, plums)
  receiving.weigh(row(), 57_500_000)
  receiving.update(plums, { reason: 'over_delivered', weightConfirmed: true })
  expect(row().faults).toEqual([])
  receiving.weigh(row(), 57_600_000)
  expect(row().faults.map(({ code }) => code)).toContain('did_you_mean_grams')
})

test('a change of one line leaves the other, and what was given before, as they were', async () => {
  const receiving = await open()
  const before = rowOf(receiving, plums).received
  receiving.acceptAsShipped(rowOf(receiving, tomatoes))
  expect(rowOf(receiving, plums).received).toEqual(before)
  receiving.update(plums, { remark: '两箱压坏' })
  expect(before.remark).toBe('')
})

test('the receipt says every line as it was filled in', async () => {
  const receiving = await open()
  receiving.weigh(rowOf(receiving, plums), 57_500)
  receiving.update(plums, { reason: 'short', deductionCents: 500 })
  receiving.acceptAsShipped(rowOf(receiving, tomatoes))
  receiving.draft.value.note = '司机已签字'
  api.on(receiveShipment, () => aReceipt())
  expect(await receiving.send.run()).toMatchObject({ state: 'sent', answer: { id: uuid(40) } })
  expect(api.requests(receiveShipment)[0]?.body).toMatchObject({
    note: '司机已签字',
    weighedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
    lines: [
      { shipmentLineId: plums, weighedGrams: 57_500, reason: 'short', deductionCents: 500 },
      { shipmentLineId: tomatoes, weighedGrams: 60_000, acceptedGrams: 60_000, reason: null },
    ],
  })
})

test('photos go with the receipt, each stored once and named in its own line', async () => {
  const receiving = await open()
  for (const row of receiving.rows.value) receiving.acceptAsShipped(row)
  const photo = (name: string) => new File([name], name, { type: 'image/jpeg' })
  await Promise.all([
    receiving.keepPhoto(plums, photo('plums')),
    receiving.keepPhoto(tomatoes, photo('tomatoes')),
  ])
  expect(api.requests(uploadFile)).toEqual([])
  api.on(uploadFile, async ({ file }) =>
    aStoredFile((await file?.text()) === 'plums' ? uuid(51) : uuid(52)),
  )
  api.on(receiveShipment, () => aReceipt())
  await receiving.send.run()
  expect(api.requests(uploadFile)).toHaveLength(2)
  expect(api.requests(receiveShipment)[0]?.body.lines).toMatchObject([
    { shipmentLineId: plums, photoFileId: uuid(51) },
    { shipmentLineId: tomatoes, photoFileId: uuid(52) },
  ])
})

const otherLot = uuid(13)

test('§2.3 goods of one order line that came in two lots are weighed once', async () => {
  const receiving = await open(inTwoLots())
  const [row] = receiving.rows.value
  if (row === undefined) throw new Error('no row')
  expect(row.line).toMatchObject({ packs: 14, grams: 70_000 })
  receiving.weigh(row, 69_999)
  receiving.update(row.key, { reason: 'short', remark: '一箱压坏' })
  const partsOf = () => [...(receiving.rows.value[0]?.parts.values() ?? [])]
  // 60 kg and 10 kg were shipped: of 69,999 g 59,999.14 and 9,999.86 fall to them.
  expect(partsOf().map(({ acceptedGrams }) => acceptedGrams)).toEqual([59_999, 10_000])
  api.on(receiveShipment, () => aReceipt())
  for (const other of receiving.rows.value.slice(1)) receiving.acceptAsShipped(other)
  await receiving.send.run()
  expect(api.requests(receiveShipment)[0]?.body.lines).toMatchObject([
    { shipmentLineId: plums, acceptedGrams: 59_999, reason: 'short', remark: '一箱压坏' },
    { shipmentLineId: otherLot, acceptedGrams: 10_000, reason: 'short', remark: '' },
    { shipmentLineId: tomatoes },
  ])
})

test('the lots may be weighed one by one, beginning with their parts, and together again', async () => {
  const receiving = await open(inTwoLots())
  const first = () => receiving.rows.value[0] as ReceivingRow
  receiving.weigh(first(), 63_000)
  receiving.part(first())
  expect(receiving.rows.value.slice(0, 2).map(({ received }) => received.weighedGrams)).toEqual([
    54_000, 9_000,
  ])
  receiving.weigh(first(), 55_000)
  receiving.part(first())
  expect(first().received).toMatchObject({ weighedGrams: 64_000, acceptedGrams: 64_000 })
})

type Receiving = ReturnType<typeof useReceiving>

async function open(shipment = aShipment()): Promise<Receiving> {
  api.on(getShipment, () => shipment)
  const { result } = await inApp(() => useReceiving(shipmentId))
  await api.settled()
  return result
}

function rowOf(receiving: Receiving, lineId: string) {
  const row = receiving.rows.value.find(({ key }) => key === lineId)
  if (row === undefined) throw new Error(`no line ${lineId}`)
  return row
}

/** The plums came in two lots, 12 packs of the one and 2 of the other. */
function inTwoLots() {
  const shipment = aShipment()
  const [line, ...others] = shipment.lines
  if (line === undefined) throw new Error('no line')
  const other = { ...line, id: otherLot, lotNumber: 'L-2', packs: 2, grams: 10_000 }
  return { ...shipment, lines: [line, other, ...others] }
}

function aStoredFile(fileId: string) {
  const image = { mediaType: 'image/jpeg', byteSize: 1, width: 1, height: 1 }
  return { fileId, name: 'photo.jpg', ...image }
}

test('§6.5 the receiver sees what waits for the seller before it is sent', async () => {
  const record = await open()
  const row = () => rowOf(record, plums)
  const { grams } = row().line
  record.weigh(row(), grams + grams / 20)
  expect(row().surplusGrams).toBe(0)
  record.weigh(row(), grams + grams / 10)
  expect(row().surplusGrams).toBe(grams / 10)
})
