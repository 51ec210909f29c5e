/** Who recorded something about money; only the other side decides on it (domain.md §7.5). */
export const sides = ['unit', 'cooperative'] as const
export type Side = (typeof sides)[number]

/** A payment or refund: recorded by one side, then confirmed or rejected by the other, once. */
export const decisionStates = ['recorded', 'confirmed', 'rejected'] as const
export type DecisionState = (typeof decisionStates)[number]

export const recipientKinds = ['household', 'collective'] as const
export type RecipientKind = (typeof recipientKinds)[number]

/** The side that must decide on what `side` has recorded. */
export function otherSide(side: Side): Side {
  return side === 'unit' ? 'cooperative' : 'unit'
}
