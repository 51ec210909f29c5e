/**
 * The Idempotency-Key of an act: the same while it is the same act, however often it is sent.
 * A person who presses the button again after a lost answer sends the first key again, so that
 * the order is not placed twice; after a definite answer the next press is a new act (§5.5).
 */
const pending = new Map<string, string>()

/** The key for sending this content to this endpoint. */
export function actKey(endpointName: string, content: unknown): string {
  const act = nameOf(endpointName, content)
  const pendingKey = pending.get(act)
  if (pendingKey !== undefined) return pendingKey
  const key = crypto.randomUUID()
  pending.set(act, key)
  return key
}

/** The act got its definite answer. */
export function actIsDecided(endpointName: string, content: unknown): void {
  pending.delete(nameOf(endpointName, content))
}

function nameOf(endpointName: string, content: unknown): string {
  return `${endpointName} ${JSON.stringify(content)}`
}
