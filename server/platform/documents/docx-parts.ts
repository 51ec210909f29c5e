import { escapeXml, xmlHead } from '../files/xml.ts'

const main = 'http://schemas.openxmlformats.org/wordprocessingml/2006/main'
const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
const packageRelations = 'http://schemas.openxmlformats.org/package/2006/relationships'
const types = 'application/vnd.openxmlformats-officedocument'

/** The namespaces of the document and of pages' feet. */
export const namespaces =
  `xmlns:w="${main}" xmlns:r="${office}" ` +
  'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" ' +
  'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" ' +
  'xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart"'

/** The faces of official documents, each with what stands in for it where it is not installed. */
export const faces = {
  title: '方正小标宋简体',
  body: '仿宋_GB2312',
  heading: '黑体',
  song: '宋体',
} as const

const alternatives: Record<string, string> = {
  [faces.title]: '方正小标宋_GBK,FZXiaoBiaoSong-B05S,华文中宋,STZhongsong,SimSun',
  [faces.body]: '仿宋,FangSong,FangSong_GB2312,华文仿宋,STFangsong',
  [faces.heading]: 'SimHei,Noto Sans CJK SC',
  [faces.song]: 'SimSun,Noto Serif CJK SC',
}

export function fontTableXml(): string {
  const fonts = Object.entries(alternatives).map(
    ([name, others]) =>
      `<w:font w:name="${name}"><w:altName w:val="${others}"/><w:charset w:val="86"/>` +
      '<w:family w:val="modern"/><w:pitch w:val="fixed"/></w:font>',
  )
  return `${xmlHead}<w:fonts xmlns:w="${main}">${fonts.join('')}</w:fonts>`
}

/** 三号仿宋, lines of 29 points: 22 of them on a page (GB/T 9704). */
export function stylesXml(language: string): string {
  return (
    `${xmlHead}<w:styles xmlns:w="${main}"><w:docDefaults><w:rPrDefault><w:rPr>` +
    `<w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman" w:eastAsia="${faces.body}" ` +
    'w:cs="Times New Roman"/><w:sz w:val="32"/><w:szCs w:val="32"/>' +
    `<w:lang w:val="en-US" w:eastAsia="${language}"/></w:rPr></w:rPrDefault><w:pPrDefault><w:pPr>` +
    '<w:spacing w:line="580" w:lineRule="exact"/></w:pPr></w:pPrDefault></w:docDefaults>' +
    '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/>' +
    '</w:style><w:style w:type="paragraph" w:styleId="Heading1"><w:name w:val="heading 1"/>' +
    '<w:basedOn w:val="Normal"/><w:pPr><w:keepNext/><w:outlineLvl w:val="0"/></w:pPr>' +
    `</w:style></w:styles>`
  )
}

export function settingsXml(): string {
  return (
    `${xmlHead}<w:settings xmlns:w="${main}"><w:evenAndOddHeaders/>` +
    '<w:characterSpacingControl w:val="compressPunctuation"/></w:settings>'
  )
}

/** — 1 — in 四号宋体: right on odd pages, left on even ones. */
export function footXml(side: 'left' | 'right'): string {
  const { song } = faces
  const fonts = `<w:rFonts w:ascii="${song}" w:hAnsi="${song}" w:eastAsia="${song}"/>`
  const face = `<w:rPr>${fonts}<w:sz w:val="28"/></w:rPr>`
  const text = (value: string) => `<w:r>${face}<w:t xml:space="preserve">${value}</w:t></w:r>`
  const field = (kind: string) => `<w:r>${face}<w:fldChar w:fldCharType="${kind}"/></w:r>`
  const page = `<w:r>${face}<w:instrText xml:space="preserve"> PAGE </w:instrText></w:r>`
  return (
    `${xmlHead}<w:ftr ${namespaces}><w:p><w:pPr><w:jc w:val="${side}"/>` +
    `<w:ind w:${side}Chars="100" w:${side}="280"/></w:pPr>${text('— ')}${field('begin')}${page}` +
    `${field('separate')}${text('1')}${field('end')}${text(' —')}</w:p></w:ftr>`
  )
}

export function coreXml({ title, maker, at }: { title: string; maker: string; at: Date }): string {
  return (
    `${xmlHead}<cp:coreProperties xmlns:dc="http://purl.org/dc/elements/1.1/" ` +
    'xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" ' +
    'xmlns:dcterms="http://purl.org/dc/terms/" ' +
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">' +
    `<dc:title>${escapeXml(title)}</dc:title><dc:creator>${escapeXml(maker)}</dc:creator>` +
    `<dcterms:created xsi:type="dcterms:W3CDTF">${at.toISOString()}</dcterms:created>` +
    '</cp:coreProperties>'
  )
}

export function relationsXml(targets: readonly (readonly [string, string])[]): string {
  const entries = targets.map(([type, target], at) => {
    const kind = type.startsWith('http') ? type : `${office}/${type}`
    return `<Relationship Id="rId${at + 1}" Type="${kind}" Target="${target}"/>`
  })
  return `${xmlHead}<Relationships xmlns="${packageRelations}">${entries.join('')}</Relationships>`
}

export const coreRelation = `${packageRelations}/metadata/core-properties`

export function contentTypesXml(): string {
  const override = (path: string, type: string) =>
    `<Override PartName="${path}" ContentType="${type}+xml"/>`
  const word = (part: string, type: string) =>
    override(`/word/${part}.xml`, `${types}.wordprocessingml.${type}`)
  return (
    `${xmlHead}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">` +
    '<Default Extension="rels" ' +
    'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>' +
    '<Default Extension="xml" ContentType="application/xml"/>' +
    `<Default Extension="xlsx" ContentType="${types}.spreadsheetml.sheet"/>` +
    word('document', 'document.main') +
    word('styles', 'styles') +
    word('settings', 'settings') +
    word('fontTable', 'fontTable') +
    word('footer1', 'footer') +
    word('footer2', 'footer') +
    override('/word/charts/chart1.xml', `${types}.drawingml.chart`) +
    override('/docProps/core.xml', 'application/vnd.openxmlformats-package.core-properties') +
    '</Types>'
  )
}
