import type { Readable } from 'node:stream'
import { escapeXml, xmlHead } from '../files/xml.ts'
import { textPart, type ZipPart, zipOf } from '../files/zip-stream.ts'
import { workbookOf } from '../sheets/write-workbook.ts'
import { type BarChart, chartSheet, chartXml } from './chart-part.ts'
import * as parts from './docx-parts.ts'

interface DocumentTable {
  head: readonly string[]
  rows: readonly (readonly string[])[]
  /** Parts of the text's width, a number a column. */
  widths: readonly number[]
}

export type DocumentBlock =
  | { kind: 'heading' | 'text' | 'plain' | 'right'; text: string }
  | { kind: 'table'; table: DocumentTable }
  | { kind: 'chart'; chart: BarChart }

/** An official document (公文) as GB/T 9704 lays it out, to be edited before it is signed. */
export interface OfficialDocument {
  language: 'zh-CN' | 'en'
  /** In red above the line: the name of who issues it, or of the briefing. */
  redHead: string
  /** Left and right above the red line: number of the document, or issuer and day. */
  underHead: readonly [string, string]
  title: string
  maker: string
  at: Date
  blocks: readonly DocumentBlock[]
}

/** A page's text is 156 mm wide: 8,844 twentieths of a point. */
const textWidth = 8_844

/** The document's bytes (.docx). */
export function officialDocument(document: OfficialDocument): Readable {
  return zipOf(partsOf(document))
}

function* partsOf(document: OfficialDocument): Generator<ZipPart> {
  const { language, blocks } = document
  const chart = blocks.find((block) => block.kind === 'chart')?.chart
  yield textPart('[Content_Types].xml', parts.contentTypesXml())
  yield textPart(
    '_rels/.rels',
    parts.relationsXml([
      ['officeDocument', 'word/document.xml'],
      [parts.coreRelation, 'docProps/core.xml'],
    ]),
  )
  yield textPart('docProps/core.xml', parts.coreXml(document))
  yield textPart('word/document.xml', documentXml(document))
  yield textPart(
    'word/_rels/document.xml.rels',
    parts.relationsXml([
      ['styles', 'styles.xml'],
      ['settings', 'settings.xml'],
      ['fontTable', 'fontTable.xml'],
      ['footer', 'footer1.xml'],
      ['footer', 'footer2.xml'],
      ['chart', 'charts/chart1.xml'],
    ]),
  )
  yield textPart('word/styles.xml', parts.stylesXml(language))
  yield textPart('word/settings.xml', parts.settingsXml())
  yield textPart('word/fontTable.xml', parts.fontTableXml())
  yield textPart('word/footer1.xml', parts.footXml('right'))
  yield textPart('word/footer2.xml', parts.footXml('left'))
  yield* chartParts(chart ?? { title: '', categories: [], series: [] })
}

function* chartParts(chart: BarChart): Generator<ZipPart> {
  yield textPart('word/charts/chart1.xml', chartXml(chart))
  yield textPart(
    'word/charts/_rels/chart1.xml.rels',
    parts.relationsXml([['package', '../embeddings/chart1.xlsx']]),
  )
  const { categories, series } = chart
  async function* rows() {
    for (const [at, category] of categories.entries())
      yield [category, ...series.map(({ values }) => values[at] ?? null)]
  }
  const columns = [
    { title: ' ', width: 12 },
    ...series.map(({ name }) => ({ title: name, width: 12 })),
  ]
  yield {
    path: 'word/embeddings/chart1.xlsx',
    data: workbookOf({ name: chartSheet, columns, rows: rows() }),
  }
}

function documentXml({ redHead, underHead, title, blocks }: OfficialDocument): string {
  // 小标宋 in red as large as the line takes, at most as on printed heads.
  const size = Math.min(96, Math.floor(860 / Math.max(1, widthOf(redHead))))
  const [left, right] = underHead
  const body = [
    paragraph(redHead, {
      ...{ face: parts.faces.title, size, colour: 'FF0000' },
      layout:
        '<w:spacing w:before="400" w:after="400" w:line="240" w:lineRule="auto"/>' +
        '<w:jc w:val="center"/>',
    }),
    paragraph(`${left}\t${right}`, {
      layout:
        '<w:pBdr><w:bottom w:val="single" w:sz="12" w:space="4" w:color="FF0000"/></w:pBdr>' +
        `<w:tabs><w:tab w:val="right" w:pos="${textWidth}"/></w:tabs>`,
    }),
    paragraph(title, {
      ...{ face: parts.faces.title, size: 44 },
      layout:
        '<w:spacing w:before="580" w:after="580" w:line="700" w:lineRule="exact"/>' +
        '<w:jc w:val="center"/>',
    }),
    ...blocks.map(blockXml),
  ]
  return (
    `${xmlHead}<w:document ${parts.namespaces}><w:body>${body.join('')}<w:sectPr>` +
    '<w:footerReference w:type="default" r:id="rId4"/>' +
    '<w:footerReference w:type="even" r:id="rId5"/>' +
    '<w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="2098" w:right="1474" w:bottom="1984" ' +
    'w:left="1588" w:header="851" w:footer="1400" w:gutter="0"/></w:sectPr></w:body></w:document>'
  )
}

function blockXml(block: DocumentBlock): string {
  switch (block.kind) {
    case 'heading':
      return paragraph(block.text, {
        face: parts.faces.heading,
        layout: '<w:pStyle w:val="Heading1"/><w:ind w:firstLineChars="200" w:firstLine="640"/>',
      })
    case 'text':
      return paragraph(block.text, {
        layout: '<w:ind w:firstLineChars="200" w:firstLine="640"/><w:jc w:val="both"/>',
      })
    case 'plain':
      return paragraph(block.text, {})
    case 'right':
      return paragraph(block.text, {
        layout: '<w:jc w:val="right"/><w:ind w:rightChars="400" w:right="1280"/>',
      })
    case 'table':
      return tableXml(block.table)
    case 'chart':
      return chartFrame(block.chart.title)
  }
}

interface Looks {
  face?: string
  /** In half points. */
  size?: number
  colour?: string
  isBold?: boolean
  layout?: string
}

/** `layout` stands in the order that the schema wants. */
function paragraph(text: string, { face, size, colour, isBold, layout = '' }: Looks): string {
  const looks =
    (face === undefined
      ? ''
      : `<w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman" w:eastAsia="${face}"/>`) +
    (isBold ? '<w:b/>' : '') +
    (colour === undefined ? '' : `<w:color w:val="${colour}"/>`) +
    (size === undefined ? '' : `<w:sz w:val="${size}"/><w:szCs w:val="${size}"/>`)
  const pieces = text
    .split('\t')
    .map((piece) => `<w:t xml:space="preserve">${escapeXml(piece)}</w:t>`)
    .join('<w:tab/>')
  return `<w:p><w:pPr>${layout}</w:pPr><w:r><w:rPr>${looks}</w:rPr>${pieces}</w:r></w:p>`
}

function tableXml({ head, rows, widths }: DocumentTable): string {
  const sum = widths.reduce((total, width) => total + width, 0)
  const twips = widths.map((width) => Math.floor((width * textWidth) / sum))
  const side = (name: string) => `<w:${name} w:val="single" w:sz="4" w:space="0" w:color="auto"/>`
  const sides = ['top', 'left', 'bottom', 'right', 'insideH', 'insideV'].map(side).join('')
  const cell = (text: string, at: number, isHead: boolean) => {
    const align = isHead ? 'center' : isFigure(text) ? 'right' : 'left'
    return (
      `<w:tc><w:tcPr><w:tcW w:w="${twips[at]}" w:type="dxa"/><w:vAlign w:val="center"/></w:tcPr>` +
      paragraph(text, {
        ...{ size: 21, isBold: isHead },
        layout:
          '<w:spacing w:before="40" w:after="40" w:line="280" w:lineRule="exact"/>' +
          `<w:jc w:val="${align}"/>`,
      }) +
      '</w:tc>'
    )
  }
  const row = (texts: readonly string[], isHead: boolean) =>
    `<w:tr><w:trPr><w:cantSplit/>${isHead ? '<w:tblHeader/>' : ''}</w:trPr>` +
    `${texts.map((text, at) => cell(text, at, isHead)).join('')}</w:tr>`
  return (
    `<w:tbl><w:tblPr><w:tblW w:w="${textWidth}" w:type="dxa"/><w:tblBorders>${sides}` +
    '</w:tblBorders><w:tblLayout w:type="fixed"/></w:tblPr><w:tblGrid>' +
    `${twips.map((width) => `<w:gridCol w:w="${width}"/>`).join('')}</w:tblGrid>` +
    `${row(head, true)}${rows.map((texts) => row(texts, false)).join('')}</w:tbl>`
  )
}

/** 156 mm wide and 70 mm high, in the line. */
function chartFrame(title: string): string {
  return (
    '<w:p><w:pPr><w:spacing w:line="240" w:lineRule="auto"/><w:jc w:val="center"/></w:pPr><w:r>' +
    '<w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0">' +
    '<wp:extent cx="5580000" cy="2520000"/>' +
    `<wp:docPr id="1" name="chart 1" descr="${escapeXml(title)}"/><wp:cNvGraphicFramePr/>` +
    '<a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/chart">' +
    '<c:chart r:id="rId6"/></a:graphicData></a:graphic></wp:inline></w:drawing></w:r></w:p>'
  )
}

function isFigure(text: string): boolean {
  return /^[-−+\d][\d,.]*%?$/.test(text) || text === '—'
}

/** In full-width signs: a letter is half of one. */
function widthOf(text: string): number {
  return [...text].reduce((sum, sign) => sum + (sign > '\u2e7f' ? 1 : 0.55), 0)
}
