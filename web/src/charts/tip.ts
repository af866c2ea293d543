/** The content of a tooltip, built as elements: nothing a data set says is ever read as HTML, and no inline style attribute is needed. */
export function tip(title: string, rows: { colour?: string | undefined; name: string; value?: string }[]): HTMLElement {
  const box = document.createElement('div');
  box.className = 'chart-tip';
  const head = document.createElement('b');
  head.textContent = title;
  if (title) box.append(head);
  for (const row of rows) {
    const line = document.createElement('div');
    if (row.colour) {
      const dot = document.createElement('i');
      dot.style.setProperty('background', row.colour);
      line.append(dot);
    }
    const name = document.createElement('span');
    name.textContent = row.name;
    line.append(name);
    if (row.value !== undefined) {
      const value = document.createElement('strong');
      value.textContent = row.value;
      line.append(value);
    }
    box.append(line);
  }
  return box;
}
