import type { PolicyName } from '../../shared/assistance/policies.ts'
import { percentOfBasisPoints } from '../platform/format.ts'
import type { PolicyBody } from './use-policies.ts'

/** The words a policy value is said in; the keys are those of `assistance.policyValues`. */
type Say = (key: string, words: Record<string, string | number>) => string

/** A policy value as people read it: "10%", "一般 30 天，最长 60 天". */
export function policyText(say: Say, name: PolicyName, value: unknown): string {
  if (Array.isArray(value)) return value.join('、')
  if (typeof value === 'number' && name === 'second_person_days') return say(name, { days: value })
  if (typeof value === 'number')
    return name === 'price_check'
      ? say('price_check', { times: value / 10_000 })
      : percentOfBasisPoints(value)
  if (!isPaymentDays(value)) return JSON.stringify(value)
  return say('payment_days', { standard: value.standardDays, limit: value.limitDays })
}

function isPaymentDays(value: unknown): value is { standardDays: number; limitDays: number } {
  return typeof value === 'object' && value !== null && 'standardDays' in value
}

/** The typed value in the contract's shape; unreadable text is left for the server to refuse. */
export function policyValueOf(name: PolicyName, text: string): PolicyBody['value'] {
  if (name === 'eligible_divisions') return text.split(/[^0-9]+/).filter((code) => code !== '')
  const [first, second] = (text.match(/\d+(\.\d+)?/g) ?? []).map(Number)
  if (first === undefined) return Number.NaN
  if (name === 'payment_days') return { standardDays: first, limitDays: second ?? first }
  if (name === 'second_person_days') return first
  return Math.round(first * (name === 'price_check' ? 10_000 : 100))
}
