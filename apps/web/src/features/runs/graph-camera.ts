/** Which part of a drawing is seen: `scale` pixels a unit, and where its origin lies on the canvas. */
export interface Camera {
  readonly x: number;
  readonly y: number;
  readonly scale: number;
}
interface Size {
  readonly width: number;
  readonly height: number;
}

const SCALE_MIN = 0.02;
const SCALE_MAX = 2;
const MARGIN = 24;

/** All of it, never larger than it is. */
export function fitted(drawing: Size, canvas: Size): Camera {
  const scale = Math.min(
    1,
    (canvas.width - 2 * MARGIN) / Math.max(1, drawing.width),
    (canvas.height - 2 * MARGIN) / Math.max(1, drawing.height),
  );
  const kept = Math.max(SCALE_MIN, scale);
  return {
    scale: kept,
    x: (canvas.width - drawing.width * kept) / 2,
    y: (canvas.height - drawing.height * kept) / 2,
  };
}

/** Nearer or further; the point of the canvas stays where it is. */
export function zoomed(camera: Camera, factor: number, at: { x: number; y: number }): Camera {
  const scale = Math.min(SCALE_MAX, Math.max(SCALE_MIN, camera.scale * factor));
  const part = scale / camera.scale;
  return { scale, x: at.x - (at.x - camera.x) * part, y: at.y - (at.y - camera.y) * part };
}

export const moved = (camera: Camera, dx: number, dy: number): Camera => ({
  ...camera,
  x: camera.x + dx,
  y: camera.y + dy,
});

/** With a place of the drawing in view, large enough to read. */
export function showing(camera: Camera, place: { x: number; y: number }, canvas: Size): Camera {
  const scale = Math.max(0.7, camera.scale);
  const [left, top] = [place.x * scale, place.y * scale];
  const isInView =
    camera.scale === scale &&
    left + camera.x > MARGIN &&
    left + camera.x < canvas.width - 8 * MARGIN &&
    top + camera.y > MARGIN &&
    top + camera.y < canvas.height - 2 * MARGIN;
  return isInView ? camera : { scale, x: canvas.width / 3 - left, y: canvas.height / 2 - top };
}
