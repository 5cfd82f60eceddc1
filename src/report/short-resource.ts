/** The last part of an ARN pattern, which is what people recognise. */
export function shortResource(pattern: string): string {
  if (!pattern.startsWith('arn:')) return pattern;
  return pattern.split(':').slice(5).join(':');
}
