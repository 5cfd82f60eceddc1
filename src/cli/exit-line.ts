export const EXIT_LINE = 'Exit status: 0 ready, 1 not ready, 2 usage, 3 undecided, 70 bug, 74 output';
