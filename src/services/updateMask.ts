import type { Input } from "@pulumi/pulumi";
import { RecipeError } from "./errors/recipeError.js";
import { given } from "./recipe.js";

/**
 * Which fields a PATCH overwrites. Default: those that are given, each as a whole. Without a mask AlloyDB and
 * Gemini would overwrite every field, the ones that aren't given too, and Data Fusion the labels only.
 *
 * @param settings what the request's body says
 * @param asked the caller's own mask
 */
export function updateMask(service: string, settings: object, asked: Input<string> | undefined) {
  const fields = Object.keys(given(settings));
  if (asked === undefined && fields.length === 0) {
    throw new RecipeError(
      service,
      "updateMask",
      "Nothing is given to update. Give the settings that change.",
    );
  }
  return asked ?? fields.join(",");
}
