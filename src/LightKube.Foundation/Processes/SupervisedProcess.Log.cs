using Microsoft.Extensions.Logging;

namespace LightKube.Foundation.Processes;

public sealed partial class SupervisedProcess
{
    [LoggerMessage(1, LogLevel.Information, "Process {Process} started with pid {Pid}")]
    private static partial void LogSpawned(ILogger logger, string process, int pid);

    [LoggerMessage(2, LogLevel.Information, "Process {Process} still runs with pid {Pid}; taken over")]
    private static partial void LogAdopted(ILogger logger, string process, int pid);

    [LoggerMessage(3, LogLevel.Warning, "Process {Process} with pid {Pid} runs, but does not answer")]
    private static partial void LogAdoptedNotReady(ILogger logger, Exception error, string process, int pid);

    [LoggerMessage(4, LogLevel.Information, "Process {Process} with pid {Pid} is replaced")]
    private static partial void LogReplaced(ILogger logger, string process, int pid);

    [LoggerMessage(5, LogLevel.Warning, "Process {Process} ended with {Exit} after {Ran}; started again in {Delay}")]
    private static partial void LogEnded(ILogger logger, string process, ProcessExit exit, TimeSpan ran, TimeSpan delay);

    [LoggerMessage(6, LogLevel.Warning, "Process {Process} was started again, but failed")]
    private static partial void LogNotReady(ILogger logger, Exception error, string process);
}
