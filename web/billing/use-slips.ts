import type { Ref } from 'vue'
import { issueSlips, renewSlip, showSlip } from '../../shared/billing/slips.api.ts'
import type { Call, Result } from '../../shared/endpoint.ts'
import { showHouseholdPoints } from '../../shared/points/points.api.ts'
import { call } from '../platform/api.ts'
import { useAct } from '../platform/use-act.ts'
import { useLoad } from '../platform/use-load.ts'

export type SlipsOf = Call<typeof issueSlips>['body']['of']
export type Slip = Result<typeof issueSlips>['items'][number]
export type HouseholdPoints = NonNullable<Result<typeof showHouseholdPoints>['household']>
export type SlipLine = Slip['lines'][number]

/** 农户结算单 of an order or a period, to be printed (§3.14). */
export function useSlips(of: () => SlipsOf) {
  const load = useLoad((signal) => call(issueSlips, { body: { of: of() } }, { signal }), [of])
  /** Another code for a slip that was lost; the old one opens nothing any more. */
  const renew = useAct(async (slipId: string) => {
    const renewed = await call(renewSlip, { params: { slipId } })
    const { data } = load
    if (data.value === null) return
    const items = data.value.items.map((slip) =>
      slip.id === slipId ? { ...slip, ...renewed } : slip,
    )
    data.value = { ...data.value, items }
  })
  return { ...load, renew }
}

/** What a household was paid, by the code of its slip. */
export function useHouseholdSlip(code: Ref<string>) {
  return useLoad(
    async (signal) =>
      code.value === '' ? null : call(showSlip, { body: { code: code.value } }, { signal }),
    [code],
  )
}

/** The points that its cooperative keeps with the household, by the code of its slip (§7.7). */
export function useHouseholdPoints(code: Ref<string>) {
  return useLoad(
    async (signal) =>
      code.value === ''
        ? null
        : call(showHouseholdPoints, { body: { code: code.value } }, { signal }),
    [code],
  )
}

/** What was paid and neither taken back nor refused by the county. */
export const counts = ({ state }: SlipLine) => state === 'counted' || state === 'waiting'

/** What counts of the lines, in 分. */
export function countedCents(lines: readonly SlipLine[]): number {
  return lines.filter(counts).reduce((sum, { amountCents }) => sum + amountCents, 0)
}

/** The code as it is read aloud and typed: `ABCD EFGH JKLM NPQR`. */
export const spacedCode = (code: string) => code.replace(/(.{4})(?=.)/g, '$1 ')
