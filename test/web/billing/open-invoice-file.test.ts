import { crc32, deflateRawSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { openInvoiceFile } from '../../../web/billing/open-invoice-file.ts'

const number = '26502000000012345678'
const xml = `<?xml version="1.0" encoding="UTF-8"?>
<EInvoice><Header><EIid>${number}</EIid></Header><EInvoiceData>
<SellerInformation><SellerName>巫山县曲尺乡脆李专业合作社</SellerName></SellerInformation>
<BuyerInformation><BuyerName>A&amp;B 医院</BuyerName></BuyerInformation>
<BasicInformation><TotalAmWithoutTax>1200.00</TotalAmWithoutTax><TotalTaxAm>18.00</TotalTaxAm>
<TotalTax-includedAmount>1218.00</TotalTax-includedAmount>
<RequestTime>2026-07-20 10:11:12</RequestTime></BasicInformation>
<IssuItemInformation><ItemName>*水果*脆李</ItemName><Amount>1000.00</Amount>
<ComTaxAm>***</ComTaxAm></IssuItemInformation>
<IssuItemInformation><ItemName><![CDATA[*面食*挂面]]></ItemName><Amount>200.00</Amount>
<ComTaxAm>18.00</ComTaxAm></IssuItemInformation></EInvoiceData></EInvoice>`

const facts = {
  number,
  code: null,
  issuedOn: '2026-07-20',
  sellerName: '巫山县曲尺乡脆李专业合作社',
  buyerName: 'A&B 医院',
  totalCents: 121_800,
  lines: [
    { name: '脆李', amountCents: 100_000 },
    { name: '挂面', amountCents: 21_800 },
  ],
}

/** A ZIP archive of one deflated entry, as any tool writes it. */
function archive(name: string, content: Buffer): Blob {
  const [path, packed] = [Buffer.from(name), deflateRawSync(content)]
  const fields = Buffer.alloc(26)
  fields.writeUInt16LE(20, 0)
  fields.writeUInt16LE(8, 4)
  fields.writeUInt32LE(crc32(content), 10)
  fields.writeUInt32LE(packed.length, 14)
  fields.writeUInt32LE(content.length, 18)
  fields.writeUInt16LE(path.length, 22)
  const entry = Buffer.concat([Buffer.from('PK\x03\x04'), fields, path, packed])
  const directory = Buffer.concat([
    Buffer.from('PK\x01\x02\x14\x00', 'latin1'),
    fields,
    Buffer.alloc(14),
    path,
  ])
  const end = Buffer.alloc(22)
  end.write('PK\x05\x06', 'latin1')
  end.writeUInt16LE(1, 10)
  end.writeUInt32LE(entry.length, 16)
  return new Blob([Buffer.concat([entry, directory, end])])
}

test('§7.4 the XML of a fully digital invoice tells number, day, sides, lines and sum', async () => {
  expect(await openInvoiceFile(new Blob([xml]))).toEqual(facts)
  const attached = archive('Doc_0/Attachs/original_invoice.xml', Buffer.from(xml))
  expect(await openInvoiceFile(attached)).toEqual(facts)
})

test('§7.4 an OFD file without such XML tells what its properties say', async () => {
  const property = (name: string, text: string) =>
    `<ofd:CustomData Name="${name}">${text}</ofd:CustomData>`
  const root = `<?xml version="1.0"?><ofd:OFD><ofd:CustomDatas>${[
    property('发票代码', '050001900111'),
    property('发票号码', '12345678'),
    property('开票日期', '2026年07月03日'),
    property('合计金额', '100.00'),
    property('合计税额', '9.00'),
  ].join('')}</ofd:CustomDatas></ofd:OFD>`
  expect(await openInvoiceFile(archive('OFD.xml', Buffer.from(root)))).toMatchObject({
    ...{ number: '12345678', code: '050001900111', issuedOn: '2026-07-03', totalCents: 10_900 },
    ...{ sellerName: null, lines: [] },
  })
})

test('what is no invoice, damaged, endless or brings entities is left unread', async () => {
  const bomb = archive('OFD.xml', Buffer.alloc(50_000_000, 0x20))
  const laughs = xml.replace('<EInvoice>', '<!DOCTYPE E [<!ENTITY a "aaa">]><EInvoice>')
  const deep = `${'<a>'.repeat(100_000)}${'</a>'.repeat(100_000)}`
  const refused = [bomb, ...[laughs, deep, xml.slice(0, 300), '<!--'.repeat(9_000), '<a>1</a>', '']]
  for (const file of refused)
    expect(await openInvoiceFile(file instanceof Blob ? file : new Blob([file]))).toBeNull()
  const cut = archive('OFD.xml', Buffer.from(xml)).slice(0, 200)
  expect(await openInvoiceFile(cut)).toBeNull()
})
