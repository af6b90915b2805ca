// RFC 9457 problem details: the one shape of every HTTP error. It names fields, never their values.
import { z } from 'zod';

export const problem = z
  .object({
    type: z
      .string()
      .meta({ description: 'URI reference of the kind of problem', example: '/problems/invalid-body' }),
    title: z.string(),
    status: z.int(),
    detail: z.string().optional(),
    instance: z.string().optional(),
    errors: z
      .array(z.object({ field: z.string(), message: z.string() }))
      .optional()
      .meta({ description: 'One entry per offending field: its path and what is wrong, never its value' }),
  })
  .meta({ id: 'Problem' });
export type Problem = z.infer<typeof problem>;

/** Field paths and messages of a failed parse. Unknown keys are named; values are never repeated. */
export function fieldErrors(error: z.ZodError): NonNullable<Problem['errors']> {
  return error.issues.flatMap((issue) =>
    issue.code === 'unrecognized_keys'
      ? issue.keys.map((key) => ({ field: fieldPath([...issue.path, key]), message: 'is not a known field' }))
      : [{ field: fieldPath(issue.path), message: plainMessage(issue) }],
  );
}

function fieldPath(path: PropertyKey[]): string {
  // A hostile key could be long or carry an identifier: only its plain, short part is repeated.
  const parts = path.map((part) =>
    typeof part === 'number'
      ? part
      : String(part)
          .replace(/[^A-Za-z0-9_-]/g, '?')
          .slice(0, 40),
  );
  return parts.length === 0 ? '(body)' : parts.join('.');
}

function plainMessage(issue: z.core.$ZodIssue): string {
  return issue.code === 'invalid_type' && issue.input === undefined ? 'is required' : issue.message;
}
