import { expect, test } from 'vitest'
import { ref } from 'vue'
import type { Reply } from '../../../shared/endpoint.ts'
import { fieldError } from '../../../shared/errors.ts'
import { declareCapacity, division, profile } from '../../../shared/villages/villages.api.ts'
import { useVillage } from '../../../web/villages/use-village.ts'
import { fakeCall } from '../../support/fake-call.ts'
import { inApp } from '../in-app.ts'

const api = fakeCall()

test('a village is loaded with its place in the tree, and anew for another code', async () => {
  answerVillages()
  const code = ref('500237222213')
  const { result: village } = await inApp(() => useVillage(() => code.value))
  await api.settled()
  expect(village.data.value).toMatchObject({
    profile: { village: { code: '500237222213' } },
    node: { above: [{ code: '500237' }] },
  })
  code.value = '500237222214'
  await api.settled()
  expect(village.data.value?.profile.village.code).toBe('500237222214')
})

test('what is declared stands in the profile at once', async () => {
  answerVillages()
  api.on(declareCapacity, ({ params, body }) => ({
    ...profileOf(params.code),
    capacities: [
      {
        produce: body.produce,
        seasonYear: body.seasonYear,
        capacityGrams: body.capacityGrams ?? 1,
        declaredAt: '2026-05-01T00:00:00.000Z',
        fileId: null,
      },
    ],
  }))
  const { result: village } = await inApp(() => useVillage(() => '500237222213'))
  await api.settled()
  await village.declareCapacity.run({ produce: '脆李', seasonYear: 2026, capacityGrams: 5_000 })
  expect(village.data.value?.profile.capacities).toMatchObject([{ produce: '脆李' }])
  expect(api.requests(profile)).toHaveLength(1)
})

test('a refusal is kept for its field, and the profile stays as it was', async () => {
  answerVillages()
  api.on(declareCapacity, () => {
    throw fieldError(['produce'], 'too_short')
  })
  const { result: village } = await inApp(() => useVillage(() => '500237222213'))
  await api.settled()
  const answer = await village.declareCapacity.run({
    produce: 'x',
    seasonYear: 2026,
    capacityGrams: 1,
  })
  expect(answer).toBeNull()
  expect(village.declareCapacity.problem.value?.fields).toEqual([
    { path: ['produce'], code: 'too_short' },
  ])
  expect(village.data.value?.profile.capacities).toEqual([])
})

function answerVillages() {
  api.on(profile, ({ params }) => profileOf(params.code))
  api.on(division, ({ params }) => ({
    ...nodeOf(params.code),
    officialName: '下庄村委会',
    validFrom: null,
    above: [{ code: '500237', name: '巫山县' }],
    below: [],
    successor: null,
  }))
}

function profileOf(code: string): Reply<typeof profile> {
  return {
    village: { ...nodeOf(code), successorCode: null },
    introduction: '',
    season: '',
    households: null,
    photoFileId: null,
    capacities: [],
    updatedAt: null,
  }
}

function nodeOf(code: string) {
  return { code, name: '下庄村', pathName: '巫山县 竹贤乡', level: 5, validTo: null }
}
