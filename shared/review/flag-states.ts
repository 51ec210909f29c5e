/** The states of a flag: what waits for a second person is `proposed` (§11.2). */
export const flagStates = ['open', 'proposed', 'upheld', 'cleared'] as const
export type FlagState = (typeof flagStates)[number]

/** What officials do about a flag. `uphold` of an open one reverses nothing. */
export const flagActs = ['clear', 'propose', 'uphold', 'refuse'] as const
export type FlagAct = (typeof flagActs)[number]

const transitions: Record<FlagState, Partial<Record<FlagAct, FlagState>>> = {
  open: { clear: 'cleared', propose: 'proposed', uphold: 'upheld' },
  proposed: { uphold: 'upheld', refuse: 'open' },
  upheld: {},
  cleared: {},
}

/** The state after an act, or undefined where that is not open. */
export function flagStateAfter(state: FlagState, act: FlagAct): FlagState | undefined {
  return transitions[state][act]
}
