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

const text = '#1d2420'
const muted = '#566059'
const line = '#dde3de'
const axis = {
  axisLine: { lineStyle: { color: '#8a948c' } },
  axisTick: { show: false },
  axisLabel: { color: muted },
  splitLine: { lineStyle: { color: line } },
}

registerTheme('cunji', {
  color: ['#1f6b47', '#c98a1b', '#2f6690', '#a04a3c', '#6f7d74', '#7a5c99'],
  textStyle: { color: text, fontFamily: 'inherit' },
  grid: { left: 8, right: 16, top: 32, bottom: 8, containLabel: true },
  legend: { textStyle: { color: muted }, top: 0, right: 0, itemWidth: 14, itemHeight: 8 },
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
