/** What becomes of a purchase made outside (§3.11); a declaration is `declared` or withdrawn. */
export const outsideStates = [
  'draft',
  'submitted',
  'returned',
  'approved',
  'reversed',
  'withdrawn',
  'declared',
] as const
export type OutsideState = (typeof outsideStates)[number]

export const outsideActs = ['submit', 'withdraw', 'return', 'approve', 'reverse'] as const
export type OutsideAct = (typeof outsideActs)[number]

const transitions: Record<OutsideAct, Partial<Record<OutsideState, OutsideState>>> = {
  submit: { draft: 'submitted', returned: 'submitted' },
  withdraw: {
    draft: 'withdrawn',
    submitted: 'withdrawn',
    returned: 'withdrawn',
    declared: 'withdrawn',
  },
  return: { submitted: 'returned' },
  approve: { submitted: 'approved' },
  reverse: { approved: 'reversed' },
}

/** The state after an act, or undefined where it is not allowed. */
export function outsideStateAfter(state: OutsideState, act: OutsideAct): OutsideState | undefined {
  return transitions[act][state]
}
