import { expect, test } from 'vitest'
import { readFreight } from '../../../server/exchange/kinds/sales-terms/delivery-field.ts'
import { salesTermsFields } from '../../../server/exchange/kinds/sales-terms/sales-terms-fields.ts'
import { noticeListeners } from '../../../server/notices/index.ts'
import type { Actor } from '../../../server/platform/context.ts'
import { relayOnce } from '../../../server/platform/jobs/relay.ts'
import * as api from '../../../shared/catalogue/sales-terms.api.ts'
import { countUnread, listNotices } from '../../../shared/notices/notices.api.ts'
import { testApp } from '../../support/app.ts'
import { aMember } from '../../support/factories/accounts.ts'
import { someTerms } from '../../support/factories/catalogue.ts'
import { aCooperative, anOrganisation } from '../../support/factories/organisations.ts'
import { importing } from '../../support/importing.ts'

const app = await testApp({ settings: { RATE_LIMIT: '0' } })
const { call, refusal, database, deps } = app
const office = (await anOrganisation(database, { name: '巫山县农业农村委员会' })).id
const { actor: official, personId } = await aMember(database, {
  ...{ organisationId: office, roles: ['official'], divisionCode: '500237' },
})
const county = importing(app, 'sales_terms', official)

async function seller(name: string, more: { divisionCode?: string; personId?: string } = {}) {
  const { divisionCode = '500237222213', ...person } = more
  const { id: organisationId } = await aCooperative(database, { name, divisionCode })
  const roles = ['cooperative_manager' as const]
  const { actor: manager } = await aMember(database, { organisationId, roles, ...person })
  return { organisationId, manager, own: importing(app, 'sales_terms', manager) }
}

const termsOf = (as: Actor) => call(api.showSalesTerms, {}, { as })
const head = [
  ...['序号', '合作社名称', '配送范围', '运费（元/斤）', '起订金额（元）', '提前天数', '截单时间'],
  ...['账期'],
]
const row = (name: string, more: Record<number, unknown> = {}) =>
  Object.assign([1, name, '巫山县', '0.1', '200', '提前3天', '下午4点半', '30天'], more)

test('§3.17 terms that a county brings in bind nobody before the cooperative confirms', async () => {
  const { manager, organisationId } = await seller('示例甲合作社')
  const sheet = [head, row('示例甲合作社')]
  const view = await county.apply(sheet)
  expect(view).toMatchObject({ state: 'applied', counts: { create: 1, fault: 0 } })
  expect((await county.check(sheet)).counts).toMatchObject({ same: 1, create: 0 })
  const before = await termsOf(manager)
  expect(before).toMatchObject({ version: 0, minimumOrderCents: 0, deliveryAreas: [] })
  const [proposal] = before.proposals
  expect(proposal).toMatchObject({
    ...{ byName: '巫山县农业农村委员会', minimumOrderCents: 20_000, cutOff: '16:30' },
    ...{ leadTimeDays: 3, deliveryAreas: [{ name: '重庆市巫山县', freightCentsPerKg: 20 }] },
  })
  await relayOnce({ ...deps, log: { error: () => {} }, listeners: noticeListeners(deps.config) })
  const told = await call(listNotices, { query: {} }, { as: manager })
  expect(told.items).toMatchObject([{ topic: 'catalogue.sales-terms-proposed', isRead: false }])
  const { waiting } = await call(countUnread, {}, { as: manager })
  expect(waiting).toEqual({ salesTerms: 1 })
  const params = { proposalId: proposal?.id ?? '' }
  const body = { version: 1, termsVersion: 0 }
  const other = await seller('示例乙合作社')
  const stranger = { as: other.manager }
  expect((await refusal(api.confirmSalesTerms, { params, body }, stranger)).code).toBe('not_found')
  const old = { ...body, termsVersion: 1 }
  expect((await refusal(api.confirmSalesTerms, { params, body: old }, { as: manager })).code).toBe(
    'stale_version',
  )
  await call(api.confirmSalesTerms, { params, body }, { as: manager })
  expect(await termsOf(manager)).toMatchObject({
    ...{ version: 1, minimumOrderCents: 20_000, cutOff: '16:30', leadTimeDays: 3, proposals: [] },
    deliveryAreas: [{ code: '500237', freightCentsPerKg: 20 }],
  })
  expect((await county.check(sheet)).counts).toMatchObject({ same: 1, create: 0 })
  expect((await county.undo(view.id)).failure).toBe('something_hangs_on_it')
  const acts = await database.sql<{ action: string }[]>`select action from evidence.audit_entries
    where subject_id = ${organisationId} and action like 'catalogue.%' order by id`
  expect(acts.map(({ action }) => action)).toEqual([
    'catalogue.propose-sales-terms',
    'catalogue.set-sales-terms',
    'catalogue.confirm-sales-terms',
  ])
})

test('a second sheet changes what is proposed, and undoing gives back what was', async () => {
  const { manager } = await seller('示例丙合作社')
  const first = await county.apply([head, row('示例丙合作社')])
  const second = await county.apply([head, row('示例丙合作社', { 4: '300' })])
  expect(second.counts).toMatchObject({ change: 1, create: 0 })
  const proposed = async () => (await termsOf(manager)).proposals
  expect(await proposed()).toMatchObject([{ minimumOrderCents: 30_000, version: 2 }])
  expect((await county.undo(first.id)).failure).toBe('something_hangs_on_it')
  expect((await county.undo(second.id)).state).toBe('undone')
  const [back] = await proposed()
  expect(back).toMatchObject({ minimumOrderCents: 20_000, version: 3 })
  const params = { proposalId: back?.id ?? '' }
  const body = { version: 2, termsVersion: 0 }
  const stale = await refusal(api.confirmSalesTerms, { params, body }, { as: manager })
  expect(stale.code).toBe('stale_version')
  expect((await county.undo(first.id)).state).toBe('undone')
  expect(await proposed()).toEqual([])
  await county.apply([head, row('示例丙合作社')])
  const proposalId = (await proposed())[0]?.id ?? ''
  const refused = { params: { proposalId }, body: { reason: '运费不够' } }
  await call(api.refuseSalesTerms, refused, { as: manager })
  expect((await refusal(api.refuseSalesTerms, refused, { as: manager })).code).toBe(
    'illegal_transition',
  )
  await relayOnce({ ...deps, log: { error: () => {} }, listeners: noticeListeners(deps.config) })
  const { items } = await call(listNotices, { query: {} }, { as: official })
  expect(items[0]).toMatchObject({
    ...{ topic: 'catalogue.sales-terms-refused', values: { reason: '运费不够' } },
  })
  expect((await call(countUnread, {}, { as: manager })).waiting).toEqual({})
})

test('nobody confirms what they proposed themselves, and nobody proposes to others', async () => {
  const { manager } = await seller('示例丁合作社', { personId })
  await county.apply([head, row('示例丁合作社')])
  const [proposal] = (await termsOf(manager)).proposals
  const params = { proposalId: proposal?.id ?? '' }
  const body = { version: 1, termsVersion: 0 }
  expect((await refusal(api.confirmSalesTerms, { params, body }, { as: manager })).code).toBe(
    'same_person',
  )
  await seller('示例外县合作社', { divisionCode: '500103' })
  const { own } = await seller('示例戊合作社')
  expect(await county.faultsOf([head, row('示例外县合作社')])).toEqual(['cooperative not_recorded'])
  expect(await own.faultsOf([head, row('示例丁合作社')])).toEqual(['cooperative not_recorded'])
})

test('a cooperative sets its own terms by a sheet at once, and takes them back', async () => {
  const { manager, own, organisationId } = await seller('示例己合作社')
  const areas = [{ code: '500237', freightCentsPerKg: 10 }]
  await someTerms(database, { cooperativeId: organisationId, minimumOrderCents: 500, areas })
  const sheet = [head.slice(2), row('', { 2: '巫山县、渝中区 0.4元/公斤', 3: '' }).slice(2)]
  const view = await own.apply(sheet)
  const [applied] = await own.rowsOf(view.id)
  expect(applied?.notes).toContainEqual({
    ...{ field: 'areas', code: 'was_before' },
    values: {
      before: '重庆市巫山县 0.10 元/公斤',
      after: '重庆市巫山县 0.10 元/公斤、重庆市渝中区 0.40 元/公斤',
    },
  })
  const set = await termsOf(manager)
  expect(set).toMatchObject({ version: 2, minimumOrderCents: 20_000, proposals: [] })
  expect(set.deliveryAreas).toMatchObject([
    { code: '500103', freightCentsPerKg: 40 },
    { code: '500237', freightCentsPerKg: 10 },
  ])
  expect((await own.check(sheet)).counts).toMatchObject({ same: 1 })
  expect((await own.undo(view.id)).state).toBe('undone')
  expect(await termsOf(manager)).toMatchObject({ version: 3, minimumOrderCents: 500 })
  const again = await own.apply(sheet)
  const { version: _, proposals: __, deliveryAreas: ___, ...plain } = await termsOf(manager)
  const body = { ...plain, deliveryAreas: [], version: 4 }
  await call(api.setSalesTerms, { body }, { as: manager })
  expect((await own.undo(again.id)).failure).toBe('something_hangs_on_it')
})

test('§11.4 a suspended cooperative gets no new terms, by sheet or by confirming', async () => {
  const { manager, own, organisationId } = await seller('示例庚合作社')
  await county.apply([head, row('示例庚合作社')])
  const [proposal] = (await termsOf(manager)).proposals
  await database.sql`update organisations.cooperatives set state = 'suspended',
    state_reason = '抽检不合格' where organisation_id = ${organisationId}`
  await expect(own.apply([head, row('')])).rejects.toThrow('cooperative_suspended')
  const params = { proposalId: proposal?.id ?? '' }
  const body = { version: 1, termsVersion: 0 }
  expect((await refusal(api.confirmSalesTerms, { params, body }, { as: manager })).code).toBe(
    'cooperative_suspended',
  )
})

test('what is wrong with a row stands in it, and nothing is guessed (§2.7)', async () => {
  await seller('示例辛合作社')
  const of = (more: Record<number, unknown>) => row('示例辛合作社', more)
  const faults = await county.faultsOf([
    head,
    of({ 2: '没有这个县' }),
    of({ 3: '' }),
    of({ 2: '巫山县、巫山县' }),
    of({ 4: '50公斤' }),
    of({ 5: '尽快' }),
    of({ 6: '4点' }),
    of({ 2: '', 3: '', 4: '', 5: '', 6: '' }),
  ])
  expect(faults).toEqual([
    'areas no_such_place',
    'freight required',
    'areas duplicate',
    'minimumOrder not_one_of',
    'leadTime wrong_format',
    'cutOff wrong_format',
    'areas required',
  ])
})

test('terms are read in the words in which they are written', () => {
  const { minimumOrder, leadTime, cutOff } = salesTermsFields
  const read = (texts: string[], by: (text: string, unit: string) => object, unit = '') =>
    texts.map((text) => {
      const value = by(text, unit) as { value?: unknown; code?: string }
      return value.value ?? value.code
    })
  expect(read(['200', '满200元起送', '0', '0.5万元', '50公斤'], minimumOrder.read)).toEqual([
    ...['unit_missing', 20_000, 0, 'not_one_of', 'not_one_of'],
  ])
  expect(read(['2', '２天', '提前1天', '48小时', '当天', '次日', '36小时'], leadTime.read)).toEqual(
    [...[2, 2, 1, 2, 0, 1, 'wrong_format']],
  )
  expect(
    read(['16:00', '9:30', '下午4点半', '16点30分前', '中午12点', '5:00 PM', '8点'], cutOff.read),
  ).toEqual(['16:00', '09:30', '16:30', '16:30', '12:00', '17:00', 'wrong_format'])
  expect(
    read(
      ['0.4元/公斤', '0.2元/斤', '300元/吨', '免运费', '0.4', '5元/件', '333元/吨'],
      readFreight,
    ),
  ).toEqual([40, 40, 30, 0, 'weight_unit_missing', 'not_one_of', 'wrong_format'])
  expect(read(['0.4', '0.3元/公斤'], readFreight, '元/斤')).toEqual([80, 30])
})
