export default {
  'chart.table': 'Show as table',
  'chart.picture': 'Show as chart',
  'chart.keys': 'step through with the arrow keys',
  'chart.nodata': 'no data',
  'chart.bar': 'Bar',
  'chart.value': 'Value',
  'chart.share': 'Share',
};
