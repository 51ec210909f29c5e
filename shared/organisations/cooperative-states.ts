import { z } from 'zod'
import type { Role } from '../roles.ts'

export const cooperativeStates = [
  'applied',
  'recommended',
  'admitted',
  'rejected',
  'suspended',
] as const
export const cooperativeState = z.enum(cooperativeStates)
export type CooperativeState = z.infer<typeof cooperativeState>

export const admissionSteps = [
  'recommend',
  'admit',
  'reject',
  'reopen',
  'suspend',
  'reinstate',
] as const
export const admissionStep = z.enum(admissionSteps)
export type AdmissionStep = z.infer<typeof admissionStep>

interface Transition {
  from: readonly CooperativeState[]
  to: CooperativeState
  by: readonly Role[]
  /** The step must be explained. */
  needsReason: boolean
}

/**
 * The way of a cooperative onto the platform: the county recommends, the platform admits, and
 * these are two different people. Officials act only in their area.
 */
export const admissionTransitions: Record<AdmissionStep, Transition> = {
  recommend: { from: ['applied'], to: 'recommended', by: ['official'], needsReason: false },
  admit: { from: ['recommended'], to: 'admitted', by: ['platform_admin'], needsReason: false },
  reject: {
    from: ['applied', 'recommended'],
    to: 'rejected',
    by: ['official', 'platform_admin'],
    needsReason: true,
  },
  reopen: {
    from: ['rejected'],
    to: 'applied',
    by: ['official', 'platform_admin'],
    needsReason: true,
  },
  suspend: {
    from: ['admitted'],
    to: 'suspended',
    by: ['official', 'platform_admin'],
    needsReason: true,
  },
  reinstate: { from: ['suspended'], to: 'admitted', by: ['platform_admin'], needsReason: true },
}

/** The steps that somebody in these roles may take from a state; the screen's buttons. */
export function admissionStepsFrom(
  state: CooperativeState,
  roles: readonly Role[],
): AdmissionStep[] {
  return admissionSteps.filter((step) => {
    const { from, by } = admissionTransitions[step]
    return from.includes(state) && by.some((role) => roles.includes(role))
  })
}
