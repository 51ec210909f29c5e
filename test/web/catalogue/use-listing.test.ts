import { beforeEach, expect, test } from 'vitest'
import * as endpoints from '../../../shared/catalogue/listings.api.ts'
import type { Reply } from '../../../shared/endpoint.ts'
import { AppError, fieldError } from '../../../shared/errors.ts'
import { basisPointsOf, emptyLot, goodsOf, nextLot } from '../../../web/catalogue/listing-form.ts'
import { useListing } from '../../../web/catalogue/use-listing.ts'
import { fakeCall } from '../../support/fake-call.ts'
import { inApp } from '../in-app.ts'

const api = fakeCall()
const productId = '01900000-0000-7000-8000-000000000031'
const first = '01900000-0000-7000-8000-000000000041'
const second = '01900000-0000-7000-8000-000000000042'
let listing: Reply<typeof endpoints.showListing>

const draft: Reply<typeof endpoints.showListing> = {
  productId,
  version: 4,
  name: '脆李',
  variety: '',
  category: 'fruit',
  state: 'draft',
  stateReason: '',
  photoFileId: null,
  cooperativeId: '01900000-0000-7000-8000-000000000051',
  cooperativeName: '下庄天路合作社',
  countyCode: '500237',
  originPathName: '重庆市 巫山县 竹贤乡 下庄村',
  packs: [],
  availableGrams: 0,
  openLots: 0,
  submittedAt: null,
  updatedAt: '2026-11-22T02:00:00.000Z',
  duplicateOf: null,
  packsWaiting: 0,
  description: '',
  storage: 'ambient',
  shelfLifeDays: null,
  originCode: '500237222213',
  photoFileIds: [],
  seasonWindows: [],
  prices: [],
  lots: [],
  adjustments: [],
}

beforeEach(() => {
  listing = draft
  api.on(endpoints.showListing, () => listing)
})

async function openListing() {
  const acting = { kind: 'cooperative' as const, roles: ['cooperative_manager' as const] }
  const { result } = await inApp(() => useListing(() => productId), { acting })
  await api.settled()
  return result
}

test('after an act the listing is read anew, and the act’s answer is given', async () => {
  const record = await openListing()
  api.on(endpoints.submitListing, () => {
    listing = { ...listing, state: 'in_review', version: 5 }
    return { productId, state: 'in_review' as const, stateReason: '', version: 5 }
  })
  expect(await record.submit.run()).toMatchObject({ state: 'in_review' })
  expect(record.data.value).toMatchObject({ state: 'in_review', version: 5 })
})

test('goods are revised as the version that was read', async () => {
  const record = await openListing()
  api.on(endpoints.reviseListing, () => {
    throw new AppError('stale_version')
  })
  const form = { ...goodsOf(read(listing)), name: '巫山脆李' }
  expect(await record.revise.run(form, 4)).toBeNull()
  expect(record.revise.problem.value?.code).toBe('stale_version')
  const [sent] = api.requests(endpoints.reviseListing)
  expect(sent?.body).toMatchObject({ name: '巫山脆李', version: 4, originCode: '500237222213' })
})

test('each lot has its own problem: a refused loss is not said of the lot beside it', async () => {
  const record = await openListing()
  api.on(endpoints.adjustLot, ({ params }) => {
    if (params.lotId === second) throw fieldError(['changeGrams'], 'less_than_nothing_left')
    return { lotId: params.lotId, availableGrams: 900 }
  })
  const loss = { changeGrams: -100, reason: '损耗' }
  expect(await record.adjustLot(first).run(loss)).toMatchObject({ availableGrams: 900 })
  expect(await record.adjustLot(second).run(loss)).toBeNull()
  expect(record.adjustLot(first).problem.value).toBeNull()
  expect(record.adjustLot(second).problem.value?.fields).toEqual([
    { path: ['changeGrams'], code: 'less_than_nothing_left' },
  ])
})

test('a lot is declared with the proof that its goods need', async () => {
  const record = await openListing()
  api.on(endpoints.declareLot, () => ({ lotId: first, number: 'L1' }))
  const form = {
    ...emptyLot(),
    totalGrams: 2_000_000,
    certificateNumber: ' 渝巫2026-0701 ',
    villages: [
      {
        village: { code: '500237222213', name: '下庄村', path: '' },
        isUnknown: false,
        percent: '62.5',
      },
      { village: null, isUnknown: true, percent: '37.5' },
    ],
  }
  await record.declareLot.run(form, read(listing))
  const [sent] = api.requests(endpoints.declareLot)
  expect(sent?.body.villages).toEqual([
    { villageCode: '500237222213', shareBasisPoints: 6_250 },
    { villageCode: null, shareBasisPoints: 3_750 },
  ])
  expect(sent?.body.certificate.kind).toBe('promise')
})

test('the next lot begins with the villages of the last, the first with the place of the goods', () => {
  const origin = nextLot(read(listing)).villages
  expect(origin).toMatchObject([{ village: { code: '500237222213' }, percent: '100' }])
  const lot = {
    lotId: first,
    number: 'L1',
    harvestedOn: '2026-11-01',
    expiresOn: null,
    availableGrams: 1_000,
    totalGrams: 1_000,
    households: null,
    closedAt: null,
    certificate: { kind: 'promise', number: 'C1', issuedOn: null, validTo: null, fileId: null },
    villages: [
      { code: '500237222214', pathName: '石院村', shareBasisPoints: 6_250 },
      { code: null, pathName: null, shareBasisPoints: 3_750 },
    ],
  } as const
  const [known, unknown] = nextLot(
    read({ ...listing, lots: [{ ...lot, villages: [...lot.villages] }] }),
  ).villages
  expect(known).toMatchObject({ village: { code: '500237222214' }, percent: '62.5' })
  expect(unknown).toEqual({ village: null, isUnknown: true, percent: '37.5' })
})

/** As the browser reads it. */
function read(answer: Reply<typeof endpoints.showListing>) {
  return endpoints.showListing.response.parse(answer)
}

test('§2.7 a village’s share is read in full-width figures too, and with its sign', () => {
  expect(['60', '６０', '33.3%', ' 12．５％ '].map(basisPointsOf)).toEqual([
    6_000, 6_000, 3_330, 1_250,
  ])
  expect(['', '六成', '1,5', '-5', '33.333'].map(basisPointsOf)).toEqual(Array(5).fill(null))
})
