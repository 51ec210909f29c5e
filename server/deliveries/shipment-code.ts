import { createHash } from 'node:crypto'

const alphabet = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ'

/** The code on a delivery note: twelve signs without 0/O and 1/I, not to be guessed. */
export function shipmentCode(id: string): string {
  const digest = createHash('sha256').update(`shipment ${id}`).digest()
  return [...digest.subarray(0, 12)].map((byte) => alphabet[byte % 32]).join('')
}
