/*
 * Verifies the proof of a ledger entry, offline, with Node's standard library and nothing else:
 *
 *     node verify-proof.mjs proof.json [public key] [witness key …]
 *
 * The keys are those that the log and its witnesses publish, written name+id+key. With them the
 * answer rests on nobody's word but theirs; without them it says which key the file itself names.
 * Exit status 0: proven. 1: refused. 2: nothing was verified.
 */
import { createHash, createPublicKey, getHashes, verify } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { pathToFileURL } from 'node:url'

const shape = {
  format: 'string',
  kind: 'string',
  text: 'string',
  chain: { countyCode: 'string', number: 'number', previousHash: 'string', hash: 'string' },
  leaf: 'string',
  leafHash: 'string',
  index: 'number',
  inclusion: 'array',
  checkpoint: 'string',
  key: 'string',
  witnessKeys: 'array',
  sm3: 'null',
}
const sm3Shape = { text: 'string', checkpoint: 'string' }

const sha256 = (...parts) => {
  const hash = createHash('sha256')
  for (const part of parts) hash.update(part)
  return hash.digest()
}

function demand(truth, sentence) {
  if (!truth) throw new Error(sentence)
}

/** Exactly these fields of these kinds, so that nothing in the file goes unlooked at. */
function requireShape(value, fields, place) {
  demand(value !== null && typeof value === 'object', `${place} is not an object`)
  demand(`${Object.keys(value).sort()}` === `${Object.keys(fields).sort()}`, `fields of ${place}`)
  for (const [name, kind] of Object.entries(fields)) {
    const field = value[name]
    if (typeof kind === 'object') requireShape(field, kind, name)
    else if (kind === 'array') demand(isTexts(field), `${name} is not a list of texts`)
    else if (kind === 'number') demand(Number.isSafeInteger(field), `${name} is not an integer`)
    else if (kind === 'string') demand(typeof field === 'string', `${name} is not a text`)
  }
}

const isTexts = (field) => Array.isArray(field) && field.every((item) => typeof item === 'string')

function bytesOf(base64, place) {
  const bytes = Buffer.from(base64, 'base64')
  demand(bytes.toString('base64') === base64, `${place} is not base64`)
  return bytes
}

/** A key as it is written (C2SP signed-note): name, id, and a byte for its type before the key. */
function parseKey(text, type) {
  const [, name, id, encoded] = /^([^\s+]+)\+([0-9a-f]{8})\+(\S+)$/.exec(text) ?? []
  demand(name !== undefined, `"${text}" is not a public key`)
  const bytes = bytesOf(encoded, 'a public key')
  demand(bytes.length === 33 && bytes[0] === type, `"${text}" is not a key of type ${type}`)
  const ownId = sha256(`${name}\n`, bytes).subarray(0, 4).toString('hex')
  demand(id === ownId, `the id of "${text}" is not that of the key`)
  const x = bytes.subarray(1).toString('base64url')
  const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' })
  return { name, id, key, text }
}

/** The note's text and its signatures (C2SP signed-note). */
function parseNote(note) {
  const end = note.lastIndexOf('\n\n')
  demand(end > 0 && note.endsWith('\n'), 'the checkpoint is not a signed note')
  const signatures = note
    .slice(end + 2, -1)
    .split('\n')
    .map((line) => {
      const [, name, encoded] = /^— (\S+) (\S+)$/.exec(line) ?? []
      demand(name !== undefined, 'a line under the checkpoint is no signature')
      const bytes = bytesOf(encoded, 'a signature')
      return { name, id: bytes.subarray(0, 4).toString('hex'), bytes: bytes.subarray(4) }
    })
  return { text: note.slice(0, end + 1), signatures }
}

/** Whether the leaf stands in the tree (RFC 9162, 2.1.3.2). */
function isIncluded({ leafHash, index, size, proof, root }) {
  let [node, last, hash] = [BigInt(index), BigInt(size) - 1n, leafHash]
  if (node > last) return false
  for (const sibling of proof) {
    if (last === 0n) return false
    if (node % 2n === 1n || node === last) {
      hash = sha256(Uint8Array.of(1), sibling, hash)
      while (node % 2n === 0n && node !== 0n) [node, last] = [node / 2n, last / 2n]
    } else {
      hash = sha256(Uint8Array.of(1), hash, sibling)
    }
    ;[node, last] = [node / 2n, last / 2n]
  }
  return last === 0n && hash.equals(root)
}

/** The entry: its text, its hash in the county's chain, and its leaf in the log. */
function requireEntry({ text, chain, leaf, leafHash }) {
  const fields = JSON.parse(text)
  demand(Array.isArray(fields) && fields[0] === 'cunji-ledger-1', 'the entry has another format')
  const [, previousHash, countyCode, number] = fields
  demand(previousHash === chain.previousHash, 'the entry has another predecessor')
  demand(countyCode === chain.countyCode, 'the entry is of another county')
  demand(number === chain.number, 'the entry has another number')
  demand(sha256(text).toString('hex') === chain.hash, 'the entry was changed')
  const start = `cunji-log-1 entry ${chain.countyCode} ${chain.number} ${chain.hash}`
  const [, sm3] = leaf === start ? [] : (/ sm3:([0-9a-f]{64})$/.exec(leaf) ?? [])
  demand(leaf === start || leaf === `${start} sm3:${sm3}`, 'the leaf is of another entry')
  const hash = sha256(Uint8Array.of(0), leaf)
  demand(hash.equals(bytesOf(leafHash, 'the leaf')), 'the leaf has another hash')
  return { hash, sm3 }
}

/** Every signature under the checkpoint, so that each counts; answers when witnesses signed. */
function requireSignatures({ text, signatures }, key, witnesses) {
  const own = signatures.filter(({ name, id }) => name === key.name && id === key.id)
  demand(own.length === 1, 'the checkpoint is not signed by this key')
  demand(verify(null, Buffer.from(text), key.key, own[0].bytes), 'the signature is false')
  demand(signatures.length === 1 + witnesses.length, 'a signature is of an unknown witness')
  return witnesses.map((witness) => {
    const signature = signatures.find(({ name, id }) => name === witness.name && id === witness.id)
    demand(signature?.bytes.length === 72, `${witness.name} did not sign the checkpoint`)
    const seconds = signature.bytes.readBigUInt64BE(0)
    const signed = Buffer.from(`cosignature/v1\ntime ${seconds}\n${text}`)
    const isTrue = verify(null, signed, witness.key, signature.bytes.subarray(8))
    demand(isTrue, `the signature of ${witness.name} is false`)
    return `${witness.name}, ${new Date(Number(seconds) * 1000).toISOString()}`
  })
}

/** The second digests, where this Node knows SM3. */
function sm3Line({ sm3, text }, checkpointText, leafSm3) {
  if (sm3 === null && leafSm3 === undefined) return undefined
  if (!getHashes().includes('sm3')) return 'SM3: this Node does not know it, nothing was compared'
  const digest = (content) => createHash('sm3').update(content).digest('hex')
  demand(leafSm3 === undefined || leafSm3 === digest(text), 'the SM3 in the leaf is false')
  demand(sm3 === null || sm3.text === digest(text), 'the SM3 of the entry is false')
  demand(sm3 === null || sm3.checkpoint === digest(checkpointText), 'SM3 of the checkpoint')
  return 'SM3: the same'
}

/** Throws the first thing that is wrong; answers what is proven, as lines. */
export function verifyProof(json, [trustedKey, ...trustedWitnesses] = []) {
  const proof = JSON.parse(json)
  requireShape(proof, shape, 'the proof')
  if (proof.sm3 !== null) requireShape(proof.sm3, sm3Shape, 'sm3')
  demand(proof.format === 'cunji-proof-1' && proof.kind === 'entry', 'another format of proof')
  const entry = requireEntry(proof)
  const note = parseNote(proof.checkpoint)
  const [origin, size, root, ...rest] = note.text.split('\n')
  demand(rest.length === 1 && /^(0|[1-9]\d{0,15})$/.test(size), 'the checkpoint is not readable')
  const key = parseKey(proof.key, 1)
  demand(key.name === origin, 'the checkpoint is of another log')
  demand(trustedKey === undefined || trustedKey === key.text, 'the key is not the one you gave')
  const witnesses = proof.witnessKeys.map((text) => parseKey(text, 4))
  for (const trusted of trustedWitnesses)
    demand(proof.witnessKeys.includes(trusted), 'a witness you gave did not sign')
  const witnessed = requireSignatures(note, key, witnesses)
  const inclusion = proof.inclusion.map((hash) => bytesOf(hash, 'the inclusion proof'))
  const { index } = proof
  const place = { leafHash: entry.hash, index, size, proof: inclusion }
  const isIn = index >= 0 && isIncluded({ ...place, root: bytesOf(root, 'the root') })
  demand(isIn, 'the entry does not stand in the log')
  return [
    `PROVEN 已证实: entry ${proof.chain.countyCode}-${proof.chain.number}`,
    `log ${origin}: leaf ${index} of ${size}, signed by key ${key.id}`,
    ...witnessed.map((line) => `witnessed by ${line}`),
    ...[sm3Line(proof, note.text, entry.sm3)].filter((line) => line !== undefined),
    ...(trustedKey ? [] : [`NOT COMPARED 未核对公钥: is this the log's key? ${key.text}`]),
  ]
}

function main([file, ...keys]) {
  if (file === undefined) {
    process.stderr.write('node verify-proof.mjs proof.json [public key] [witness key …]\n')
    return 2
  }
  try {
    process.stdout.write(`${verifyProof(readFileSync(file, 'utf8'), keys).join('\n')}\n`)
    return 0
  } catch (error) {
    process.stderr.write(`REFUSED 不成立: ${error.message}\n`)
    return 1
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href)
  process.exitCode = main(process.argv.slice(2))
