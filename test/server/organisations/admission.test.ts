import { expect, test } from 'vitest'
import { requireAdmittedCooperative } from '../../../server/organisations/index.ts'
import type { AdmissionStep } from '../../../shared/organisations/cooperative-states.ts'
import * as api from '../../../shared/organisations/cooperatives.api.ts'
import { signedIn, testApp } from '../../support/app.ts'
import { aMember } from '../../support/factories/accounts.ts'
import { aCooperative, anOrganisation, aUnit } from '../../support/factories/organisations.ts'
import { insertDivision, insertPlaces } from '../../support/factories/villages.ts'
import { stopBefore, untilBlocked } from '../../support/race.ts'

const { call, refusal, database } = await testApp({ settings: { TRUST_PROXY: '1' } })
await insertPlaces(database)
const authority = await anOrganisation(database)
const county = { organisationId: authority.id, divisionCode: '500237' }
const platform = await anOrganisation(database, { kind: 'platform', name: '村集平台' })
const { actor: official } = await aMember(database, { ...county, roles: ['official'] })
const { actor: admin } = await aMember(database, {
  organisationId: platform.id,
  roles: ['platform_admin'],
})
const foreign = signedIn({ roles: ['official'], divisionCode: '441826' })

const business = {
  kind: 'business' as const,
  number: '示例执照-0001',
  validFrom: '2020-01-01',
  validTo: null,
}
const application = {
  name: '下庄天路柑橘专业合作社',
  creditCode: '91654026MA78WT2Q66',
  cooperativeType: 'cooperative',
  legalRepresentative: '毛建国',
  villageCode: '500237222213',
  address: '下庄村 1 组',
  contactName: '毛建国',
  contactPhone: '13900000002',
  contactEmail: 'Xiazhuang@example.test',
  bankName: '',
  bankAccount: '',
  licences: [business],
} as const

type Application = Parameters<typeof call<typeof api.applyForAdmission>>[1]['body']

/** Each application comes from an address of its own, unless one is given. */
let addresses = 0
function from(address = `10.0.${addresses}.1`) {
  addresses += 1
  return { headers: { 'x-forwarded-for': address } }
}

function apply(changes: Partial<Application> = {}, address?: string) {
  const body = { ...application, ...changes } as Application
  return call(api.applyForAdmission, { body }, from(address))
}

async function refusedFields(changes: Partial<Application>) {
  const body = { ...application, ...changes } as Application
  const problem = await refusal(api.applyForAdmission, { body }, from())
  return problem.fields?.map((field) => [field.path.join('.'), field.code])
}

/** A credit code that passes its check. */
function codeOf(number: number): string {
  const body = `93500237MA${String(number).padStart(7, '0')}`
  const alphabet = '0123456789ABCDEFGHJKLMNPQRTUWXY'
  const sum = [...body].reduce(
    (total, sign, index) => total + alphabet.indexOf(sign) * (3 ** index % 31),
    0,
  )
  return body + alphabet[(31 - (sum % 31)) % 31]
}

function decide(id: string, step: AdmissionStep, reason = '') {
  return { params: { cooperativeId: id }, body: { step, reason } }
}

test('an application goes by the county to the platform, and ends in admission', async () => {
  const { id, state, countyName } = await apply()
  expect({ state, countyName }).toEqual({ state: 'applied', countyName: '巫山县' })
  const today = '2026-11-22'
  const early = requireAdmittedCooperative(database.db, id, today)
  await expect(early).rejects.toMatchObject({ code: 'cooperative_not_admitted' })
  const waiting = await call(api.cooperatives, { query: { state: 'applied' } }, { as: official })
  expect(waiting.items.map((item) => item.id)).toContain(id)
  const recommended = await call(api.decideAdmission, decide(id, 'recommend'), { as: official })
  expect(recommended).toMatchObject({
    state: 'recommended',
    contactEmail: 'xiazhuang@example.test',
  })
  const admitted = await call(api.decideAdmission, decide(id, 'admit'), { as: admin })
  expect(admitted).toMatchObject({ state: 'admitted', steps: ['suspend'] })
  expect(admitted.recommendedBy).not.toBeNull()
  const invited = await database.sql`
    select email, roles from accounts.invitations where organisation_id = ${id}`
  expect(invited).toEqual([{ email: 'xiazhuang@example.test', roles: ['cooperative_manager'] }])
  await requireAdmittedCooperative(database.db, id, today)
})

test('a code that fails its check is refused at its field, a taken one too', async () => {
  const { id } = await aCooperative(database, { creditCode: '11500000MB19069553' })
  expect(id).toBeTruthy()
  expect(await refusedFields({ creditCode: '91350100M000100Y4Z' })).toEqual([
    ['creditCode', 'wrong_credit_code'],
  ])
  expect(await refusedFields({ creditCode: '11500000MB19069553' })).toEqual([
    ['creditCode', 'credit_code_taken'],
  ])
})

const admit = async (id: string) => {
  await call(api.decideAdmission, decide(id, 'recommend'), { as: official })
  return call(api.decideAdmission, decide(id, 'admit'), { as: admin })
}

test('§11.5 an application holds neither a code nor a name; of several one is admitted', async () => {
  const creditCode = codeOf(1)
  const name = '悬崖果蔬专业合作社'
  const impostor = await apply({ creditCode, name })
  const rightful = await apply({ creditCode, name })
  const seen = await call(
    api.cooperative,
    { params: { cooperativeId: rightful.id } },
    { as: official },
  )
  expect(seen.rivals).toMatchObject([
    { id: impostor.id, state: 'applied', hasSameCode: true, mayOpen: true },
  ])
  expect(await admit(rightful.id)).toMatchObject({ state: 'admitted', rivals: [] })
  await call(api.decideAdmission, decide(impostor.id, 'recommend'), { as: official })
  const late = await refusal(api.decideAdmission, decide(impostor.id, 'admit'), { as: admin })
  expect(late.fields).toMatchObject([{ code: 'name_taken' }])
  const told = await call(
    api.cooperative,
    { params: { cooperativeId: impostor.id } },
    { as: admin },
  )
  expect(told.rivals).toMatchObject([{ id: rightful.id, state: 'admitted' }])
  await call(api.decideAdmission, decide(impostor.id, 'reject', '冒名'), { as: official })
  // From now on the code is refused where it is typed.
  expect(await refusedFields({ creditCode, name: '别的合作社' })).toEqual([
    ['creditCode', 'credit_code_taken'],
  ])
  const again = decide(impostor.id, 'reopen', '重来')
  expect((await call(api.decideAdmission, again, { as: official })).state).toBe('applied')
  // a bureau and a cooperative are different kinds
  await aUnit(database, { creditCode })
})

test('§11.5 of two applications admitted in one moment one is refused', async () => {
  const creditCode = codeOf(7)
  const one = await apply({ creditCode, name: '甲果蔬合作社' })
  const other = await apply({ creditCode, name: '乙果蔬合作社' })
  for (const { id } of [one, other])
    await call(api.decideAdmission, decide(id, 'recommend'), { as: official })
  const stop = stopBefore(database, /insert into platform\.outbox|insert into "platform"/)
  const first = call(api.decideAdmission, decide(one.id, 'admit'), { as: admin })
  await stop.reached
  const second = refusal(api.decideAdmission, decide(other.id, 'admit'), { as: admin })
  await untilBlocked(database)
  stop.release()
  expect((await first).state).toBe('admitted')
  expect((await second).fields).toMatchObject([{ path: ['creditCode'], code: 'credit_code_taken' }])
})

test('§2.7 two organisations of a county and kind do not look the same by name', async () => {
  await admit((await apply({ creditCode: codeOf(2), name: '骡坪（示例）合作社' })).id)
  const alike = '骡坪\u200b (示例) 合作社'
  expect(await refusedFields({ creditCode: codeOf(3), name: alike })).toEqual([
    ['name', 'name_taken'],
  ])
  // another county has one of its own
  const villageCode = '441826102221'
  expect((await apply({ creditCode: codeOf(3), name: alike, villageCode })).state).toBe('applied')
})

test('an address and a credit code apply five times in a quarter of an hour', async () => {
  const wrong = { creditCode: codeOf(4), villageCode: '500237222999' }
  const problems = async (changes: Partial<Application>, address?: string) => {
    const body = { ...application, ...changes } as Application
    return (await refusal(api.applyForAdmission, { body }, from(address))).code
  }
  for (let turn = 0; turn < 5; turn += 1)
    expect(await problems({ ...wrong, creditCode: codeOf(10 + turn) }, '10.9.9.9')).toBe(
      'validation_failed',
    )
  expect(await problems({ ...wrong, creditCode: codeOf(20) }, '10.9.9.9')).toBe('too_many_requests')
  for (let turn = 0; turn < 5; turn += 1) expect(await problems(wrong)).toBe('validation_failed')
  expect(await problems(wrong)).toBe('too_many_requests')
})

test('licences are refused when wrong, expired, or none for business', async () => {
  const food = { ...business, kind: 'food_production' as const }
  expect(
    await refusedFields({ licences: [business, { ...food, number: 'SC15308250014108' }] }),
  ).toEqual([['licences.1.number', 'wrong_licence_number']])
  expect(await refusedFields({ licences: [{ ...business, validTo: '2020-06-30' }] })).toEqual([
    ['licences.0.validTo', 'in_the_past'],
  ])
  expect(await refusedFields({ licences: [{ ...business, validTo: '2019-06-30' }] })).toEqual([
    ['licences.0.validTo', 'dates_out_of_order'],
  ])
  expect(await refusedFields({ licences: [{ ...food, number: 'SC15308250014109' }] })).toEqual([
    ['licences', 'business_licence_required'],
  ])
})

test('§9 an application from an abolished village names its successor', async () => {
  await insertDivision(database, {
    code: '500237222296',
    name: '上庄村',
    validTo: '2019-12-31',
    successorCode: '500237222213',
  })
  expect(await refusedFields({ villageCode: '500237222296' })).toEqual([
    ['villageCode', 'abolished_village'],
  ])
  expect(await refusedFields({ villageCode: '500237222999' })).toEqual([
    ['villageCode', 'unknown_village'],
  ])
})

test('who recommended a cooperative cannot admit it, whatever roles they hold', async () => {
  const { id } = await aCooperative(database, { state: 'applied', name: '两个人的合作社' })
  const both = { ...official, roles: ['official', 'platform_admin'] as const }
  const seen = await call(api.decideAdmission, decide(id, 'recommend'), { as: both })
  expect(seen.steps).not.toContain('admit')
  const problem = await refusal(api.decideAdmission, decide(id, 'admit'), { as: both })
  expect(problem).toMatchObject({ status: 409, code: 'same_person' })
  await call(api.decideAdmission, decide(id, 'admit'), { as: admin })
})

test('an official of another county finds no cooperative of this one', async () => {
  const { id } = await aCooperative(database, { state: 'applied' })
  const params = { cooperativeId: id }
  const list = await call(api.cooperatives, { query: {} }, { as: foreign })
  expect(list.items.map((item) => item.id)).not.toContain(id)
  expect((await refusal(api.cooperative, { params }, { as: foreign })).code).toBe('not_found')
  const step = await refusal(api.decideAdmission, decide(id, 'recommend'), { as: foreign })
  expect(step.code).toBe('not_found')
  const own = await refusal(api.decideAdmission, decide(id, 'admit'), { as: official })
  expect(own.code).toBe('forbidden')
})

test('a municipality sees its counties', async () => {
  const { id } = await aCooperative(database, { state: 'applied' })
  const municipal = signedIn({ roles: ['official'], divisionCode: '50' })
  const seen = await call(api.cooperative, { params: { cooperativeId: id } }, { as: municipal })
  expect(seen.steps).toEqual(['recommend', 'reject'])
})

test('rejecting and suspending need a reason, and a step out of turn is refused', async () => {
  const { id } = await aCooperative(database, { state: 'admitted' })
  const silent = await refusal(api.decideAdmission, decide(id, 'suspend'), { as: official })
  expect(silent.fields).toMatchObject([{ path: ['reason'], code: 'required' }])
  const suspend = decide(id, 'suspend', '执照过期未换')
  expect(await call(api.decideAdmission, suspend, { as: official })).toMatchObject({
    state: 'suspended',
    stateReason: '执照过期未换',
  })
  const twice = await refusal(api.decideAdmission, suspend, { as: official })
  expect(twice.code).toBe('illegal_transition')
  await call(api.decideAdmission, decide(id, 'reinstate', '已换新照'), { as: admin })
})

test('§11.5 the licences of an application are accepted with its admission', async () => {
  const { id } = await apply({ name: '证照示例合作社', creditCode: codeOf(30) })
  const states = async () => {
    const seen = await call(api.cooperative, { params: { cooperativeId: id } }, { as: official })
    return seen.licences.map(({ state, isValid }) => [state, isValid])
  }
  expect(await states()).toEqual([['in_application', false]])
  await call(api.decideAdmission, decide(id, 'recommend'), { as: official })
  await call(api.decideAdmission, decide(id, 'admit'), { as: admin })
  expect(await states()).toEqual([['accepted', true]])
})

test('an admitted cooperative without a licence on the day may not sell', async () => {
  const { id } = await aCooperative(database, { licenceValidTo: '2026-06-30' })
  await requireAdmittedCooperative(database.db, id, '2026-06-30')
  const later = requireAdmittedCooperative(database.db, id, '2026-07-01')
  await expect(later).rejects.toMatchObject({ code: 'licence_not_valid' })
})

test('a manager changes their own cooperative only, and not over somebody’s change', async () => {
  const [own, other] = [await aCooperative(database), await aCooperative(database)]
  const manager = signedIn({ roles: ['cooperative_manager'], organisationId: own.id })
  const body = {
    version: 1,
    address: '新址',
    contactName: '毛建国',
    contactPhone: '13900000003',
    contactEmail: null,
  }
  const params = { cooperativeId: own.id }
  await call(api.saveCooperative, { params, body }, { as: manager })
  const stale = await refusal(api.saveCooperative, { params, body }, { as: manager })
  expect(stale.code).toBe('stale_version')
  const foreignParams = { params: { cooperativeId: other.id }, body }
  expect((await refusal(api.saveCooperative, foreignParams, { as: manager })).code).toBe(
    'not_found',
  )
})
