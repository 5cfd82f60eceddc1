/** Failures of the sources of credentials that are no services of AWS, in the form of those that are. */
import type { AwsFailure, CallTarget, FailureKind } from '../aws/aws-result.ts';
import type { HttpAnswer } from './remote.ts';
import { said } from './said.ts';

/** A failure of which the message is all there is to say. */
export function sourceFailure(
  service: CallTarget,
  operation: string,
  kind: FailureKind,
  code: string,
  message: string,
): AwsFailure {
  return { kind, service, operation, code, message };
}

interface Problem {
  readonly kind: FailureKind;
  readonly code: string;
  /** Follows the name of what was asked. */
  readonly words: string;
}

/**
 * An answer that holds no credentials, as a failure.
 *
 * @param subject - begins the sentence
 * @param secrets - what was sent along, and is not to be repeated
 */
export function httpFailure(
  service: CallTarget,
  operation: string,
  subject: string,
  answer: HttpAnswer,
  secrets: readonly string[] = [],
): AwsFailure {
  const { kind, code, words } = problemOf(answer);
  const reason = answer.kind === 'answer' && answer.status !== 200 ? said(answer.body, secrets) : '';
  const message = `${subject} ${words}${reason === '' ? '' : `: ${reason.replace(/[.\s]+$/, '')}`}`;
  return sourceFailure(service, operation, kind, code, message);
}

function problemOf(answer: HttpAnswer): Problem {
  switch (answer.kind) {
    case 'answer':
      return answer.status === 200
        ? { kind: 'malformed-answer', code: 'MalformedAnswer', words: 'did not answer with what it should' }
        : {
            kind: kindOfStatus(answer.status),
            code: `HTTP ${answer.status}`,
            words: `answered with status ${answer.status}`,
          };
    case 'read-timeout':
    case 'connect-timeout':
      return { kind: 'timeout', code: 'ETIMEDOUT', words: 'did not answer in time' };
    case 'connection-failed':
      return connectionProblem(answer.code);
    case 'invalid-request':
      return { kind: 'other', code: 'InvalidRequest', words: 'has an address that cannot be used' };
    case 'too-large':
      return {
        kind: 'malformed-answer',
        code: 'AnswerTooLarge',
        words: 'answered with more than skycheck reads',
      };
  }
}

function connectionProblem(code: string): Problem {
  if (code === 'ETIMEDOUT') return { kind: 'timeout', code, words: 'did not answer in time' };
  if (code === 'ECANCELED') return { kind: 'cancelled', code, words: 'was asked no further' };
  const kind = code.startsWith('HPE_') ? 'malformed-answer' : 'network';
  return { kind, code, words: `could not be reached (${code})` };
}

function kindOfStatus(status: number): FailureKind {
  if (status === 429) return 'throttled';
  // None of the sources sends anybody elsewhere: something that answers in their place does.
  if (status >= 300 && status < 400) return 'malformed-answer';
  return status >= 500 ? 'server-error' : 'other';
}
