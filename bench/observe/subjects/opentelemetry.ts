import { type Span } from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { BatchSpanProcessor, NodeTracerProvider } from '@opentelemetry/sdk-trace-node';
import { plainMethod } from '../work.js';
import { type MakeSubject } from './subject.js';

/** OpenTelemetry's `startActiveSpan`, with input and output as attributes, exported in batches over OTLP and HTTP. */
export const opentelemetry: MakeSubject = (kind, url) => {
  const exporter = new OTLPTraceExporter({ url: `${url}/v1/traces` });
  // By default it drops what is more than 2,048 spans behind.
  const processor = new BatchSpanProcessor(exporter, { maxQueueSize: 1_000_000 });
  const provider = new NodeTracerProvider({ spanProcessors: [processor] });
  provider.register();
  const tracer = provider.getTracer('bench');
  const method = plainMethod(kind);
  const within = async <T>(span: Span, work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } finally {
      span.end();
    }
  };
  return {
    trace: (work) => tracer.startActiveSpan('ask', (span) => within(span, work)),
    call: (argument) =>
      tracer.startActiveSpan('Recorded.method', { attributes: { input: JSON.stringify(argument) } }, (span) =>
        within(span, async () => {
          const result = await method(argument);
          span.setAttribute('output', JSON.stringify(result));
          return result;
        }),
      ),
    flush: () => provider.forceFlush(),
  };
};
