import {
  type ComparedLine,
  type Likeness,
  type LineMarks,
  likenessOf,
  marksOf,
} from '../../../shared/billing/bank-line-likeness.ts'
import type { Reader } from '../../platform/db/transaction.ts'
import { type StoredLine, storedAlike } from './bank-lines.queries.ts'

/** A line of an organisation's own bank statement. */
export interface BankLineInput extends ComparedLine {
  id: string
}

/**
 * What tells lines of an account apart: the bank's serial number with the amount, for a fee bears
 * the number of its transfer; without one the day, amount, counterparty and balance.
 */
export function bankLineKey(line: Omit<BankLineInput, 'id'>): string {
  const { account, serial, bookedOn, amountCents, balanceCents } = line
  if (serial !== '') return [account, serial, amountCents].join(' ')
  const counterparty = line.counterpartyAccount || line.counterpartyName
  return [account, bookedOn, amountCents, balanceCents ?? '', counterparty].join(' ')
}

/** What a given line is among the lines that are there and those given before it. */
export type KnownLine = { likes: string[] } & (
  | { is: 'new' }
  /** It is there already. */
  | { is: 'same'; line: StoredLine }
  /** A line given before it has its serial number. */
  | { is: 'double'; of: string }
  /** A person says whether it is one of those that it is like. */
  | { is: 'unclear'; line: StoredLine | BankLineInput; isGiven: boolean }
)

interface Marked<T> {
  line: T
  marks: LineMarks
}

/**
 * Whether lines are there already, in whatever form they were exported (§2.7), by their ids: one
 * that is there stands for one line alone. `likes` names all that are there and may be the line.
 * The rows of a file that was brought in before are the same where nothing of them differs.
 */
export async function knownLines(
  reader: Reader,
  organisationId: string,
  {
    lines,
    isRepeat = false,
    others,
  }: {
    lines: readonly BankLineInput[]
    isRepeat?: boolean
    /** Lines that are there which a person has told apart from these. */
    others?: ReadonlySet<string>
  },
): Promise<Map<string, KnownLine>> {
  const alike = await storedAlike(reader, organisationId, lines.map(keyed))
  const stored = alike.filter(({ id }) => !others?.has(id)).map((line) => marked(line))
  const given = lines.map((line) => marked(line))
  const pool = poolOf(stored)
  const taken = new Set<string>()
  const found = new Map<string, KnownLine>()
  const take = ({ line }: Marked<BankLineInput>, other: Marked<StoredLine> | undefined) => {
    if (other === undefined) return
    taken.add(other.line.id)
    found.set(line.id, { is: 'same', line: other.line, likes: [] })
  }
  const isFree = ({ line }: Marked<StoredLine>) => !taken.has(line.id)
  const byWhole = Map.groupBy(stored, ({ marks }) => marks.whole)
  for (const one of given) {
    const equal = byWhole.get(one.marks.whole)?.find(isFree)
    const isSure = equal && (isRepeat || likenessOf(one.marks, equal.marks) === 'same')
    if (isSure) take(one, equal)
  }
  for (const one of given)
    if (!found.has(one.line.id)) take(one, firstOf(pool.find(one, ['same']), isFree))
  const before = poolOf<BankLineInput>([])
  for (const one of given) {
    if (!found.has(one.line.id)) {
      const likes = [...pool.find(one, ['same', 'unclear'])]
      const known = unclearOf(one, { likes, before, free: likes.find(isFree) })
      if (known.is === 'unclear' && !known.isGiven) taken.add(known.line.id)
      found.set(one.line.id, known)
    }
    before.add(one)
  }
  return found
}

function unclearOf(
  one: Marked<BankLineInput>,
  {
    likes,
    before,
    free,
  }: {
    likes: readonly Marked<StoredLine>[]
    before: Pool<BankLineInput>
    free: Marked<StoredLine> | undefined
  },
): KnownLine {
  const ids = likes.map(({ line }) => line.id)
  if (free !== undefined) return { is: 'unclear', line: free.line, isGiven: false, likes: ids }
  // In one sheet two serial numbers are two lines.
  const row = firstOf(
    before.find(one, ['same', 'unclear']),
    ({ marks }) => [one.marks.serial, ''].includes(marks.serial) || !one.marks.serial,
  )
  if (row === undefined)
    return likes[0] === undefined
      ? { is: 'new', likes: ids }
      : { is: 'unclear', line: likes[0].line, isGiven: false, likes: ids }
  const isDouble = one.marks.serial !== '' && likenessOf(one.marks, row.marks) === 'same'
  return isDouble && row.marks.serial !== ''
    ? { is: 'double', of: row.line.id, likes: ids }
    : { is: 'unclear', line: row.line, isGiven: true, likes: ids }
}

const keyed = (line: BankLineInput) => ({ ...line, naturalKey: bankLineKey(line) })

interface Pool<T> {
  add(one: Marked<T>): void
  /** One after another, each once: whoever wants the first compares no more of a long sheet. */
  find(one: Marked<BankLineInput>, likenesses: readonly Likeness[]): Iterable<Marked<T>>
}

/** Lines by what another form of theirs would share: serial number, balance, or day and amount. */
function poolOf<T>(lines: readonly Marked<T>[]): Pool<T> {
  const byKey = new Map<string, Marked<T>[]>()
  const add = (one: Marked<T>) => {
    const { amountCents, balanceCents, day, serial } = one.marks
    const onDay = `day ${amountCents} ${day}`
    const ofDay = [onDay, ...(balanceCents === null ? [`${onDay} none`] : [])]
    const unnumbered = serial === '' ? ofDay.map((key) => `${key} unnumbered`) : []
    for (const key of [...sharedKeys(one.marks), ...ofDay, ...unnumbered]) {
      const others = byKey.get(key)
      if (others === undefined) byKey.set(key, [one])
      else others.push(one)
    }
  }
  for (const one of lines) add(one)
  return {
    add,
    *find({ marks }, likenesses) {
      const { amountCents, balanceCents, day, serial } = marks
      const onDay = `day ${amountCents} ${day}`
      // Where both state a balance, or a serial number, it is the same one or they are two lines.
      const ofDay = balanceCents === null ? onDay : `${onDay} none`
      const keys = [...sharedKeys(marks), serial === '' ? ofDay : `${ofDay} unnumbered`]
      const found = new Set<Marked<T>>()
      for (const key of keys)
        for (const each of byKey.get(key) ?? []) {
          if (found.has(each) || !likenesses.includes(likenessOf(marks, each.marks))) continue
          found.add(each)
          yield each
        }
    },
  }
}

function firstOf<T>(all: Iterable<T>, isWanted: (one: T) => boolean): T | undefined {
  for (const one of all) if (isWanted(one)) return one
  return undefined
}

function sharedKeys({ serial, amountCents, balanceCents }: LineMarks): string[] {
  const number = serial && (serial.split('-').findLast((part) => part !== '') ?? '-')
  return [
    ...(number === '' ? [] : [`serial ${amountCents} ${number}`]),
    ...(balanceCents === null ? [] : [`balance ${amountCents} ${balanceCents}`]),
  ]
}

function marked<T extends ComparedLine>(line: T): Marked<T> {
  return { line, marks: marksOf(line) }
}
