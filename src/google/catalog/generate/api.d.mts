/** One version of one API, as a source knows it. */
export interface Api {
  service: string;
  version: string;
  /** Forms of hosts that only discovery documents tell. */
  mtls?: boolean;
  regional?: string[];
  resources: Resource[];
}

/** A resource whose members are operations. */
export interface Resource {
  /** `["projects", "locations", "operations"]` */
  chain: string[];
  methods: Partial<Record<"get" | "list" | "cancel" | "delete" | "wait", Method>>;
}

export interface Method {
  verb: string;
  host: string;
  /** Without a slash in front: `v1/{+name}:cancel`. */
  path: string;
  /** Of the name or parent that stands in the path: `*` is one segment, `**` one or more. */
  pattern?: string;
  /** Whole URLs. */
  scopes: string[];
  filter: boolean;
  /** What it answers: an operation of google.longrunning, one that has a `status` instead, or neither. */
  form: "longrunning" | "status" | "other";
}
