/** Drag, pinch, hover, tap and keys on the curve, as what they mean. */

export interface Gestures {
  /** Moves what is shown by this share of its width, while the finger is down. */
  drag(share: number): void;
  /** The finger is up again. */
  drop(): void;
  /** Two fingers: how much wider what is between them became, around a place of the screen. */
  pinch(factor: number, clientX: number): void;
  /** A moment is to be read. */
  point(clientX: number): void;
  leave(): void;
  /** The next moment, or the one before. */
  step(direction: -1 | 1): void;
  /** The next span, or the one before. */
  turn(direction: -1 | 1): void;
  zoom(factor: number): void;
  /** Back to now. */
  home(): void;
}

/** A finger that has moved less has tapped, px. */
const tapPx = 6;

/** Listens on an element; the page may still be scrolled up and down on it. */
export function listenToGestures(element: HTMLElement, gestures: Gestures): void {
  const fingers = new Map<number, number>();
  let startX = 0;
  let moved = false;
  let apart = 0;

  const distance = (): number => {
    const [one = 0, other = 0] = [...fingers.values()];
    return Math.max(1, Math.abs(one - other));
  };
  const middle = (): number => [...fingers.values()].reduce((sum, x) => sum + x, 0) / Math.max(1, fingers.size);

  element.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    fingers.set(event.pointerId, event.clientX);
    // An event that a test has made up has no pointer to capture.
    if (event.isTrusted) element.setPointerCapture(event.pointerId);
    startX = event.clientX;
    moved = fingers.size > 1;
    apart = distance();
  });
  element.addEventListener("pointermove", (event) => {
    if (!fingers.has(event.pointerId)) {
      if (event.pointerType === "mouse") gestures.point(event.clientX);
      return;
    }
    fingers.set(event.pointerId, event.clientX);
    if (fingers.size === 2) {
      gestures.pinch(distance() / apart, middle());
      apart = distance();
    } else if (moved || Math.abs(event.clientX - startX) > tapPx) {
      moved = true;
      gestures.drag((startX - event.clientX) / Math.max(1, element.clientWidth));
    }
  });
  const end = (event: PointerEvent): void => {
    if (!fingers.delete(event.pointerId)) return;
    if (!moved) gestures.point(event.clientX);
    if (fingers.size === 0 && moved) gestures.drop();
  };
  element.addEventListener("pointerup", end);
  element.addEventListener("pointercancel", end);
  element.addEventListener("pointerleave", (event) => {
    if (event.pointerType === "mouse" && fingers.size === 0) gestures.leave();
  });
  element.addEventListener("keydown", (event) => {
    const meaning: Readonly<Record<string, () => void>> = {
      ArrowLeft: () => gestures.step(-1),
      ArrowRight: () => gestures.step(1),
      PageUp: () => gestures.turn(-1),
      PageDown: () => gestures.turn(1),
      "+": () => gestures.zoom(2),
      "-": () => gestures.zoom(0.5),
      Home: () => gestures.home(),
      Escape: () => gestures.leave(),
    };
    const act = meaning[event.key];
    if (act === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    act();
  });
}
