import { tidyCode } from '../text.ts'

/** What of a line tells whether it is another one. */
export interface ComparedLine {
  account: string
  bookedOn: string
  serial: string
  /** Received above 0, sent below. */
  amountCents: number
  balanceCents: number | null
  counterpartyName: string
  counterpartyAccount: string
  purpose: string
}

/** A line as it is compared: without gaps, full-width signs and a spreadsheet's apostrophes. */
export interface LineMarks {
  account: string
  day: number
  serial: string
  amountCents: number
  balanceCents: number | null
  name: string
  party: string
  /** All of it: equal only where every field is. */
  whole: string
}

/** `unclear` where a real second payment would look the same: a person says. */
export type Likeness = 'same' | 'unclear' | 'other'

type Agreement = 'equal' | 'differ' | 'unknown'

/** One form of a sheet states the day of the transfer, another the day of the entry. */
export const mostDaysApart = 3

/** What of a line is compared with others (§2.7). */
export function marksOf(line: ComparedLine): LineMarks {
  const { amountCents } = line
  // A zero-balance account (零余额账户) has 0 after every line: that tells nothing.
  const balanceCents = line.balanceCents || null
  const account = plain(line.account).replaceAll('-', '')
  const [serial, name] = [plain(line.serial), plain(line.counterpartyName)]
  const party = plain(line.counterpartyAccount).replaceAll('-', '')
  const texts = [account, line.bookedOn, serial, name, party, plain(line.purpose)]
  return {
    ...{ account, serial, amountCents, balanceCents, name, party },
    day: Date.parse(`${line.bookedOn}T00:00:00Z`) / 86_400_000,
    whole: [...texts, amountCents, balanceCents ?? ''].join('\n'),
  }
}

function plain(text: string): string {
  return tidyCode(text)
    .replaceAll(/['‘’`]/g, '')
    .toUpperCase()
}

/**
 * Whether two lines are one that was exported in two forms (§7.2): by the bank's serial number,
 * else by day and balance. Where neither form states what would tell them apart it is unclear.
 */
export function likenessOf(one: LineMarks, other: LineMarks): Likeness {
  if (one.amountCents !== other.amountCents) return 'other'
  if (codes(one.account, other.account) === 'differ') return 'other'
  const daysApart = Math.abs(one.day - other.day)
  const party = partyOf(one, other)
  const balance = balanceOf(one, other)
  const serial = serials(one.serial, other.serial)
  if (serial === 'equal') {
    // Banks begin their numbers anew, and one number may stand for all transfers of a batch.
    const against = [party === 'differ', balance === 'differ', daysApart > mostDaysApart]
    const count = against.filter(Boolean).length
    if (count === 0) return 'same'
    return count === 1 ? 'unclear' : 'other'
  }
  if (party === 'differ' || balance === 'differ' || daysApart > mostDaysApart) return 'other'
  // What goes out and comes in again leaves the same balance: two serial numbers may be two lines.
  if (balance === 'equal') return serial === 'unknown' && daysApart === 0 ? 'same' : 'unclear'
  return serial === 'unknown' && daysApart === 0 ? 'unclear' : 'other'
}

function serials(one: string, other: string): Agreement {
  if (one === '' || other === '') return 'unknown'
  const isPart = one.endsWith(`-${other}`) || other.endsWith(`-${one}`)
  return one === other || isPart ? 'equal' : 'differ'
}

function balanceOf(one: LineMarks, other: LineMarks): Agreement {
  if (one.balanceCents === null || other.balanceCents === null) return 'unknown'
  return one.balanceCents === other.balanceCents ? 'equal' : 'differ'
}

function partyOf(one: LineMarks, other: LineMarks): Agreement {
  const found = [codes(one.party, other.party), names(one.name, other.name)]
  if (found.includes('equal')) return 'equal'
  return found.includes('differ') ? 'differ' : 'unknown'
}

/** Where an account is masked (620000******0001), by what is left of it. */
function codes(one: string, other: string): Agreement {
  if (one === '' || other === '') return 'unknown'
  return one === other || isMaskOf(one, other, 4) || isMaskOf(other, one, 4) ? 'equal' : 'differ'
}

/** Some sheets mask the names of persons (张*) and cut long ones off. */
function names(one: string, other: string): Agreement {
  if (one === '' || other === '') return 'unknown'
  const isCut = Math.min(one.length, other.length) >= shortestCut
  const isPart = isCut && (one.startsWith(other) || other.startsWith(one))
  const isOne = one === other || isPart || isMaskOf(one, other, 0) || isMaskOf(other, one, 0)
  return isOne ? 'equal' : 'differ'
}

const shortestCut = 8

function isMaskOf(masked: string, whole: string, tailLength: number): boolean {
  if (!masked.includes('*')) return false
  const [, head, tail = ''] = /^([^*]*)\*+([^*]*)$/.exec(masked) ?? []
  if (head === undefined || tail.length < tailLength || head + tail === '') return false
  return whole.length >= (head + tail).length && whole.startsWith(head) && whole.endsWith(tail)
}
