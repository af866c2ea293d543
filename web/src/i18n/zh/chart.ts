export default {
  'chart.table': '以表格查看',
  'chart.picture': '以图查看',
  'chart.keys': '可用方向键逐点查看',
  'chart.nodata': '无数据',
  'chart.bar': '图示',
  'chart.value': '数值',
  'chart.share': '占比',
};
