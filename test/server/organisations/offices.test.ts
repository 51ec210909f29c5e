import { expect, test } from 'vitest'
import { authoritiesOf } from '../../../server/accounts/index.ts'
import { signIn } from '../../../shared/accounts/accounts.api.ts'
import { acceptInvitation, invite } from '../../../shared/accounts/members.api.ts'
import { createAuthority, directory } from '../../../shared/organisations/organisations.api.ts'
import { readTotals } from '../../../shared/reports/reports.api.ts'
import { type SignedIn, signedIn, testApp } from '../../support/app.ts'
import { everyEndpoint } from '../../support/contract.ts'
import { aMember, anOrganisation } from '../../support/factories/accounts.ts'
import { aRecognisedSale } from '../../support/factories/attribution.ts'
import { insertPlaces } from '../../support/factories/villages.ts'

const { app, call, refusal, database } = await testApp()
await insertPlaces(database)
const platformId = await anOrganisation(database, { kind: 'platform' })
const { actor: admin } = await aMember(database, {
  organisationId: platformId,
  roles: ['platform_admin'],
})
const password = 'harvest-2026-village'

/** Sets an office up, invites an official and lets them in; returns who they are then. */
async function anOffice(name: string, divisionCode: string | null, phone: string) {
  const office = await call(createAuthority, { body: { name, divisionCode } }, { as: admin })
  const invitation = { name: '专员', email: null, phone, roles: ['official' as const] }
  const { link } = await call(
    invite,
    { params: { organisationId: office.id }, body: invitation },
    { as: admin },
  )
  const token = link?.split('#')[1] ?? ''
  await call(acceptInvitation, { body: { token, password } })
  return call(signIn, { body: { login: phone, password } })
}

test.each([
  ['全国乡村振兴服务中心', null, ''],
  ['重庆市农业农村委员会', '50', '50'],
  ['巫山县农业农村局', '500237', '500237'],
  ['竹贤乡人民政府', '500237222', '500237222'],
])('%s is set up, and its official sees what is below it', async (name, code, area) => {
  const phone = `1390000${String(1000 + area.length)}`
  const { session } = await anOffice(name, code, phone)
  expect(session.acting).toMatchObject({ kind: 'authority', divisionCode: area })
  const { items } = await call(
    directory,
    { query: { kind: 'authority', text: name } },
    { as: admin },
  )
  expect(items).toMatchObject([{ name, place: code === null ? null : { code } }])
})

test('an office is refused at its field: of no known place, or named as another one there', async () => {
  const refused = async (body: { name: string; divisionCode: string }) =>
    (await refusal(createAuthority, { body }, { as: admin })).fields
  expect(await refused({ name: '某局', divisionCode: '999999' })).toEqual([
    expect.objectContaining({ path: ['divisionCode'], code: 'unknown_division' }),
  ])
  expect(await refused({ name: '巫山县 农业农村局', divisionCode: '500237' })).toEqual([
    { path: ['name'], code: 'name_taken' },
  ])
})

test('§3.8 the nation’s official reads the figures that the platform reads', async () => {
  await aRecognisedSale(database, { grams: 5_000, cents: 10_000 })
  const nation: SignedIn = { roles: ['official'], divisionCode: '' }
  const query = { period: '2026' }
  const seen = await call(readTotals, { query }, { as: signedIn(nation) })
  const platforms = await call(
    readTotals,
    { query },
    { as: signedIn({ roles: ['platform_admin'] }) },
  )
  expect(seen.figures).toEqual(platforms.figures)
  expect(seen.figures.distinct.cents).toBeGreaterThan(0)
})

test('every list that officials read opens for the nation', async () => {
  // Results of pairings are those of one unit or group, changes those of one target.
  const ofOne = ['reports.readResults', 'assistance.targetChanges']
  const lists = (await everyEndpoint()).filter(({ name, method, access, params, path }) =>
    method === 'GET' && params === undefined && Array.isArray(access) && access.includes('official')
      ? !/\.(xlsx|csv|docx|pdf|zip)$/.test(path) && !ofOne.includes(name)
      : false,
  )
  expect(lists.length).toBeGreaterThan(8)
  const { accessToken } = await call(signIn, { body: { login: '13900001000', password } })
  const needed: Record<string, string> = {
    'reports.listRanking': '?period=2026&by=village',
    'review.sumOutside': '?year=2026',
    'review.listFlagRates': '?by=rule&from=2026-01&to=2026-12',
  }
  for (const { path, name } of lists) {
    const isOfPeriod = path.includes('/reports') || name.startsWith('reports.')
    const url = `${path}${needed[name] ?? (isOfPeriod ? '?period=2026' : '')}`
    const answer = await app.inject({ url, headers: { authorization: `Bearer ${accessToken}` } })
    expect([name, answer.statusCode, answer.body.slice(0, 200)]).toEqual([
      name,
      200,
      expect.any(String),
    ])
  }
})

test('a place without an office of its own is the business of the nearest one above it', async () => {
  const nearest = await authoritiesOf(database.db, ['500237222213', '441826102221'])
  const names = async (code: string) => {
    const ids = nearest.get(code) ?? []
    const rows = await database.sql<{ name: string }[]>`
      select name from organisations.organisations where id = any(${ids})`
    return rows.map(({ name }) => name)
  }
  expect(await names('500237222213')).toEqual(['竹贤乡人民政府'])
  expect(await names('441826102221')).toEqual(['全国乡村振兴服务中心'])
})
