/**
 * output [columns] = the sum of the rows of x [rows, columns]: the gradient of a bias.
 * Rows are summed in blocks whose sums are then added, which keeps rounding errors of long columns small.
 */
export function sumRows(x: usize, output: usize, rows: i32, columns: i32): void {
  const rowBytes = (<usize>columns) << 2;
  const vectorBytes = (<usize>(columns & ~3)) << 2;
  memory.fill(output, 0, rowBytes);
  for (let start = 0; start < rows; start += 256) {
    const end = min(rows, start + 256);
    let column: usize = 0;
    for (; column < vectorBytes; column += 16) {
      let sum = f32x4.splat(0);
      let from = x + start * rowBytes + column;
      for (let row = start; row < end; row++) {
        sum = f32x4.add(sum, v128.load(from));
        from += rowBytes;
      }
      v128.store(output + column, f32x4.add(v128.load(output + column), sum));
    }
    for (; column < rowBytes; column += 4) {
      let sum: f32 = 0;
      let from = x + start * rowBytes + column;
      for (let row = start; row < end; row++) {
        sum += load<f32>(from);
        from += rowBytes;
      }
      store<f32>(output + column, load<f32>(output + column) + sum);
    }
  }
}
