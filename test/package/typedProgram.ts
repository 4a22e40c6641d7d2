/** A program of a user that takes types from every entry of the package that needs no optional peer. */
export const typedProgram = `
import { LongRunningOperation, type LongRunningOperationArgs, type OperationState } from "pulumi-gcp-lro";
import { OperationsClient, type Outcome } from "pulumi-gcp-lro/client";
import { startEmulator, type Emulator } from "pulumi-gcp-lro/emulator";
import { longRunningOperation } from "pulumi-gcp-lro/provider";

const args: LongRunningOperationArgs = { service: "alloydb", operationName: "projects/p/locations/l/operations/o" };
export const state = new LongRunningOperation("adopted", args).state.apply((s: OperationState) => s);
export const outcome: Promise<Outcome> = new OperationsClient({ service: "alloydb" }).wait("projects/p/locations/l/operations/o");
export const emulator: Promise<Emulator> = startEmulator();
export const { create } = longRunningOperation;
`;

/** The same program with telemetry, whose types need the optional peer @opentelemetry/api. */
export const telemetryProgram = `
import { enableTelemetry } from "pulumi-gcp-lro/telemetry";
${typedProgram}
export const disableTelemetry: () => void = enableTelemetry();
`;
