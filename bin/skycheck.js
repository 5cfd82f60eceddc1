#!/usr/bin/env node

// `--version` is answered before anything is loaded, so that it costs no more than Node itself.
const args = process.argv.slice(2);
if (args.length === 1 && (args[0] === '--version' || args[0] === '-V')) {
  process.stdout.write(`${require('../package.json').version}\n`);
} else if (/http|net|tls|stream|child_process|undici|fetch|\*/i.test(process.env.NODE_DEBUG ?? '')) {
  // Node itself would print tokens and signatures with every request.
  process.stderr.write('skycheck: NODE_DEBUG makes Node print the tokens that are sent. Unset it.\n');
  process.exitCode = 2;
} else {
  require('../dist/main.js');
}
