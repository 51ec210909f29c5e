import { expect, test } from 'vitest'
import { newId } from '../../../server/platform/ids.ts'
import { testDatabase } from '../../support/database.ts'
import {
  aGroup,
  anIntroduction,
  aPairing,
  aSharedCredit,
  creditSnapshot,
} from '../../support/factories/assistance.ts'
import { aCooperative, aUnit } from '../../support/factories/organisations.ts'

const database = await testDatabase()
const on = '2026-11-22'
const placedAt = new Date('2026-11-22T01:00:00Z')

const snapshotOf = (unitId: string, cooperativeId: string) =>
  creditSnapshot(database, { unitId, cooperativeId, on, placedAt })

test('§3.7 a unit that buys for itself is its own direct buyer, without a helper', async () => {
  const unit = await aUnit(database)
  expect(await snapshotOf(unit.id, newId())).toEqual({
    directCredits: [{ unitId: unit.id, shareBasisPoints: 10_000 }],
    helpUnitId: null,
    introductionId: null,
    pairedCodes: [],
  })
})

test('§3.7 only an introduction confirmed before the order makes a help-sale', async () => {
  const [buyer, helper] = [await aUnit(database), await aUnit(database)]
  const seller = await aCooperative(database)
  const introduction = { helperUnitId: helper.id, buyerUnitId: buyer.id, cooperativeId: seller.id }
  await anIntroduction(database, { ...introduction, confirmedAt: null })
  await anIntroduction(database, { ...introduction, confirmedAt: new Date('2026-11-22T01:00:00Z') })
  expect(await snapshotOf(buyer.id, seller.id)).toMatchObject({ helpUnitId: null })
  const { id } = await anIntroduction(database, {
    ...introduction,
    confirmedAt: new Date('2026-11-22T00:59:59Z'),
  })
  expect(await snapshotOf(buyer.id, seller.id)).toMatchObject({
    helpUnitId: helper.id,
    introductionId: id,
  })
  expect(await snapshotOf(buyer.id, newId())).toMatchObject({ helpUnitId: null })
})

test('§3.7 an introduction to one cooperative goes before an older one to any', async () => {
  const [buyer, anyHelper, helper] = [
    await aUnit(database),
    await aUnit(database),
    await aUnit(database),
  ]
  const seller = await aCooperative(database)
  await anIntroduction(database, { helperUnitId: anyHelper.id, buyerUnitId: buyer.id })
  await anIntroduction(database, {
    helperUnitId: helper.id,
    buyerUnitId: buyer.id,
    cooperativeId: seller.id,
    recordedAt: new Date('2026-01-01T00:00:00Z'),
  })
  const other = newId()
  expect((await snapshotOf(buyer.id, seller.id)).helpUnitId).toBe(helper.id)
  expect((await snapshotOf(buyer.id, other)).helpUnitId).toBe(anyHelper.id)
})

test('§3.7 direct wins over help for the same unit', async () => {
  const [buyer, sharer] = [await aUnit(database), await aUnit(database)]
  const seller = await aCooperative(database)
  await anIntroduction(database, {
    helperUnitId: sharer.id,
    buyerUnitId: buyer.id,
    cooperativeId: seller.id,
  })
  await aSharedCredit(database, {
    buyerUnitId: buyer.id,
    shares: { [buyer.id]: 7_000, [sharer.id]: 3_000 },
  })
  const snapshot = await snapshotOf(buyer.id, seller.id)
  expect(snapshot).toMatchObject({ helpUnitId: null, introductionId: null })
})

test('§3.9 shared credit in force on the day goes to its units by their shares', async () => {
  const [buyer, sharer] = [await aUnit(database), await aUnit(database)]
  const shares = { [buyer.id]: 6_001, [sharer.id]: 3_999 }
  await aSharedCredit(database, { buyerUnitId: buyer.id, shares, fromDate: '2026-11-22' })
  const snapshot = await snapshotOf(buyer.id, newId())
  const credits = snapshot?.directCredits.map((credit) => [credit.unitId, credit.shareBasisPoints])
  expect(Object.fromEntries(credits ?? [])).toEqual(shares)
})

test('§3.10 pairings on the day, of the unit and of its groups, are paired with the unit', async () => {
  const [unit, lead] = [await aUnit(database), await aUnit(database)]
  const group = await aGroup(database, { leadUnitId: lead.id, memberUnitIds: [unit.id] })
  await aPairing(database, { organisationId: group.id, divisionCode: '500237222' })
  await aPairing(database, { organisationId: unit.id, divisionCode: '500237210210' })
  await aPairing(database, {
    organisationId: unit.id,
    divisionCode: '441826102221',
    toDate: '2026-11-21',
  })
  const snapshot = await snapshotOf(unit.id, newId())
  expect(snapshot?.pairedCodes).toEqual([{ unitId: unit.id, codes: ['500237210210', '500237222'] }])
})
