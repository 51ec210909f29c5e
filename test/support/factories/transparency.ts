import { createPublicKey, generateKeyPairSync, sign, verify } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll } from 'vitest'
import { sha256 } from '../../../server/transparency/hashing.ts'
import { verifierKey } from '../../../server/transparency/signing-key.ts'
import { fromBase64 } from '../../../shared/transparency/base64.ts'
import { isSame, verifyConsistency } from '../../../shared/transparency/merkle.ts'
import {
  cosignedText,
  parseCheckpoint,
  parseNote,
  parseVerifierKey,
  signatureTypes,
  writeSignature,
  writeVerifierKey,
} from '../../../shared/transparency/signed-note.ts'

export interface TestWitness {
  url: string
  /** Its key, as a log is configured with it. */
  key: string
  /** Which log it follows. */
  follow(logKey: string): void
  /** The trees it has signed, and what else it was asked and refused. */
  seen: { size: number; root: Uint8Array }[]
  refusals: number[]
  /** From here on it says that it has seen this tree. */
  pretend(size: number, root: Uint8Array): void
}

/** A witness over HTTP that keeps to C2SP tlog-witness; closed after the file's last test. */
export async function aWitness(name = 'witness.test/w1'): Promise<TestWitness> {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519')
  const bytes = Buffer.from(publicKey.export({ format: 'jwk' }).x ?? '', 'base64url')
  const own = verifierKey(name, signatureTypes.cosignature, bytes)
  const witness: TestWitness = {
    url: '',
    key: writeVerifierKey(own),
    follow: (key) => {
      logKey = key
    },
    seen: [],
    refusals: [],
    pretend: (size, root) => witness.seen.push({ size, root }),
  }
  let logKey = ''

  const answer = (body: string): { status: number; text: string } => {
    const [head = '', ...rest] = body.split('\n\n')
    const note = parseNote(rest.join('\n\n'))
    const checkpoint = note && parseCheckpoint(note.text)
    const key = parseVerifierKey(logKey)
    if (!note || !checkpoint || checkpoint.origin !== key?.name) return { status: 404, text: '' }
    const x = Buffer.from(key.publicKey).toString('base64url')
    const verifying = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' })
    const [signature] = note.signatures
    const signed = verify(
      null,
      Buffer.from(note.text),
      verifying,
      signature?.signature ?? new Uint8Array(),
    )
    if (!signed) return { status: 403, text: '' }
    const [oldLine = '', ...lines] = head.split('\n')
    const last = witness.seen.at(-1) ?? { size: 0, root: sha256() }
    if (oldLine !== `old ${last.size}`) return { status: 409, text: `${last.size}\n` }
    const proof = lines.map((line) => fromBase64(line) ?? new Uint8Array())
    const { size, root } = checkpoint
    const claim = { oldSize: last.size, oldRoot: last.root, size, root, proof }
    if (!verifyConsistency(sha256, claim)) return { status: 422, text: '' }
    if (size === last.size && !isSame(root, last.root)) return { status: 422, text: '' }
    witness.seen.push({ size, root })
    const seconds = 1_780_000_000
    const time = Buffer.alloc(8)
    time.writeBigUInt64BE(BigInt(seconds))
    const made = sign(null, Buffer.from(cosignedText(seconds, note.text)), privateKey)
    const text = writeSignature(name, own.keyId, Buffer.concat([time, made]))
    return { status: 200, text: `${writeSignature('stranger', '00000000', made)}${text}` }
  }

  const server = createServer((request, response) => {
    const parts: Buffer[] = []
    request.on('data', (part: Buffer) => parts.push(part))
    request.on('end', () => {
      const { status, text } = answer(Buffer.concat(parts).toString('utf8'))
      if (status !== 200) witness.refusals.push(status)
      response.writeHead(status, status === 409 ? { 'content-type': 'text/x.tlog.size' } : {})
      response.end(text)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  afterAll(() => server.close())
  witness.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return witness
}
