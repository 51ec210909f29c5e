import { expect, test } from 'vitest'
import { renameListeners } from '../../../server/catalogue/index.ts'
import { noticeListeners } from '../../../server/notices/index.ts'
import type { Actor } from '../../../server/platform/context.ts'
import { relayOnce } from '../../../server/platform/jobs/relay.ts'
import { mailListener } from '../../../server/platform/mail/request-mail.ts'
import { showSession } from '../../../shared/accounts/accounts.api.ts'
import { getInvoice } from '../../../shared/billing/billing.api.ts'
import type { Result } from '../../../shared/endpoint.ts'
import { listNotices } from '../../../shared/notices/notices.api.ts'
import * as api from '../../../shared/organisations/changes.api.ts'
import { cooperative as readCooperative } from '../../../shared/organisations/cooperatives.api.ts'
import { unit as readUnit } from '../../../shared/organisations/organisations.api.ts'
import type { Role } from '../../../shared/roles.ts'
import { signedIn, testApp } from '../../support/app.ts'
import { aMember } from '../../support/factories/accounts.ts'
import { aBuyingUnit, aPlacedOrder, aSeller } from '../../support/factories/orders.ts'
import { aCooperative, anOrganisation, aUnit } from '../../support/factories/organisations.ts'
import { aWholeThread } from '../../support/factories/thread.ts'
import { stopBefore, untilBlocked } from '../../support/race.ts'

const { call, refusal, database, deps } = await testApp({ settings: { RATE_LIMIT: '0' } })
const platform = await anOrganisation(database, { kind: 'platform', name: '村集平台' })
const authority = await anOrganisation(database, { name: '渝中区农业农村委员会' })

const longAgo = new Date('2024-01-01T00:00:00Z')
async function somebody(role: Role, organisationId: string, divisionCode?: string): Promise<Actor> {
  const area = divisionCode === undefined ? {} : { divisionCode }
  const of = { organisationId, roles: [role], since: longAgo }
  return (await aMember(database, { ...of, ...area })).actor
}
const admin = await somebody('platform_admin', platform.id)
const official = await somebody('official', authority.id, '500103')
const county = await somebody('official', authority.id, '500237')
const municipal = await somebody('official', authority.id, '50')

let units = 0
async function aLedUnit() {
  units += 1
  const { id, name } = await aUnit(database, { name: `渝中区示例第${units}馆` })
  const leader = await somebody('unit_leader', id)
  const identity = { name, creditCode: null, divisionCode: '500103', parentId: null }
  const propose = (wished: object, version = 1, as = leader) => {
    const input = { params: { unitId: id }, body: { version, ...identity, ...wished } }
    return { input, sent: () => call(api.proposeUnitIdentity, input, { as }) }
  }
  return { id, name, leader, propose }
}

async function aManagedCooperative() {
  units += 1
  const { id } = await aCooperative(database, { name: `下庄第${units}合作社` })
  const [manager, other] = [
    await somebody('cooperative_manager', id),
    await somebody('cooperative_manager', id),
  ]
  const params = { cooperativeId: id }
  const wished = { bankName: '农商行', bankAccount: '6210000000000000009', version: 1 }
  const propose = (as: Actor) => call(api.proposeBankAccount, { params, body: wished }, { as })
  return { id, params, manager, other, propose }
}

const idIn = ({ changes }: Pick<Result<typeof readUnit>, 'changes'>) => changes[0]?.id ?? ''
const answer = (changeId: string, act: 'confirm' | 'decline' = 'confirm', reason = '') => ({
  params: { changeId },
  body: { answer: act, reason },
})

test('§11.5 a unit’s name, code and place stand as they were until its county confirms', async () => {
  const { id, name, leader, propose } = await aLedUnit()
  const wished = { name: '渝中区示例新馆', creditCode: '11500000MB19069553' }
  const proposed = await propose(wished).sent()
  expect(proposed).toMatchObject({ name, creditCode: null, version: 1 })
  const [change] = proposed.changes
  expect(change).toMatchObject({ state: 'proposed', mayWithdraw: true, mayDecide: false })
  expect(change?.about).toMatchObject({ before: { name }, after: wished })
  const { items } = await call(api.listChanges, { query: {} }, { as: official })
  expect(items.map((item) => [item.id, item.mayDecide])).toContainEqual([idIn(proposed), true])
  const done = await call(api.decideChange, answer(idIn(proposed)), { as: official })
  expect(done).toMatchObject({ state: 'confirmed', decidedAs: 'official' })
  const seen = await call(readUnit, { params: { unitId: id } }, { as: leader })
  expect(seen).toMatchObject({ ...wished, version: 2 })
  const session = await call(showSession, {}, { as: leader })
  expect(session.acting?.organisationName).toBe(wished.name)
  const acts = await database.sql`select action from evidence.audit_entries
    where subject_id = ${id} order by id`
  expect(acts.map(({ action }) => action)).toEqual([
    'organisations.propose-identity',
    'organisations.confirm-change',
  ])
})

test('§11.5 who only looks on sees no proposed change, and officials of elsewhere decide none', async () => {
  const { id, propose } = await aLedUnit()
  const proposed = await propose({ name: '渝中区示例别馆' }).sent()
  const stranger = await call(
    readUnit,
    { params: { unitId: id } },
    { as: signedIn({ roles: ['buyer'] }) },
  )
  expect(stranger.changes).toEqual([])
  for (const as of [county, signedIn({ roles: ['cooperative_manager'] })])
    expect((await refusal(api.decideChange, answer(idIn(proposed)), { as })).code).toBe('not_found')
  const { items } = await call(api.listChanges, { query: {} }, { as: county })
  expect(items.map((item) => item.id)).not.toContain(idIn(proposed))
})

test('§11.5 a move to another place is for who looks after both', async () => {
  const { propose } = await aLedUnit()
  const proposed = await propose({ divisionCode: '500237' }).sent()
  for (const as of [official, county])
    expect((await refusal(api.decideChange, answer(idIn(proposed)), { as })).code).toBe('not_found')
  const done = await call(api.decideChange, answer(idIn(proposed)), { as: municipal })
  expect(done.state).toBe('confirmed')
  const { propose: move } = await aLedUnit()
  const far = await move({ divisionCode: '441826' }).sent()
  expect((await refusal(api.decideChange, answer(idIn(far)), { as: municipal })).code).toBe(
    'not_found',
  )
  expect((await call(api.decideChange, answer(idIn(far)), { as: admin })).state).toBe('confirmed')
})

test('§11.2 nobody confirms or declines what they proposed, with two memberships neither', async () => {
  const { id, leader, propose } = await aLedUnit()
  const both = await aMember(database, {
    ...{ organisationId: authority.id, roles: ['official'], divisionCode: '500103' },
    personId: leader.personId,
  })
  const proposed = await propose({ name: '渝中区示例双馆' }).sent()
  for (const act of ['confirm', 'decline'] as const) {
    const input = answer(idIn(proposed), act, '不同意')
    expect((await refusal(api.decideChange, input, { as: both.actor })).code).toBe('same_person')
  }
  const own = await propose({ name: '渝中区示例双馆' }, 1, admin).input
  expect((await refusal(api.proposeUnitIdentity, own, { as: admin })).code).toBe('already_proposed')
  const asBoth = await call(readUnit, { params: { unitId: id } }, { as: both.actor })
  expect(asBoth.changes[0]?.mayDecide).toBe(false)
})

test('§11.5 one change of a kind is open at a time; declined and withdrawn ones make room', async () => {
  const { propose, leader } = await aLedUnit()
  const first = await propose({ name: '渝中区示例甲馆' }).sent()
  const { input } = propose({ name: '渝中区示例乙馆' })
  const second = await refusal(api.proposeUnitIdentity, input, { as: leader })
  expect(second.code).toBe('already_proposed')
  const silent = await refusal(api.decideChange, answer(idIn(first), 'decline'), { as: official })
  expect(silent.fields).toMatchObject([{ path: ['reason'], code: 'required' }])
  await call(api.decideChange, answer(idIn(first), 'decline', '与证书不符'), { as: official })
  const again = await propose({ name: '渝中区示例乙馆' }).sent()
  const params = { changeId: idIn(again) }
  expect((await refusal(api.withdrawChange, { params }, { as: admin })).code).toBe('not_found')
  const taken = await call(api.withdrawChange, { params }, { as: leader })
  expect(taken).toMatchObject({ state: 'withdrawn', mayWithdraw: false })
  const late = await refusal(api.decideChange, answer(idIn(again)), { as: official })
  expect(late).toMatchObject({ code: 'illegal_transition', values: { state: 'withdrawn' } })
  expect((await propose({ name: '渝中区示例丙馆' }).sent()).changes[0]?.state).toBe('proposed')
})

test('§11.5 what changes nothing, and what was made from an older state, is refused', async () => {
  const { id, leader, propose } = await aLedUnit()
  const none = await refusal(api.proposeUnitIdentity, propose({}).input, { as: leader })
  expect(none.code).toBe('nothing_changed')
  const old = propose({ name: '渝中区示例旧馆' }, 7).input
  expect((await refusal(api.proposeUnitIdentity, old, { as: leader })).code).toBe('stale_version')
  const proposed = await propose({ name: '渝中区示例旧馆' }).sent()
  await database.sql`update organisations.organisations set name = '渝中区示例改馆' where id = ${id}`
  const stale = await refusal(api.decideChange, answer(idIn(proposed)), { as: official })
  expect(stale.code).toBe('stale_version')
})

test('§11.5 a name or code that is taken is refused when proposed and again when confirmed', async () => {
  const creditCode = '91654026MA78WT2Q66'
  const { name: taken } = await aUnit(database, { name: '渝中区示例老馆', creditCode })
  const { leader, propose } = await aLedUnit()
  const faults = async (wished: object) =>
    (await refusal(api.proposeUnitIdentity, propose(wished).input, { as: leader })).fields
  expect(await faults({ name: taken })).toMatchObject([{ path: ['name'], code: 'name_taken' }])
  expect(await faults({ creditCode })).toMatchObject([{ code: 'credit_code_taken' }])
  expect(await faults({ divisionCode: '999999' })).toMatchObject([{ code: 'unknown_division' }])
  const free = { name: '渝中区示例迟馆' }
  await database.sql`update organisations.organisations set credit_code = null
    where credit_code = ${creditCode}`
  const proposed = await propose({ ...free, creditCode }).sent()
  const rival = await aUnit(database, { name: free.name })
  const refused = async () =>
    (await refusal(api.decideChange, answer(idIn(proposed)), { as: official })).fields
  expect(await refused()).toMatchObject([{ code: 'name_taken' }])
  await database.sql`update organisations.organisations
    set name = '渝中区示例早馆', credit_code = ${creditCode} where id = ${rival.id}`
  expect(await refused()).toMatchObject([{ code: 'credit_code_taken' }])
})

test('§11.5 only the platform names another supervising unit, and another person confirms', async () => {
  const [above, below] = [await aLedUnit(), await aLedUnit()]
  const moving = below.propose({ parentId: above.id })
  const forbidden = await refusal(api.proposeUnitIdentity, moving.input, { as: below.leader })
  expect(forbidden.code).toBe('forbidden')
  const proposed = await call(api.proposeUnitIdentity, moving.input, { as: admin })
  expect(proposed.parent).toBeNull()
  expect((await refusal(api.decideChange, answer(idIn(proposed)), { as: admin })).code).toBe(
    'same_person',
  )
  await call(api.decideChange, answer(idIn(proposed)), { as: official })
  const moved = await call(readUnit, { params: { unitId: below.id } }, { as: admin })
  expect(moved.parent?.id).toBe(above.id)
  const back = above.propose({ parentId: below.id }, 1, admin).input
  const circle = await refusal(api.proposeUnitIdentity, back, { as: admin })
  expect(circle.fields).toMatchObject([{ path: ['parentId'], code: 'cyclic_parent' }])
})

test('§11.5 of two moves that would close a circle the second confirmation is refused', async () => {
  const [left, right] = [await aLedUnit(), await aLedUnit()]
  const one = await left.propose({ parentId: right.id }, 1, admin).sent()
  const two = await right.propose({ parentId: left.id }, 1, admin).sent()
  const confirm = (id: string) =>
    call(api.decideChange, answer(id), { as: official }).then(
      () => 'confirmed',
      (error: Error) => (error.message.includes('cyclic_parent') ? 'circle' : error.message),
    )
  const ends = await Promise.all([confirm(idIn(one)), confirm(idIn(two))])
  expect(ends.sort()).toEqual(['circle', 'confirmed'])
})

test('§11.5 a confirmation and a withdrawal that cross: one of them comes first', async () => {
  const { leader, propose, id } = await aLedUnit()
  const proposed = await propose({ name: '渝中区示例快馆' }).sent()
  const stop = stopBefore(database, /update "organisations"."proposed_changes"/)
  const confirming = call(api.decideChange, answer(idIn(proposed)), { as: official })
  await stop.reached
  const params = { changeId: idIn(proposed) }
  const withdrawing = refusal(api.withdrawChange, { params }, { as: leader })
  await untilBlocked(database)
  stop.release()
  expect((await confirming).state).toBe('confirmed')
  expect((await withdrawing).code).toBe('illegal_transition')
  const seen = await call(readUnit, { params: { unitId: id } }, { as: leader })
  expect(seen.name).toBe('渝中区示例快馆')
})

test('§11.5 a confirmation that is sent twice is done once, with the same answer', async () => {
  const { propose } = await aLedUnit()
  const proposed = await propose({ name: '渝中区示例重馆' }).sent()
  const options = { as: official, key: '0190c0de-0000-7000-8000-000000000001' }
  const first = await call(api.decideChange, answer(idIn(proposed)), options)
  expect(await call(api.decideChange, answer(idIn(proposed)), options)).toEqual(first)
})

test('§11.5 a cooperative’s bank account is confirmed by a second manager or the platform', async () => {
  const { id, params, manager, other, propose } = await aManagedCooperative()
  const proposed = await propose(manager)
  expect(proposed.bankAccount).toBe('6210000000000000001')
  const change = answer(idIn(proposed))
  expect((await refusal(api.decideChange, change, { as: manager })).code).toBe('same_person')
  const packer = await somebody('cooperative_packer', id)
  expect((await refusal(api.decideChange, change, { as: packer })).code).toBe('forbidden')
  expect((await refusal(api.decideChange, change, { as: county })).code).toBe('not_found')
  const done = await call(api.decideChange, change, { as: other })
  expect(done).toMatchObject({ state: 'confirmed', decidedAs: 'cooperative_manager' })
  const seen = await call(readCooperative, { params }, { as: manager })
  expect(seen).toMatchObject({ bankAccount: '6210000000000000009', version: 2 })
  const alone = await aManagedCooperative()
  const byPlatform = await alone.propose(alone.manager)
  const confirmed = await call(api.decideChange, answer(idIn(byPlatform)), { as: admin })
  expect(confirmed.decidedAs).toBe('platform_admin')
})

test('§11.5 a cooperative’s own identity waits for its county, and stays within it', async () => {
  const { params, manager } = await aManagedCooperative()
  const body = {
    version: 1,
    name: '下庄天路改名合作社',
    creditCode: '91654026MA78WT2Q66',
    villageCode: '500237222213',
    legalRepresentative: '毛小红',
  }
  const elsewhere = { params, body: { ...body, villageCode: '441826102221' } }
  const problem = await refusal(api.proposeCooperativeIdentity, elsewhere, { as: manager })
  expect(problem.fields).toMatchObject([{ path: ['villageCode'], code: 'outside_county' }])
  const proposed = await call(api.proposeCooperativeIdentity, { params, body }, { as: manager })
  expect(proposed.legalRepresentative).toBe('毛建国')
  await call(api.decideChange, answer(idIn(proposed)), { as: county })
  const seen = await call(readCooperative, { params }, { as: manager })
  expect(seen).toMatchObject({ name: body.name, legalRepresentative: '毛小红' })
})

test('§11.5 the goods of a cooperative are found by its new name, and by the old one no more', async () => {
  const seller = await aSeller(database)
  const { productId } = await seller.offer({ name: '改名柑橘' })
  const params = { cooperativeId: seller.id }
  const { version, name, creditCode, ...before } = await call(
    readCooperative,
    { params },
    { as: seller.manager },
  )
  const { legalRepresentative } = before
  const villageCode = before.place.code
  const body = { ...{ version, legalRepresentative, villageCode }, name: '下庄翻新合作社' }
  const proposed = await call(
    api.proposeCooperativeIdentity,
    { params, body: { ...body, creditCode: creditCode ?? '11500000MB19069553' } },
    { as: seller.manager },
  )
  await call(api.decideChange, answer(idIn(proposed)), { as: admin })
  const listeners = renameListeners()
  while ((await relayOnce({ ...deps, log: { error: () => {} }, listeners })) > 0);
  const [row] = await database.sql<{ words: string }[]>`
    select search_words as words from catalogue.products where id = ${productId}`
  expect(row?.words).toContain('翻新')
  expect(row?.words).not.toContain(name)
})

test('§11.5 whoever pays the cooperative is told of its other account, and others are not', async () => {
  const seller = await aSeller(database)
  const { packId } = await seller.offer()
  const unit = await aBuyingUnit(database)
  await aPlacedOrder(database, { ...unit, lines: [{ packId, quantity: 2 }] })
  const finance = await aMember(database, { organisationId: unit.id, roles: ['finance'] })
  const bystander = await aLedUnit()
  const idle = await somebody('finance', bystander.id)
  const params = { cooperativeId: seller.id }
  const body = { version: 1, bankName: '农商行', bankAccount: '6210000000000004321' }
  const proposed = await call(api.proposeBankAccount, { params, body }, { as: seller.manager })
  await call(api.decideChange, answer(idIn(proposed)), { as: admin })
  const mails: { to?: string; text?: string }[] = []
  const enqueue = async (_tx: unknown, _name: string, mail: unknown) => {
    mails.push(mail as (typeof mails)[number])
  }
  const listeners = [...noticeListeners(deps.config), mailListener({ enqueue })]
  while ((await relayOnce({ ...deps, log: { error: () => {} }, listeners })) > 0);
  const told = await call(listNotices, { query: {} }, { as: finance.actor })
  expect(told.items).toMatchObject([
    { topic: 'organisations.bank-account-changed', values: { ending: '4321' } },
  ])
  expect((await call(listNotices, { query: {} }, { as: idle })).items).toEqual([])
  expect(mails.map(({ to }) => to)).toEqual([finance.email])
  expect(mails[0]?.text).toContain('4321')
  const waiting = await call(listNotices, { query: {} }, { as: seller.manager })
  expect(waiting.items.map((item) => item.topic)).toContain('organisations.change-confirmed')
})

test('§11.5 an invoice says where its seller is paid, since when, and who confirmed it', async () => {
  const { records, people } = await aWholeThread(database, deps.config)
  const params = { invoiceId: records.invoices ?? '' }
  const manager = people.find(({ roles: [role] }) => role === 'cooperative_manager') as Actor
  const finance = people.find(({ roles: [role] }) => role === 'finance') as Actor
  const before = await call(getInvoice, { params }, { as: finance })
  expect(before.payee).toMatchObject({ changedOn: null, confirmedAs: null })
  const cooperativeId = manager.organisationId ?? ''
  const seen = await call(readCooperative, { params: { cooperativeId } }, { as: manager })
  const waiting = seen.changes.find(({ about }) => about.kind === 'bank_account')
  await call(api.decideChange, answer(waiting?.id ?? ''), { as: admin })
  const after = await call(getInvoice, { params }, { as: finance })
  expect(after.payee).toEqual({
    bankName: '农村商业银行',
    bankAccount: '6210000000000000009',
    changedOn: '2026-11-22',
    confirmedAs: 'platform_admin',
  })
})
