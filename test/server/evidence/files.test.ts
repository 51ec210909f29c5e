import { once } from 'node:events'
import { readdirSync } from 'node:fs'
import { connect } from 'node:net'
import path from 'node:path'
import sharp from 'sharp'
import { expect, test } from 'vitest'
import { keepContent, recordFile } from '../../../server/evidence/store-file.ts'
import { requireQuota } from '../../../server/evidence/upload-limits.ts'
import { signAccessToken } from '../../../server/platform/auth/access-token.ts'
import { ConcurrencyLimit } from '../../../server/platform/concurrency.ts'
import { transaction } from '../../../server/platform/db/transaction.ts'
import { newId } from '../../../server/platform/ids.ts'
import { readFile, readThumbnail, uploadFile } from '../../../shared/evidence/evidence.api.ts'
import { contextFor, signedIn, testApp } from '../../support/app.ts'
import { testClock } from '../../support/clock.ts'

const { send, app, deps, database } = await testApp()
const receiver = signedIn({ roles: ['receiver'] })

/** A photo as a phone takes it: turned by a tag, with the place where it was taken. */
function photo(size: { width?: number; height?: number } = {}) {
  const { width = 1_600, height = 1_200 } = size
  return sharp({ create: { width, height, channels: 3, background: '#d9b13b' } })
    .withExif({ IFD0: { Orientation: '6', Make: 'Phone' }, IFD3: { GPSLatitude: '31/1 12/1 0/1' } })
    .withMetadata({ orientation: 6 })
    .jpeg()
    .toBuffer()
}

const upload = (bytes: Uint8Array, name: string, fields: Record<string, string> = {}) =>
  send(uploadFile, {}, { as: receiver, file: { bytes, name, fields } })

test('a photo is kept upright and without what the camera says of the place', async () => {
  const uploaded = await upload(await photo(), '过磅.jpg')
  expect(uploaded.statusCode).toBe(201)
  expect(uploaded.json()).toMatchObject({
    name: '过磅.jpg',
    mediaType: 'image/jpeg',
    width: 1_200,
    height: 1_600,
  })
  const params = { fileId: uploaded.json().fileId }
  const read = await send(readFile, { params }, { as: receiver })
  expect(read.headers['content-type']).toBe('image/jpeg')
  const kept = await sharp(read.rawPayload).metadata()
  expect([kept.width, kept.height, kept.orientation, kept.exif]).toEqual([
    1_200,
    1_600,
    undefined,
    undefined,
  ])
})

test('thumbnails are WebP in two widths', async () => {
  const { fileId } = (await upload(await photo(), 'a.jpg')).json()
  for (const width of ['320', '960'] as const) {
    const input = { params: { fileId }, query: { width } }
    const read = await send(readThumbnail, input, { as: receiver })
    expect(read.headers['content-type']).toBe('image/webp')
    expect((await sharp(read.rawPayload).metadata()).width).toBe(Number(width))
  }
})

test('a zip named .jpg is refused by its content', async () => {
  const zip = Buffer.concat([Buffer.from('PK\x03\x04'), Buffer.alloc(400, 7)])
  const refused = await upload(zip, '过磅单.jpg')
  expect(refused.statusCode).toBe(415)
  expect(refused.json()).toMatchObject({ code: 'file_type_refused' })
})

test('a page or a program behind the first bytes of a photo is refused', async () => {
  const page = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>')
  expect((await upload(page, 'a.png')).json().code).toBe('file_type_refused')
  const disguised = Buffer.concat([Buffer.from([0xff, 0xd8, 0xff]), page])
  expect((await upload(disguised, 'a.jpg')).json().code).toBe('file_unreadable')
})

test('a picture that unpacks to more than a photo holds is refused', async () => {
  const bomb = await sharp({
    create: { width: 12_000, height: 12_000, channels: 3, background: '#fff' },
  })
    .png({ compressionLevel: 9 })
    .toBuffer()
  expect(bomb.length).toBeLessThan(1_000_000)
  const refused = await upload(bomb, 'white.png')
  expect(refused.statusCode).toBe(413)
  expect(refused.json()).toMatchObject({ code: 'picture_too_large', values: { megapixels: 30 } })
})

test('an interlaced picture, which unpacks several times over, may hold a third of that', async () => {
  const edges = { width: 4_000, height: 3_000, channels: 3 as const, background: '#fff' }
  const plain = await sharp({ create: edges }).png().toBuffer()
  const interlaced = await sharp({ create: edges }).png({ progressive: true }).toBuffer()
  expect((await upload(plain, 'a.png')).statusCode).toBe(201)
  const refused = (await upload(interlaced, 'b.png')).json()
  expect(refused).toMatchObject({ code: 'picture_too_large', values: { megapixels: 10 } })
})

test('an organisation stores its share of a day, and tomorrow again', async () => {
  const organisationId = newId()
  const colleague = signedIn({ roles: ['receiver'], organisationId })
  await database.sql`
    insert into evidence.files (id, sha256, media_type, byte_size, original_name, created_by,
      organisation_id, created_at)
    select gen_random_uuid(), repeat('0', 64), 'application/pdf', 1, 'x', ${newId()},
      ${organisationId}, ${testClock()} from generate_series(1, 1000)`
  const store = (actor = colleague, now = testClock()) =>
    requireQuota(deps.db, { ...contextFor(actor), now })
  await expect(store()).rejects.toMatchObject({ code: 'upload_quota_reached' })
  await store(signedIn({ roles: ['receiver'], organisationId: newId() }))
  await store(colleague, new Date(testClock().getTime() + 86_400_000))
})

test('one person has three uploads under way at most, and all together sixteen', async () => {
  const limit = new ConcurrencyLimit({ total: 4, perPerson: 3 })
  const door = Promise.withResolvers<void>()
  const own = [1, 2, 3].map(() => limit.run('one', () => door.promise))
  await expect(limit.run('one', async () => {})).rejects.toMatchObject({ code: 'overloaded' })
  const another = limit.run('another', () => door.promise)
  await expect(limit.run('third', async () => {})).rejects.toMatchObject({ code: 'overloaded' })
  door.resolve()
  await Promise.all([...own, another])
  await limit.run('third', async () => {})
})

test('a photo of 50 MB is refused with the limit, over a real connection', async () => {
  const address = new URL(await app.listen({ port: 0, host: '127.0.0.1' }))
  const boundary = '----box'
  const head =
    `--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="big.jpg"\r\n` +
    'content-type: image/jpeg\r\n\r\n'
  const body = Buffer.concat([
    Buffer.from(head),
    Buffer.from([0xff, 0xd8, 0xff]),
    Buffer.alloc(50 * 1_048_576, 1),
    Buffer.from(`\r\n--${boundary}--\r\n`),
  ])
  const socket = connect(Number(address.port), '127.0.0.1')
  await once(socket, 'connect')
  socket.write(
    `POST ${uploadFile.path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n` +
      `authorization: Bearer ${tokenOf()}\r\ncontent-length: ${body.length}\r\n` +
      `content-type: multipart/form-data; boundary=${boundary}\r\n\r\n`,
  )
  socket.write(body)
  let answer = ''
  for await (const chunk of socket) answer += chunk
  expect(answer).toMatch(/^HTTP\/1.1 413/)
  expect(answer).toContain('"code":"file_too_large"')
  expect(answer).toContain('"megabytes":20')
})

function tokenOf() {
  const { personId, sessionId, organisationId } = receiver
  const claims = { sub: personId, sid: sessionId, org: organisationId, area: null }
  return signAccessToken(app, { ...claims, kind: 'unit', roles: ['receiver'] })
}

test('a PDF is kept as it is and has no thumbnail', async () => {
  const pdf = Buffer.from('%PDF-1.7\n%%EOF\n')
  const uploaded = await upload(pdf, '合格证.pdf')
  const params = { fileId: uploaded.json().fileId }
  const read = await send(readFile, { params }, { as: receiver })
  expect(read.rawPayload).toEqual(pdf)
  expect(read.headers['content-security-policy']).toContain('sandbox')
  expect(read.headers['x-content-type-options']).toBe('nosniff')
  expect((await send(readThumbnail, { params }, { as: receiver })).statusCode).toBe(404)
})

test.each([
  [
    'application/ofd',
    '发票.ofd',
    Buffer.from('PK\x03\x04\x14\0\0\0 OFD.xml and the rest', 'latin1'),
  ],
  ['application/xml', '发票.xml', Buffer.from('\ufeff<?xml version="1.0"?><EInvoice/>')],
])(
  '§7.4 an invoice as %s is kept as it came, private, and saved rather than shown',
  async (mediaType, name, bytes) => {
    const stored = (await upload(bytes, name)).json()
    expect(stored).toMatchObject({ mediaType, name })
    const read = await send(readFile, { params: { fileId: stored.fileId } }, { as: receiver })
    expect(read.rawPayload).toEqual(bytes)
    expect(read.headers['content-disposition']).toMatch(/^attachment;/)
    expect((await upload(bytes, name, { isPublic: 'true' })).statusCode).toBe(415)
    expect((await upload(Buffer.from('PK\x03\x04 no such entry'), name)).statusCode).toBe(415)
  },
)

test('a private file is read by its organisation only; to others it does not exist', async () => {
  const { fileId } = (await upload(await photo(), 'a.jpg')).json()
  const params = { fileId }
  const colleague = signedIn({ roles: ['finance'], organisationId: receiver.organisationId ?? '' })
  const statuses = []
  for (const as of [colleague, signedIn({ roles: ['receiver'] }), undefined]) {
    const read = await send(readFile, { params }, as && { as })
    statuses.push(read.statusCode)
    if (read.statusCode === 200) expect(read.headers['cache-control']).toBe('private, no-cache')
  }
  expect(statuses).toEqual([200, 404, 404])
  const admin = await send(readFile, { params }, { as: signedIn({ roles: ['platform_admin'] }) })
  expect(admin.statusCode).toBe(200)
})

test('a public file is read by everybody, kept for ever, and not sent twice', async () => {
  const { fileId } = (await upload(await photo(), 'a.jpg', { isPublic: 'true' })).json()
  const first = await send(readThumbnail, { params: { fileId } })
  expect(first.headers['cache-control']).toBe('public, max-age=31536000, immutable')
  const again = await send(
    readThumbnail,
    { params: { fileId } },
    { headers: { 'if-none-match': String(first.headers.etag) } },
  )
  expect([again.statusCode, again.body]).toEqual([304, ''])
})

test('one content lies once on the disk, however often it is put down', async () => {
  const bytes = await photo({ width: 640, height: 480 })
  const context = contextFor(receiver)
  const store = async () => {
    const file = { content: await keepContent(deps, bytes), name: '../../etc/一.jpg' }
    return transaction(deps.db, (tx) => recordFile(tx, context, { ...file, isPublic: false }))
  }
  const first = await store()
  const second = await store()
  expect(first.fileId).not.toBe(second.fileId)
  expect(first.name).toBe('一.jpg')
  const [row] = await database.sql<{ sha256: string }[]>`
    select distinct sha256 from evidence.files
      where id in ${database.sql([first.fileId, second.fileId])}`
  const hash = row?.sha256 ?? ''
  const folder = path.join(deps.config.dataDirectory, 'files', hash.slice(0, 2), hash.slice(2, 4))
  expect(readdirSync(folder).sort()).toEqual([
    `${hash}.320.webp`,
    `${hash}.960.webp`,
    `${hash}.original`,
  ])
})

test('without a file, or for no organisation, nothing is kept', async () => {
  expect((await upload(Buffer.alloc(0), 'a.jpg')).json().code).toBe('file_missing')
  expect((await send(uploadFile, {}, { as: receiver })).json().code).toBe('file_missing')
  const nobody = { ...receiver, organisationId: null }
  const file = { bytes: await photo(), name: 'a.jpg' }
  expect((await send(uploadFile, {}, { as: nobody, file })).statusCode).toBe(403)
})
