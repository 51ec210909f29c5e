import { createHmac } from 'node:crypto'

/** How long a secret goes on signing after another has taken its place. */
export const formerSecretMs = 86_400_000

interface Signer {
  id: string
  secretNumber: number
  rotatedAt: Date | null
}

/**
 * The signing secret of an endpoint, as Standard Webhooks writes them. It follows from the
 * endpoint, the number of its secret and the program's own secret: the database alone tells none.
 */
export function webhookSecret(linkSecret: string, { id, secretNumber }: Signer): string {
  return `whsec_${keyOf(linkSecret, id, secretNumber).toString('base64')}`
}

function keyOf(linkSecret: string, id: string, secretNumber: number): Buffer {
  return createHmac('sha256', linkSecret).update(`webhook ${id} ${secretNumber}`).digest()
}

/** Until when the secret before the present one signs as well; null: it does not. */
export function formerSecretUntil({ rotatedAt }: Pick<Signer, 'rotatedAt'>, now: Date) {
  if (rotatedAt === null) return null
  const until = new Date(rotatedAt.getTime() + formerSecretMs)
  return until > now ? until : null
}

/**
 * The headers of Standard Webhooks 1.0 for one attempt: id, second and body are signed together,
 * by the secret before as well while receivers change over.
 */
export function signedHeaders(
  linkSecret: string,
  signer: Signer,
  { id, payload, now }: { id: string; payload: string; now: Date },
): Record<string, string> {
  const timestamp = String(Math.floor(now.getTime() / 1_000))
  const { secretNumber } = signer
  const isBothSigned = formerSecretUntil(signer, now) !== null
  const numbers = isBothSigned ? [secretNumber, secretNumber - 1] : [secretNumber]
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
