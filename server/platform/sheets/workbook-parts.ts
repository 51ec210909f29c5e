import { escapeXml, xmlHead } from '../files/xml.ts'
import { textPart, type ZipPart } from '../files/zip-stream.ts'

const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'
const relations = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
const packageRelations = 'http://schemas.openxmlformats.org/package/2006/relationships'
const types = 'application/vnd.openxmlformats-officedocument.spreadsheetml'

/** The styles that every workbook has; those of its columns follow, plain and bold in turn. */
export const styleOf = { title: 1, note: 2, head: 3, plainHead: 4, firstColumn: 5 } as const

const fonts = [
  '<font><sz val="10"/><name val="宋体"/><family val="3"/></font>',
  '<font><b/><sz val="10"/><name val="宋体"/><family val="3"/></font>',
  '<font><b/><sz val="16"/><name val="宋体"/><family val="3"/></font>',
]
const side = (name: string) => `<${name} style="thin"><color rgb="FF9A9A9A"/></${name}>`
const fills = [
  '<fill><patternFill patternType="none"/></fill>',
  '<fill><patternFill patternType="gray125"/></fill>',
  '<fill><patternFill patternType="solid"><fgColor rgb="FFEDEDED"/></patternFill></fill>',
]

/** The parts beside the sheets themselves, which come first. */
export function* workbookParts(book: {
  sheets: readonly { name: string; headRow: number | null }[]
  formats: readonly (string | undefined)[]
  isRuled: boolean
}): Generator<ZipPart> {
  const { sheets, formats, isRuled } = book
  yield textPart('xl/styles.xml', stylesXml(formats, isRuled))
  yield textPart('xl/workbook.xml', workbookXml(sheets))
  const sheetRelations = sheets.map((_, at) =>
    relation(at + 1, 'worksheet', `worksheets/sheet${at + 1}.xml`),
  )
  yield textPart(
    'xl/_rels/workbook.xml.rels',
    relationsXml([...sheetRelations, relation(sheets.length + 1, 'styles', 'styles.xml')]),
  )
  yield textPart('_rels/.rels', relationsXml([relation(1, 'officeDocument', 'xl/workbook.xml')]))
  const overrides = [
    override('/xl/workbook.xml', 'sheet.main'),
    override('/xl/styles.xml', 'styles'),
    ...sheets.map((_, at) => override(`/xl/worksheets/sheet${at + 1}.xml`, 'worksheet')),
  ]
  yield textPart(
    '[Content_Types].xml',
    `${xmlHead}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">` +
      '<Default Extension="rels" ' +
      'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>' +
      `<Default Extension="xml" ContentType="application/xml"/>${overrides.join('')}</Types>`,
  )
}

export function sheetHead(): string {
  return `${xmlHead}<worksheet xmlns="${main}">`
}

function override(path: string, type: string): string {
  return `<Override PartName="${path}" ContentType="${types}.${type}+xml"/>`
}

function relation(number: number, type: string, target: string): string {
  return `<Relationship Id="rId${number}" Type="${relations}/${type}" Target="${target}"/>`
}

function relationsXml(entries: readonly string[]): string {
  return `${xmlHead}<Relationships xmlns="${packageRelations}">${entries.join('')}</Relationships>`
}

/** Heads that stand above are repeated on each page, with the first column beside. */
function workbookXml(sheets: readonly { name: string; headRow: number | null }[]): string {
  const entries = sheets.map(
    ({ name }, at) => `<sheet name="${escapeXml(name)}" sheetId="${at + 1}" r:id="rId${at + 1}"/>`,
  )
  const titles = sheets.map(({ name, headRow }, at) => {
    if (headRow === null) return ''
    const sheet = escapeXml(`'${name.replaceAll("'", "''")}'`)
    const range = `${sheet}!$A:$A,${sheet}!$${headRow}:$${headRow}`
    return `<definedName name="_xlnm.Print_Titles" localSheetId="${at}">${range}</definedName>`
  })
  const names = titles.join('')
  return (
    `${xmlHead}<workbook xmlns="${main}" xmlns:r="${relations}"><sheets>${entries.join('')}` +
    `</sheets>${names === '' ? '' : `<definedNames>${names}</definedNames>`}</workbook>`
  )
}

function stylesXml(formats: readonly (string | undefined)[], isRuled: boolean): string {
  const own = [...new Set(formats.filter((format) => format !== undefined))]
  const idOf = (format: string | undefined) =>
    format === undefined ? 0 : 164 + own.indexOf(format)
  const border = isRuled ? 1 : 0
  const wrap = '<alignment vertical="center" wrapText="1"/>'
  const end = isRuled ? ` applyAlignment="1">${wrap}</xf>` : '/>'
  const cell = (font: number, format: string | undefined) =>
    `<xf numFmtId="${idOf(format)}" fontId="${font}" fillId="0" borderId="${border}" xfId="0" ` +
    `applyNumberFormat="1" applyFont="1" applyBorder="1"${end}`
  const head = '<alignment horizontal="center" vertical="center" wrapText="1"/>'
  const xfs = [
    '<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>',
    '<xf numFmtId="0" fontId="2" fillId="0" borderId="0" xfId="0" applyFont="1"/>',
    '<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>',
    '<xf numFmtId="0" fontId="1" fillId="2" borderId="1" xfId="0" applyFont="1" applyFill="1" ' +
      `applyBorder="1" applyAlignment="1">${head}</xf>`,
    '<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>',
    ...formats.flatMap((format) => [cell(0, format), cell(1, format)]),
  ]
  const sides = ['left', 'right', 'top', 'bottom'].map(side).join('')
  const borders = `<border/><border>${sides}<diagonal/></border>`
  const numFmts = own.map(
    (format) => `<numFmt numFmtId="${idOf(format)}" formatCode="${escapeXml(format)}"/>`,
  )
  return (
    `${xmlHead}<styleSheet xmlns="${main}">` +
    (own.length === 0 ? '' : counted('numFmts', numFmts)) +
    `${counted('fonts', fonts)}${counted('fills', fills)}<borders count="2">${borders}</borders>` +
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>' +
    `${counted('cellXfs', xfs)}<cellStyles count="1">` +
    '<cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
  )
}

function counted(tag: string, entries: readonly string[]): string {
  return `<${tag} count="${entries.length}">${entries.join('')}</${tag}>`
}
