/** OTLP/JSON by the letter (opentelemetry-proto, JSON Protobuf Encoding), and what a store of spans needs beyond it. */
import * as v from 'valibot';

const traceId = v.pipe(v.string(), v.regex(/^(?!0{32})[0-9a-f]{32}$/));
const spanId = v.pipe(v.string(), v.regex(/^(?!0{16})[0-9a-f]{16}$/));
const nanoseconds = v.pipe(v.string(), v.regex(/^(0|[1-9][0-9]{0,19})$/));
const value = v.union([
  v.strictObject({ stringValue: v.string() }),
  v.strictObject({ intValue: v.pipe(v.string(), v.regex(/^-?[0-9]+$/)) }),
  v.strictObject({ boolValue: v.boolean() }),
]);
const attributes = v.array(v.strictObject({ key: v.pipe(v.string(), v.minLength(1)), value }));

const span = v.strictObject({
  traceId,
  spanId,
  parentSpanId: v.exactOptional(spanId),
  name: v.pipe(v.string(), v.minLength(1)),
  /** Enums are integers in this encoding; 0 would be unspecified. */
  kind: v.picklist([1, 2, 3, 4, 5]),
  startTimeUnixNano: nanoseconds,
  endTimeUnixNano: nanoseconds,
  attributes,
  links: v.exactOptional(v.array(v.strictObject({ traceId, spanId }))),
  status: v.strictObject({ code: v.exactOptional(v.picklist([1, 2])), message: v.exactOptional(v.string()) }),
});

const line = v.strictObject({
  resourceSpans: v.array(
    v.strictObject({
      resource: v.strictObject({ attributes }),
      scopeSpans: v.array(v.strictObject({ scope: v.strictObject({ name: v.string() }), spans: v.array(span) })),
    }),
  ),
});

export interface ServiceSpan extends v.InferOutput<typeof span> {
  readonly service: string;
}

/** Throws when a line is not what the protocol says. */
export function spansOf(lines: readonly unknown[]): ServiceSpan[] {
  return lines.flatMap((one) =>
    v.parse(line, one).resourceSpans.flatMap(({ resource, scopeSpans }) => {
      const service = attributeOf(resource, 'service.name');
      if (typeof service !== 'string') throw new Error('a resource without service.name');
      return scopeSpans.flatMap(({ spans }) => spans.map((each) => ({ ...each, service })));
    }),
  );
}

export function attributeOf(of: { readonly attributes: v.InferOutput<typeof attributes> }, key: string) {
  const found = of.attributes.find((attribute) => attribute.key === key);
  return found === undefined ? undefined : Object.values(found.value)[0];
}

/** Ids unique, parents and links there, children in their parent's trace, no end before its start. */
export function spanComplaints(spans: readonly ServiceSpan[]): string[] {
  const byId = new Map(spans.map((each) => [each.spanId, each]));
  const complaints = byId.size === spans.length ? [] : [`${spans.length - byId.size} ids are used again`];
  for (const { spanId: id, traceId: trace, parentSpanId, startTimeUnixNano, endTimeUnixNano, links = [] } of spans) {
    if (BigInt(endTimeUnixNano) < BigInt(startTimeUnixNano)) complaints.push(`${id} ends before it begins`);
    const parent = parentSpanId === undefined ? undefined : byId.get(parentSpanId);
    if (parentSpanId !== undefined && parent === undefined) complaints.push(`the parent of ${id} is missing`);
    if (parent !== undefined && parent.traceId !== trace) complaints.push(`${id} is not in its parent's trace`);
    if (parent !== undefined && BigInt(parent.startTimeUnixNano) > BigInt(startTimeUnixNano)) {
      complaints.push(`${id} begins before its parent`);
    }
    for (const link of links)
      if (byId.get(link.spanId)?.traceId !== link.traceId) complaints.push(`${id} links nowhere`);
  }
  return complaints;
}
