import { shallowReactive } from 'vue'
import type { rankingKinds } from '../../shared/reports/ranking.schemas.ts'
import { listRanking } from '../../shared/reports/reports.api.ts'
import { call } from '../platform/api.ts'
import { filledIn } from '../platform/use-list.ts'
import type { LedgerFilters } from './use-ledger.ts'
import { pairingChoices } from './use-pairing-choices.ts'

/** What the ledger can be filtered by among many, and what lists them: those there are in it. */
export const soughtFilters = {
  divisionCode: 'village',
  productId: 'product',
  cooperativeId: 'cooperative',
  buyerUnitId: 'unit',
  helperUnitId: 'unit',
  pairingId: 'pairing',
  mark: 'mark',
} as const satisfies Partial<Record<keyof LedgerFilters, (typeof rankingKinds)[number] | 'pairing'>>
export type SoughtFilter = keyof typeof soughtFilters

interface LedgerChoice {
  value: string
  label: string
}

const most = 500

/** Villages, goods, cooperatives and units that have entries, the most first; and pairings. */
export function useLedgerChoices(filters: () => LedgerFilters) {
  const choices = shallowReactive<Partial<Record<SoughtFilter, readonly LedgerChoice[]>>>({})
  const loading = shallowReactive<Partial<Record<SoughtFilter, boolean>>>({})

  async function load(name: SoughtFilter) {
    const { period, unitId, withBelow, groupId, divisionCode } = filters()
    const whose = filledIn({ period, unitId, withBelow, groupId, divisionCode })
    if (name === 'divisionCode' && divisionCode.length === 12) delete whose.divisionCode
    const by = soughtFilters[name]
    loading[name] = true
    try {
      if (by === 'pairing') {
        choices[name] = await pairingChoices({ unitId, groupId, divisionCode })
        return
      }
      const query = { ...whose, period, by, limit: most }
      const { items } = await call(listRanking, { query })
      choices[name] = items
        .filter(({ key }) => key !== '')
        .map(({ key, name: own, detail }) => ({ value: key, label: detail || own || key }))
    } finally {
      loading[name] = false
    }
  }

  return { choices, loading, load }
}
