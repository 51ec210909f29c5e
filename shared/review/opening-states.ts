/** What becomes of opening figures (§3.11): what was returned or reversed is entered anew. */
export const openingStates = ['submitted', 'returned', 'withdrawn', 'approved', 'reversed'] as const
export type OpeningState = (typeof openingStates)[number]

export const openingActs = ['withdraw', 'return', 'approve', 'reverse'] as const
export type OpeningAct = (typeof openingActs)[number]

const transitions: Record<OpeningAct, { from: OpeningState; to: OpeningState }> = {
  withdraw: { from: 'submitted', to: 'withdrawn' },
  return: { from: 'submitted', to: 'returned' },
  approve: { from: 'submitted', to: 'approved' },
  reverse: { from: 'approved', to: 'reversed' },
}

/** The state after an act, or undefined where it is not allowed. */
export function openingStateAfter(state: OpeningState, act: OpeningAct): OpeningState | undefined {
  const { from, to } = transitions[act]
  return state === from ? to : undefined
}

/**
 * The last year that opening figures may be of: one that is over, and of which nothing is posted
 * any more in the ordinary way, as no payment is dated to before the former month (§3.3).
 */
export function lastOpeningYear(today: string): number {
  const year = Number(today.slice(0, 4))
  return today.slice(5, 7) === '01' ? year - 2 : year - 1
}
