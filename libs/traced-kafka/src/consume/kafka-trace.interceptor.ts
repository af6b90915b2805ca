// For applications on Nest's own Kafka transport: each handled message gets a `kafka.consume` span in its producer's trace.
// If dd-trace's consumer plugin has already made that span, it only gets the missing tags.
import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import { KafkaContext } from '@nestjs/microservices';
import { observableInSpan, spanTags, tagActiveSpan } from '@ringtrace/telemetry';
import { type Observable, tap } from 'rxjs';
import { contextOfRecord } from './trace-headers.ts';

@Injectable()
export class KafkaTraceInterceptor implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    if (context.getType() !== 'rpc') return next.handle();
    const kafka = context.switchToRpc().getContext<unknown>();
    if (!(kafka instanceof KafkaContext)) return next.handle();
    const message = kafka.getMessage();
    const tags = {
      [spanTags.messagingSystem]: 'kafka',
      [spanTags.messagingDestination]: kafka.getTopic(),
      [spanTags.kafkaTopic]: kafka.getTopic(),
      [spanTags.kafkaPartition]: kafka.getPartition(),
      [spanTags.kafkaOffset]: message.offset,
    };
    const existing = tagActiveSpan('kafka.consume', tags);
    if (existing) {
      // Recorded here, before Nest's filter replaces the error by "Internal server error".
      return next.handle().pipe(tap({ error: (error: unknown) => existing.fail(error) }));
    }
    const parent = contextOfRecord(message.headers ?? {}) ?? null;
    const options = { parent, kind: 'consumer' as const, resource: kafka.getTopic(), type: 'worker', tags };
    return observableInSpan('kafka.consume', options, () => next.handle());
  }
}
