/** What is wrong with an option, for the person who set it. */
export interface OptionProblem {
  /** `meters[0].key` */
  readonly path: string;
  readonly found: string;
  readonly expected: string;
}
