import { BarChart, LineChart } from 'echarts/charts';
import { AriaComponent, GridComponent, LegendComponent, TooltipComponent } from 'echarts/components';
import { type EChartsCoreOption, init, use } from 'echarts/core';
import { CanvasRenderer } from 'echarts/renderers';
import { useEffect, useRef } from 'react';

use([BarChart, LineChart, GridComponent, LegendComponent, TooltipComponent, AriaComponent, CanvasRenderer]);

/** Colours of results; others take the next of the row. */
const ofResult: Record<string, string> = {
  green: '#1c8a4c',
  yellow: '#f2c200',
  orange: '#e07000',
  red: '#b3261e',
  excellent: '#16508f',
  good: '#4a86c5',
  fair: '#a8c6e6',
  poor: '#8795a3',
};
const others = ['#16508f', '#4a86c5', '#8795a3', '#5b7f3c', '#7a4b00'];

/** The colour in which a result is drawn. */
export const colourOf = (code: string, at: number) => ofResult[code] ?? others[at % others.length];

/** A chart that fits its place. What it shows stands beside it as a table: the picture is told to nobody who cannot see it. */
export function Chart({ option, height, label }: { option: EChartsCoreOption; height: number; label: string }) {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const element = place.current;
    if (!element) return;
    const chart = init(element);
    chart.setOption({ animation: false, aria: { enabled: true, decal: { show: true } }, ...option });
    const watcher = new ResizeObserver(() => chart.resize());
    watcher.observe(element);
    return () => {
      watcher.disconnect();
      chart.dispose();
    };
  }, [option]);
  return <div ref={place} className="chart" style={{ height }} role="img" aria-label={`${label}，数据见下表`} />;
}
