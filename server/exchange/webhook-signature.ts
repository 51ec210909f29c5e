import { createHmac } from 'node:crypto'

/** How long a secret goes on signing after another has taken its place. */
export const formerSecretMs = 86_400_000

interface Signer {
  id: string
  secretNumber: number
  /** Until when each of the secrets before it signs as well, the latest first. */
  formerSecretsUntil: readonly Date[]
}

/**
 * The signing secret of an endpoint, as Standard Webhooks writes them. It follows from the
 * endpoint, the number of its secret and the program's own secret: the database alone tells none.
 */
export function webhookSecret(
  linkSecret: string,
  { id, secretNumber }: Omit<Signer, 'formerSecretsUntil'>,
): string {
  return `whsec_${keyOf(linkSecret, id, secretNumber).toString('base64')}`
}

function keyOf(linkSecret: string, id: string, secretNumber: number): Buffer {
  return createHmac('sha256', linkSecret).update(`webhook ${id} ${secretNumber}`).digest()
}

/** Until when the secrets before the present one still sign as well, the latest first. */
export function formerSecrets(signer: Pick<Signer, 'formerSecretsUntil'>, now: Date): Date[] {
  return signer.formerSecretsUntil.filter((until) => until > now)
}

/**
 * The headers of Standard Webhooks 1.0 for one attempt: id, second and body are signed together,
 * by the secrets before as well while receivers change over.
 */
export function signedHeaders(
  linkSecret: string,
  signer: Signer,
  { id, payload, now }: { id: string; payload: string; now: Date },
): Record<string, string> {
  const timestamp = String(Math.floor(now.getTime() / 1_000))
  const { secretNumber } = signer
  const former = formerSecrets(signer, now).map((_, index) => secretNumber - 1 - index)
  const numbers = [secretNumber, ...former]
  const signatures = numbers.map((number) =>
    createHmac('sha256', keyOf(linkSecret, signer.id, number))
      .update(`${id}.${timestamp}.${payload}`)
      .digest('base64'),
  )
  return {
    'webhook-id': id,
    'webhook-timestamp': timestamp,
    'webhook-signature': signatures.map((signature) => `v1,${signature}`).join(' '),
  }
}
