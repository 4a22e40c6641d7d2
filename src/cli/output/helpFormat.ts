import { type Command, Help, type HelpConfiguration } from "commander";

/** Columns of the help, on every terminal. */
const WIDTH = 80;

/** The widest column of options and commands; the text of a longer one begins on the next line. */
const MAX_TERM_WIDTH = 27;

/** The format of the help: 80 columns, whatever the longest option is. */
export const helpFormat: HelpConfiguration = {
  helpWidth: WIDTH,
  subcommandTerm: (command: Command) =>
    [command.name(), ...command.registeredArguments.map(argumentText)].join(" "),
  padWidth(command: Command, help: Help) {
    return Math.min(Help.prototype.padWidth.call(this, command, help), MAX_TERM_WIDTH);
  },
  formatItem(term: string, termWidth: number, description: string, help: Help) {
    const format = (shown: string): string =>
      Help.prototype.formatItem.call(this, shown, termWidth, description, help);
    return term.length > termWidth ? `  ${term}\n${format("")}` : format(term);
  },
};

function argumentText(argument: Command["registeredArguments"][number]): string {
  return `[${argument.name()}${argument.variadic ? "..." : ""}]`;
}
