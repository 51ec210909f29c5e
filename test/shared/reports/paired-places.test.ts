import { expect, test } from 'vitest'
import { pairedPlacesOf, widestCodes } from '../../../shared/reports/paired-places.ts'

const village = '500237222213'
const pairing = { id: 'p', organisationId: 'u', divisionCode: village, fromDate: '2025-03-02' }
const none = new Map<string, string[]>()

test('§3.15 a paired place has the days of its pairing in the period, as each that succeeds it', () => {
  const days = { from: '2025-01-01', to: '2025-12-31' }
  const question = { days, memberships: null, successors: new Map([[village, ['500237222299']]]) }
  const { places, days: own } = pairedPlacesOf([{ ...pairing, toDate: '2025-08-09' }], question)
  expect(places.map(({ placeCode }) => placeCode)).toEqual([village, '500237222299'])
  expect(own).toEqual(
    [0, 1].map((position) => ({ from: '2025-03-02', to: '2025-08-09', position })),
  )
  expect(pairedPlacesOf([{ ...pairing, toDate: '2025-03-01' }], question).places).toEqual([])
})

test('§3.8 a member’s pairing counts for its group in the months of its membership, both whole', () => {
  const memberships = [
    { unitId: 'u', firstMonth: '2025-02', lastMonth: '2025-04' },
    { unitId: 'u', firstMonth: '2025-11', lastMonth: '9999-12' },
  ]
  const days = { from: '2025-01-01', to: '2025-12-20' }
  const question = { days, memberships, successors: none }
  const { days: own } = pairedPlacesOf([{ ...pairing, toDate: null }], question)
  expect(own).toEqual([
    { from: '2025-03-02', to: '2025-04-30', position: 0 },
    { from: '2025-11-01', to: '2025-12-20', position: 0 },
  ])
})

test('§3.8 places that lie in others are no places of their own', () => {
  expect(widestCodes([village, '500237', '441826', '500237222', '441826'])).toEqual([
    '500237',
    '441826',
  ])
})
