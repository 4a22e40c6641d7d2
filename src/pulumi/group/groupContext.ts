import type { CancelContext } from "../../core/cancel.js";
import { Deadline } from "../../core/deadline.js";
import type { OperationEvent } from "../../core/events.js";
import { cancelContext, type OpenService } from "../../google/connectionPool.js";
import type { Dependencies } from "../context/dependencies.js";
import { openService } from "../context/operationContext.js";
import { StepHistory } from "../context/stepHistory.js";
import type { StepControl } from "../engine/steps.js";
import { ServiceText } from "../report/serviceText.js";
import type { DeclaredGroup } from "../state/groupState.js";
import { GroupProgress } from "./groupProgress.js";

/** The delete of a group: the services that it talks to, its limits, and its reports. */
export interface GroupContext {
  group: DeclaredGroup;
  /** The limit of the whole delete. */
  deadline: Deadline;
  signal: AbortSignal;
  /** Builds every text that repeats a response of the service. */
  text: ServiceText;
  progress: GroupProgress;
  history: Pick<StepHistory, "cancelAcceptedAt">;
  /**
   * Opens the service for an operation's name: it decides the default version and the regional host.
   *
   * @throws UserError
   */
  open(operationName: string): OpenService;
  /** The part that core takes. */
  core(opened: OpenService): CancelContext;
}

/** Prepares the delete of a group. Sends nothing. */
export function openGroupContext(
  dependencies: Dependencies,
  control: StepControl,
  group: DeclaredGroup,
): GroupContext {
  const { clock } = dependencies;
  const text = new ServiceText(group);
  const progress = new GroupProgress(dependencies.log(group.urn), clock, text, group);
  const history = new StepHistory();
  const report = (event: OperationEvent): void => {
    history.record(event);
    progress.report(event);
    control.setStatus({ kind: "group", state: progress.state });
  };
  const random = (): number => dependencies.random();
  return {
    group,
    deadline: new Deadline(clock, group.settings.deleteTimeout),
    signal: control.signal,
    text,
    progress,
    history,
    open: (resourceName) => openService(dependencies, { ...group, resourceName }),
    core: (opened) => cancelContext(opened, { clock, random, report }),
  };
}
