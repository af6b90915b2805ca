// RFC 9457 problem details: the shape of every HTTP error. It names fields, never their values.
import { z } from 'zod';

export const problem = z
  .object({
    type: z.string().meta({
      description: 'URI reference that identifies the problem type',
      example: '/problems/invalid-input',
    }),
    title: z.string(),
    status: z.int(),
    detail: z.string().optional(),
    instance: z.string().optional(),
    traceId: z
      .string()
      .optional()
      .meta({ description: 'Trace id of this request in the logs and in Datadog: 32 hex digits' }),
    errors: z
      .array(z.object({ field: z.string(), message: z.string() }))
      .optional()
      .meta({ description: 'One entry per invalid field: its path and the reason, never its value' }),
  })
  .meta({ id: 'Problem' });
export type Problem = z.infer<typeof problem>;

/** A hostile body can have thousands of errors; a client fixes a few at a time. */
const maxFieldErrors = 20;

/** Up to 20 field paths and messages of a failed parse. Unknown keys are named; values are never repeated. */
export function fieldErrors(error: z.ZodError): NonNullable<Problem['errors']> {
  const found = error.issues.flatMap((issue) =>
    issue.code === 'unrecognized_keys'
      ? issue.keys.map((key) => ({ field: fieldPath([...issue.path, key]), message: 'is not a known field' }))
      : [{ field: fieldPath(issue.path), message: plainMessage(issue) }],
  );
  // One mistake can fail two checks on the same field.
  return [...new Map(found.map((each) => [`${each.field} ${each.message}`, each])).values()].slice(
    0,
    maxFieldErrors,
  );
}

function fieldPath(path: PropertyKey[]): string {
  return path.length === 0 ? '(body)' : path.map(pathPart).join('.');
}

// A hostile key can be very long or an identifier itself. Truncate it, replace unusual characters, mask long numbers.
function pathPart(part: PropertyKey): string {
  if (typeof part === 'number') return String(part);
  const plain = String(part)
    .slice(0, 40)
    .replace(/[^A-Za-z0-9_-]/g, '?');
  const digits = plain.match(/\d/g)?.length ?? 0;
  return digits < 6 ? plain : plain.replace(/\d/g, '#');
}

// For a missing field zod says "expected string, received undefined", unless the schema has its own message.
function plainMessage(issue: z.core.$ZodIssue): string {
  return issue.code === 'invalid_type' && issue.message.endsWith('received undefined')
    ? 'is required'
    : issue.message;
}
