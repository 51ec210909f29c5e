import { createHash, createHmac } from 'node:crypto'

/** A call of one of Alibaba Cloud's interfaces whose parameters stand in its address. */
export interface AliyunCall {
  method: 'GET' | 'POST'
  host: string
  action: string
  /** The version of the interface, such as 2017-05-25. */
  version: string
  query: Readonly<Record<string, string>>
  /** `YYYY-MM-DDThh:mm:ssZ`. */
  date: string
  /** A text that is used once. */
  nonce: string
}

const algorithm = 'ACS3-HMAC-SHA256'

/**
 * The query and the signed heads of a call without a body, by signature version 3 of Alibaba
 * Cloud (https://help.aliyun.com/zh/sdk/product-overview/v3-request-structure-and-signature).
 */
export function signedCall(
  call: AliyunCall,
  key: { id: string; secret: string },
): { query: string; headers: Record<string, string> } {
  const query = Object.entries(call.query)
    .map(([name, value]) => [encoded(name), encoded(value)] as const)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `${name}=${value}`)
    .join('&')
  const bodyHash = sha256('')
  const headers: Record<string, string> = {
    host: call.host,
    'x-acs-action': call.action,
    'x-acs-content-sha256': bodyHash,
    'x-acs-date': call.date,
    'x-acs-signature-nonce': call.nonce,
    'x-acs-version': call.version,
  }
  const names = Object.keys(headers).sort()
  const lines = names.map((name) => `${name}:${headers[name]}\n`).join('')
  const request = [call.method, '/', query, lines, names.join(';'), bodyHash].join('\n')
  const signature = createHmac('sha256', key.secret)
    .update(`${algorithm}\n${sha256(request)}`)
    .digest('hex')
  const parts = [`Credential=${key.id}`, `SignedHeaders=${names.join(';')}`]
  const authorization = `${algorithm} ${[...parts, `Signature=${signature}`].join(',')}`
  return { query, headers: { ...headers, authorization } }
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

/** Percent-encoded by RFC 3986: `encodeURIComponent` leaves five signs more. */
function encoded(text: string): string {
  return encodeURIComponent(text).replaceAll(
    /[!'()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  )
}
