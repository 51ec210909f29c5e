import { expect, test } from 'vitest'
import { nextTick } from 'vue'
import { listProduct } from '../../../shared/catalogue/listings.api.ts'
import { fieldError } from '../../../shared/errors.ts'
import { useNewListing } from '../../../web/catalogue/use-new-listing.ts'
import { offlineDatabase } from '../../../web/platform/offline/database.ts'
import { fakeCall } from '../../support/fake-call.ts'
import { deviceStorage } from '../device-storage.ts'
import { inApp } from '../in-app.ts'

const api = fakeCall()
const village = { code: '500237222213', name: '下庄村', path: '' }

const acting = { kind: 'cooperative' as const, roles: ['cooperative_manager' as const] }
async function openForm() {
  const opened = await inApp(useNewListing, { acting })
  await opened.result.restoring
  return opened
}
const draftsKept = async () => (await (await offlineDatabase())?.getAllKeys('drafts')) ?? []

deviceStorage()

test('what was filled in is there again, and can be thrown away', async () => {
  const before = await openForm()
  before.result.form.value.goods = { ...before.result.form.value.goods, name: '半截子脐橙' }
  await nextTick()
  before.unmount()
  const { result } = await openForm()
  expect(result.restored.value).toBe(true)
  expect(result.form.value.goods.name).toBe('半截子脐橙')
  result.discard()
  expect(result.form.value.goods.name).toBe('')
  expect(result.restored.value).toBe(false)
})

test('the first lot comes from where the goods do, unless a village was chosen', async () => {
  const { result } = await openForm()
  const { form } = result
  form.value.goods = { ...form.value.goods, origin: village }
  await nextTick()
  expect(form.value.lot.villages).toMatchObject([{ village, percent: '100' }])
  form.value.goods = { ...form.value.goods, origin: { ...village, code: '500237222214' } }
  await nextTick()
  expect(form.value.lot.villages[0]?.village?.code).toBe(village.code)
})

test('a refused listing stays on the device; a listed one leaves nothing', async () => {
  const { result } = await openForm()
  const { form } = result
  form.value = {
    ...form.value,
    goods: { ...form.value.goods, name: '巫山脆李', category: 'fruit', origin: village },
    packs: [
      {
        name: '5 公斤箱',
        netGrams: 5_000,
        pieces: null,
        priceCents: 9_000,
        minimumQuantity: null,
        tiers: [],
      },
    ],
    withLot: false,
  }
  await nextTick()
  api.on(listProduct, () => {
    throw fieldError(['packs', 0, 'name'], 'weight_differs_from_name')
  })
  expect(await result.list.run(true)).toBeNull()
  expect(await draftsKept()).toHaveLength(1)
  const productId = '01900000-0000-7000-8000-000000000031'
  api.on(listProduct, () => ({
    productId,
    packIds: [],
    lotId: null,
    state: 'in_review' as const,
    stateReason: '',
  }))
  expect(await result.list.run(true)).toMatchObject({ state: 'sent', answer: { productId } })
  expect(await draftsKept()).toEqual([])
  expect(api.requests(listProduct).at(-1)?.body).toMatchObject({
    lot: null,
    submit: true,
    packs: [{ minimumQuantity: 1 }],
  })
})
