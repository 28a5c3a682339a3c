/** A tone that rises with the score, so that nobody has to look at the screen. Begins only at a person's wish. */
export interface Tone {
  readonly sounding: boolean;
  toggle(): void;
  /** 0 is a low growl, 100 two octaves and a half above it. */
  play(score: number): void;
  stop(): void;
}

export function createTone(): Tone {
  let context: AudioContext | undefined;
  let oscillator: OscillatorNode | undefined;
  let last = 0;

  function stop(): void {
    oscillator?.stop();
    void context?.close();
    oscillator = undefined;
    context = undefined;
  }

  return {
    get sounding() {
      return oscillator !== undefined;
    },
    toggle() {
      if (oscillator !== undefined) {
        stop();
        return;
      }
      context = new AudioContext();
      const gain = context.createGain();
      gain.gain.value = 0.15;
      gain.connect(context.destination);
      oscillator = context.createOscillator();
      oscillator.type = "triangle";
      oscillator.frequency.value = pitch(last);
      oscillator.connect(gain);
      oscillator.start();
    },
    play(score) {
      last = score;
      if (context === undefined) return;
      oscillator?.frequency.setTargetAtTime(pitch(score), context.currentTime, 0.05);
    },
    stop,
  };
}

/** In Hz; even steps of the score are even steps for the ear. */
const pitch = (score: number): number => 165 * 2 ** ((2.5 * score) / 100);
