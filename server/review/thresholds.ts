import type { policySchemas } from '../../shared/assistance/policies.ts'
import type { Evidence } from '../../shared/review/evidence.ts'
import { usualThresholds } from '../../shared/review/judge.ts'
import { policyHistory } from '../assistance/index.ts'
import type { Reader } from '../platform/db/transaction.ts'

export type ThresholdName = keyof typeof usualThresholds
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
  for (const name of Object.keys(usualThresholds))
    histories.set(name, await policyHistory(reader, name))
  return {
    on: (policy, day) => {
      const history = histories.get(policy) ?? []
      const decided = history.findLast(({ validFrom }) => validFrom <= day)
      const value = (decided?.value ?? usualThresholds[policy]) as Value<typeof policy>
      return { value, kept: { policy, value, validFrom: decided?.validFrom ?? null } }
    },
  }
}
