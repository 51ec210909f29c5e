import type { PaymentProvider } from './provider.ts'
import type { StripeSettings } from './stripe-settings.ts'

/** The provider of the settings; null where there is none, and its library is not even loaded. */
export async function connectProvider(
  settings: StripeSettings | undefined,
): Promise<PaymentProvider | null> {
  if (settings === undefined) return null
  const { stripeProvider } = await import('./stripe-provider.ts')
  return stripeProvider(settings)
}
