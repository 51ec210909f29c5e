import { describe, expect, test } from 'vitest'
import { noticeListeners } from '../../../server/notices/index.ts'
import type { Actor } from '../../../server/platform/context.ts'
import { relayOnce } from '../../../server/platform/jobs/relay.ts'
import * as assistance from '../../../shared/assistance/assistance.api.ts'
import * as proposals from '../../../shared/assistance/proposals.api.ts'
import * as api from '../../../shared/exchange/imports.api.ts'
import { listNotices } from '../../../shared/notices/notices.api.ts'
import { declinePurchaseOrder } from '../../../shared/orders/orders.api.ts'
import type { Role } from '../../../shared/roles.ts'
import { dayOf } from '../../../shared/scalars.ts'
import { testApp } from '../../support/app.ts'
import { aMember } from '../../support/factories/accounts.ts'
import { aDocument, aGroup } from '../../support/factories/assistance.ts'
import { aBuyingUnit, aPlacedOrder, aSeller } from '../../support/factories/orders.ts'
import { anOrganisation, aUnit } from '../../support/factories/organisations.ts'
import { insertDivision } from '../../support/factories/villages.ts'
import { importing } from '../../support/importing.ts'
import { stopBefore, untilBlocked } from '../../support/race.ts'
import { countStatements } from '../../support/statements.ts'

const app = await testApp({ settings: { RATE_LIMIT: '0' } })
const { call, refusal, database } = app
await insertDivision(database, { code: '500237109242', name: '石沟村' })
const office = (await anOrganisation(database, { name: '巫山县农业农村委员会' })).id

async function member(organisationId: string, role: Role, more = {}): Promise<Actor> {
  return (await aMember(database, { organisationId, roles: [role], ...more })).actor
}
const official = await member(office, 'official', { divisionCode: '500237' })
const county = importing(app, 'pairings', official)

async function unitWithLeader(name: string) {
  const { id } = await aUnit(database, { name })
  return { id, leader: await member(id, 'unit_leader') }
}

const today = dayOf(app.deps.clock())
const head = ['帮扶单位', '结对村', '类型', '开始日期', '结束日期', '驻村第一书记']
const row = (unit: string) => [unit, '竹贤乡下庄村', '定点帮扶', '2026-01-01', '', '李敏']

const openOf = async (as: Actor) =>
  (await call(proposals.listProposals, { query: { which: 'open' } }, { as })).items

test('§3.17 pairings are proposed by one side, and are in force once the other has agreed', async () => {
  const { id: organisationId, leader } = await unitWithLeader('示例甲局')
  const view = await county.apply([head, row('示例甲局')])
  expect(view).toMatchObject({ state: 'applied', counts: { create: 1, fault: 0 } })
  const paired = () => call(assistance.pairings, { query: { organisationId } }, { as: leader })
  expect((await paired()).items).toEqual([])
  expect((await county.check([head, row('示例甲局')])).counts).toMatchObject({ same: 1, create: 0 })
  const [proposal] = await openOf(leader)
  const params = { proposalId: proposal?.id ?? '' }
  await call(proposals.answerProposal, { params, body: { answer: 'accept' } }, { as: leader })
  expect((await paired()).items).toMatchObject([
    { fromDate: '2026-11-22', firstSecretaryName: '李敏', kind: 'designated' },
  ])
  expect((await county.check([head, row('示例甲局')])).counts).toMatchObject({ same: 1, create: 0 })
  const faults = await county.faultsOf([head, row('示例甲局').with(5, '王芳')])
  expect(faults).toEqual(['from overlaps_running_pairing'])
  const undone = await county.undo(view.id)
  expect(undone.failure).toBe('something_hangs_on_it')
})

test('what nobody has answered is taken back', async () => {
  const { leader } = await unitWithLeader('示例乙局')
  const view = await county.apply([head, row('示例乙局')])
  expect(await openOf(leader)).toHaveLength(1)
  expect((await county.undo(view.id)).state).toBe('undone')
  expect(await openOf(leader)).toEqual([])
  expect((await county.apply([head, row('示例乙局')])).counts).toMatchObject({ create: 1 })
})

test('§3.15 a namesake village is chosen with its path, and faults stand in their rows', async () => {
  await unitWithLeader('示例丙局')
  const { id } = await county.check([head, row('示例丙局').with(1, '石沟村')])
  const [first] = await county.rowsOf(id)
  expect(first?.faults).toMatchObject([{ field: 'place', code: 'ambiguous' }])
  expect(first?.faults[0]?.options).toHaveLength(2)
  const faults = await county.faultsOf([
    head,
    row('没有这个局'),
    row('示例丙局').with(4, '2025-01-01'),
    row('示例丙局').with(1, '石径村'),
    row(''),
  ])
  expect(faults).toEqual([
    'organisation not_recorded',
    'to in_the_past',
    'place no_such_place',
    'organisation required',
  ])
})

test('a unit’s leader proposes for the own unit only', async () => {
  const { leader } = await unitWithLeader('示例丁局')
  await unitWithLeader('示例戊局')
  const own = importing(app, 'pairings', leader)
  expect((await own.apply([head, row('')])).counts).toMatchObject({ create: 1 })
  expect(await openOf(official)).not.toEqual([])
  expect(await own.faultsOf([head, row('示例戊局')])).toEqual(['organisation not_a_side'])
})

describe('§3.17 the platform records a sheet for both sides by a document', async () => {
  const platformId = (await anOrganisation(database, { kind: 'platform', name: '示例平台' })).id
  const admin = await member(platformId, 'platform_admin')
  const platform = importing(app, 'pairings', admin)
  const document = await aDocument(database, platformId)
  const seller = await aSeller(database)
  const { packId, lotId } = await seller.offer()
  const elsewhere = await aSeller(database, { divisionCode: '441826102221' })
  const other = await elsewhere.offer()

  const pairedOf = async (organisationId: string) =>
    (await call(assistance.pairings, { query: { organisationId } }, { as: official })).items

  /** A unit whose pairing was recorded out of a sheet, and what orders it places. */
  async function recorded(name: string) {
    const unit = await aBuyingUnit(database, { name })
    const leader = await unit.member('unit_leader')
    const { id } = await platform.apply([head, row(name)], document)
    const order = (lines = [{ packId, quantity: 1 }]) =>
      aPlacedOrder(database, {
        ...{ buyer: unit.buyer, channelId: unit.channelId, lines, at: app.deps.clock() },
        neededOn: '2026-12-01',
      })
    return { ...unit, importId: id, leader, order }
  }

  test('in force from the days in the sheet; both see it, and either ends it', async () => {
    const unit = await unitWithLeader('示例己局')
    const ended = await unitWithLeader('示例庚局')
    const proposedBefore = await county.apply([head, row('示例己局')])
    expect(await openOf(unit.leader)).toHaveLength(1)
    const rows = [head, row('示例己局'), row('示例庚局').with(4, '2026-06-30')]
    const view = await platform.apply(rows, document)
    expect(view).toMatchObject({ state: 'applied', counts: { create: 2, fault: 0 }, document })
    const since = { fromDate: '2026-01-01', firstSecretaryName: '李敏', toDate: null }
    expect(await pairedOf(unit.id)).toMatchObject([since])
    expect(await pairedOf(ended.id)).toMatchObject([{ ...since, toDate: '2026-06-30' }])
    const { items } = await call(
      proposals.listProposals,
      { query: { which: 'all' } },
      { as: unit.leader },
    )
    expect(items.map(({ state, document: by }) => [state, by])).toEqual([
      ['in_force', document],
      ['withdrawn', null],
    ])
    const acts = await database.sql`select subject_type from evidence.audit_entries
      where action = 'assistance.put-in-force'
        and after->'document'->>'fileId' = ${document.fileId}`
    expect(acts).toHaveLength(2)
    const { deps } = app
    await relayOnce({ ...deps, log: app.app.log, listeners: noticeListeners(deps.config) })
    const told = await call(listNotices, { query: {} }, { as: unit.leader })
    expect(told.items.map(({ topic, isRead }) => [topic, isRead])).toEqual([
      ['assistance.proposal-in-force', false],
      ['assistance.proposal-made', true],
    ])
    expect((await platform.check(rows)).counts).toMatchObject({ same: 2, create: 0 })
    expect((await county.undo(proposedBefore.id)).failure).toBe('something_hangs_on_it')
    const [pairing] = await pairedOf(unit.id)
    const params = { pairingId: pairing?.id ?? '' }
    await call(assistance.endPairing, { params, body: { toDate: today } }, { as: unit.leader })
    const undone = await platform.undo(view.id)
    expect(undone).toMatchObject({ failure: 'something_hangs_on_it', hindered: 1 })
    expect(await pairedOf(ended.id)).toHaveLength(1)
  })

  test('it takes a document of the platform’s own, once, and only where one is needed', async () => {
    const unit = await unitWithLeader('示例辛局')
    const { id, version, needsDocument } = await platform.check([head, row('示例辛局')])
    expect(needsDocument).toBe(true)
    const refused = async (by: unknown, as = admin, importId = id) => {
      const body = { version, document: by as null }
      return (await refusal(api.applyImport, { params: { importId }, body }, { as })).fields
    }
    expect(await refused(null)).toMatchObject([{ path: ['document'], code: 'required' }])
    const foreign = await aDocument(database, office)
    expect(await refused(foreign)).toMatchObject([
      { path: ['document', 'fileId'], code: 'not_found' },
    ])
    const proposed = await county.check([head, row('示例辛局')])
    expect(proposed.needsDocument).toBe(false)
    expect(await refused(foreign, official, proposed.id)).toMatchObject([{ path: ['document'] }])
    const body = { version, document }
    const input = { params: { importId: id }, body }
    const headers = { 'idempotency-key': crypto.randomUUID() }
    for (const _ of ['once', 'again']) await call(api.applyImport, input, { as: admin, headers })
    await platform.workOff()
    expect((await refusal(api.applyImport, input, { as: admin })).code).toBe('illegal_transition')
    expect(await pairedOf(unit.id)).toHaveLength(1)
    const faults = await platform.faultsOf([
      head,
      row('示例辛局').with(5, '王芳'),
      row('示例辛局').with(1, '重庆市').with(4, '2025-12-31'),
    ])
    expect(faults).toEqual([
      'from overlaps_running_pairing',
      'place level_too_high,to dates_out_of_order',
    ])
  })

  test('two secretaries in turn are two pairings; another end than the one there is a fault', async () => {
    const { id } = await unitWithLeader('示例丑局')
    const first = row('示例丑局').with(3, '2026-05-01').with(4, '2026-10-31')
    const second = row('示例丑局').with(3, '2026-11-01').with(4, '至今').with(5, '王芳')
    const view = await platform.apply([head, first, second], document)
    expect(view.counts).toMatchObject({ create: 2, fault: 0 })
    expect(await pairedOf(id)).toHaveLength(2)
    expect((await platform.check([head, first, second])).counts).toMatchObject({ same: 2 })
    const faults = await platform.faultsOf([
      ...[head, first.with(4, '2026-12-31'), first.with(4, '长期'), first.with(4, '')],
      ...[second.with(4, '2027-06-30'), first.with(3, '2026-04-01')],
    ])
    const [ended, running] = ['overlaps_pairing', 'overlaps_running_pairing']
    expect(faults).toEqual([
      ...[`to ${ended}`, `to ${ended}`, `to ${ended}`, `to ${running}`, `from ${ended}`],
    ])
    const [met] = await platform.rowsOf((await platform.check([head, first.with(5, '王芳')])).id)
    expect(met?.faults[0]?.values).toEqual({ from: '2026-05-01', to: '2026-10-31' })
  })

  test('a proposal that a sheet replaced awaits its answer again once the sheet is undone', async () => {
    const { leader } = await unitWithLeader('示例卯局')
    const proposed = await county.apply([head, row('示例卯局')])
    const [before] = await openOf(leader)
    const view = await platform.apply([head, row('示例卯局')], document)
    expect(await openOf(leader)).toEqual([])
    expect((await platform.undo(view.id)).state).toBe('undone')
    expect(await openOf(leader)).toEqual([before])
    const again = await platform.apply([head, row('示例卯局')], document)
    expect((await county.undo(proposed.id)).failure).toBe('something_hangs_on_it')
    await platform.undo(again.id)
    expect((await county.undo(proposed.id)).state).toBe('undone')
    expect(await openOf(leader)).toEqual([])
  })

  test('rows that meet, two names in one and a start long ago are told', async () => {
    await unitWithLeader('示例寅局')
    const long = row('示例寅局').with(3, '1999-01-01').with(4, '2026-06-30')
    const { id, counts } = await platform.check([head, long, row('示例寅局').with(5, '王芳')])
    const [old, met] = await platform.rowsOf(id)
    expect(counts).toMatchObject({ create: 1, fault: 1 })
    expect(old?.notes).toMatchObject([{ code: 'begins_long_ago', values: { years: 27 } }])
    expect(met?.faults).toMatchObject([{ code: 'overlaps_row', values: { row: 2 } }])
    const next = row('示例寅局').with(3, '2027-01-01')
    const now = row('示例寅局').with(4, '2026-12-31')
    expect(await county.faultsOf([head, now.with(5, '孙八、周九'), now, next])).toEqual([
      ...['secretary one_first_secretary', '', 'from pairing_awaited'],
    ])
    await county.apply([head, now])
    expect(await county.faultsOf([head, now, now.with(4, '')])).toEqual([
      ...['', 'from pairing_awaited'],
    ])
  })

  test('undone as a whole, until an order has fixed it with a village of the place', async () => {
    const unit = await recorded('示例壬局')
    await unit.order([{ packId: other.packId, quantity: 1 }])
    expect((await platform.undo(unit.importId)).state).toBe('undone')
    expect(await pairedOf(unit.id)).toEqual([])
    const { id } = await platform.apply([head, row('示例壬局')], document)
    const { id: orderId = '', number } = (await unit.order()).purchaseOrders[0] ?? {}
    const refusedUndo = await platform.undo(id)
    expect(refusedUndo).toMatchObject({ state: 'applied', hindered: 1 })
    expect((await platform.rowsOf(id))[0]?.faults).toMatchObject([
      { code: 'orders_placed_on_it', values: { orders: 1, number } },
    ])
    expect(await pairedOf(unit.id)).toHaveLength(1)
    const declined = { params: { id: orderId }, body: { reason: '今年脆李已售完' } }
    await call(declinePurchaseOrder, declined, { as: seller.manager })
    expect((await platform.undo(id)).state).toBe('undone')
  })

  test('a group’s pairing is held by the orders of its members', async () => {
    const unit = await aBuyingUnit(database, { name: '示例组员' })
    const lead = await aUnit(database)
    await aGroup(database, { name: '示例集团', leadUnitId: lead.id, memberUnitIds: [unit.id] })
    const { id } = await platform.apply([head, row('示例集团').with(1, '巫山县竹贤乡')], document)
    await aPlacedOrder(database, {
      ...{ buyer: unit.buyer, channelId: unit.channelId, lines: [{ packId, quantity: 1 }] },
      ...{ at: app.deps.clock(), neededOn: '2026-12-01' },
    })
    expect((await platform.undo(id)).hindered).toBe(1)
  })

  test('an order that is being placed is waited for, and then stands in the way', async () => {
    const unit = await recorded('示例癸局')
    const stock = await database.sql.reserve()
    await stock`begin`
    await stock`select from catalogue.lot_stock where lot_id = ${lotId} for no key update`
    const placing = unit.order()
    await untilBlocked(database)
    const undoing = platform.undo(unit.importId)
    await untilBlocked(database, 2)
    await stock`rollback`
    stock.release()
    await placing
    expect((await undoing).hindered).toBe(1)
  })

  test('an order placed while it is undone waits at its very end only, and is not paired', async () => {
    const first = await recorded('示例巳局')
    const early = stopBefore(database, /delete from assistance\.pairings/)
    const hindered = platform.undo(first.importId)
    await early.reached
    await first.order()
    early.release()
    expect(await hindered).toMatchObject({ state: 'applied', hindered: 1 })
    expect(await pairedOf(first.id)).toHaveLength(1)
    const unit = await recorded('示例子局')
    const late = stopBefore(database, /"undone_at" =/)
    const undoing = platform.undo(unit.importId)
    await late.reached
    const placing = unit.order()
    await untilBlocked(database)
    late.release()
    expect((await undoing).state).toBe('undone')
    const { number } = (await placing).purchaseOrders[0] ?? {}
    const [order] = await database.sql`select credit->'pairedCodes' as codes
      from orders.purchase_orders where number = ${number ?? ''}`
    expect(order?.codes).toEqual([])
  })

  test('many rows take no more statements than two', async () => {
    const units = await Promise.all(
      Array.from({ length: 40 }, (_, at) => aUnit(database, { name: `示例第${at}所` })),
    )
    const record = async (names: readonly string[]) => {
      const { id, version } = await platform.check([head, ...names.map((name) => row(name))])
      const input = { params: { importId: id }, body: { version, document } }
      await call(api.applyImport, input, { as: admin })
      return (await countStatements(database, platform.workOnce)).statements.length
    }
    const names = units.map((_, at) => `示例第${at}所`)
    const few = await record(names.slice(0, 2))
    expect(await record(names.slice(2))).toBe(few)
    expect(few).toBeLessThan(20)
  })
})
