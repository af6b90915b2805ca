// RFC 9457 problem details: the one shape of every HTTP error. It names fields, never their values.
import { z } from 'zod';

export const problem = z
  .object({
    type: z
      .string()
      .meta({ description: 'URI reference of the kind of problem', example: '/problems/invalid-input' }),
    title: z.string(),
    status: z.int(),
    detail: z.string().optional(),
    instance: z.string().optional(),
    traceId: z
      .string()
      .optional()
      .meta({ description: 'Trace of this request, as in the logs and in Datadog: 32 hex digits' }),
    errors: z
      .array(z.object({ field: z.string(), message: z.string() }))
      .optional()
      .meta({ description: 'One entry per offending field: its path and what is wrong, never its value' }),
  })
  .meta({ id: 'Problem' });
export type Problem = z.infer<typeof problem>;

/** A hostile body can have thousands of faults; nobody mends more than these at once. */
const maxFieldErrors = 20;

/** Field paths and messages of a failed parse, at most 20. Unknown keys are named; values are never repeated. */
export function fieldErrors(error: z.ZodError): NonNullable<Problem['errors']> {
  const found = error.issues.flatMap((issue) =>
    issue.code === 'unrecognized_keys'
      ? issue.keys.map((key) => ({ field: fieldPath([...issue.path, key]), message: 'is not a known field' }))
      : [{ field: fieldPath(issue.path), message: plainMessage(issue) }],
  );
  // One fault can break two checks of the same field.
  return [...new Map(found.map((each) => [`${each.field} ${each.message}`, each])).values()].slice(
    0,
    maxFieldErrors,
  );
}

function fieldPath(path: PropertyKey[]): string {
  return path.length === 0 ? '(body)' : path.map(pathPart).join('.');
}

// A hostile key can be long, or be an identifier itself: only its plain, short part is repeated, and no long number.
function pathPart(part: PropertyKey): string {
  if (typeof part === 'number') return String(part);
  const plain = String(part)
    .slice(0, 40)
    .replace(/[^A-Za-z0-9_-]/g, '?');
  const digits = plain.match(/\d/g)?.length ?? 0;
  return digits < 6 ? plain : plain.replace(/\d/g, '#');
}

// zod says "expected string, received undefined" of a missing field, unless the schema has words of its own.
function plainMessage(issue: z.core.$ZodIssue): string {
  return issue.code === 'invalid_type' && issue.message.endsWith('received undefined')
    ? 'is required'
    : issue.message;
}
