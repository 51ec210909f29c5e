import { escapeXml, xmlHead } from '../files/xml.ts'

/** Bars of several series over the same categories, drawn by the program that opens the file. */
export interface BarChart {
  title: string
  categories: readonly string[]
  series: readonly { name: string; values: readonly number[] }[]
}

/** The sheet that holds a chart's numbers, where its reader edits them. */
export const chartSheet = 'data'

const colours = ['C00000', 'A6A6A6', '7F7F7F']

export function chartXml({ title, categories, series }: BarChart): string {
  const last = categories.length + 1
  const points = (values: readonly (string | number)[]) =>
    `<c:ptCount val="${values.length}"/>` +
    values
      .map((value, at) => `<c:pt idx="${at}"><c:v>${escapeXml(String(value))}</c:v></c:pt>`)
      .join('')
  const bars = series.map(({ name, values }, at) => {
    const column = String.fromCharCode(66 + at)
    return (
      `<c:ser><c:idx val="${at}"/><c:order val="${at}"/><c:tx><c:strRef>` +
      `<c:f>${chartSheet}!$${column}$1</c:f><c:strCache>${points([name])}</c:strCache>` +
      `</c:strRef></c:tx><c:spPr><a:solidFill><a:srgbClr val="${colours[at]}"/></a:solidFill>` +
      `</c:spPr><c:invertIfNegative val="0"/><c:cat><c:strRef><c:f>${chartSheet}!$A$2:$A$${last}` +
      `</c:f><c:strCache>${points(categories)}</c:strCache></c:strRef></c:cat><c:val><c:numRef>` +
      `<c:f>${chartSheet}!$${column}$2:$${column}$${last}</c:f><c:numCache>` +
      `<c:formatCode>0.00</c:formatCode>${points(values)}</c:numCache></c:numRef></c:val></c:ser>`
    )
  })
  const axis = (id: number, other: number, place: string) =>
    `<c:axId val="${id}"/><c:scaling><c:orientation val="minMax"/></c:scaling>` +
    `<c:delete val="0"/><c:axPos val="${place}"/>`
      .concat(
        place === 'l' ? '<c:majorGridlines/><c:numFmt formatCode="General" sourceLinked="0"/>' : '',
      )
      .concat(`<c:tickLblPos val="low"/><c:crossAx val="${other}"/>`)
  return (
    `${xmlHead}<c:chartSpace xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" ` +
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" ' +
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><c:chart>' +
    '<c:title><c:tx><c:rich><a:bodyPr/><a:p><a:pPr><a:defRPr sz="1200" b="0"/></a:pPr><a:r>' +
    `<a:rPr lang="zh-CN" sz="1200" b="0"/><a:t>${escapeXml(title)}</a:t></a:r></a:p></c:rich>` +
    '</c:tx><c:overlay val="0"/></c:title><c:autoTitleDeleted val="0"/><c:plotArea><c:layout/>' +
    '<c:barChart><c:barDir val="col"/><c:grouping val="clustered"/><c:varyColors val="0"/>' +
    `${bars.join('')}<c:gapWidth val="60"/><c:axId val="1"/><c:axId val="2"/></c:barChart>` +
    `<c:catAx>${axis(1, 2, 'b')}</c:catAx><c:valAx>${axis(2, 1, 'l')}</c:valAx></c:plotArea>` +
    '<c:legend><c:legendPos val="b"/><c:overlay val="0"/></c:legend>' +
    '<c:plotVisOnly val="1"/></c:chart><c:externalData r:id="rId1"><c:autoUpdate val="0"/>' +
    '</c:externalData></c:chartSpace>'
  )
}
