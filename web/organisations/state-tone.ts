import type { CooperativeState } from '../../shared/organisations/cooperative-states.ts'

/** How a state of admission looks beside its word. */
export function toneOfState(state: CooperativeState): 'good' | 'waiting' | 'bad' {
  if (state === 'admitted') return 'good'
  return state === 'applied' || state === 'recommended' ? 'waiting' : 'bad'
}
