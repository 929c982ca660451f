using System.Globalization;

namespace LightKube.Foundation.Processes;

/// <summary>How a process ended. Only a process's own parent learns it.</summary>
/// <param name="Code">Its exit code, if it ended by itself.</param>
/// <param name="Signal">The signal that ended it.</param>
internal readonly record struct ProcessExit(int? Code, int? Signal)
{
    /// <summary>A process that was not our child.</summary>
    internal static readonly ProcessExit Unknown;

    /// <summary>From what waitpid(2) says.</summary>
    internal static ProcessExit FromWaitStatus(int status) =>
        (status & 0x7f) == 0 ? new ProcessExit((status >> 8) & 0xff, null) : new ProcessExit(null, status & 0x7f);

    public override string ToString() => this switch
    {
        { Code: { } code } => string.Create(CultureInfo.InvariantCulture, $"exit code {code}"),
        { Signal: { } signal } => string.Create(CultureInfo.InvariantCulture, $"signal {signal}"),
        _ => "an unknown exit code",
    };
}
