/** The scenario of the sandbox where none is named: what `policy generate` prints is enough. */
export const DEFAULT_SCENARIO = 'least-privilege';
