import { type OperationRecord, snapshotOf } from "./operationRecord.js";

/** All operations of all services, in the order of their starts. */
export class OperationStore {
  readonly #byName = new Map<string, OperationRecord>();
  readonly #byParent = new Map<string, OperationRecord[]>();
  readonly #byRequestId = new Map<string, OperationRecord>();
  #all: OperationRecord[] = [];

  get all(): readonly OperationRecord[] {
    return this.#all;
  }

  add(record: OperationRecord): void {
    this.#all.push(record);
    this.#byName.set(key(record.service, record.name), record);
    const parent = key(record.service, parentOf(record.name));
    const siblings = this.#byParent.get(parent);
    if (siblings === undefined) {
      this.#byParent.set(parent, [record]);
    } else {
      siblings.push(record);
    }
  }

  find(service: string, name: string): OperationRecord | undefined {
    return this.#byName.get(key(service, name));
  }

  /** The operations directly below a parent. A segment `-` of the parent matches every value (AIP-159). */
  below(service: string, parent: string): readonly OperationRecord[] {
    if (!parent.split("/").includes("-")) {
      return this.#byParent.get(key(service, parent)) ?? [];
    }
    const wanted = parent.split("/");
    return this.#all.filter((record) => {
      const segments = parentOf(record.name).split("/");
      return (
        record.service === service &&
        segments.length === wanted.length &&
        wanted.every((segment, index) => segment === "-" || segment === segments[index])
      );
    });
  }

  /** Finds an operation in flight on a resource. */
  inFlightOn(service: string, target: string, now: number): OperationRecord | undefined {
    return this.#all.find(
      (record) => record.service === service && record.target === target && !snapshotOf(record, now).done,
    );
  }

  /** Finds the operation that a request with this id started. */
  startedWith(requestKey: string): OperationRecord | undefined {
    return this.#byRequestId.get(requestKey);
  }

  rememberRequest(requestKey: string, record: OperationRecord): void {
    this.#byRequestId.set(requestKey, record);
  }

  clear(): void {
    this.#byName.clear();
    this.#byParent.clear();
    this.#byRequestId.clear();
    this.#all = [];
  }
}

/** The part of an operation's name before `/operations/…`. */
function parentOf(name: string): string {
  const end = name.lastIndexOf("/operations/");
  return end < 0 ? "" : name.slice(0, end);
}

function key(service: string, name: string): string {
  return `${service} ${name}`;
}
