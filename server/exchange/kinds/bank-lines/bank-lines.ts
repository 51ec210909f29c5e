import { accountAbove, isStatementAside } from '../../../../shared/billing/bank-statement.ts'
import type { RowRemark } from '../../../../shared/exchange/imports.schemas.ts'
import { dayOf } from '../../../../shared/scalars.ts'
import { mostSheetRows } from '../../../../shared/sheet-files.ts'
import {
  addBankLines,
  type BankLineInput,
  knownLines,
  type NewBankLine,
  ownBankAccount,
} from '../../../billing/index.ts'
import { type Context, organisationOf } from '../../../platform/context.ts'
import { type CheckInput, type Decision, defineKind } from '../kind.ts'
import { decisionOf, remarkOf } from './ask-about-lines.ts'
import { type BankLineValues, bankLineFields } from './bank-line-fields.ts'

/**
 * The lines of one's own bank statement, as banks give it (§7.2): each once, for good. What they
 * are of is found as they come in, and decided about on the page of bank lines.
 */
export const bankLinesKind = defineKind({
  name: 'bank_lines',
  titles: { 'zh-CN': '银行流水', en: 'Bank statement' },
  fields: bankLineFields,
  isFinal: true,
  // Which line alone is of a payment shows only where all lines are seen together.
  rowsAtOnce: mostSheetRows,
  checkedAtOnce: mostSheetRows,
  mayImport: ({ roles, organisationKind }) =>
    (organisationKind === 'cooperative' && roles.includes('cooperative_manager')) ||
    (organisationKind === 'unit' && roles.includes('finance')),
  readAbove: (above) => {
    const account = accountAbove(above)
    return account === null ? {} : { ownAccount: account }
  },
  isAside: isStatementAside,
  check: checkLines,
  knowsRepeats: true,
  apply: async (tx, context, { rows }) => {
    const unkept = await addBankLines(
      tx,
      context,
      rows.map(({ plan }) => plan),
    )
    return rows.map(({ number, plan }) => {
      const one = unkept.get(plan.id)
      if (one !== undefined && 'like' in one) return { number, faults: [remarkOf(one.like)] }
      return { number, plan, subject: { type: 'bank_line', id: one?.sameAs ?? plan.id } }
    })
  },
  hinders: async (_, rows) =>
    new Map(rows.map(({ number }) => [number, [{ field: null, code: 'in_use' as const }]])),
  undo: async () => undefined,
})

async function checkLines({
  reader,
  context,
  rows,
  choices,
  isRepeat = false,
}: CheckInput<BankLineValues>): Promise<Decision<NewBankLine>[]> {
  const organisationId = organisationOf(context.actor)
  const usual = await ownBankAccount(reader, context.actor)
  // Where some figures have a minus, the others came in.
  const isSigned = rows.some(({ values: { amount } }) => amount?.isSigned)
  const read = inOrder(rows.map(({ values }) => readLine(context, values, { usual, isSigned })))
  const lines = read.flatMap((each) => ('line' in each ? [each.line] : []))
  const known = await knownLines(reader, organisationId, { lines, isRepeat })
  const numbers = new Map(
    read.flatMap((each, at) => ('line' in each ? [[each.line.id, rows[at]?.number ?? 0]] : [])),
  )
  return read.map((each, at): Decision<NewBankLine> => {
    if ('faults' in each) return { outcome: 'fault', key: context.newId(), faults: each.faults }
    const { amountCents, account } = each.line
    const { amount, credit, ownAccount } = rows[at]?.values ?? {}
    const derived = {
      ...(amount && { amount: { cents: amountCents } }),
      ...(!ownAccount && { ownAccount: account }),
    }
    const field = amount ? 'amount' : credit ? 'credit' : 'debit'
    const one = { line: each.line, known: known.get(each.line.id), field, derived }
    return decisionOf(one, { choices, numbers })
  })
}

type ReadLine = { line: BankLineInput } | { faults: RowRemark[] }

/** The ids grow as the account moved: lines of one day are listed in the statement's order. */
function inOrder(read: ReadLine[]): ReadLine[] {
  const lines = read.flatMap((each) => ('line' in each ? [each.line] : []))
  const isNewestFirst = (lines[0]?.bookedOn ?? '') > (lines.at(-1)?.bookedOn ?? '')
  const ids = lines.map(({ id }) => id).sort()
  return read.map((each) => {
    if (!('line' in each)) return each
    const id = (isNewestFirst ? ids.pop() : ids.shift()) ?? each.line.id
    return { line: { ...each.line, id } }
  })
}

function readLine(
  context: Context,
  values: BankLineValues,
  { usual, isSigned }: { usual: string | null; isSigned: boolean },
): ReadLine {
  const bookedOn = values.bookedOn ?? values.tradedAt ?? values.enteredOn
  const amountCents = signedAmount(values, isSigned)
  const account = values.ownAccount || usual
  const faults: RowRemark[] = []
  const fault = (field: string, code: RowRemark['code']) => faults.push({ field, code })
  if (bookedOn === null) fault('bookedOn', 'required')
  else if (bookedOn > dayOf(context.now)) fault('bookedOn', 'in_the_future')
  if (amountCents === null) fault('amount', 'required')
  else if (amountCents === 'unclear') fault('amount', 'direction_missing')
  if (!account) fault('ownAccount', 'required')
  if (bookedOn === null || typeof amountCents !== 'number' || !account || faults.length > 0)
    return { faults }
  const side = amountCents > 0 ? 'payer' : 'payee'
  const { counterpartyName, counterpartyAccount, balance, serial } = values
  const purpose = [values.summary, values.usage, values.note, values.remark]
    .filter((text) => text !== null && text !== '')
    .filter((text, at, all) => all.indexOf(text) === at)
  return {
    line: {
      ...{ id: context.newId(), account, bookedOn, amountCents, serial: serial ?? '' },
      balanceCents: balance,
      counterpartyName: counterpartyName || values[`${side}Name`] || '',
      counterpartyAccount: counterpartyAccount || values[`${side}Account`] || '',
      purpose: purpose.join(' ').slice(0, 500),
    },
  }
}

/**
 * Received above 0, sent below: by the column it stands in, by its sign, or by what the line says.
 * A figure alone that says none of these is not guessed (§2.7).
 */
function signedAmount(values: BankLineValues, isSigned: boolean): number | null | 'unclear' {
  const { debit, credit, amount, direction } = values
  const [out, into] = [debit ?? 0, credit ?? 0]
  if (out !== 0 && into !== 0) return 'unclear'
  // A debit below 0 is one taken back (红字冲正).
  if (out !== 0 || into !== 0) return into - out
  if (amount === null || amount.cents === 0) return null
  if (direction === 'out') return -Math.abs(amount.cents)
  if (direction === 'in') return Math.abs(amount.cents)
  return isSigned ? amount.cents : 'unclear'
}
