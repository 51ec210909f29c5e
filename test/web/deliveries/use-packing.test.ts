import { expect, test } from 'vitest'
import {
  closeShort,
  listToPack,
  prepareShipment,
} from '../../../shared/deliveries/deliveries.api.ts'
import { AppError } from '../../../shared/errors.ts'
import { usePacking } from '../../../web/deliveries/use-packing.ts'
import { fakeCall } from '../../support/fake-call.ts'
import { inApp } from '../in-app.ts'
import { anOrderToPack, aShipment, otherLot, reservedLot, uuid } from './sample-shipment.ts'

const api = fakeCall()

test('all that is left goes into the next shipment, out of the reserved lots', async () => {
  const { packing, order } = await open()
  const rows = packing.rowsOf(order)
  expect(rows.map(({ packs }) => packs)).toEqual([12, 6, 0])
  expect(rows.map(({ lotId }) => lotId)).toEqual([reservedLot, reservedLot, reservedLot])
})

test('a change of one line says nothing of the others and touches no loaded record', async () => {
  const { packing, order, line } = await open()
  packing.update(line, { packs: 5 })
  packing.update(line, { lotId: otherLot })
  expect(packing.rowsOf(order)[0]).toMatchObject({ packs: 5, lotId: otherLot })
  expect(packing.rowsOf(order)[1]).toMatchObject({ packs: 6, lotId: reservedLot })
  expect(line).toMatchObject({ remainingPacks: 12, reservedLotId: reservedLot })
})

test('lines without packs are not sent, and refusals find the lines that were', async () => {
  const { packing, order, line } = await open()
  packing.update(line, { packs: 0 })
  expect(packing.rowsOf(order).map(({ path }) => path)).toEqual([null, 'lines.0', null])
  api.on(prepareShipment, () => aShipment({ state: 'prepared' }))
  await packing.prepare.run(order)
  expect(api.requests(prepareShipment)[0]?.body.lines).toEqual([
    { orderLineId: uuid(22), packs: 6, lotId: reservedLot },
  ])
})

test('what is said to come no more leaves the list, which begins anew', async () => {
  const { packing, order, line } = await open()
  packing.update(line, { packs: 1 })
  api.on(closeShort, ({ params }) => ({ ...params, state: 'shipped' }))
  api.on(listToPack, () => ({ items: [{ ...anOrderToPack(), lines: order.lines.slice(0, 1) }] }))
  expect(await packing.closeShort.run(order, '没货了')).toMatchObject({ state: 'shipped' })
  const [reloaded] = packing.orders.value
  expect(reloaded && packing.rowsOf(reloaded).map(({ packs }) => packs)).toEqual([12])
})

test('a refusal is kept, and what was chosen stays', async () => {
  const { packing, order, line } = await open()
  packing.update(line, { packs: 3 })
  api.on(prepareShipment, () => {
    throw new AppError('illegal_transition')
  })
  expect(await packing.prepare.run(order)).toBeNull()
  expect(packing.prepare.problem.value?.code).toBe('illegal_transition')
  expect(packing.rowsOf(order)[0]?.packs).toBe(3)
})

test('§6.1 a lot past its day is neither proposed nor taken by its label', async () => {
  const order = anOrderToPack()
  const [line] = order.lines
  if (line === undefined) throw new Error('nothing to pack')
  const [reserved, other] = line.lots
  if (reserved === undefined || other === undefined) throw new Error('no lots')
  const past = { ...reserved, lotNumber: 'L-0', certificateValidTo: '2020-01-01' }
  const fit = { ...other, availableGrams: 60_000 }
  const lines = [{ ...line, lots: [past, fit] }]
  const { packing, order: shown } = await open({ ...order, lines })
  expect(packing.rowsOf(shown)[0]?.lotId).toBe(otherLot)
  expect(packing.takeLot('L-0')).toBe(false)
})

async function open(order = anOrderToPack()) {
  api.on(listToPack, () => ({ items: [order] }))
  const { result: packing } = await inApp(() => usePacking())
  await api.settled()
  const [shown] = packing.orders.value
  const line = shown?.lines[0]
  if (shown === undefined || line === undefined) throw new Error('nothing to pack')
  return { packing, order: shown, line }
}
