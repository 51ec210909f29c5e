import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { sessionPath } from '../../shared/accounts/accounts.api.ts'
import { hashOf } from './secrets.ts'

/** As long as browsers keep a cookie. */
const keptSeconds = 400 * 86_400

/** The mark of this device, where it brings the signed one that this person's sign-in left. */
export function deviceMark(
  request: FastifyRequest,
  secret: string,
  personId: string,
): string | null {
  const [mark = '', signature = ''] = request.cookies[cookieOf(personId)]?.split('.') ?? []
  const expected = Buffer.from(signatureOf(secret, personId, mark))
  const actual = Buffer.from(signature)
  const isOurs = expected.length === actual.length && timingSafeEqual(expected, actual)
  return isOurs ? mark : null
}

/** Marks the device as one on which this person has signed in; it lets nobody in by itself. */
export function markDevice(
  reply: FastifyReply,
  { personId, secret, isSecure }: { personId: string; secret: string; isSecure: boolean },
): void {
  const mark = randomBytes(12).toString('base64url')
  reply.setCookie(cookieOf(personId), `${mark}.${signatureOf(secret, personId, mark)}`, {
    path: sessionPath,
    httpOnly: true,
    sameSite: 'strict',
    secure: isSecure,
    maxAge: keptSeconds,
  })
}

/** A name per person, for an office's computer knows several; who it is it does not say. */
function cookieOf(personId: string): string {
  return `cunji_device_${hashOf(personId).slice(0, 12)}`
}

function signatureOf(secret: string, personId: string, mark: string): string {
  return createHmac('sha256', secret).update(`device ${personId} ${mark}`).digest('base64url')
}
