using System.CommandLine;
using System.CommandLine.Invocation;
using LightKube.Commands;
using LightKube.Commands.Dev;

// The verbs. Each is a file of Commands.
var root = new RootCommand("Kubernetes as one small executable.")
{
    ServerCommand.Create(),
    SecretsEncryptCommand.Create(),
    DevCommand.Create(TimeProvider.System),
    VersionCommand.Create(),
};

var parsed = root.Parse(args);
// What was mistyped matters more than all that could have been typed.
if (parsed.Action is ParseErrorAction mistyped)
    mistyped.ShowHelp = false;

// How long a command may take to stop is its own affair: no time-out of the library's.
using var signals = new ShutdownSignals();
var exitCode = await parsed.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null }, signals.Token);
return parsed.Errors.Count > 0 ? ExitCodes.Usage : exitCode;
