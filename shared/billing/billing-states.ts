export {
  type DecisionState,
  decisionStates,
  otherSide,
  type Side,
  sides,
} from '../deliveries/two-sided-record.ts'

export const recipientKinds = ['household', 'collective'] as const
export type RecipientKind = (typeof recipientKinds)[number]
