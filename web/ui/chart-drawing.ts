import { BarChart, LineChart } from 'echarts/charts'
import {
  AriaComponent,
  GridComponent,
  LegendComponent,
  MarkLineComponent,
  TooltipComponent,
} from 'echarts/components'
import { type EChartsType, init, registerTheme, use } from 'echarts/core'
import { SVGRenderer } from 'echarts/renderers'

use([
  AriaComponent,
  BarChart,
  GridComponent,
  LegendComponent,
  LineChart,
  MarkLineComponent,
  SVGRenderer,
  TooltipComponent,
])

const styles = getComputedStyle(document.documentElement)
/** A colour of styles/tokens.css as it is now: the drawing cannot read the names itself. */
const token = (name: string) => styles.getPropertyValue(`--c-${name}`).trim()
const muted = token('muted')
const axis = {
  axisLine: { lineStyle: { color: token('line-strong') } },
  axisTick: { show: false },
  axisLabel: { color: muted },
  splitLine: { lineStyle: { color: token('line') } },
}

registerTheme('cunji', {
  color: [1, 2, 3, 4, 5, 6].map((number) => token(`chart-${number}`)),
  textStyle: { color: token('text'), fontFamily: 'inherit' },
  grid: { left: 8, right: 16, top: 32, bottom: 8, containLabel: true },
  legend: {
    textStyle: { color: muted },
    top: 0,
    left: 0,
    itemWidth: 14,
    itemHeight: 8,
  },
  categoryAxis: { ...axis, splitLine: { show: false } },
  bar: { barMaxWidth: 36 },
  valueAxis: { ...axis, axisLine: { show: false } },
})

/** Makes a chart in an element, in our colours. SVG, so that it prints. */
export function drawIn(place: HTMLElement): EChartsType {
  const still = matchMedia('(prefers-reduced-motion: reduce)').matches
  const chart = init(place, 'cunji', { renderer: 'svg' })
  chart.setOption({ animation: !still, tooltip: { trigger: 'axis', confine: true } })
  return chart
}
