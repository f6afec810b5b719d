// Where the replay stands, and the moving on by itself. Knows nothing of the page.
const PACE_MS = 1200;

export const SPEEDS = [0.5, 1, 2, 4, 8];

/** Positions 0 to count-1. Calls `onStep(index)` on every move and `onPlaying(boolean)` when it starts or stops. */
export class Player {
  constructor(count) {
    this.last = count - 1;
    this.index = -1;
    this.speed = 1;
    this.onStep = () => {};
    this.onPlaying = () => {};
  }

  get playing() {
    return this.timer !== undefined;
  }

  /** Goes to a position, kept within bounds. */
  go(position) {
    const index = Math.min(this.last, Math.max(0, Number(position)));
    if (index === this.index) return;
    this.index = index;
    this.onStep(index);
  }

  /** Plays on from here, or from the start when standing at the end. */
  play() {
    if (this.index === this.last) this.go(0);
    this.schedule();
    this.onPlaying(true);
  }

  pause() {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.onPlaying(false);
  }

  toggle() {
    if (this.playing) this.pause();
    else this.play();
  }

  setSpeed(speed) {
    this.speed = speed;
    if (this.playing) this.schedule();
  }

  schedule() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.advance(), PACE_MS / this.speed);
  }

  advance() {
    this.go(this.index + 1);
    if (this.index < this.last) this.schedule();
    else this.pause();
  }
}
