// What `GET /v1/rings` can be asked; also its documentation.
import { z } from 'zod';

export const ringsQuery = z.strictObject({
  since: z.iso
    .datetime({ offset: true, error: 'must be an RFC 3339 date-time with a zone' })
    .default('1970-01-01T00:00:00Z')
    .meta({
      description: "Only rings first found at or after this, RFC 3339; go on with the last one's foundAt",
    }),
  after: z
    .string()
    .max(128)
    .default('')
    .meta({ description: 'With since = the foundAt of the last ring read: its id. Goes on exactly there' }),
  mode: z
    .enum(['live', 'shadow'])
    .default('live')
    .meta({ description: 'shadow: what rules in shadow mode found, which changes no verdict' }),
  limit: z.coerce
    .number()
    .int()
    .min(1)
    .max(1_000)
    .default(100)
    .meta({ description: 'Most rings in one answer' }),
});
export type RingsQuery = z.infer<typeof ringsQuery>;
