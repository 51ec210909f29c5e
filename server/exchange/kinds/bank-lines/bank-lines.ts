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
import { type SignedAmount, signedAmounts } from './line-direction.ts'

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
  const amounts = signedAmounts(rows, choices)
  const read = inOrder(
    rows.map(({ values }, at) => readLine(context, values, { usual, amount: amounts[at] })),
  )
  const lines = read.flatMap((each) => ('line' in each ? [each.line] : []))
  const known = await knownLines(reader, organisationId, { lines, isRepeat })
  const numbers = new Map(
    read.flatMap((each, at) => ('line' in each ? [[each.line.id, rows[at]?.number ?? 0]] : [])),
  )
  return read.map((each, at): Decision<NewBankLine> => {
    if ('faults' in each) return { outcome: 'fault', key: context.newId(), faults: each.faults }
    const { amountCents, account } = each.line
    const { debit, credit, ownAccount } = rows[at]?.values ?? {}
    const field = credit ? 'credit' : debit ? 'debit' : 'amount'
    const derived = {
      ...(field === 'amount' && { amount: { cents: amountCents } }),
      // -800.00 under what was paid out is 800.00 paid out, or taken back.
      ...(field === 'debit' && { debit: -amountCents }),
      ...(field === 'credit' && { credit: amountCents }),
      ...(!ownAccount && { ownAccount: account }),
    }
    const one = { line: each.line, known: known.get(each.line.id), field, derived }
    return decisionOf(one, { choices, numbers })
  })
}

type ReadLine = { line: BankLineInput } | { faults: RowRemark[] }

/** The ids grow as the account moved: lines of one day are listed in the statement's order. */
function inOrder(read: ReadLine[]): ReadLine[] {
  const lines = read.flatMap((each) => ('line' in each ? [each.line] : []))
  const isNewestFirst = (lines[0]?.bookedOn ?? '') > (lines.at(-1)?.bookedOn ?? '')
  const sorted = lines.map(({ id }) => id).sort()
  const ids = (isNewestFirst ? sorted.toReversed() : sorted).values()
  return read.map((each) => {
    if (!('line' in each)) return each
    return { line: { ...each.line, id: ids.next().value ?? each.line.id } }
  })
}

function readLine(
  context: Context,
  values: BankLineValues,
  { usual, amount }: { usual: string | null; amount: SignedAmount | undefined },
): ReadLine {
  const bookedOn = values.bookedOn ?? values.tradedAt ?? values.enteredOn
  const account = values.ownAccount || usual
  const faults: RowRemark[] = []
  const fault = (field: string, code: RowRemark['code']) => faults.push({ field, code })
  if (bookedOn === null) fault('bookedOn', 'required')
  else if (bookedOn > dayOf(context.now)) fault('bookedOn', 'in_the_future')
  if (amount && 'fault' in amount) faults.push(amount.fault)
  if (!account) fault('ownAccount', 'required')
  if (bookedOn === null || !amount || 'fault' in amount || !account || faults.length > 0)
    return { faults }
  const amountCents = amount.cents
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
