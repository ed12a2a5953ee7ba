/** A rectangle in pixels. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** The longer side over the shorter one, of the worst of these areas laid along a side of this length. */
function worst(areas: readonly number[], side: number): number {
  const sum = areas.reduce((total, area) => total + area, 0);
  const thick = sum / side;
  return Math.max(...areas.map((area) => Math.max((thick * thick) / area, area / (thick * thick))));
}

/**
 * Fills a rectangle with one box for each weight, as near to squares as they get (Bruls, Huizing, van Wijk: Squarified
 * Treemaps, 2000). Weights are above zero and come largest first; the boxes come in the same order.
 */
export function treemap(weights: readonly number[], { x, y, width, height }: Box): Box[] {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const scale = (width * height) / total;
  const boxes: Box[] = [];
  const left = { x, y, width, height };
  for (let at = 0; at < weights.length; ) {
    const side = Math.min(left.width, left.height);
    const row = [weights[at]! * scale];
    while (at + row.length < weights.length) {
      const next = weights[at + row.length]! * scale;
      if (worst([...row, next], side) > worst(row, side)) break;
      row.push(next);
    }
    const thick = row.reduce((sum, area) => sum + area, 0) / side;
    const tall = left.height <= left.width;
    let along = tall ? left.y : left.x;
    for (const area of row) {
      const length = area / thick;
      boxes.push(
        tall
          ? { x: left.x, y: along, width: thick, height: length }
          : { x: along, y: left.y, width: length, height: thick },
      );
      along += length;
    }
    if (tall) {
      left.x += thick;
      left.width -= thick;
    } else {
      left.y += thick;
      left.height -= thick;
    }
    at += row.length;
  }
  return boxes;
}
