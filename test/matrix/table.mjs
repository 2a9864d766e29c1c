/** The results as rows of cases by columns of Node majors. */
export function table(results) {
  const nodes = [...new Set(results.map(({ node }) => node))].sort();
  const rows = [...new Set(results.map(({ row }) => row))].sort();
  const width = Math.max(...rows.map((row) => row.length));
  const cell = (row, node) => {
    const found = results.find((result) => result.row === row && result.node === node);
    return (found ? (found.ok ? 'ok' : 'FAIL') : '').padEnd(8);
  };
  const line = (head, cells) => `${head.padEnd(width)}  ${cells.join('')}`.trimEnd();
  const header = line(
    '',
    nodes.map((node) => `Node ${node}`.padEnd(8)),
  );
  return [
    header,
    ...rows.map((row) =>
      line(
        row,
        nodes.map((node) => cell(row, node)),
      ),
    ),
  ].join('\n');
}
