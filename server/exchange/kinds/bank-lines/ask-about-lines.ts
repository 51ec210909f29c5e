import type { ComparedLine } from '../../../../shared/billing/bank-line-likeness.ts'
import type { RowRemark } from '../../../../shared/exchange/imports.schemas.ts'
import { centsToYuanText } from '../../../../shared/money.ts'
import type { BankLineInput, KnownLine, NewBankLine } from '../../../billing/index.ts'
import type { CheckInput, Decision } from '../kind.ts'
import type { BankLineValues } from './bank-line-fields.ts'

type Answer = 'same' | 'other'

const answers = [
  { value: 'same', label: '同一笔 (the same)' },
  { value: 'other', label: '另一笔 (another one)' },
  { value: 'all_same', label: '这样的行都是同一笔 (the same, and so are all such rows)' },
  { value: 'all_other', label: '这样的行都是另一笔 (another one, and so are all such rows)' },
]

interface RowAsked {
  line: BankLineInput
  known: KnownLine | undefined
  /** The field at which it is asked: that of its amount. */
  field: string
  derived: Record<string, unknown>
}

interface Sheet {
  choices: CheckInput<BankLineValues>['choices']
  /** The numbers of rows by the ids of their lines. */
  numbers: ReadonlyMap<string, number>
}

/** What a row would do; where it may be a line that is there already, a person says (§7.2). */
export function decisionOf(row: RowAsked, { choices, numbers }: Sheet): Decision<NewBankLine> {
  const { line, known, field, derived } = row
  const base = { key: line.id, derived }
  const sameAs = (id: string) => {
    return { ...base, outcome: 'same' as const, subject: { type: 'bank_line', id } }
  }
  const otherThan = known?.likes ?? []
  const plan = { ...line, ...(otherThan.length > 0 && { otherThan }) }
  if (known === undefined || known.is === 'new') return { ...base, outcome: 'create', plan }
  if (known.is === 'same') return sameAs(known.line.id)
  // Of two rows with one key the second is a fault.
  if (known.is === 'double') return { ...base, key: known.of, outcome: 'create', plan }
  const text = `${numbers.get(line.id)} ${wordsOf(line)}`
  const answer = answerOf(choices, field, text)
  if (answer === 'other') return { ...base, outcome: 'create', plan }
  if (answer === 'same') return known.isGiven ? { ...base, outcome: 'same' } : sameAs(known.line.id)
  const asked: RowRemark = known.isGiven
    ? { field, code: 'maybe_same_row', values: { row: numbers.get(known.line.id) ?? 0 } }
    : remarkOf(known.line)
  return { ...base, outcome: 'fault', faults: [{ ...asked, field, text, options: answers }] }
}

export function remarkOf(line: ComparedLine): RowRemark {
  return { field: null, code: 'maybe_same_line', values: { line: wordsOf(line) } }
}

function answerOf(choices: Sheet['choices'], field: string, text: string): Answer | null {
  const own = choices[field]?.[text]
  if (own !== undefined) return own.endsWith('same') ? 'same' : 'other'
  const all = Object.values(choices).flatMap((each) => Object.values(each))
  if (all.includes('all_same')) return 'same'
  return all.includes('all_other') ? 'other' : null
}

function wordsOf({ bookedOn, amountCents, counterpartyName, serial }: ComparedLine): string {
  return [bookedOn, centsToYuanText(amountCents), counterpartyName.slice(0, 60), serial]
    .filter((text) => text !== '')
    .join(' ')
}
