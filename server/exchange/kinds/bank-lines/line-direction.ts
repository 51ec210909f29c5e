import type { RowRemark } from '../../../../shared/exchange/imports.schemas.ts'
import { centsToYuanText } from '../../../../shared/money.ts'
import type { CheckedRow, CheckInput } from '../kind.ts'
import type { BankLineValues } from './bank-line-fields.ts'
import { balanceSigns } from './running-balance.ts'

export type Sign = 1 | -1
type Row = CheckedRow<BankLineValues>

/** A figure as it stands in its column. */
export interface WrittenFigure {
  field: 'debit' | 'credit' | 'amount'
  cents: number
  /** What an ordinary figure of its column means; null where the row does not say. */
  usual: Sign | null
  /** What the figure itself states; null for one below 0 where the column says a way already. */
  stated: Sign | null
}

/** Received above 0, sent below; what is not clear is asked, never guessed (§2.7). */
export type SignedAmount = { cents: number } | { fault: RowRemark }

const answers = [
  { value: 'in', label: '收入 (received)' },
  { value: 'out', label: '支出 (paid out)' },
  { value: 'all_in', label: '这样的行都是收入 (received, and so are all such rows)' },
  { value: 'all_out', label: '这样的行都是支出 (paid out, and so are all such rows)' },
]

/** What turns a figure below 0 in a column of its own into a line that was taken back. */
const takenBack = /红字|冲正|冲销|冲账|抹账|撤销|退汇|退回|退票|revers/i

/**
 * Which way each row's money went: by its column and its sign, and by the balance beside it, which
 * the sign must not contradict. Banks write what left with a minus too: where all of a column is
 * below 0, the minus says nothing more.
 */
export function signedAmounts(
  rows: readonly Row[],
  choices: CheckInput<BankLineValues>['choices'],
): SignedAmount[] {
  // Where some figures have a minus, the others came in.
  const isSigned = rows.some(({ values: { amount } }) => amount?.isSigned)
  const figures = rows.map(({ values }) => writtenFigure(values, isSigned))
  const byBalance = balanceSigns(rows, figures)
  const groups = Map.groupBy(figures.keys(), (at) => groupOf(figures[at]))
  const minusIsUsual = new Map(
    [...groups].map(([group, own]) => {
      const isTakenBack = own.some((at) => byBalance[at] === 1)
      return [group, !isTakenBack && own.every((at) => isBelow(figures[at]))]
    }),
  )
  const signs = figures.map((figure, at): Sign | null => {
    if (figure === null || figure === 'both') return null
    const { usual, stated } = figure
    const shown = byBalance[at] ?? null
    if (stated !== null) return shown === null || shown === stated ? stated : null
    if (shown !== null) return shown
    const isUsual = usual === -1 && minusIsUsual.get(groupOf(figure)) === true
    return isUsual && !takenBack.test(wordsOf(rows[at])) ? -1 : null
  })
  const questions = figures.map((figure, at) => {
    if (figure === null || figure === 'both' || signs[at] !== null) return null
    const text = `${rows[at]?.number} ${centsToYuanText(figure.cents)}`
    return { ...figure, text, answer: choices[figure.field]?.[text] }
  })
  const forAll = new Map(
    questions.flatMap((each) =>
      each?.answer?.startsWith('all_') ? [[alike(each), each.answer]] : [],
    ),
  )
  return figures.map((figure, at): SignedAmount => {
    if (figure === null) return { fault: { field: 'amount', code: 'required' } }
    if (figure === 'both') return { fault: { field: 'amount', code: 'direction_missing' } }
    const answer = questions[at]?.answer ?? forAll.get(alike(figure))
    const sign = signs[at] ?? (answer === undefined ? null : answer.endsWith('in') ? 1 : -1)
    if (sign !== null) return { cents: sign * Math.abs(figure.cents) }
    const text = questions[at]?.text ?? ''
    const { field } = figure
    return { fault: { field, code: 'direction_missing', text, options: answers } }
  })
}

/** Figures of one column that mean one way. */
function groupOf(figure: WrittenFigure | 'both' | null | undefined): string {
  return !figure || figure === 'both' ? '' : `${figure.field} ${figure.usual}`
}

/** The rows that one answer may be for. */
function alike(figure: WrittenFigure): string {
  return `${groupOf(figure)} ${isBelow(figure)}`
}

function isBelow(figure: WrittenFigure | 'both' | null | undefined): boolean {
  return !!figure && figure !== 'both' && figure.cents < 0
}

function writtenFigure(values: BankLineValues, isSigned: boolean): WrittenFigure | 'both' | null {
  const { debit, credit, amount, direction } = values
  if (debit && credit) return 'both'
  const sign = direction === null ? null : direction === 'in' ? 1 : -1
  // A column and a word that contradict each other say nothing.
  if (debit) return figureOf('debit', debit, sign === 1 ? null : -1)
  if (credit) return figureOf('credit', credit, sign === -1 ? null : 1)
  if (amount === null || amount.cents === 0) return null
  if (sign !== null || !isSigned) return figureOf('amount', amount.cents, sign)
  const written = amount.cents > 0 ? 1 : -1
  return { field: 'amount', cents: amount.cents, usual: written, stated: written }
}

function figureOf(field: WrittenFigure['field'], cents: number, usual: Sign | null): WrittenFigure {
  return { field, cents, usual, stated: cents > 0 ? usual : null }
}

function wordsOf(row: Row | undefined): string {
  const { summary, usage, note, remark } = row?.values ?? {}
  return [summary, usage, note, remark].filter(Boolean).join(' ')
}
