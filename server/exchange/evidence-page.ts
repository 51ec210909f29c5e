import { centsToYuanText } from '../../shared/money.ts'
import { escapeXml } from '../platform/files/xml.ts'
import type { EvidencePack, PackedEntry } from './evidence-pack.ts'
import { decimalOf } from './ledger-columns.ts'
import { headingLines, headingTitle } from './ledger-heading.ts'

/** A text that is markup already. */
class Markup {
  readonly text: string
  constructor(text: string) {
    this.text = text
  }
}

type Piece = Markup | string | number | null | readonly Markup[]

/** Markup with everything that is put into it escaped, unless it is markup itself. */
function html(parts: TemplateStringsArray, ...pieces: Piece[]): Markup {
  return new Markup(parts.reduce((text, part, at) => text + textOf(pieces[at - 1] ?? null) + part))
}

function textOf(piece: Piece): string {
  if (piece === null) return ''
  if (piece instanceof Markup) return piece.text
  if (typeof piece === 'object') return piece.map(({ text }) => text).join('')
  return escapeXml(String(piece))
}

const style = new Markup(`
  body { max-width: 1100px; margin: 0 auto; padding: 16px; color: #1c2420;
    font: 15px/1.6 system-ui, "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif; }
  h1 { font-size: 22px; } h2 { font-size: 18px; margin-top: 32px; } h3 { font-size: 16px; }
  table { width: 100%; border-collapse: collapse; font-size: 14px; }
  th, td { padding: 6px 8px; border-bottom: 1px solid #d5dcd8; text-align: left;
    vertical-align: top; overflow-wrap: anywhere; }
  .number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
  .muted { color: #57635c; } code { font-size: 13px; overflow-wrap: anywhere; }
  .wide { overflow-x: auto; } article { break-inside: avoid; }
  a { color: #1c6b47; }
  @media print { a { color: inherit; } }
`)

/** The page by which a pack is read, in both languages, without a network or a program. */
export function evidencePage(pack: EvidencePack): string {
  const { heading, entries } = pack
  const [, ...lines] = headingLines(heading)
  const page = html`<!doctype html>
<html lang="${heading.language}"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>证据包 Evidence pack: ${headingTitle(heading)}</title><style>${style}</style></head><body>
<h1>证据包 Evidence pack: ${headingTitle(heading)}</h1>
${lines.slice(0, 2).map((line) => html`<p class="muted">${line}</p>`)}
${checking}
<h2>台账 Ledger</h2>
<div class="wide"><table><thead><tr>
<th>编号 Number</th><th>认定日 Day</th><th>产地村 Village</th><th>单位 Unit</th><th>品名 Product</th>
<th class="number">公斤 kg</th><th class="number">元 yuan</th><th>计入 Counted</th><th>证明 Proof</th>
</tr></thead><tbody>${entries.map(entryRow)}</tbody>
<tfoot>${totalRow(entries)}</tfoot></table></div>
<h2>单据 Documents</h2>
${linesOf(entries).map(lineArticle)}
</body></html>
`
  return page.text
}

const checking = html`
<h2>怎样核验 How to check</h2>
<ol>
<li>文件是否改动过 That no file was changed: <code>sha256sum -c SHA256SUMS</code>
(macOS: <code>shasum -a 256 -c SHA256SUMS</code>)</li>
<li>台账是否在公开存证里 That an entry stands in the public log (Node.js, 不需要网络 offline):
<code>node verify-proof.mjs proofs/….proof.json</code></li>
<li>再把公钥和另外得到的公钥核对 Compare the key with one you got elsewhere:
<code>node verify-proof.mjs proofs/….proof.json &lt;key&gt;</code></li>
</ol>
<p class="muted">entries.csv 用 Excel 或 WPS 打开 opens in a spreadsheet; entries.json 供程序读取 is for
programs.</p>`

function entryRow({ line, proofPath }: PackedEntry): Markup {
  const help = line.helpUnitName === null ? null : html`<br>帮销 help-sale: ${line.helpUnitName}`
  const proof =
    proofPath === null
      ? html`未公布 not published yet`
      : html`<a href="${proofPath}">${proofPath.slice('proofs/'.length)}</a>`
  return html`<tr><td><a href="#${line.orderLineId}">${line.countyCode}-${line.number}</a></td>
<td>${line.recognisedOn}</td><td>${line.villageName ?? '产地未明 unknown'}</td>
<td>${line.directUnitName}${help}</td>
<td>${line.productName}<br><span class="muted">${line.cooperativeName}</span></td>
<td class="number">${decimalOf(line.grams, 3)}</td>
<td class="number">${centsToYuanText(line.cents)}</td>
<td>${line.counted ? '计入 yes' : '不计入 no'}</td><td>${proof}</td></tr>`
}

/** Of those that count, as the screen states it. */
function totalRow(entries: readonly PackedEntry[]): Markup {
  const counted = entries.filter(({ line }) => line.counted)
  const cents = counted.reduce((sum, { line }) => sum + BigInt(line.cents), 0n)
  const grams = counted.reduce((sum, { line }) => sum + BigInt(line.grams), 0n)
  return html`<tr><th colspan="5">计入合计 Total of those counted</th>
<th class="number">${decimalOf(String(grams), 3)}</th>
<th class="number">${centsToYuanText(String(cents))}</th><th colspan="2"></th></tr>`
}

/** Each order line once, in the order of its first entry. */
function linesOf(entries: readonly PackedEntry[]): PackedEntry[] {
  return [...new Map(entries.map((entry) => [entry.line.orderLineId, entry])).values()]
}

function lineArticle({ line, documents, files }: PackedEntry): Markup {
  const { purchaseOrder: order, receipts, invoices, payments, outside } = documents
  return html`<article id="${line.orderLineId}">
<h3>${line.purchaseOrderNumber || outside?.number || ''} ${line.productName}</h3><ul>
${
  order === null
    ? null
    : html`<li>订单 Order ${order.number}, ${order.orderedOn}: ${order.quantity}
× ${order.packName}, ${centsToYuanText(order.amountCents)} 元 yuan</li>`
}
${
  outside === null
    ? null
    : html`<li>场外采购 Bought outside: ${outside.sellerName},
${outside.productName}, ${outside.purchasedOn}, ${centsToYuanText(outside.cents)} 元 yuan</li>`
}
${receipts.map(
  (receipt) => html`<li>过磅单 Weigh slip ${receipt.number}, ${receipt.receivedOn}:
过磅 weighed ${decimalOf(receipt.weighedGrams, 3)} 公斤 kg,
验收 accepted ${decimalOf(receipt.acceptedGrams, 3)} 公斤 kg,
${centsToYuanText(receipt.acceptedCents)} 元 yuan; 批次 lot ${receipt.lotNumber};
合格证 certificate ${receipt.certificateNumber}; ${receipt.villages
    .map(({ name, shareBasisPoints }) => `${name} ${shareBasisPoints / 100}%`)
    .join(', ')}</li>`,
)}
${invoices.map(
  ({ number, issuedOn, amountCents }) => html`<li>发票 Invoice ${number}, ${issuedOn}:
${centsToYuanText(amountCents)} 元 yuan</li>`,
)}
${payments.map(
  ({ kind, bankReference, paidOn, amountCents }) => html`<li>${paymentNames[kind]}
${bankReference}, ${paidOn}: ${centsToYuanText(amountCents)} 元 yuan</li>`,
)}
${files.map(
  ({ kind, name, path }) =>
    html`<li>${fileNames[kind]}: ${
      path === null
        ? html`<span class="muted">无权查看或已缺失 not readable to the maker, or missing</span>`
        : html`<a href="${path}">${name}</a>`
    }</li>`,
)}
</ul></article>`
}

const paymentNames = {
  payment: '付款 Payment',
  refund: '退款 Refund',
  payment_move: '付款改挂 Moved payment',
}

const fileNames = {
  weigh_slip: '过磅单照片 Photo of the weigh slip',
  invoice: '发票文件 Invoice file',
  payment: '付款凭证 Payment slip',
}
