import { z } from 'zod'
import { ConfigError, isLocal, optional, url } from './config-values.ts'
import type { StripeSettings } from './platform/stripe/stripe-settings.ts'

/** The settings of online payment, by their names in the environment. */
export const stripeSchemas = {
  STRIPE_SECRET_KEY: optional(
    z.string().regex(/^(sk|rk)_\w+$/, 'STRIPE_SECRET_KEY must look like sk_live_….'),
  ),
  STRIPE_WEBHOOK_SECRET: optional(
    z.string().regex(/^whsec_\w+$/, 'STRIPE_WEBHOOK_SECRET must look like whsec_….'),
  ),
  STRIPE_URL: optional(url(/^https?$/, 'STRIPE_URL must be the address of Stripe, or of a fake.')),
}

type Settings = { [Name in keyof typeof stripeSchemas]?: string | undefined } & { NODE_ENV: string }

/** The keys of the account at Stripe, both or none. */
export function stripeSettings(settings: Settings): StripeSettings | undefined {
  const { STRIPE_SECRET_KEY: secretKey, STRIPE_WEBHOOK_SECRET: webhookSecret } = settings
  const { STRIPE_URL: address, NODE_ENV } = settings
  if (!secretKey && !webhookSecret && !address) return undefined
  if (!secretKey || !webhookSecret)
    throw new ConfigError(
      'Online payment needs STRIPE_SECRET_KEY and STRIPE_WEBHOOK_SECRET, or none of them.',
    )
  if (NODE_ENV === 'production' && address && !address.startsWith('https:') && !isLocal(address))
    throw new ConfigError('In production STRIPE_URL must be https://….')
  return { secretKey, webhookSecret, url: address }
}
