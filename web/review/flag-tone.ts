import type { FlagState } from '../../shared/review/flag-states.ts'

/** The tone of a flag's state, for its tag. */
export function flagTone(state: FlagState): 'waiting' | 'bad' | 'good' {
  if (state === 'upheld') return 'bad'
  return state === 'cleared' ? 'good' : 'waiting'
}
