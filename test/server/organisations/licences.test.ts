import { expect, test } from 'vitest'
import {
  mayReadLicenceScan,
  requireAdmittedCooperative,
} from '../../../server/organisations/index.ts'
import type { Actor } from '../../../server/platform/context.ts'
import { readFile } from '../../../shared/evidence/evidence.api.ts'
import { cooperative as readCooperative } from '../../../shared/organisations/cooperatives.api.ts'
import * as api from '../../../shared/organisations/licences.api.ts'
import type { Role } from '../../../shared/roles.ts'
import { contextFor, signedIn, testApp } from '../../support/app.ts'
import { aMember } from '../../support/factories/accounts.ts'
import { aDocument } from '../../support/factories/assistance.ts'
import { aCooperative, anOrganisation } from '../../support/factories/organisations.ts'
import { stopBefore, untilBlocked } from '../../support/race.ts'

const { call, refusal, send, database } = await testApp({ settings: { RATE_LIMIT: '0' } })
const platform = await anOrganisation(database, { kind: 'platform', name: '村集平台' })
const authority = await anOrganisation(database)

async function somebody(role: Role, organisationId: string, divisionCode?: string): Promise<Actor> {
  const area = divisionCode === undefined ? {} : { divisionCode }
  return (await aMember(database, { organisationId, roles: [role], ...area })).actor
}
const admin = await somebody('platform_admin', platform.id)
const official = await somebody('official', authority.id, '500237')
const foreign = await somebody('official', authority.id, '441826')

const renewed = {
  kind: 'business' as const,
  number: '示例执照-0002',
  validFrom: '2026-07-01',
  validTo: null,
}

/** A cooperative whose only licence has run out, and its manager. */
async function aLapsedCooperative() {
  const { id } = await aCooperative(database, { licenceValidTo: '2026-06-30' })
  const manager = await somebody('cooperative_manager', id)
  const params = { cooperativeId: id }
  const submit = async (as: Actor = manager) => {
    const { fileId } = await aDocument(database, as.organisationId ?? '')
    const view = await call(api.addLicence, { params, body: { ...renewed, fileId } }, { as })
    const added = view.licences.find(({ number }) => number === renewed.number)
    return { fileId, licenceId: added?.id ?? '', added }
  }
  const maySell = () =>
    requireAdmittedCooperative(database.db, id, '2026-07-01').then(
      () => true,
      (error: { code: string }) => error.code,
    )
  return { id, params, manager, submit, maySell }
}

const answer = (licenceId: string, act: 'confirm' | 'decline' = 'confirm', reason = '') => ({
  params: { licenceId },
  body: { answer: act, reason },
})

test('§11.5 a licence counts once the county has accepted it, not when it is submitted', async () => {
  const { params, manager, submit, maySell } = await aLapsedCooperative()
  const { licenceId, added } = await submit()
  expect(added).toMatchObject({ state: 'submitted', isValid: false, mayDecide: false })
  expect(await maySell()).toBe('licence_not_valid')
  const { items } = await call(api.listLicenceReviews, { query: {} }, { as: official })
  expect(items.map((item) => [item.id, item.mayDecide])).toContainEqual([licenceId, true])
  await call(api.decideLicence, answer(licenceId), { as: official })
  expect(await maySell()).toBe(true)
  const seen = await call(readCooperative, { params }, { as: manager })
  expect(seen.licences.filter(({ isValid }) => isValid).map(({ id }) => id)).toEqual([licenceId])
  const twice = await refusal(api.decideLicence, answer(licenceId), { as: official })
  expect(twice).toMatchObject({ code: 'illegal_transition', values: { state: 'accepted' } })
})

test('§11.5 a declined licence says why and does not count', async () => {
  const { submit, maySell, params, manager } = await aLapsedCooperative()
  const { licenceId } = await submit()
  const silent = await refusal(api.decideLicence, answer(licenceId, 'decline'), { as: official })
  expect(silent.fields).toMatchObject([{ path: ['reason'], code: 'required' }])
  await call(api.decideLicence, answer(licenceId, 'decline', '扫描件不清'), { as: official })
  expect(await maySell()).toBe('licence_not_valid')
  const seen = await call(readCooperative, { params }, { as: manager })
  const declined = seen.licences.find(({ id }) => id === licenceId)
  expect(declined).toMatchObject({ state: 'declined', reason: '扫描件不清' })
})

test('§11.2 an official who submitted a licence leaves it to somebody else', async () => {
  const { submit } = await aLapsedCooperative()
  const { licenceId } = await submit(official)
  const own = await refusal(api.decideLicence, answer(licenceId), { as: official })
  expect(own.code).toBe('same_person')
  await call(api.decideLicence, answer(licenceId), { as: admin })
})

test('§11.5 licences of another county are nobody’s business there, their scans neither', async () => {
  const { submit, manager } = await aLapsedCooperative()
  const { licenceId, fileId } = await submit()
  const elsewhere = await refusal(api.decideLicence, answer(licenceId), { as: foreign })
  expect(elsewhere.code).toBe('not_found')
  const { items } = await call(api.listLicenceReviews, { query: {} }, { as: foreign })
  expect(items.map((item) => item.id)).not.toContain(licenceId)
  const isShown = (as: Actor) =>
    mayReadLicenceScan(database.db, contextFor(as), { id: fileId, organisationId: null })
  expect(await isShown(official)).toBe(true)
  expect(await isShown(manager)).toBe(true)
  expect(await isShown(foreign)).toBe(false)
  expect((await send(readFile, { params: { fileId } }, { as: foreign })).statusCode).toBe(404)
})

test('§11.5 a scan must be a file of one’s own, and a licence without one is refused', async () => {
  const { params, manager } = await aLapsedCooperative()
  const { fileId } = await aDocument(database, authority.id)
  const stolen = { params, body: { ...renewed, fileId } }
  const problem = await refusal(api.addLicence, stolen, { as: manager })
  expect(problem.fields).toMatchObject([{ path: ['fileId'], code: 'not_found' }])
  const none = await send(api.addLicence, { params, body: renewed }, { as: manager })
  expect(none.statusCode).toBe(400)
})

test('§11.5 the scan of an admitted licence is added once, by its own manager', async () => {
  const { params, id, manager } = await aLapsedCooperative()
  const before = await call(readCooperative, { params }, { as: manager })
  const [old] = before.licences
  expect(old).toMatchObject({ fileId: null, state: 'accepted' })
  const { fileId } = await aDocument(database, id)
  const input = { params: { licenceId: old?.id ?? '' }, body: { fileId } }
  const stranger = signedIn({ roles: ['cooperative_manager'] })
  expect((await refusal(api.addLicenceScan, input, { as: stranger })).code).toBe('not_found')
  const after = await call(api.addLicenceScan, input, { as: manager })
  expect(after.licences[0]).toMatchObject({ fileId, state: 'accepted' })
  const again = await refusal(api.addLicenceScan, input, { as: manager })
  expect(again.code).toBe('illegal_transition')
})

test('§11.5 two officials who decide at once: the second finds it decided', async () => {
  const { submit } = await aLapsedCooperative()
  const { licenceId } = await submit()
  const stop = stopBefore(database, /update "organisations"."licences"/)
  const accepting = call(api.decideLicence, answer(licenceId), { as: official })
  await stop.reached
  const declining = refusal(api.decideLicence, answer(licenceId, 'decline', '不清'), { as: admin })
  await untilBlocked(database)
  stop.release()
  await accepting
  expect((await declining).code).toBe('illegal_transition')
})
