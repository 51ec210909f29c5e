import { brandOf, noMark } from '../../shared/catalogue/marks.ts'
import { centsToYuanText } from '../../shared/money.ts'
import type { LedgerFilterName, LedgerFilters, LedgerNames, LedgerSubject } from './use-ledger.ts'

/** A filter that acts, as it is said on the screen, and what it is removed with. */
export interface LedgerChip {
  name: LedgerFilterName
  /** The key of what it filters by. */
  label: string
  /** The key of the value, where it has one of its own, or the value as it is said. */
  value: { key: string; named?: Record<string, string> } | string
}

interface Shown {
  subject: LedgerSubject
  names: LedgerNames
}

/** Labels of filters that are said by a name or by what was typed. */
const named: [LedgerFilterName, string, (shown: Shown) => string | null][] = [
  ['unitId', 'ledger.unit', ({ subject }) => (subject.unitId ? subject.name : null)],
  ['groupId', 'ledger.group', ({ subject }) => (subject.groupId ? subject.name : null)],
  ['divisionCode', 'ledger.place', ({ subject }) => subject.pathName],
  ['productId', 'ledger.product', ({ names }) => names.product],
  ['cooperativeId', 'ledger.cooperative', ({ names }) => names.cooperative],
  ['buyerUnitId', 'ledger.buyerUnit', ({ names }) => names.buyerUnit],
  ['helperUnitId', 'ledger.helperUnit', ({ names }) => names.helperUnit],
  ['pairingId', 'ledger.firstSecretary', ({ names }) => names.firstSecretary],
]

/** Labels of filters with few values, each of which has a text. */
const chosen: [LedgerFilterName, string, (value: string) => string][] = [
  ['credit', 'reports.ledger.credit', (value) => `reports.figures.${creditKeys[value] ?? value}`],
  ['pairing', 'reports.ledger.pairing', (value) => `reports.figures.${pairingKeys[value]}`],
  [
    'recognition',
    'reports.ledger.state',
    (value) => (value === 'counted' ? 'reports.counted' : 'reports.notCounted'),
  ],
  ['category', 'ledger.category', (value) => `catalogue.categories.${value}`],
  ['channel', 'ledger.channel', (value) => `reports.channels.${value}`],
  ['grade', 'ledger.grade', (value) => `ledger.grades.${value}`],
]

const creditKeys: Record<string, string> = { help_sale: 'helpSale' }
const pairingKeys: Record<string, string> = { paired: 'paired', other: 'otherVillages' }

/** The filters that act, in the order of what they are about; none acts that is not among them. */
export function ledgerChips(filters: LedgerFilters, shown: Shown | null): LedgerChip[] {
  const chips: LedgerChip[] = []
  for (const [name, label, nameOf] of named) {
    if (filters[name] === '') continue
    chips.push({ name, label, value: (shown && nameOf(shown)) || filters[name] })
  }
  for (const [name, label, keyOf] of chosen) {
    if (filters[name] !== '') chips.push({ name, label, value: { key: keyOf(filters[name]) } })
  }
  const { mark } = filters
  if (mark !== '') chips.push({ name: 'mark', label: 'ledger.mark', value: markOf(mark) })
  for (const [name, key, end] of [
    ['minCents', 'ledger.amountFrom', 'from'],
    ['maxCents', 'ledger.amountTo', 'to'],
  ] as const) {
    const yuan = centsToYuanText(Number(filters[name]))
    if (filters[name] !== '')
      chips.push({ name, label: 'ledger.amount', value: { key, named: { [end]: yuan } } })
  }
  for (const [name, key] of [
    ['withBelow', 'reports.withBelow'],
    ['unknownVillage', 'reports.unknownVillage'],
    ['adjustments', 'reports.adjustments'],
    ['outside', 'reports.outside'],
  ] as const) {
    if (filters[name] === 'true') chips.push({ name, label: '', value: { key } })
  }
  if (filters.asOf !== '') chips.push({ name: 'asOf', label: 'reports.asOf', value: filters.asOf })
  if (filters.text !== '') chips.push({ name: 'text', label: 'ledger.text', value: filters.text })
  return chips
}

function markOf(mark: string): LedgerChip['value'] {
  return brandOf(mark) ?? { key: mark === noMark ? 'marks.noMark' : `marks.kinds.${mark}` }
}

/** A filter as it is said, on the screen and on paper. */
export function chipText(
  t: (key: string, named?: Record<string, string>) => string,
  { label, value }: LedgerChip,
): string {
  const text = typeof value === 'string' ? value : t(value.key, value.named ?? {})
  return label === '' ? text : t('ledger.chip', { name: t(label), value: text })
}
