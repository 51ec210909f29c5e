import {
  countyPolicies,
  type FeeBearer,
  feeBearers,
  type PolicyName,
  policyNames,
} from '../../shared/assistance/policies.ts'
import { count, percentOfBasisPoints } from '../platform/format.ts'
import { enumerated } from '../platform/punctuation.ts'
import type { PolicyBody } from './use-policies.ts'

/** The words a policy value is said in; the keys are those of `policies.values`. */
type Say = (key: string, words: Record<string, string | number>) => string

/** What an organisation decides: a county for itself, the platform all else (§3.12). */
export function policiesOf(
  acting: { roles: readonly string[]; divisionCode: string | null } | null,
): readonly PolicyName[] {
  if (acting?.roles.includes('platform_admin'))
    return policyNames.filter((name) => !countyPolicies.includes(name))
  const isOfCounty = acting?.roles.includes('official') && acting.divisionCode?.length === 6
  return isOfCounty ? countyPolicies : []
}

/** The values that are chosen and not typed; null of all others. */
export function policyChoices(name: PolicyName): readonly string[] | null {
  if (name === 'provider_fees') return feeBearers
  return name === 'secretary_ranking' ? ['true', 'false'] : null
}

/** A policy value as people read it: "10%", "一般 30 天，最长 60 天". */
export function policyText(say: Say, name: PolicyName, value: unknown): string {
  if (Array.isArray(value)) return enumerated(value)
  if (typeof value === 'string' || typeof value === 'boolean') return say(`${name}.${value}`, {})
  if (typeof value === 'number' && name === 'second_person_days') return say(name, { days: value })
  if (typeof value === 'number' && name === 'minutes_check') return say(name, { minutes: value })
  if (typeof value === 'number' && name === 'late_interest')
    return say(name, { percent: value / 10_000 })
  if (typeof value === 'number')
    return name === 'price_check' || name === 'capacity_check'
      ? say(name, { times: value / 10_000 })
      : percentOfBasisPoints(value)
  if (isUnusualLines(value)) {
    const { leastTimes, moreThan, lessThan, dearerThan } = value
    const [more, less, dearer] = [moreThan, lessThan, dearerThan].map((part) => part / 10_000)
    return say('unusual_lines', {
      times: leastTimes,
      more: more ?? 0,
      less: less ?? 0,
      dearer: dearer ?? 0,
    })
  }
  if (isWaiverLimits(value)) {
    const [alone, most] = [count(value.aloneCents / 100), count(value.mostCents / 100)]
    return say('waiver_limits', { alone, most })
  }
  const check = checkText(say, value)
  if (check !== null) return check
  if (isPaymentReminders(value))
    return say('payment_reminders', { before: value.daysBefore, between: value.daysBetween })
  if (isOutsideDuplicates(value)) {
    const percent = percentOfBasisPoints(value.nearBasisPoints)
    return say('outside_duplicates', { days: value.nearDays, percent })
  }
  if (!isPaymentDays(value)) return JSON.stringify(value)
  return say('payment_days', { standard: value.standardDays, limit: value.limitDays })
}

/** The thresholds of checks that are more than one number (§8). */
function checkText(say: Say, value: unknown): string | null {
  if (isYearEndCheck(value)) {
    const [times, least] = [value.times / 10_000, count(value.leastCents / 100)]
    return say('year_end_check', { days: value.days, times, least })
  }
  if (!isRefundCheck(value)) return null
  const [share, least] = [value.leastShare / 100, count(value.leastCents / 100)]
  return say('refund_check', { share, least })
}

type YearEndCheck = Extract<PolicyBody['value'], { days: unknown }>
type RefundCheck = Extract<PolicyBody['value'], { leastShare: unknown }>

function isYearEndCheck(value: unknown): value is YearEndCheck {
  return typeof value === 'object' && value !== null && 'days' in value && 'times' in value
}

function isRefundCheck(value: unknown): value is RefundCheck {
  return typeof value === 'object' && value !== null && 'leastShare' in value
}

function isPaymentDays(value: unknown): value is { standardDays: number; limitDays: number } {
  return typeof value === 'object' && value !== null && 'standardDays' in value
}

function isPaymentReminders(value: unknown): value is { daysBefore: number; daysBetween: number } {
  return typeof value === 'object' && value !== null && 'daysBefore' in value
}

type OutsideDuplicates = Extract<PolicyBody['value'], { nearDays: unknown }>

function isOutsideDuplicates(value: unknown): value is OutsideDuplicates {
  return typeof value === 'object' && value !== null && 'nearDays' in value
}

type UnusualLines = Extract<PolicyBody['value'], { leastTimes: unknown }>

function isUnusualLines(value: unknown): value is UnusualLines {
  return typeof value === 'object' && value !== null && 'leastTimes' in value
}

function isWaiverLimits(value: unknown): value is { aloneCents: number; mostCents: number } {
  return typeof value === 'object' && value !== null && 'aloneCents' in value
}

/** The typed value in the contract's shape; unreadable text is left for the server to refuse. */
export function policyValueOf(name: PolicyName, text: string): PolicyBody['value'] {
  if (name === 'eligible_divisions') return codesOf(text)
  if (name === 'provider_fees') return text as FeeBearer
  if (name === 'secretary_ranking') return text === 'true'
  const [first = Number.NaN, second = Number.NaN, third = Number.NaN, fourth = Number.NaN] =
    figuresOf(text, policyFigures[name] ?? 1)
  if (name === 'payment_days') return { standardDays: first, limitDays: second }
  if (name === 'payment_reminders') return { daysBefore: first, daysBetween: second }
  if (name === 'outside_duplicates')
    return { nearDays: first, nearBasisPoints: Math.round(second * 100) }
  if (name === 'second_person_days' || name === 'minutes_check') return first
  if (name === 'late_interest') return Math.round(first * 10_000)
  if (name === 'unusual_lines') {
    const [moreThan = 0, lessThan = 0, dearerThan = 0] = [second, third, fourth].map((times) =>
      Math.round(times * 10_000),
    )
    return { leastTimes: first, moreThan, lessThan, dearerThan }
  }
  if (name === 'year_end_check')
    return { days: first, times: Math.round(second * 10_000), leastCents: Math.round(third * 100) }
  if (name === 'refund_check')
    return { leastShare: Math.round(first * 100), leastCents: Math.round(second * 100) }
  if (name === 'waiver_limits')
    return { aloneCents: Math.round(first * 100), mostCents: Math.round(second * 100) }
  const isRatio = name === 'price_check' || name === 'capacity_check'
  return Math.round(first * (isRatio ? 10_000 : 100))
}

/** How many figures a value has, where it is more than one. */
const policyFigures: Partial<Record<PolicyName, number>> = {
  payment_days: 2,
  payment_reminders: 2,
  outside_duplicates: 2,
  unusual_lines: 4,
  year_end_check: 3,
  refund_check: 2,
  waiver_limits: 2,
}

/**
 * Exactly so many figures out of a text, with full-width signs and thousands as people write
 * them; none where there are more, fewer, one below zero, or one in 万, which would be misread.
 */
function figuresOf(text: string, count: number): number[] {
  const plain = text.normalize('NFKC')
  if (/(?:^|[^\d\s])\s*[-−]\s*\d|\d\s*[万亿千百]/.test(plain)) return []
  const figures = plain.match(/\d{1,3}(?:,\d{3})+(?!\d)(?:\.\d+)?|\d+(?:\.\d+)?/g) ?? []
  return figures.length === count ? figures.map((each) => Number(each.replaceAll(',', ''))) : []
}

/** Codes of places, apart by gaps, commas or 、; a word among them is left to be refused. */
function codesOf(text: string): string[] {
  const parts = text.normalize('NFKC').split(/[\s,;、]+/)
  return parts.filter((code) => code !== '')
}
