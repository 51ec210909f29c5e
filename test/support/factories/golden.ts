import { readFileSync } from 'node:fs'
import path from 'node:path'
import { disallowLines } from '../../../server/attribution/index.ts'
import { systemActor } from '../../../server/platform/context.ts'
import { transaction } from '../../../server/platform/db/transaction.ts'
import { newId } from '../../../server/platform/ids.ts'
import { dayOf } from '../../../shared/scalars.ts'
import { contextFor } from '../app.ts'
import type { TestDatabase } from '../database.ts'
import { aGroup, aPolicyValue } from './assistance.ts'
import { accept, anAttributedLine, pay } from './attribution.ts'
import { aClosedMonth } from './closings.ts'
import { aCooperative, aUnit } from './organisations.ts'
import { insertDivision, insertPlaces } from './villages.ts'

const units = ['bureau', 'centre', 'hospital', 'university'] as const
type Unit = (typeof units)[number]
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

interface GoldenLine {
  line: string
  why: string
  unit: Unit
  helper?: Unit
  shares?: Partial<Record<Unit, number>>
  cooperative: Seller
  product: string
  grade?: 'C'
  acts: GoldenAct[]
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
  const productIds = new Map<string, string>()
  for (const line of golden<GoldenLine[]>('lines'))
    await act(database, line, { unitIds, sellers, productIds })
  return { unitIds, groupId: group.id, productIds }
}

interface Parties {
  unitIds: Record<Unit, string>
  sellers: Record<Seller, string>
  productIds: Map<string, string>
}

async function act(database: TestDatabase, golden: GoldenLine, parties: Parties): Promise<void> {
  const { unitIds, sellers, productIds } = parties
  const { unit, helper, shares = { [unit]: 10_000 }, cooperative, grade } = golden
  const product = `${golden.product} of ${cooperative}`
  const productId = productIds.get(product) ?? newId()
  productIds.set(product, productId)
  const line = anAttributedLine({
    orderedOn: golden.acts[0]?.on ?? '',
    cooperativeId: sellers[cooperative],
    supervisingCountyCode: { wushan: '500237', liannan: '441826' }[cooperative],
    buyerUnitId: unitIds[unit],
    productId,
    ...(grade && { grade }),
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
}
