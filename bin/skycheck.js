#!/usr/bin/env node

// `--version` is answered before anything is loaded, so that it costs no more than Node itself.
const args = process.argv.slice(2);
if (args.length === 1 && (args[0] === '--version' || args[0] === '-V')) {
  process.stdout.write(`${require('../package.json').version}\n`);
} else {
  require('../dist/main.js');
}
