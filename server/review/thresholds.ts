import type { PolicyName, policySchemas } from '../../shared/assistance/policies.ts'
import type { Evidence } from '../../shared/review/evidence.ts'
import { policyHistory } from '../assistance/index.ts'
import type { Reader } from '../platform/db/transaction.ts'

/** The thresholds of the checks while none was decided (§3.12). */
const usual = {
  price_check: 13_000,
  minutes_check: 60,
} as const satisfies Partial<Record<PolicyName, unknown>>

export type ThresholdName = keyof typeof usual
type Value<Name extends ThresholdName> = ReturnType<(typeof policySchemas)[Name]['parse']>

/** A threshold as it holds on a day, and as evidence keeps it. */
export interface Threshold<Name extends ThresholdName> {
  value: Value<Name>
  kept: NonNullable<Evidence['threshold']>
}

/** All that the thresholds were, read once for a batch of orders of many days. */
export interface Thresholds {
  on<Name extends ThresholdName>(policy: Name, day: string): Threshold<Name>
}

export async function readThresholds(reader: Reader): Promise<Thresholds> {
  const histories = new Map<string, { validFrom: string; value: unknown }[]>()
  for (const name of Object.keys(usual)) histories.set(name, await policyHistory(reader, name))
  return {
    on: (policy, day) => {
      const history = histories.get(policy) ?? []
      const decided = history.findLast(({ validFrom }) => validFrom <= day)
      const value = (decided?.value ?? usual[policy]) as Value<typeof policy>
      return { value, kept: { policy, value, validFrom: decided?.validFrom ?? null } }
    },
  }
}
