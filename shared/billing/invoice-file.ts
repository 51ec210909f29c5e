import { parseYuan } from '../money.ts'
import { elementsOf, type XmlElement } from './xml-elements.ts'

/** What the file of an invoice says; null is what it does not, or not so that it can be read. */
export interface InvoiceFacts {
  /** 20 digits, or 8 with a code. */
  number: string | null
  code: string | null
  issuedOn: string | null
  sellerName: string | null
  buyerName: string | null
  /** With tax (价税合计), in 分. */
  totalCents: number | null
  /** With tax each; the name without its category (`*蔬菜*土豆` is 土豆). */
  lines: { name: string; amountCents: number }[]
}

/**
 * Reads the XML of a fully digital invoice (数电发票, root `EInvoice`), of an older electronic one
 * (`eInvoice`), or the properties of its OFD file (GB/T 33190). Null where it is none of these.
 */
export function readInvoiceXml(xml: string): InvoiceFacts | null {
  const elements = elementsOf(xml)
  if (elements === null) return null
  const textOf = (...names: string[]) => {
    const found = elements.find(({ name, text }) => names.includes(name) && text !== '')
    return found?.text ?? null
  }
  const number = textOf('eiid', 'invoicenumber', 'invoiceno', '发票号码')
  if (number === null) return null
  const net = centsOf(textOf('totalamwithouttax', 'taxexclusivetotalamount', '合计金额'))
  const tax = centsOf(textOf('totaltaxam', 'taxtotalamount', '合计税额')) ?? 0
  const total = centsOf(textOf('totaltax-includedamount', 'taxinclusivetotalamount', '价税合计'))
  return {
    number,
    code: textOf('invoicecode', '发票代码'),
    issuedOn: dayIn(textOf('issuetime', 'requesttime', 'issuedate', '开票日期') ?? ''),
    sellerName: textOf('sellername', '销售方名称'),
    buyerName: textOf('buyername', '购买方名称'),
    totalCents: total ?? (net === null ? null : net + tax),
    lines: linesOf(elements),
  }
}

const itemElements = ['issuiteminformation', 'goodsinfo']

function linesOf(elements: readonly XmlElement[]): InvoiceFacts['lines'] {
  const items = Map.groupBy(
    elements.filter(({ parentName }) => itemElements.includes(parentName)),
    ({ parent }) => parent,
  )
  return [...items.values()].flatMap((fields) => {
    const textOf = (...names: string[]) => fields.find(({ name }) => names.includes(name))?.text
    const net = centsOf(textOf('amount') ?? null)
    if (net === null) return []
    const name = (textOf('itemname', 'item') ?? '').replace(/^\*[^*]*\*/, '').trim()
    return [{ name, amountCents: net + (centsOf(textOf('comtaxam', 'taxamount') ?? null) ?? 0) }]
  })
}

/** `***` stands for no tax on exempt goods, and is no amount. */
function centsOf(text: string | null): number | null {
  return text === null ? null : parseYuan(text.replace(/^[¥￥]/, ''))
}

function dayIn(text: string): string | null {
  const parts = /^(\d{4})\D*(\d{1,2})\D*(\d{1,2})/.exec(text)
  if (parts === null) return null
  const [, year, month = '', dayOfMonth = ''] = parts
  return `${year}-${month.padStart(2, '0')}-${dayOfMonth.padStart(2, '0')}`
}
