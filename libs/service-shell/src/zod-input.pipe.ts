// Parses the body, query or path parameter of a handler with the schema that also documents it.
import type { PipeTransform } from '@nestjs/common';
import { fieldErrors } from '@ringtrace/contracts';
import type { z } from 'zod';
import { ProblemError } from './problem-error.ts';

export class ZodInput<Schema extends z.ZodType> implements PipeTransform<unknown, z.infer<Schema>> {
  private readonly schema: Schema;

  constructor(schema: Schema) {
    this.schema = schema;
  }

  /** @throws ProblemError 400 that names each invalid field, never its value */
  transform(input: unknown): z.infer<Schema> {
    const parsed = this.schema.safeParse(input);
    if (parsed.success) return parsed.data;
    throw new ProblemError({
      type: '/problems/invalid-input',
      title: 'The input is not valid',
      status: 400,
      errors: fieldErrors(parsed.error),
    });
  }
}
