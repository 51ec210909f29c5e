import { expect, test } from 'vitest'
import { isSignedBy, verifierKey } from '../../../server/transparency/signing-key.ts'
import {
  parseCheckpoint,
  parseNote,
  parseVerifierKey,
  writeCheckpoint,
  writeNote,
  writeSignature,
  writeVerifierKey,
} from '../../../shared/transparency/signed-note.ts'

// The example of C2SP signed-note.
const vkey = 'example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k'
const signed =
  'Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM='
const note = `This is an example message.\n\n— example.com/foo ${signed}\n`

test('§4.5 the note of the specification is read, verified and written', () => {
  const key = parseVerifierKey(vkey)
  const parsed = parseNote(note)
  const signature = parsed?.signatures[0]
  if (!key || !parsed || !signature) throw new Error('the example is readable')
  expect(writeVerifierKey(verifierKey(key.name, key.type, key.publicKey))).toBe(vkey)
  expect(isSignedBy(key, parsed.text, signature)).toBe(true)
  expect(isSignedBy(key, `${parsed.text} `, signature)).toBe(false)
  expect(isSignedBy({ ...key, name: 'example.com/bar' }, parsed.text, signature)).toBe(false)
  const line = writeSignature(signature.name, signature.keyId, signature.signature)
  expect(line).toBe(signature.line)
  expect(writeNote(parsed.text, [line])).toBe(note)
})

test('§4.5 what is no note, key or checkpoint is not taken for one', () => {
  expect(parseNote('no signature\n')).toBeUndefined()
  expect(parseNote(note.replace('— ', '- '))).toBeUndefined()
  expect(parseNote(note.trimEnd())).toBeUndefined()
  expect(parseVerifierKey(`${vkey}=`)).toBeUndefined()
  const checkpoint = { origin: 'cunji.test/log', size: 7, root: new Uint8Array(32).fill(3) }
  const text = writeCheckpoint(checkpoint)
  expect(parseCheckpoint(text)).toEqual(checkpoint)
  for (const wrong of [
    text.replace('7', '07'),
    `${text}\n`,
    text.slice(0, -1),
    text.replace('7', '-7'),
  ])
    expect(parseCheckpoint(wrong)).toBeUndefined()
})
