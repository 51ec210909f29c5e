import { type FeeBearer, feeBearer } from '../../../shared/assistance/policies.ts'
import { dayOf } from '../../../shared/scalars.ts'
import { policyValue } from '../../assistance/index.ts'
import { platformOperator } from '../../organisations/index.ts'
import type { Reader } from '../../platform/db/transaction.ts'

/** Who bears the provider's fees of a payment that is started now (§7.2). */
export async function readFeeBearer(reader: Reader, now: Date): Promise<FeeBearer> {
  const value = await policyValue(reader, 'provider_fees', dayOf(now))
  return feeBearer.parse(value ?? 'cooperative')
}

/** The same as an organisation; null: each cooperative its share. */
export async function feesBorneBy(reader: Reader, now: Date): Promise<string | null> {
  if ((await readFeeBearer(reader, now)) === 'cooperative') return null
  const operator = await platformOperator(reader)
  if (operator === null) throw new Error('a platform that bears fees is an organisation')
  return operator.id
}
