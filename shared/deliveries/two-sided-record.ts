/** The two sides of a purchase order: who buys and who sells. */
export const sides = ['unit', 'cooperative'] as const
export type Side = (typeof sides)[number]

/**
 * The states of a record that one side of an order makes and the other side confirms or rejects,
 * once: a return (domain.md §3.4), a payment or a refund (§7.5). Only confirmed ones count.
 */
export const decisionStates = ['recorded', 'confirmed', 'rejected'] as const
export type DecisionState = (typeof decisionStates)[number]

/** The side that must decide on what `side` has recorded. */
export function otherSide(side: Side): Side {
  return side === 'unit' ? 'cooperative' : 'unit'
}
