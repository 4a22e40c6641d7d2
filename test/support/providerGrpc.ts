import { createRequire } from "node:module";
import type { ResourceProviderClient } from "@pulumi/pulumi/proto/provider_grpc_pb.js";
import type { CheckRequest } from "@pulumi/pulumi/proto/provider_pb.js";
import type { JsonObject } from "#src/core/json.js";

/** The form in which the engine and its plugins exchange JSON objects. */
export type Struct = NonNullable<ReturnType<CheckRequest["getOlds"]>>;

/** A message without fields. */
export interface EmptyMessage {
  serializeBinary(): Uint8Array;
}

/** The failure of a call. */
export interface CallError {
  details: string;
  metadata: { get(key: string): (string | Buffer)[] };
}

/** The part of `@grpc/grpc-js` that the tests use. */
interface Grpc {
  credentials: { createInsecure(): ConstructorParameters<typeof ResourceProviderClient>[1] };
  ServerCredentials: { createInsecure(): unknown };
  Server: new () => GrpcServer;
}

interface GrpcServer {
  addService(service: unknown, methods: Record<string, GrpcMethod>): void;
  bindAsync(address: string, credentials: unknown, done: (error: Error | null, port: number) => void): void;
  forceShutdown(): void;
}

// biome-ignore lint/suspicious/noExplicitAny: every method has a request of its own
type GrpcMethod = (call: { request: any }, answer: (error: null, message: EmptyMessage) => void) => void;

/** The SDK's stubs work with the SDK's own copy of gRPC and protobuf, wherever that is installed. */
const requireOfSdk = createRequire(require.resolve("@pulumi/pulumi/package.json"));

export const grpc = requireOfSdk("@grpc/grpc-js") as Grpc;

const structs = requireOfSdk("google-protobuf/google/protobuf/struct_pb.js") as {
  Struct: { fromJavaScript(value: JsonObject): Struct };
};
const empties = requireOfSdk("google-protobuf/google/protobuf/empty_pb.js") as {
  Empty: new () => EmptyMessage & Parameters<ResourceProviderClient["cancel"]>[0];
};

export const Empty = empties.Empty;

export function struct(value: JsonObject): Struct {
  return structs.Struct.fromJavaScript(value);
}

export function plain(value: Struct | undefined): JsonObject {
  return (value?.toJavaScript() ?? {}) as JsonObject;
}
