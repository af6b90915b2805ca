// The query parameters of `GET /v1/rings`.
import { z } from 'zod';

export const ringsQuery = z.strictObject({
  since: z.iso
    .datetime({ offset: true, error: 'must be an RFC 3339 date-time with a time zone' })
    .default('1970-01-01T00:00:00Z')
    .meta({
      description:
        "Only findings first stored at or after this time, RFC 3339; for the next page, the last one's foundAt",
    }),
  after: z
    .string()
    .max(128)
    .default('')
    .meta({ description: 'For the next page: id of the last finding, with its foundAt as since' }),
  mode: z
    .enum(['live', 'shadow'])
    .default('live')
    .meta({ description: 'shadow: findings of rules in shadow mode, which change no verdict' }),
  limit: z.coerce
    .number()
    .int()
    .min(1)
    .max(1_000)
    .default(100)
    .meta({ description: 'Maximum number of findings in one answer' }),
});
export type RingsQuery = z.infer<typeof ringsQuery>;
