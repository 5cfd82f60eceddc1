// Which modules lie in one file of the bundle. Node takes half a millisecond to find and open a file, so what a command
// loads anyway lies together: first what every command loads, then what each of the frequent ones loads beside. What is
// left is one file for each part that is loaded by itself, and one for what several of those share.

/** What the frequent commands load, by the modules that they import when they come to them; each with all before. */
const STEPS = [
  ['first', ['src/cli/main.ts']],
  ['start', ['src/cli/program.ts', 'src/cli/standard-input.ts', 'src/node-host/machine-host.ts']],
  ['list', ['src/cli/commands/configure-list-run.ts', 'src/credentials/aws-remote.ts']],
  [
    'check',
    [
      'src/cli/commands/aws-run.ts',
      'src/report/formats/text-format.ts',
      // Others need them, too.
      'src/aws/read-only-guard.ts',
      'src/aws/denial/parse-denial.ts',
    ],
  ],
  ['identity', ['src/aws/sts.ts']],
  ['ask', ['src/aws/iam.ts', 'src/aws/ec2.ts', 'src/aws/ec2-dry-run.ts', 'src/aws/s3.ts']],
];
/** What more parts than these share, and is our own, is in the file of what is shared. */
const MOST_USERS = 2;

/**
 * @param output - what the bundler makes of the same input when it is left alone
 * @returns for each module the name of its file; undefined where the bundler may choose
 */
export function fileOfModule(output) {
  const chunks = new Map(
    output.filter(({ type }) => type === 'chunk').map((chunk) => [chunk.fileName, chunk]),
  );
  const entryOf = (module) => {
    const found = [...chunks.values()].find(({ moduleIds }) =>
      moduleIds.some((id) => id.endsWith(`/${module}`)),
    );
    if (found === undefined) throw new Error(`${module} is not in the bundle any more`);
    return found.fileName;
  };
  const files = new Map();
  for (const [name, modules] of STEPS) {
    for (const chunk of loadedWith(modules.map(entryOf), chunks)) {
      if (!files.has(chunk)) files.set(chunk, name);
    }
  }
  const users = new Map();
  for (const { fileName, isEntry, isDynamicEntry } of chunks.values()) {
    if (!isEntry && !isDynamicEntry) continue;
    for (const chunk of loadedWith([fileName], chunks)) users.set(chunk, (users.get(chunk) ?? 0) + 1);
  }
  const modules = new Map();
  for (const { fileName, facadeModuleId, isEntry, isDynamicEntry, modules: own } of chunks.values()) {
    const isShared = !isDynamicEntry && users.get(fileName) > MOST_USERS;
    // An entry is a program: what lies in its file cannot be loaded without running it.
    for (const id of Object.keys(own).filter((module) => module !== facadeModuleId || !isEntry)) {
      const file = files.get(fileName) ?? (isShared && !id.includes('node_modules') ? 'shared' : undefined);
      if (file !== undefined) modules.set(id, file);
    }
  }
  return (id) => modules.get(id);
}

/** The chunks that are loaded with these. */
function loadedWith(fileNames, chunks) {
  const found = new Set();
  const visit = (fileName) => {
    const chunk = chunks.get(fileName);
    if (chunk === undefined || found.has(fileName)) return;
    found.add(fileName);
    chunk.imports.forEach(visit);
  };
  fileNames.forEach(visit);
  return found;
}
