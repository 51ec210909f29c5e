import { expect, test } from 'vitest'
import { refreshSession } from '../../../shared/accounts/accounts.api.ts'
import {
  dispatchShipment,
  prepareShipment,
  receiveShipment,
} from '../../../shared/deliveries/deliveries.api.ts'
import { AppError, fieldError } from '../../../shared/errors.ts'
import { uploadFile } from '../../../shared/evidence/evidence.api.ts'
import { offlineDatabase } from '../../../web/platform/offline/database.ts'
import { keepPhoto, photoOf } from '../../../web/platform/offline/photos.ts'
import { useQueue } from '../../../web/platform/offline/queue.store.ts'
import { AlreadyQueued, waitAfter } from '../../../web/platform/offline/queue.ts'
import { useSession } from '../../../web/platform/session.store.ts'
import { fakeCall } from '../../support/fake-call.ts'
import { aReceipt } from '../deliveries/sample-receipt.ts'
import { aShipment, shipmentId, uuid } from '../deliveries/sample-shipment.ts'
import { deviceStorage } from '../device-storage.ts'
import { inApp } from '../in-app.ts'

const api = fakeCall()

deviceStorage()

test('what is done with a signal is sent at once and leaves nothing behind', async () => {
  const queue = await opened()
  api.on(receiveShipment, () => aReceipt())
  expect(await queue.submit(receipt())).toMatchObject({ state: 'sent', answer: { id: uuid(40) } })
  expect(queue.unsent).toEqual([])
})

test('§5.5 without a signal it waits, and is sent once with its key when there is one', async () => {
  const queue = await opened()
  const keys = withoutSignal()
  expect(await queue.submit(receipt())).toEqual({ state: 'waiting' })
  expect(queue.unsent).toMatchObject([{ state: 'waiting', tries: 1 }])
  api.on(receiveShipment, () => aReceipt())
  await queue.sendAll()
  await queue.sendAll()
  const sent = api.requests(receiveShipment)
  expect(new Set(sent.map(({ key }) => key))).toEqual(new Set(keys()))
  expect(queue.acts).toMatchObject([{ state: 'sent', answer: { id: uuid(40) } }])
})

test('waits grow from five seconds to five minutes', () => {
  expect([1, 2, 3, 4].map(waitAfter)).toEqual([5_000, 10_000, 20_000, 40_000])
  expect(waitAfter(50)).toBe(300_000)
})

test('acts go in their order: nothing overtakes the one that found no signal', async () => {
  const queue = await opened()
  const keys = withoutSignal()
  await queue.submit(receipt())
  await queue.submit(receipt(uuid(2)))
  // The second was never tried: the first one is still in front of it.
  expect(new Set(keys()).size).toBe(1)
  const order: string[] = []
  api.on(receiveShipment, ({ params }) => {
    order.push(params.shipmentId)
    return aReceipt()
  })
  await queue.sendAll()
  expect(order).toEqual([shipmentId, uuid(2)])
})

test('of one shipment one receipt waits, whichever button was pressed twice', async () => {
  const queue = await opened()
  withoutSignal()
  await queue.submit(receipt())
  await expect(queue.submit(receipt())).rejects.toThrow(AlreadyQueued)
  expect(queue.unsent).toHaveLength(1)
})

test('what the form can mend is said in the form, and nothing of it stays in the queue', async () => {
  const queue = await opened()
  api.on(receiveShipment, () => {
    throw fieldError(['lines', 0, 'weighedGrams'], 'required')
  })
  await expect(queue.submit(receipt())).rejects.toMatchObject({ code: 'validation_failed' })
  expect(queue.acts).toEqual([])
})

test('what somebody else did before is a conflict: it stays, and holds up no other', async () => {
  const queue = await opened()
  api.on(receiveShipment, ({ params }) => {
    if (params.shipmentId === shipmentId) throw new AppError('already_received')
    return aReceipt()
  })
  expect(await queue.submit(receipt())).toEqual({ state: 'refused' })
  expect(queue.unsent).toMatchObject([{ state: 'refused', refusal: { code: 'already_received' } }])
  expect(await queue.submit(receipt(uuid(2)))).toMatchObject({ state: 'sent' })
  const [refused] = queue.unsent
  if (refused === undefined) throw new Error('nothing is refused')
  await queue.note(refused)
  expect(queue.unsent).toMatchObject([{ state: 'noted', refusal: { code: 'already_received' } }])
  await queue.drop(refused.id)
  expect(queue.unsent).toEqual([])
})

test('a fault of the server with one act is tried again, and the others go on', async () => {
  const queue = await opened()
  api.on(receiveShipment, ({ params }) => {
    if (params.shipmentId === shipmentId) throw new AppError('internal_error')
    return aReceipt()
  })
  expect(await queue.submit(receipt())).toEqual({ state: 'waiting' })
  expect(await queue.submit(receipt(uuid(2)))).toMatchObject({ state: 'sent' })
  expect(queue.unsent).toMatchObject([{ state: 'waiting', subject: shipmentId }])
})

test('a photo is stored once; after a lost answer the very same request is sent again', async () => {
  const queue = await opened()
  const photoId = await keepPhoto(useSession().owner, new Blob(['plums'], { type: 'image/jpeg' }))
  let stored = 50
  api.on(uploadFile, () => {
    stored += 1
    return {
      fileId: uuid(stored),
      name: 'photo.jpg',
      mediaType: 'image/jpeg',
      byteSize: 5,
      width: 1,
      height: 1,
    }
  })
  api.on(receiveShipment, () => {
    throw new AppError('service_unavailable')
  })
  const path = ['body', 'lines', 0, 'photoFileId']
  const photos = [{ photoId, path, isPublic: false, fileId: null }]
  expect(await queue.submit({ ...receipt(), photos })).toEqual({ state: 'waiting' })
  api.on(receiveShipment, () => aReceipt())
  await queue.sendAll()
  expect(api.requests(uploadFile)).toHaveLength(1)
  const sent = api.requests(receiveShipment)
  expect(sent.length).toBeGreaterThan(1)
  expect(new Set(sent.map(({ key, body }) => JSON.stringify([key, body]))).size).toBe(1)
  expect(sent[0]?.body.lines[0]?.photoFileId).toBe(uuid(51))
  expect(await photoOf(photoId)).toBeNull()
})

test('a dispatch waits for the shipment that was packed before it', async () => {
  const queue = await opened()
  api.on(prepareShipment, () => {
    throw new AppError('service_unavailable')
  })
  await queue.submit(packing())
  const [packed] = queue.unsent
  if (packed === undefined) throw new Error('nothing waits')
  await queue.submit(dispatchAfter(packed.id))
  expect(api.requests(dispatchShipment)).toEqual([])
  api.on(prepareShipment, () => aShipment({ state: 'prepared', version: 7 }))
  api.on(dispatchShipment, () => aShipment())
  await queue.sendAll()
  expect(api.requests(dispatchShipment)).toMatchObject([
    { params: { shipmentId }, body: { carrier: '自送', version: 7 } },
  ])
})

test('what was packed and dropped takes its dispatch with it', async () => {
  const queue = await opened()
  api.on(prepareShipment, () => {
    throw new AppError('nothing_left_to_ship')
  })
  await queue.submit(packing())
  const id = queue.unsent[0]?.id ?? ''
  await queue.submit(dispatchAfter(id))
  expect(queue.unsent.map(({ state }) => state)).toEqual(['refused', 'waiting'])
  await queue.drop(id)
  expect(queue.unsent).toEqual([])
})

test('whose session has ended is asked to sign in; nothing is lost', async () => {
  const queue = await opened()
  api.on(receiveShipment, () => {
    throw new AppError('unauthenticated')
  })
  api.on(refreshSession, () => {
    throw new AppError('session_ended')
  })
  expect(await queue.submit(receipt())).toEqual({ state: 'waiting' })
  expect(queue.mustSignIn).toBe(true)
  expect(queue.unsent).toMatchObject([{ state: 'waiting', tries: 0 }])
})

test('what another person did on this phone waits for that person', async () => {
  const database = await offlineDatabase()
  const queue = await opened()
  withoutSignal()
  await queue.submit(receipt())
  const [act] = queue.unsent
  if (act === undefined) throw new Error('nothing waits')
  await database?.put('acts', { ...act, owner: `${uuid(77)} ${uuid(78)}` })
  api.on(receiveShipment, () => aReceipt())
  const before = api.requests(receiveShipment).length
  await queue.refresh()
  await queue.sendAll()
  expect(queue.acts).toEqual([])
  expect(queue.ofOthers).toBe(1)
  expect(api.requests(receiveShipment)).toHaveLength(before)
})

async function opened() {
  const { result } = await inApp(() => useQueue(), { acting: { roles: ['receiver'] } })
  return result
}

/** Nobody answers; tells with which keys it was tried. */
function withoutSignal(): () => (string | null)[] {
  const keys: (string | null)[] = []
  api.on(receiveShipment, ({ key }) => {
    keys.push(key)
    throw new AppError('service_unavailable')
  })
  return () => keys
}

function receipt(subject = shipmentId) {
  const line = {
    ...{ shipmentLineId: uuid(11), weighedGrams: 60_000, acceptedGrams: 60_000, reason: null },
    ...{ deductionCents: 0, remark: '', photoFileId: null, weightConfirmed: false },
  }
  return {
    kind: 'deliveries.receive',
    subject,
    title: 'SH260714-000001',
    endpoint: receiveShipment,
    input: { params: { shipmentId: subject }, body: { note: '', lines: [line] } },
  }
}

function packing() {
  const purchaseOrderId = uuid(2)
  return {
    kind: 'deliveries.pack',
    subject: purchaseOrderId,
    title: 'PO260706-000001',
    endpoint: prepareShipment,
    input: { params: { purchaseOrderId }, body: {} },
  }
}

function dispatchAfter(after: string) {
  return {
    kind: 'deliveries.dispatch',
    subject: after,
    title: 'PO260706-000001',
    endpoint: dispatchShipment,
    input: { params: { shipmentId: null }, body: { carrier: '自送', version: null } },
    after,
    takes: [
      { from: ['id'], to: ['params', 'shipmentId'] },
      { from: ['version'], to: ['body', 'version'] },
    ],
  }
}
