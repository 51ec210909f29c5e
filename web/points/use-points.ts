import { renewSlip } from '../../shared/billing/slips.api.ts'
import type { Call, Result } from '../../shared/endpoint.ts'
import * as api from '../../shared/points/points.api.ts'
import { call } from '../platform/api.ts'
import { useAct, useActs } from '../platform/use-act.ts'
import { useCursorList } from '../platform/use-cursor-list.ts'
import { useLoad } from '../platform/use-load.ts'

export type Book = Result<typeof api.readBook>
export type BookSummary = Result<typeof api.listBooks>['items'][number]
export type Balance = Result<typeof api.readBalances>['households'][number]
export type Entry = Result<typeof api.listEntries>['items'][number]
export type NewRule = Call<typeof api.addRule>['body']
export type NewReward = Call<typeof api.addReward>['body']
export type NewAward = Call<typeof api.awardPoints>['body']
export type NewContributions = Call<typeof api.recordContributions>['body']
export type NewRedemption = Call<typeof api.redeemPoints>['body']

/** The villages whose points one keeps or oversees. */
export function usePointsBooks() {
  const list = useCursorList({
    filters: {},
    load: ({ page, signal }) => call(api.listBooks, { query: page }, { signal }),
  })
  const open = useAct((villageCode: string) => call(api.openBook, { body: { villageCode } }))
  return { list, open }
}

/** The points of a village, what each household has, and what their keeper does. */
export function usePointsBook(bookId: () => string) {
  const params = () => ({ bookId: bookId() })
  const load = useLoad((signal) => call(api.readBook, { params: params() }, { signal }), [bookId])
  const balances = useBalances(bookId)

  async function afterwards<T>(answer: Promise<T>): Promise<T> {
    const result = await answer
    await Promise.all([load.reload(), balances.reload()])
    return result
  }

  return {
    ...load,
    balances,
    award: useAct((body: NewAward) =>
      afterwards(call(api.awardPoints, { params: params(), body })),
    ),
    contribute: useAct((body: NewContributions) =>
      afterwards(call(api.recordContributions, { params: params(), body })),
    ),
    redeem: useAct((body: NewRedemption) =>
      afterwards(call(api.redeemPoints, { params: params(), body })),
    ),
  }
}

/** The rules and rewards of a village's points. */
export function usePointsRules(bookId: () => string) {
  const params = () => ({ bookId: bookId() })
  const load = useLoad((signal) => call(api.readBook, { params: params() }, { signal }), [bookId])

  async function afterwards<T>(answer: Promise<T>): Promise<T> {
    const result = await answer
    await load.reload()
    return result
  }

  return {
    ...load,
    addRule: useAct((body: NewRule) => afterwards(call(api.addRule, { params: params(), body }))),
    endRule: useActs((ruleId, validTo: string) =>
      afterwards(call(api.endRule, { params: { ...params(), ruleId }, body: { validTo } })),
    ),
    addReward: useAct((body: NewReward) =>
      afterwards(call(api.addReward, { params: params(), body })),
    ),
    stockReward: useActs((rewardId, countChange: number) =>
      afterwards(
        call(api.stockReward, { params: { ...params(), rewardId }, body: { countChange } }),
      ),
    ),
  }
}

export function useBalances(bookId: () => string) {
  return useLoad(
    (signal) => call(api.readBalances, { params: { bookId: bookId() } }, { signal }),
    [bookId],
  )
}

/** 农户积分卡 of the households that were never paid, or of those whose numbers are given. */
export function usePointsSlips(bookId: () => string, householdNumbers: () => string[]) {
  const body = () => {
    const numbers = householdNumbers()
    return numbers.length === 0 ? {} : { householdNumbers: numbers }
  }
  const load = useLoad(
    (signal) => call(api.issueSlips, { params: { bookId: bookId() }, body: body() }, { signal }),
    [bookId, householdNumbers],
  )
  /** Another code for a card that was lost; the old one opens nothing any more. */
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

/** The entries of a village's points, and reversing one. */
export function usePointsEntries(bookId: () => string) {
  const params = () => ({ bookId: bookId() })
  const book = useLoad((signal) => call(api.readBook, { params: params() }, { signal }), [bookId])
  const list = useCursorList({
    filters: { household: '' },
    load: ({ filters, page, signal }) => {
      const query = { ...page, household: filters.household || undefined }
      return call(api.listEntries, { params: params(), query }, { signal })
    },
    sources: [bookId],
  })
  const reverse = useAct(async ({ id, reason }: { id: string; reason: string }) => {
    const target = { params: { ...params(), entryId: id }, body: { reason } }
    const reversal = await call(api.reverseEntry, target)
    await list.reload()
    return reversal
  })
  return { book, list, reverse }
}

/** Points with their sign, as they stand in an entry. */
export const signed = (points: number) => (points > 0 ? `+${points}` : String(points))
