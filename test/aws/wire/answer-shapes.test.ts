import * as sdk from '@aws-sdk/client-ec2';
import { EvaluationResult$ } from '@aws-sdk/client-iam';
import { NormalizedSchema } from '@smithy/core/schema';
import { describe, expect, it } from 'vitest';
import { EC2_ANSWERS } from '../../../src/aws/ec2-answers.ts';
import { EVALUATION } from '../../../src/aws/iam.ts';
import type { Shape } from '../../../src/aws/wire/shape.ts';

type SchemaRef = Parameters<typeof NormalizedSchema.of>[0];

/** A shape as the SDK's model has it, of the fields that the shape names. */
function modelled(schema: NormalizedSchema, shape: Shape): unknown {
  if (schema.isBooleanSchema()) return 'boolean';
  if (schema.isStringSchema() || schema.isTimestampSchema()) return 'text';
  if (schema.isListSchema()) {
    const entry = schema.getValueSchema();
    const element = entry.getMergedTraits().xmlName ?? 'member';
    const inner = typeof shape === 'object' && shape.kind === 'list' ? shape.entry : 'text';
    return { kind: 'list', element, entry: modelled(entry, inner) };
  }
  const named = typeof shape === 'object' && shape.kind === 'fields' ? shape.fields : {};
  const members = new Map(schema.structIterator());
  const fields = Object.entries(named).map(([name, [, inner]]) => {
    const member = members.get(name);
    if (member === undefined) return [name, 'is not in the model'];
    return [name, [member.getMemberTraits().xmlName ?? name, modelled(member, inner)]];
  });
  return { kind: 'fields', fields: Object.fromEntries(fields) };
}

describe('what is read of an answer', () => {
  it.each(Object.entries(EC2_ANSWERS))('to %s is what the model has', (operation, shape) => {
    const schema = new Map<string, unknown>(Object.entries(sdk)).get(`${operation}Result$`) as SchemaRef;
    expect(schema).toBeDefined();
    expect(shape).toEqual(modelled(NormalizedSchema.of(schema), shape));
  });

  it('of the simulator is what the model has', () => {
    expect(EVALUATION).toEqual(modelled(NormalizedSchema.of(EvaluationResult$), EVALUATION));
  });
});
