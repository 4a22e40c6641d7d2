import type { LoadFigures, LoadOrder } from "../loadProgram.js";
import type { Measure } from "../measure.js";
import { send, startProgram } from "../programs.js";

const goal = { cpu: 50, memory: 15 };

/** Loading the provider, beyond Node itself, and what the other clients load. */
export const loading: Measure = {
  runs: 7,
  async run() {
    const ours = await load(["pulumi-gcp-lro/provider"]);
    const googleGax = await load(["google-gax"]);
    const coreLro = await load(["@azure/core-lro", "@azure/core-rest-pipeline"]);
    const megabytes = ({ memory }: LoadFigures): number => memory / 2 ** 20;
    return {
      rows: [
        {
          measure: "loading pulumi-gcp-lro/provider: CPU",
          unit: "ms",
          ours: ours.cpu,
          peers: { googleGax: googleGax.cpu, coreLro: coreLro.cpu },
          goal: goal.cpu,
        },
        {
          measure: "loading pulumi-gcp-lro/provider: memory",
          unit: "MB",
          ours: megabytes(ours),
          peers: { googleGax: megabytes(googleGax), coreLro: megabytes(coreLro) },
          goal: goal.memory,
        },
        {
          measure: "loading pulumi-gcp-lro/provider: loads of google-auth-library",
          unit: "",
          ours: Number(ours.loadsAuth),
          goal: 0,
        },
      ],
    };
  },
};

async function load(packages: string[]): Promise<LoadFigures> {
  const program = startProgram("loadProgram.js");
  try {
    return await send<LoadFigures>(program, { packages } satisfies LoadOrder);
  } finally {
    program.kill();
  }
}
