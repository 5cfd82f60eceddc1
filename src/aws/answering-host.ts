/** Which host an answer came from: the SDK keeps the answer of a failed call, and not where it was sent. */
const HOSTS = new WeakMap<object, string>();

/** Notes the host that was asked, beside its answer. */
export function noteAnsweringHost(answer: object, host: string): void {
  HOSTS.set(answer, host);
}

/** The host that was asked; undefined for what is no answer of the transport. */
export function answeringHost(answer: unknown): string | undefined {
  return typeof answer === 'object' && answer !== null ? HOSTS.get(answer) : undefined;
}
