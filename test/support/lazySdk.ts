import Module from "node:module";

/**
 * Loaded first into every Node.js process of a stack. Of what Pulumi's SDK loads, more than half the time goes into
 * packages that no scenario uses. Three of them serve to serialize functions, which this package's resources do without,
 * and two serve the Automation API: they are loaded when they are used. Another one finds the TypeScript behind a stack
 * trace: it is left out.
 */
const onUse = ["@npmcli/arborist", "typescript", "normalize-package-data", "execa", "js-yaml"];
const leftOut = "source-map-support/register";

type Load = (request: string, ...rest: unknown[]) => unknown;

const loader = Module as unknown as { _load: Load };
const load = loader._load;

loader._load = function (this: unknown, request, ...rest) {
  const loadNow = (): object => load.call(this, request, ...rest) as object;
  if (request === leftOut) {
    return {};
  }
  return onUse.includes(request) ? loadedOnUse(loadNow) : loadNow();
};

/** A proxy for a module. It answers `__esModule` without loading the module, so that importers don't copy it. */
function loadedOnUse(loadNow: () => object): object {
  let loaded: object | undefined;
  return new Proxy(
    {},
    {
      get: (_target, property) => {
        if (property === "__esModule") {
          return true;
        }
        loaded ??= loadNow();
        return Reflect.get(loaded, property) as unknown;
      },
    },
  );
}
