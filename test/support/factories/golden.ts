import { readFileSync } from 'node:fs'
import path from 'node:path'
import { disallowLines } from '../../../server/attribution/index.ts'
import { systemActor } from '../../../server/platform/context.ts'
import { transaction } from '../../../server/platform/db/transaction.ts'
import { newId } from '../../../server/platform/ids.ts'
import type { AttributionChannel } from '../../../shared/attribution/credit.ts'
import { dayOf } from '../../../shared/scalars.ts'
import { contextFor } from '../app.ts'
import type { TestDatabase } from '../database.ts'
import { aMember } from './accounts.ts'
import { aGroup, aPairing, aPolicyValue, aReserveFiling, aTarget } from './assistance.ts'
import { accept, anAttributedLine, pay } from './attribution.ts'
import { aClosedMonth } from './closings.ts'
import { aCooperative, aUnit } from './organisations.ts'
import { insertDivision, insertPlaces } from './villages.ts'

const units = ['bureau', 'centre', 'hospital', 'university'] as const
export type Unit = (typeof units)[number]
type Seller = 'wushan' | 'liannan'

interface GoldenAct {
  /** The day in Shanghai, or an instant of it. */
  on?: string
  at?: string
  /** Grams and 分. */
  accepted?: [number, number]
  /** Grams of each village; '' is the unknown one. */
  from?: Record<string, number>
  paid?: number
  close?: [string, string]
  disallowed?: true
}

/** An entry by hand: its month, village, 分 and grams, and who bought where that is not `unit`. */
export type GoldenPost = [
  month: string,
  village: string,
  cents: number,
  grams: number,
  buyer?: Unit | null,
]

export interface GoldenLine {
  line: string
  /** With the arithmetic of its entries, where they are no plain ones. */
  why: string
  unit: Unit
  helper?: Unit
  shares?: Partial<Record<Unit, number>>
  cooperative: Seller
  product: string
  grade?: 'B' | 'C'
  channel?: AttributionChannel
  /** Of lines that are parts of one order. */
  order?: string
  acts: GoldenAct[]
  posts: GoldenPost[]
}

/** What was set for 2028, in 分, and filed of 2027. */
interface Filed {
  targets: { wushan: number; bureau: number; group: number }
  reserves: { unit: Unit; budget?: number; exemption?: 'shared_canteen' | 'no_canteen' }[]
}

const categories: Record<string, string> = {
  ...{ plums: 'fruit', kiwi: 'fruit', trotters: 'livestock' },
}

/** A file of test/golden. */
export function golden<T>(file: string): T {
  return JSON.parse(readFileSync(path.resolve('test/golden', `${file}.json`), 'utf8')) as T
}

/** The world of test/golden/lines.json in an empty database, and the ids of its parties. */
export async function aGoldenWorld(database: TestDatabase) {
  await insertPlaces(database)
  await insertDivision(database, {
    ...{ code: '500237222216', name: '旧村', validTo: '2027-12-31' },
    successorCode: '500237222215',
  })
  await insertDivision(database, { code: '441826102222', name: '下庄村' })
  await aPolicyValue(database, { name: 'eligible_divisions', value: ['500237', '441826'] })
  const bureau = (await aUnit(database, { name: '示例主管局' })).id
  const centre = (await aUnit(database, { name: '示例中心', parentId: bureau })).id
  const hospital = (await aUnit(database, { name: '示例医院' })).id
  const university = (await aUnit(database, { name: '示例大学' })).id
  const unitIds: Record<Unit, string> = { bureau, centre, hospital, university }
  const group = await aGroup(database, { leadUnitId: bureau, memberUnitIds: [hospital] })
  const sellers: Record<Seller, string> = {
    wushan: (await aCooperative(database, { name: '示例巫山合作社' })).id,
    liannan: (await aCooperative(database, { name: '示例连南合作社', countyCode: '441826' })).id,
  }
  const [productIds, orderIds] = [new Map<string, string>(), new Map<string, string>()]
  const lineIds = new Map<string, string>()
  for (const line of golden<GoldenLine[]>('lines'))
    lineIds.set(await act(database, line, { unitIds, sellers, productIds, orderIds }), line.line)
  await fileYears(database, { unitIds, groupId: group.id })
  return { unitIds, sellers, groupId: group.id, productIds, lineIds }
}

/** Targets, pairings and filings, beside the ledger. */
async function fileYears(
  database: TestDatabase,
  { unitIds, groupId }: { unitIds: Record<Unit, string>; groupId: string },
) {
  const { bureau, hospital } = unitIds
  const { targets, reserves } = golden<Filed>('filed')
  await aPairing(database, { organisationId: bureau, divisionCode: '500237222' })
  await aPairing(database, { organisationId: hospital, divisionCode: '441826' })
  await aTarget(database, { divisionCode: '500237', year: 2028, amount: targets.wushan })
  await aTarget(database, { organisationId: bureau, year: 2028, amount: targets.bureau })
  await aTarget(database, { organisationId: groupId, year: 2028, amount: targets.group })
  const { personId } = await aMember(database, { organisationId: bureau, roles: ['unit_leader'] })
  for (const { unit, budget, exemption } of reserves)
    await aReserveFiling(database, {
      ...{ unitId: unitIds[unit], year: 2027, checkedBy: personId },
      ...(budget !== undefined && { budgetCents: budget }),
      ...(exemption !== undefined && { exemption }),
      ...(exemption === 'shared_canteen' && { filesWithUnitId: bureau }),
      ...(unit === 'bureau' && { sharedUnitIds: [unitIds.centre] }),
    })
}

interface Parties {
  unitIds: Record<Unit, string>
  sellers: Record<Seller, string>
  productIds: Map<string, string>
  orderIds: Map<string, string>
}

/** Lets a line's acts happen; returns the id that it has in the database. */
async function act(database: TestDatabase, golden: GoldenLine, parties: Parties): Promise<string> {
  const { unitIds, sellers, productIds, orderIds } = parties
  const { unit, helper, shares = { [unit]: 10_000 }, cooperative, grade, channel } = golden
  const product = `${golden.product} of ${cooperative}`
  const productId = productIds.get(product) ?? newId()
  productIds.set(product, productId)
  const orderId = orderIds.get(golden.order ?? '') ?? newId()
  if (golden.order !== undefined) orderIds.set(golden.order, orderId)
  const line = anAttributedLine({
    orderedOn: golden.acts[0]?.on ?? '',
    cooperativeId: sellers[cooperative],
    supervisingCountyCode: { wushan: '500237', liannan: '441826' }[cooperative],
    buyerUnitId: unitIds[unit],
    ...{ productId, purchaseOrderId: orderId },
    category: categories[golden.product] ?? '',
    ...(grade && { grade }),
    ...(channel && { channel }),
    credit: {
      directCredits: Object.entries(shares).map(([name, shareBasisPoints]) => ({
        ...{ unitId: unitIds[name as Unit], shareBasisPoints },
      })),
      helpUnitId: helper ? unitIds[helper] : null,
      introductionId: helper ? newId() : null,
      pairedCodes: [
        { unitId: unitIds.bureau, codes: ['500237222'] },
        { unitId: unitIds.hospital, codes: ['441826'] },
      ],
    },
  })
  for (const { on, at, accepted, from = {}, paid, close, disallowed } of golden.acts) {
    const day = on ?? (at && dayOf(new Date(at))) ?? ''
    if (accepted !== undefined) {
      const [grams, cents] = accepted
      const villages = Object.entries(from).map(([code, own]) => ({
        ...{ villageCode: code === '' ? null : code, grams: own },
      }))
      await accept(database, line, { grams, cents, on: day, villages })
    }
    if (paid !== undefined) await pay(database, line, { cents: paid, on: day })
    if (close !== undefined) await aClosedMonth(database, { countyCode: close[0], month: close[1] })
    if (disallowed)
      await transaction(database.db, (tx) =>
        disallowLines(tx, contextFor(systemActor), { id: newId(), occurredOn: day, lines: [line] }),
      )
  }
  return line.orderLineId
}
