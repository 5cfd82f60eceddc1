/** Makes a diverging case small enough to read. */
import type { GeneratedCase } from './iam-generator.ts';

type Diverges = (generated: GeneratedCase) => Promise<boolean>;

/** Removes list items and object members as long as the case still diverges. */
export async function shrink(generated: GeneratedCase, diverges: Diverges): Promise<GeneratedCase> {
  let smallest = generated;
  for (let progress = true; progress; ) {
    progress = false;
    for (const smaller of variants(smallest)) {
      if (!isCase(smaller) || !(await diverges(smaller).catch(() => false))) continue;
      smallest = smaller;
      progress = true;
      break;
    }
  }
  return smallest;
}

/** The value with one part left out, the biggest parts first. */
function* variants(value: unknown): Generator<unknown> {
  if (Array.isArray(value)) {
    for (const index of value.keys()) if (value.length > 1) yield value.toSpliced(index, 1);
    for (const [index, item] of value.entries()) {
      for (const smaller of variants(item)) yield value.with(index, smaller);
    }
  } else if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value);
    for (const [key] of entries) yield Object.fromEntries(entries.filter(([name]) => name !== key));
    for (const [key, item] of entries) {
      for (const smaller of variants(item)) yield { ...value, [key]: smaller };
    }
  }
}

function isCase(value: unknown): value is GeneratedCase {
  return (
    typeof value === 'object' &&
    value !== null &&
    ['action', 'resource', 'context', 'identity'].every((key) => Object.hasOwn(value, key))
  );
}
