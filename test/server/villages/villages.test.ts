import { expect, test } from 'vitest'
import { requireVillage } from '../../../server/villages/index.ts'
import { readFile, uploadFile } from '../../../shared/evidence/evidence.api.ts'
import * as api from '../../../shared/villages/villages.api.ts'
import { signedIn, testApp } from '../../support/app.ts'
import { aMember } from '../../support/factories/accounts.ts'
import { aCooperative, anOrganisation } from '../../support/factories/organisations.ts'
import { insertDivision, insertPlaces } from '../../support/factories/villages.ts'

const { call, refusal, send, database } = await testApp()
await insertPlaces(database)
const authority = await anOrganisation(database)
const { actor: official } = await aMember(database, {
  organisationId: authority.id,
  roles: ['official'],
  divisionCode: '500237',
})
const admin = signedIn({ roles: ['platform_admin'] })
const params = { code: '500237222213' }
const body = { introduction: '悬崖上凿出天路的村子', households: 142, photoFileId: null }

test('§8 a profile is written by the officials of its area and read by everybody', async () => {
  await call(api.saveProfile, { params, body }, { as: official })
  const capacity = { produce: '柑橘', seasonYear: 2026, capacityGrams: 500_000_000 }
  await call(api.declareCapacity, { params, body: capacity }, { as: official })
  const seen = await call(api.profile, { params })
  expect(seen).toMatchObject({ households: 142, introduction: body.introduction })
  expect(seen.capacities).toMatchObject([capacity])
  expect(JSON.stringify(seen)).not.toContain(official.personId)
  const pdf = { bytes: Buffer.from('%PDF-1.4'), name: '产能.pdf', fields: { isPublic: 'false' } }
  const { fileId } = (await send(uploadFile, {}, { as: official, file: pdf })).json()
  const proved = { params, body: { ...capacity, fileId } }
  const declared = await call(api.declareCapacity, proved, { as: official })
  expect(declared.capacities).toMatchObject([{ fileId }])
  const read = async (as?: typeof official) =>
    (await send(readFile, { params: { fileId } }, { ...(as && { as }) })).statusCode
  expect(await read(admin)).toBe(200)
  expect(await read(signedIn({ roles: ['official'], divisionCode: '441826' }))).toBe(404)
  const without = await call(
    api.declareCapacity,
    { params, body: { ...capacity, capacityGrams: null } },
    { as: official },
  )
  expect(without.capacities).toEqual([])
})

test('an official writes nothing outside their area, and others nothing at all', async () => {
  const elsewhere = { code: '441826102221' }
  const outside = await refusal(api.saveProfile, { params: elsewhere, body }, { as: official })
  expect(outside.code).toBe('forbidden')
  await call(api.saveProfile, { params: elsewhere, body }, { as: admin })
  const buyer = signedIn({ roles: ['buyer'] })
  expect((await refusal(api.saveProfile, { params, body }, { as: buyer })).code).toBe('forbidden')
  expect((await refusal(api.saveProfile, { params, body })).code).toBe('unauthenticated')
  const unknown = { code: '500237222999' }
  expect((await refusal(api.profile, { params: unknown })).code).toBe('not_found')
})

test('§9 an abolished code leads to the one in force, in one sentence', async () => {
  await insertDivision(database, { code: '500237222298', name: '旧庄村', validTo: '2019-12-31' })
  await insertDivision(database, {
    code: '500237222297',
    name: '老庄村',
    validTo: '2015-12-31',
    successorCode: '500237222298',
  })
  const path = ['lots', 0, 'villageCode']
  const lost = requireVillage(database.db, '500237222298', path)
  await expect(lost).rejects.toMatchObject({
    fields: [{ path, code: 'abolished_without_successor' }],
  })
  await call(
    api.recordSuccessor,
    { params: { code: '500237222298' }, body: { successorCode: '500237222213' } },
    { as: admin },
  )
  const abolished = requireVillage(database.db, '500237222297', path)
  await expect(abolished).rejects.toMatchObject({
    fields: [
      {
        path,
        code: 'abolished_village',
        values: {
          code: '500237222297',
          name: '老庄村',
          validTo: '2015-12-31',
          successorCode: '500237222213',
          successorName: '重庆市巫山县竹贤乡下庄村',
        },
      },
    ],
  })
  const shown = await call(api.division, { params: { code: '500237222297' } })
  expect(shown).toMatchObject({ validTo: '2015-12-31', successor: { code: '500237222213' } })
})

test('§9 what is no village is refused where a village is asked for', async () => {
  for (const code of ['500237222', '999999999999', '500237222999'])
    await expect(requireVillage(database.db, code, ['village'])).rejects.toMatchObject({
      fields: [{ code: 'unknown_village' }],
    })
})

test('a node in force has no successor, and a village none among towns', async () => {
  const inForce = await refusal(
    api.recordSuccessor,
    { params, body: { successorCode: '500237222210' } },
    { as: admin },
  )
  expect(inForce.code).toBe('illegal_transition')
  const wrongLevel = await refusal(
    api.recordSuccessor,
    { params: { code: '500237222298' }, body: { successorCode: '500237' } },
    { as: admin },
  )
  expect(wrongLevel.fields).toMatchObject([{ path: ['successorCode'], code: 'not_an_option' }])
})

test('a node shows the way up and down', async () => {
  const seen = await call(api.division, { params: { code: '500237222' } })
  expect(seen.above.map((division) => division.name)).toEqual(['重庆市', '巫山县'])
  expect(seen.below).toHaveLength(6)
})

test('§3.18 a cooperative proposes its village’s page, and an official of the area confirms it', async () => {
  const cooperative = await aCooperative(database)
  const of = { organisationId: cooperative.id, roles: ['cooperative_manager'] as const }
  const { actor: manager } = await aMember(database, of)
  const own = await call(api.readOwnVillage, {}, { as: manager })
  expect(own.village.code).toBe(params.code)
  const story = { introduction: '绝壁上凿出路的村子', season: '脆李 6 月下旬至 7 月' }
  const propose = () => call(api.proposeProfile, { body: story }, { as: manager })
  const decide = (proposalId: string, decision: 'confirm' | 'return', reason = '') => ({
    params: { proposalId },
    body: { decision, reason },
  })
  const first = await propose()
  // What one proposes anew takes the place of what waits.
  const second = await propose()
  const listed = await call(api.listProfileProposals, { query: {} }, { as: official })
  expect(listed.items.map(({ id, state }) => [id, state])).toEqual([
    [second.id, 'waiting'],
    [first.id, 'withdrawn'],
  ])
  const late = decide(first.id, 'confirm')
  expect((await refusal(api.decideProfileProposal, late, { as: official })).code).toBe(
    'illegal_transition',
  )
  const unsaid = await refusal(api.decideProfileProposal, decide(second.id, 'return'), {
    as: official,
  })
  expect(unsaid.fields).toMatchObject([{ path: ['reason'], code: 'required' }])
  expect((await call(api.profile, { params })).season).toBe('')
  const elsewhere = signedIn({ roles: ['official'], divisionCode: '441826' })
  const confirmed = decide(second.id, 'confirm')
  expect((await refusal(api.decideProfileProposal, confirmed, { as: elsewhere })).code).toBe(
    'not_found',
  )
  await call(api.decideProfileProposal, confirmed, { as: official })
  expect(await call(api.profile, { params })).toMatchObject({ ...story, households: 142 })
  const third = await propose()
  await call(api.withdrawProfileProposal, { params: { proposalId: third.id } }, { as: manager })
  expect(await call(api.profile, { params })).toMatchObject(story)
})

test('§4.3 boundaries are kept place by place by the officials of the area, and drawn for everybody', async () => {
  const [village, other] = ['500237222213', '500237222211']
  const township = { code: '500237222' }
  const square = [[0, 0, 90, 0, 90, 90, 0, 90]]
  const triangle = [[0, 0, 90, 0, 90, 90]]
  const save = (items: { code: string; rings: number[][] }[], as = official) =>
    call(api.saveBoundaries, { params: township, body: { items } }, { as })
  const first = [
    { code: village, rings: square },
    { code: other, rings: square },
  ]
  await save(first)
  await save([{ code: village, rings: triangle }])
  const { items } = await call(api.readBoundaries, { params: township })
  expect(items).toEqual([
    { code: other, rings: square },
    { code: village, rings: triangle },
  ])
  const refused = async (items: { code: string; rings: number[][] }[], as = official) => {
    const answer = await refusal(api.saveBoundaries, { params: township, body: { items } }, { as })
    return answer.fields?.[0]?.code ?? answer.code
  }
  expect(await refused([{ code: '500237109241', rings: square }])).toBe('unknown_division')
  expect(await refused([{ code: '500237222999', rings: square }])).toBe('unknown_division')
  expect(await refused([...first, ...first])).toBe('duplicate')
  expect(await refused([{ code: village, rings: [[0, 0, 90, 0, 90, 90, 1]] }])).toBe('wrong_format')
  const many = Array.from({ length: 21 }, () => Array(2_000).fill(1))
  expect(await refused([{ code: village, rings: many }])).toBe('too_many')
  // Nor place by place: everybody reads what is kept below a place at once.
  await save([{ code: village, rings: many.slice(0, 11) }])
  expect(await refused([{ code: other, rings: many.slice(0, 11) }])).toBe('too_many')
  await save([{ code: village, rings: square }])
  const stranger = signedIn({ roles: ['official'], divisionCode: '441826' })
  expect(await refused(first, stranger)).toBe('forbidden')
  await call(api.removeBoundaries, { params: township }, { as: official })
  expect((await call(api.readBoundaries, { params: township })).items).toEqual([])
})
