import { expect, test } from 'vitest'
import type { Actor } from '../../../server/platform/context.ts'
import * as organisations from '../../../shared/organisations/organisations.api.ts'
import * as api from '../../../shared/organisations/unit-applications.api.ts'
import { testApp } from '../../support/app.ts'
import { aMember } from '../../support/factories/accounts.ts'
import { anOrganisation, aUnit, aUnitApplication } from '../../support/factories/organisations.ts'
import { insertPlaces } from '../../support/factories/villages.ts'

const { call, refusal, database } = await testApp({ settings: { TRUST_PROXY: '1' } })
await insertPlaces(database)
const office = await anOrganisation(database)
const platform = await anOrganisation(database, { kind: 'platform', name: '村集平台' })
const officialOf = async (divisionCode: string) => {
  const { actor } = await aMember(database, {
    ...{ organisationId: office.id, divisionCode, roles: ['official'] },
  })
  return actor
}
const official = await officialOf('500237')
const foreign = await officialOf('441826')
const { actor: admin } = await aMember(database, {
  ...{ organisationId: platform.id, roles: ['platform_admin'] },
})

const application = {
  name: '巫山县第一中学',
  creditCode: '11500000MB19069553',
  unitType: 'school' as const,
  divisionCode: '500237',
  address: '学府路 1 号',
  contactName: '周校长',
  contactPhone: '13900000031',
  contactEmail: null as string | null,
  supervisingUnit: '渝州大学',
}

let addresses = 0
function apply(changes: Partial<typeof application> = {}) {
  addresses += 1
  const from = { headers: { 'x-forwarded-for': `10.1.${addresses}.1` } }
  return { arguments: [{ body: { ...application, ...changes } }, from] as const }
}
const sent = (changes: Partial<typeof application> = {}) =>
  call(api.applyAsUnit, ...apply(changes).arguments)

function decide(applicationId: string, answer: 'confirm' | 'decline', reason = '') {
  return { params: { applicationId }, body: { answer, reason } }
}

async function waiting(as: Actor) {
  return (await call(api.unitApplications, { query: {} }, { as })).items
}

test('§3.17 a unit applies, its county admits it, and whom it named gets no say', async () => {
  const parent = await aUnit(database, { name: application.supervisingUnit })
  const { id, placeName } = await sent()
  expect(placeName).toBe('巫山县')
  expect(await waiting(foreign)).toEqual([])
  expect(await waiting(official)).toMatchObject([
    { id, supervisingUnit: '渝州大学', unitsAlike: [], applicationsAlike: 0 },
  ])
  const { unitId, state } = await call(api.decideUnitApplication, decide(id, 'confirm'), {
    as: official,
  })
  expect(state).toBe('admitted')
  const params = { unitId: unitId ?? '' }
  const unit = await call(organisations.unit, { params }, { as: official })
  expect(unit).toMatchObject({ name: application.name, parent: null, address: '学府路 1 号' })
  const above = await call(organisations.unit, { params: { unitId: parent.id } }, { as: admin })
  expect(above.children).toEqual([])
  const invited = await database.sql`select phone, email, roles, invited_by
    from accounts.invitations where organisation_id = ${unitId}`
  expect(invited).toEqual([
    { phone: '13900000031', email: null, roles: ['unit_leader'], invited_by: null },
  ])
  expect(await waiting(official)).toEqual([])
  const again = await refusal(api.decideUnitApplication, decide(id, 'decline', '重复'), {
    as: admin,
  })
  expect(again.code).toBe('illegal_transition')
})

test('§11.5 several wait with one name and code, shown as alike; one is admitted', async () => {
  const name = '巫山县实验小学'
  const creditCode = '91654026MA78WT2Q66'
  const one = await sent({ name, creditCode, contactEmail: 'One@School.test' })
  const other = await sent({ name, creditCode })
  expect(await waiting(official)).toMatchObject([
    { id: one.id, applicationsAlike: 1 },
    { id: other.id, applicationsAlike: 1 },
  ])
  const { unitId } = await call(api.decideUnitApplication, decide(one.id, 'confirm'), {
    as: admin,
  })
  const invited = await database.sql`
    select email from accounts.invitations where organisation_id = ${unitId}`
  expect(invited).toEqual([{ email: 'one@school.test' }])
  expect(await waiting(admin)).toMatchObject([{ id: other.id, unitsAlike: [{ id: unitId }] }])
  const late = await refusal(api.decideUnitApplication, decide(other.id, 'confirm'), {
    as: official,
  })
  expect(late.fields).toMatchObject([{ path: ['creditCode'], code: 'credit_code_taken' }])
  const silent = await refusal(api.decideUnitApplication, decide(other.id, 'decline'), {
    as: official,
  })
  expect(silent.fields).toMatchObject([{ path: ['reason'], code: 'required' }])
  await call(api.decideUnitApplication, decide(other.id, 'decline', '冒名'), { as: official })
  const taken = await refusal(api.applyAsUnit, ...apply({ creditCode }).arguments)
  expect(taken.fields).toMatchObject([{ code: 'credit_code_taken' }])
})

test('an official of another county finds no application of this one', async () => {
  const id = await aUnitApplication(database, { name: '别县看不见的单位' })
  const problem = await refusal(api.decideUnitApplication, decide(id, 'confirm'), { as: foreign })
  expect(problem.code).toBe('not_found')
  await call(api.decideUnitApplication, decide(id, 'decline', '示例'), { as: admin })
})

test('§2.7 what is not a credit code, a place or a phone is refused at its field', async () => {
  const wrong = { creditCode: '11500000MB19069554', divisionCode: '999999', contactPhone: '电话' }
  const problem = await refusal(api.applyAsUnit, ...apply(wrong).arguments)
  const fields = problem.fields?.map(({ path }) => path.join('.'))
  expect(fields).toEqual(expect.arrayContaining(['creditCode', 'contactPhone']))
  const nowhere = await refusal(api.applyAsUnit, ...apply({ divisionCode: '509999' }).arguments)
  expect(nowhere.fields?.map(({ path }) => path[0])).toContain('divisionCode')
})
