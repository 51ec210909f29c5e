import { passwordLength } from './accounts.schemas.ts'
import { isGuessable } from './guessable-password.ts'

export const passwordStrengths = ['too_short', 'guessable', 'fair', 'strong'] as const
export type PasswordStrength = (typeof passwordStrengths)[number]

/** From so many signs on, nobody who has the hash gets through all of them. */
const strongLength = 16

/** How a new password would stand up, by what the server refuses and by its length. */
export function strengthOf(password: string): PasswordStrength {
  const signs = [...password.normalize('NFKC')]
  if (signs.length < passwordLength.minimum) return 'too_short'
  if (isGuessable(password)) return 'guessable'
  return signs.length >= strongLength && new Set(signs).size >= 8 ? 'strong' : 'fair'
}
