import { expect, test } from 'vitest'
import { getShipment, receiveShipment } from '../../../shared/deliveries/deliveries.api.ts'
import { uploadFile } from '../../../shared/evidence/evidence.api.ts'
import { useReceiving } from '../../../web/deliveries/use-receiving.ts'
import { fakeCall } from '../../support/fake-call.ts'
import { inApp } from '../in-app.ts'
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
  expect(receiving.tried.value).toBe(false)
  expect(await receiving.send.run()).toBeNull()
  expect(receiving.tried.value).toBe(true)
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
  receiving.note.value = '司机已签字'
  api.on(receiveShipment, () => aReceipt())
  const receipt = await receiving.send.run()
  expect(receipt?.id).toBe(uuid(40))
  expect(api.requests(receiveShipment)[0]?.body).toMatchObject({
    note: '司机已签字',
    lines: [
      { shipmentLineId: plums, weighedGrams: 57_500, reason: 'short', deductionCents: 500 },
      { shipmentLineId: tomatoes, weighedGrams: 60_000, acceptedGrams: 60_000, reason: null },
    ],
  })
})

test('photos of two lines are stored side by side, each for its own line', async () => {
  const receiving = await open()
  const answers: (() => void)[] = []
  api.on(uploadFile, async ({ file }) => {
    await new Promise<void>((resolve) => answers.push(resolve))
    return aStoredFile(file?.name === 'plums.jpg' ? uuid(51) : uuid(52))
  })
  const photo = (name: string) => new File(['x'], name, { type: 'image/jpeg' })
  const both = [
    receiving.sendPhoto(plums, photo('plums.jpg'), () => undefined),
    receiving.sendPhoto(tomatoes, photo('tomatoes.jpg'), () => undefined),
  ]
  await expect.poll(() => answers.length).toBe(2)
  for (const answer of answers.toReversed()) answer()
  await Promise.all(both)
  expect(rowOf(receiving, plums).received.photoFileId).toBe(uuid(51))
  expect(rowOf(receiving, tomatoes).received.photoFileId).toBe(uuid(52))
})

type Receiving = ReturnType<typeof useReceiving>

async function open(): Promise<Receiving> {
  api.on(getShipment, () => aShipment())
  const { result } = await inApp(() => useReceiving(shipmentId))
  await api.settled()
  return result
}

function rowOf(receiving: Receiving, lineId: string) {
  const row = receiving.rows.value.find(({ line }) => line.id === lineId)
  if (row === undefined) throw new Error(`no line ${lineId}`)
  return row
}

function aReceipt() {
  const { purchaseOrderId, purchaseOrderNumber, cooperative, unit } = aShipment()
  return {
    ...{ id: uuid(40), number: 'GR260715-000001', shipmentId, shipmentNumber: 'SH260714-000001' },
    ...{ purchaseOrderId, purchaseOrderNumber, cooperative, unit, note: '' },
    ...{ receivedByName: '李收货', receivedAt: '2026-07-15T02:00:00.000Z' },
    ...{ receivedOn: '2026-07-15', acceptedGrams: 117_500, acceptedCents: 96_000, lines: [] },
  }
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
