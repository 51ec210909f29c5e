/** The keys of the account at Stripe, and where it is reached. */
export interface StripeSettings {
  secretKey: string
  webhookSecret: string
  /** Stripe itself unless given. */
  url?: string | undefined
}
