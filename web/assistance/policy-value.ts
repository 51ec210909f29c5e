import { type PolicyName, policySchemas } from '../../shared/assistance/policies.ts'
import { percentOfBasisPoints } from '../platform/format.ts'
import type { PolicyBody } from './use-policies.ts'

/** The words a policy value is said in; the keys are those of `assistance.policyValues`. */
type Say = (key: string, words: Record<string, string | number>) => string

/** A policy value as people read it: "10%", "一般 30 天，最长 60 天". */
export function policyText(say: Say, name: PolicyName, value: unknown): string {
  const read = policySchemas[name].safeParse(value)
  if (!read.success) return JSON.stringify(value)
  const policies = read.data
  if (Array.isArray(policies)) return policies.join('、')
  if (typeof policies === 'object') {
    return say('payment_days', { standard: policies.standardDays, limit: policies.limitDays })
  }
  if (name === 'price_check') return say('price_check', { times: policies / 10_000 })
  return percentOfBasisPoints(policies)
}

/** The typed value in the contract's shape; unreadable text is left for the server to refuse. */
export function policyValueOf(name: PolicyName, text: string): PolicyBody['value'] {
  if (name === 'eligible_divisions') return text.split(/[^0-9]+/).filter((code) => code !== '')
  const [first, second] = (text.match(/\d+(\.\d+)?/g) ?? []).map(Number)
  if (first === undefined) return Number.NaN
  if (name === 'payment_days') return { standardDays: first, limitDays: second ?? first }
  return Math.round(first * (name === 'price_check' ? 10_000 : 100))
}
